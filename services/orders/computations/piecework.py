"""Entries of piecework become each worker's pieces at the rate in force on the day of work."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from services.orders.domain.piecework import Flag, PieceworkEntry, counted_pieces, divide_entry
from services.orders.domain.rates import rate_in_force
from services.orders.store import piecework as store
from services.orders.store.locks import lock_entries
from shared.events.production import PieceworkRecorded
from shared.facts.precedence import in_force, latest
from shared.facts.states import NEVER_PUBLISHED, Published, publish_if_changed
from shared.messaging.transaction import Mark, Transaction

Entries = Mapping[str, PieceworkEntry]
"""The newest report of each entry by its number, be it a withdrawal."""


async def recompute_piecework(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Count, divide and price the marked entries; publish each worker's share that changed."""
    by_entry = {mark.subject[0]: mark for mark in marks}
    names = sorted(by_entry)
    await lock_entries(transaction.connection, names)
    reports = await store.load_reports(transaction.connection, names)
    newest = {name: entry for name, of_entry in reports.items() if (entry := latest(of_entry)) is not None}
    entries = {name: newest[name] for name in names if name in newest}
    rates = await store.load_rates(
        transaction.connection,
        {(entry.company, entry.product, entry.operation) for entry in entries.values()},
    )
    published = await store.load_published(transaction.connection, names)
    reworks = _reworks_by_original(newest)
    flagged, changed = [], []
    for name, entry in entries.items():
        counted, flags = _count(entry, newest, reworks)
        known_rates = rates.get((entry.company, entry.product, entry.operation), [])
        rate = rate_in_force(in_force(known_rates, lambda report: report.natural_key), entry.workshop, entry.worked_on)
        if rate is None and not entry.withdrawn:
            flags.append(Flag("no_rate", counted))
        flagged.append((entry, flags))
        wanted = _fields_by_worker(entry, counted, None if rate is None else f"{rate:f}")
        for worker, before, now in _publish(transaction, entry.entry, published[name], wanted, by_entry[name]):
            if now is not before:
                changed.append(((name, worker), now, by_entry[name].correlation))
    await store.write_entries(transaction.connection, flagged)
    await store.PIECEWORK.write(transaction.connection, changed)


def _reworks_by_original(newest: Entries) -> Mapping[str | None, list[PieceworkEntry]]:
    """The rework in force, by the entry it reworks."""
    by_original: dict[str | None, list[PieceworkEntry]] = defaultdict(list)
    for entry in newest.values():
        if not entry.withdrawn:
            by_original[entry.rework_of].append(entry)
    return by_original


def _count(
    entry: PieceworkEntry, newest: Entries, reworks: Mapping[str | None, list[PieceworkEntry]]
) -> tuple[int, list[Flag]]:
    """The entry's pieces that count, with its flags; nothing of a withdrawn one."""
    if entry.withdrawn:
        return 0, []
    return counted_pieces(entry, newest, reworks.get(entry.rework_of, ()))


def _fields_by_worker(
    entry: PieceworkEntry, counted_quantity: int, unit_rate_yuan: str | None
) -> dict[str, dict[str, Any]]:
    if entry.withdrawn:
        return {}
    return {
        pieces.worker: {
            "entry": entry.entry,
            "worker": pieces.worker,
            "workshop": entry.workshop,
            "company": entry.company,
            "product": entry.product,
            "operation": entry.operation,
            "worked_on": entry.worked_on,
            "accepted_quantity": pieces.accepted_quantity,
            "rejected_quantity": pieces.rejected_quantity,
            "unit_rate_yuan": unit_rate_yuan,
        }
        for pieces in divide_entry(entry, counted_quantity)
    }


def _publish(
    transaction: Transaction,
    entry: str,
    published: Mapping[str, Published],
    wanted: Mapping[str, dict[str, Any]],
    cause: Mark,
) -> list[tuple[str, Published, Published]]:
    """Each worker of the entry, now or before, with what stood and what stands."""
    results = []
    for worker in sorted({*published, *wanted}):
        before = published.get(worker, NEVER_PUBLISHED)
        subject = f"piecework/{entry}/{worker}"
        now = publish_if_changed(transaction, PieceworkRecorded, subject, before, wanted.get(worker), cause)
        results.append((worker, before, now))
    return results
