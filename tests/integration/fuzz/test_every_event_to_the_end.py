"""Whatever passes the reader is applied, computed and shown without a failure; what overflows waits and is shown so."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from hypothesis import given, note, settings
from hypothesis import strategies as st

from cli.embedded import ServerAddresses
from services.orders.api import create_app as orders_app
from services.payroll.api import create_app as payroll_app
from services.placement.api import create_app as placement_app
from shared.events.catalogue import SERVICES, read_by, reported_to, streams_read_by
from shared.messaging.doors import resource_door
from shared.messaging.entries import Entry, Outcome
from tests.conftest import LONG_TESTS
from tests.integration.fuzz.any_events import bodies_of, shown
from tests.integration.fuzz.seeding import definitions
from tests.support.harness import ServiceUnderTest, service_on, settings_for
from tests.support.servers import fresh_database
from tests.support.tokens import TokenIssuer

APPS: Final = {"orders": orders_app, "payroll": payroll_app, "placement": placement_app}
EXAMPLES: Final = 300 if LONG_TESTS else 12
READ_SCOPES: Final = ("operator", "orders:read", "payroll:read", "payroll:finance", "placement:read", "clerk:WS-01")
DECISIONS: Final[Mapping[str, Sequence[tuple[str, str, Any]]]] = {
    "orders": (),
    "payroll": (
        ("POST", "/v1/months/WS-01/2022-07/submit", {}),
        ("POST", "/v1/payment-batches", {"template": "generic-csv"}),
        ("POST", "/v1/profit-divisions/WS-01/2022/approve", {"revision": 1}),
    ),
    "placement": (("PUT", "/v1/attendance/W1/WS-01/2022-07-01", {"weight_days": "1", "revision": 0}),),
}
"""What is decided on what has been computed."""
GAPS: Final = {"month": "2022-07", "day": "2022-07-01", "period": "2022", "worker": "W1", "workshop": "WS-01"}
OVERFLOWS: Final = ("overflow",)
"""Why a subject may wait: its figures are larger than an amount can be written."""


@cache
def entries_of(service: str) -> st.SearchStrategy[list[tuple[str, bytes]]]:
    """Entries with the door each comes by: facts from outside, and states of the other services."""
    doors = [("outside", reported_to(service), False)] if reported_to(service) else []
    doors += [(stream, read_by(service, stream), True) for stream in streams_read_by(service)]
    by_door = [
        bodies_of(events, published=published).map(lambda body, door=door: (door, body))  # type: ignore[misc]
        for door, events, published in doors
    ]
    return st.lists(st.one_of(*by_door), min_size=1, max_size=40)


async def apply(service: ServiceUnderTest, entries: Sequence[tuple[str, bytes]]) -> list[Outcome]:
    """Apply entries in runs of one door."""
    outcomes = []
    for number, (name, body) in enumerate(entries):
        outside = resource_door(service.definition, service.settings)
        door = outside if name == "outside" else service.doors[name]
        outcomes += await service.kernel.apply([Entry(name, str(number), body)], door)
    return outcomes


async def failing(service: str, http: httpx.AsyncClient, header: dict[str, str]) -> list[str]:
    """Operations that answer with a failure: all that only read, and some decisions."""
    answers = {}
    for method, path, body in DECISIONS[service]:
        answers[f"{method} {path}"] = await http.request(method, path, headers=header, json=body)
    for path, methods in (await http.get("/openapi.json")).json()["paths"].items():
        if "get" in methods:
            parameters = methods["get"].get("parameters", ())
            answers[path] = await http.get(_filled(path, parameters), headers=header)
    return [f"{path}: {answer.text}" for path, answer in answers.items() if answer.status_code >= 500]


def _filled(path: str, parameters: Sequence[Mapping[str, Any]]) -> str:
    for parameter in parameters:
        value = "1" if parameter["schema"].get("type") == "integer" else "C1"
        path = path.replace(f"{{{parameter['name']}}}", GAPS.get(parameter["name"], value))
    return path


@pytest.fixture(scope="module", params=SERVICES)
def database(request: pytest.FixtureRequest, servers: ServerAddresses) -> Iterator[tuple[str, str]]:
    """A service's name and database."""
    with fresh_database(servers, request.param) as url:
        yield request.param, url


@pytest_asyncio.fixture(scope="module")
async def service(database: tuple[str, str]) -> AsyncIterator[ServiceUnderTest]:
    """One of the services."""
    name, url = database
    async with service_on(definitions()[name], url) as running:
        yield running


@pytest_asyncio.fixture(scope="module")
async def http(
    database: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[httpx.AsyncClient, dict[str, str]]]:
    """Its API on the same database, and a token that may read everything."""
    folder: Path = tmp_path_factory.mktemp("tokens")
    issuer = TokenIssuer(folder)
    app: FastAPI = APPS[database[0]](settings_for(*database, jwks_file=issuer.jwks_file))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://api") as client,
    ):
        yield client, issuer.header("boss", *READ_SCOPES, valid_seconds=7200)


@pytest.mark.timeout(3600)
@settings(max_examples=EXAMPLES)
@given(data=st.data())
async def test_every_event_is_applied_computed_and_shown(
    service: ServiceUnderTest, http: tuple[httpx.AsyncClient, dict[str, str]], data: Any
) -> None:
    await service.forget_everything()
    entries = data.draw(entries_of(service.definition.name))
    outcomes = await apply(service, entries)
    for (_, body), outcome in zip(entries, outcomes, strict=True):
        note(f"{outcome.status}: {shown(body)}")
        assert outcome.problem is None or "could not be applied" not in outcome.problem.text.en, outcome
    await service.compute()
    rows = await service.pool.fetch(
        """
        SELECT kind, key, failure, waiting.reason FROM recompute_due LEFT JOIN waiting USING (kind, key)
        WHERE waiting.withdrawn IS NOT FALSE OR NOT waiting.reason LIKE ANY($1)
        """,
        [f"{reason}%" for reason in OVERFLOWS],
    )
    assert [dict(row) for row in rows] == []
    assert await failing(service.definition.name, *http) == []
