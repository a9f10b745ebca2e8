"""A child, or somebody older than the pack expects, is named and holds the month until somebody has decided."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from services.payroll.api import create_app
from tests.harness import ServiceUnderTest, settings_for
from tests.integration.payroll.bank import details
from tests.payroll_facts import pieces, registered, workshop
from tests.tokens import TokenIssuer

MONTH = "/v1/months/WS-01/2022-07"


def born(day: str) -> str:
    """A number of somebody born on a day."""
    return f"522229{day}0014"


@pytest.fixture
def issuer(tmp_path: Path) -> TokenIssuer:
    return TokenIssuer(tmp_path)


@pytest_asyncio.fixture
async def api(
    payroll: ServiceUnderTest, payroll_database_url: str, issuer: TokenIssuer
) -> AsyncIterator[httpx.AsyncClient]:
    """W-1 turned sixteen the day after he worked, W-2 on the day itself, W-3 is ninety."""
    await payroll.record(
        workshop(),
        *(registered(worker, first_day="2022-04-01") for worker in ("W-1", "W-2", "W-3")),
        *(pieces(worker, f"E-{worker}", "2022-07-04", 400) for worker in ("W-1", "W-2", "W-3")),
        details("W-1", identity_number=born("20060705")),
        details("W-2", identity_number=born("20060704")),
        details("W-3", identity_number=born("19320101")),
    )
    app = create_app(settings_for("payroll", payroll_database_url, jwks_file=issuer.jwks_file))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://payroll") as client,
    ):
        client.headers.update(issuer.header("li", "clerk:WS-01"))
        yield client


async def submit(api: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await api.post(f"{MONTH}/submit", json=body)


CHILD = {"worker": "W-1", "month": "2022-07", "concern": "under_age"}
OLD = {"worker": "W-3", "month": "2022-07", "concern": "over_age"}


async def test_a_month_with_a_child_waits_until_he_is_held_and_others_are_decided_on(
    api: httpx.AsyncClient, issuer: TokenIssuer, payroll: ServiceUnderTest
) -> None:
    assert (await api.get(MONTH)).json()["ages"] == [CHILD, OLD]
    refused = await submit(api)
    assert (refused.status_code, refused.json()["pointer"], refused.json()["ages"]) == (
        409,
        "/accept_ages",
        [CHILD, OLD],
    )
    assert (await api.get(MONTH)).json()["state"] == "open"

    hold, accept = [{"worker": "W-1", "reason": "sent home"}], [{"worker": "W-3", "reason": "seen, in good health"}]
    assert (await submit(api, hold=hold)).json()["ages"] == [OLD]
    assert (await submit(api, hold=hold, accept_ages=[{"worker": "W-2", "reason": "sixteen"}])).status_code == 409
    submitted = await submit(api, hold=hold, accept_ages=accept)
    assert submitted.status_code == 200, submitted.text
    (action,) = await payroll.pool.fetch("SELECT actor, subject FROM audit_log WHERE action = 'worker_age.accepted'")
    assert tuple(action) == ("li", "W-3/2022-07")

    approval = {"statements_hash": submitted.json()["statements_hash"]}
    approved = await api.post(f"{MONTH}/approve", json=approval, headers=issuer.header("zhao", "checker:TS-1"))
    assert (approved.status_code, approved.json()["workers"]) == (200, 2)


async def test_a_number_that_says_a_child_worked_stops_an_approval_too(
    api: httpx.AsyncClient, issuer: TokenIssuer, payroll: ServiceUnderTest
) -> None:
    accept = [{"worker": "W-1", "reason": "wages owed, sent home"}, {"worker": "W-3", "reason": "in good health"}]
    submitted = await submit(api, accept_ages=accept)
    await payroll.record(details("W-2", revision=2, identity_number=born("20100101")))
    approval = {"statements_hash": submitted.json()["statements_hash"]}
    refused = await api.post(f"{MONTH}/approve", json=approval, headers=issuer.header("zhao", "checker:TS-1"))
    assert (refused.status_code, [part["worker"] for part in refused.json()["ages"]]) == (409, ["W-2"])
    assert (await api.get(MONTH)).json()["state"] == "in_review"
