"""A sample taken in the way the services would, in memory: every line is accepted or refused with its place."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from services.orders.api import imports as orders_imports
from services.orders.handlers.senders import check_client as check_client_of_orders
from services.placement.api import imports as placement_imports
from services.placement.domain.attlog import read_attlog
from services.placement.files.punches import rows_of_attlog
from services.placement.handlers.keep_punches import EARLIEST_PUNCH
from services.placement.handlers.senders import check_client as check_client_of_placement
from shared.events.catalogue import reported_to
from shared.events.envelope import Event
from shared.events.people import PunchRecorded, WorkerEnrolled
from shared.http import Client
from shared.identity import IdentityError, check_identity_number
from shared.imports import rows_of_table
from shared.messaging.doors import own_source
from shared.messaging.entries import Entry
from shared.messaging.reader import EventReader, Rejected
from shared.months import shanghai_date
from shared.sealing import Sealer
from shared.tables import read_table

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TABLES = {
    "orders": {table.kind: table for table in orders_imports.TABLES},
    "placement": {table.kind: table for table in placement_imports.TABLES},
}
_CHECKS = {"orders": check_client_of_orders, "placement": check_client_of_placement}

SEALER = Sealer(bytes(32))


@dataclass(frozen=True)
class Receipt:
    """What became of a line. `pointer` says where a refused one is wrong."""

    file: str
    line: int
    status: str
    pointer: str | None
    event: Event | None


def read_manifest(directory: Path) -> Any:
    """The manifest of a sample."""
    return orjson.loads((directory / "manifest.json").read_bytes())


def receive(directory: Path) -> list[Receipt]:
    """Send every step of the manifest, in its order."""
    manifest = read_manifest(directory)
    scopes = {client["id"]: frozenset(client["scopes"]) for client in manifest["clients"]}
    inboxes: dict[str, dict[tuple[str, str], bytes]] = {"orders": {}, "placement": {}}
    receipts = []
    for step in manifest["steps"]:
        client = Client(step["client"], scopes[step["client"]])
        for line, entry in _entries(directory, step, client):
            receipts.append(_judge(step, client, line, entry, inboxes[step["service"]]))
    return receipts


def _entries(directory: Path, step: Any, client: Client) -> Iterator[tuple[int, Entry]]:
    content = (directory / step["file"]).read_bytes()
    match step["door"]:
        case "import":
            table = TABLES[step["service"]][step["kind"]]
            rows = rows_of_table(table, read_table(content), client.id, NOW, SEALER)
            yield from zip(rows.lines, rows.entries, strict=True)
        case "attlog":
            (station,) = client.values("station")
            rows = rows_of_attlog(read_attlog(content.decode()), step["serial"], client.id, station)
            yield from zip(rows.lines, rows.entries, strict=True)
        case "events" | "stream":
            for line, body in enumerate(content.splitlines(), start=1):
                yield line, Entry(step["file"], str(line), body)


@cache
def reader_of(service: str, with_identity: bool) -> EventReader:
    accepted = [event for event in reported_to(service) if with_identity or not event.carries_identity]
    return EventReader(accepted, service=service)


def _judge(step: Any, client: Client, line: int, entry: Entry, inbox: dict[tuple[str, str], bytes]) -> Receipt:
    def receipt(status: str, pointer: str | None = None, event: Event | None = None) -> Receipt:
        return Receipt(step["file"], line, status, pointer, event)

    if entry.fault is not None:
        return receipt("rejected", entry.fault.pointer)
    verdict = reader_of(step["service"], step["door"] == "import").read(entry.body, NOW)
    if isinstance(verdict, Rejected):
        return receipt("rejected", verdict.problem.pointer)
    assert isinstance(verdict, Event), f"{step['file']}:{line} is neither taken nor refused"
    forbidden = own_source(client.id, verdict)
    if step["door"] == "stream":
        client = replace(client, scopes=client.scopes | {f"{step['service']}:write"})
    if forbidden is None:
        forbidden = _CHECKS[step["service"]](client, verdict)
    if forbidden is not None:
        return receipt("rejected", forbidden.pointer)
    known = inbox.get((verdict.source, verdict.id))
    if known is not None:
        same = known == verdict.content_hash()
        return receipt("duplicate") if same else receipt("conflict", "/id")
    pointer = _what_the_service_refuses(verdict)
    if pointer is not None:
        return receipt("rejected", pointer)
    inbox[verdict.source, verdict.id] = verdict.content_hash()
    return receipt("accepted", None, verdict)


def _what_the_service_refuses(event: Event) -> str | None:
    if isinstance(event, WorkerEnrolled):
        try:
            check_identity_number(event.data.identity_number, shanghai_date(event.time))
        except IdentityError:
            return "/data/identity_number"
    if isinstance(event, PunchRecorded) and event.data.punched_at.year < EARLIEST_PUNCH.year:
        return "/data/punched_at"
    return None
