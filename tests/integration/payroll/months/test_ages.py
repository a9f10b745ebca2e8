"""A child, or somebody older than the pack expects, is named and holds the month until somebody has decided."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx
import pytest
import pytest_asyncio

from services.payroll.api import create_app
from tests.support.harness import ServiceUnderTest, settings_for
from tests.support.payroll.bank import details
from tests.support.payroll.books import approve, close
from tests.support.payroll.books import submit as books_submit
from tests.support.payroll.client_commands import Commands, served
from tests.support.payroll.facts import pieces, registered, workshop
from tests.support.refusing import refused_as
from tests.support.tokens import TokenIssuer

MONTH = "/v1/months/WS-01/2022-07"


def born(day: str) -> str:
    """A number of somebody born on a day."""
    return f"522229{day}0014"


@pytest_asyncio.fixture
async def facts(payroll: ServiceUnderTest) -> None:
    """W-1 turned sixteen the day after he worked, W-2 on the day itself, W-3 is ninety."""
    await payroll.record(
        workshop(),
        *(registered(worker, first_day="2022-04-01") for worker in ("W-1", "W-2", "W-3")),
        *(pieces(worker, f"E-{worker}", "2022-07-04", 400) for worker in ("W-1", "W-2", "W-3")),
        details("W-1", identity_number=born("20060705")),
        details("W-2", identity_number=born("20060704")),
        details("W-3", identity_number=born("19320101")),
    )


@pytest.fixture
def credentials(issuer: TokenIssuer) -> Mapping[str, Any]:
    return {"headers": issuer.header("li", "clerk:WS-01")}


async def submit(api: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await api.post(f"{MONTH}/submit", json=body)


async def submit_directly(payroll: ServiceUnderTest) -> Any:
    """The decision itself, as no API stands before it."""
    return await books_submit(payroll, "2022-07")


async def approve_directly(payroll: ServiceUnderTest) -> Any:
    """A month that came in review before its people's ages were known."""
    draft = await books_submit(payroll, "2022-07", ages={"W-1": "seen", "W-3": "seen"})
    await payroll.pool.execute("ALTER TABLE age_decision DISABLE TRIGGER USER")
    await payroll.pool.execute("DELETE FROM age_decision")
    await payroll.pool.execute("ALTER TABLE age_decision ENABLE TRIGGER USER")
    await approve(payroll, "2022-07", draft.statements_hash)


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

    before = await payroll.pool.fetchval("SELECT coalesce(max(id), 0) FROM audit_log")
    hold, accept = [{"worker": "W-1", "reason": "sent home"}], [{"worker": "W-3", "reason": "seen, in good health"}]
    assert (await submit(api, hold=hold)).json()["ages"] == [OLD]
    assert (await submit(api, hold=hold, accept_ages=[{"worker": "W-2", "reason": "sixteen"}])).status_code == 409
    submitted = await submit(api, hold=hold, accept_ages=accept)
    assert submitted.status_code == 200, submitted.text
    (action,) = await payroll.pool.fetch(
        "SELECT actor, subject FROM audit_log WHERE action = 'worker_age.accepted' AND id > $1", before
    )
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


@pytest.mark.parametrize("decided", [submit_directly, approve_directly])
async def test_no_way_of_closing_a_month_goes_round_an_age(
    api: httpx.AsyncClient, payroll: ServiceUnderTest, decided: Callable[[ServiceUnderTest], Awaitable[Any]]
) -> None:
    with refused_as("age.undecided"):
        await decided(payroll)


async def test_the_statement_says_what_is_to_be_decided_and_what_was(
    api: httpx.AsyncClient, issuer: TokenIssuer
) -> None:
    async def age(worker: str) -> Any:
        return (await api.get(f"/v1/statements/{worker}/2022-07")).json()["age"]

    assert [await age(worker) for worker in ("W-1", "W-2", "W-3")] == [
        {"concern": "under_age", "accepted": False},
        None,
        {"concern": "over_age", "accepted": False},
    ]
    hold, accept = [{"worker": "W-1", "reason": "sent home"}], [{"worker": "W-3", "reason": "seen, in good health"}]
    assert (await submit(api, hold=hold, accept_ages=accept)).status_code == 200
    assert (await age("W-3"), await age("W-1")) == (
        {"concern": "over_age", "accepted": True},
        {"concern": "under_age", "accepted": False},
    )


@pytest_asyncio.fixture
async def held(api: httpx.AsyncClient, issuer: TokenIssuer, payroll: ServiceUnderTest) -> httpx.AsyncClient:
    """July is closed without the child, whose month is now a difference."""
    await close(payroll, "2022-07", held={"W-1": "sent home"}, ages={"W-3": "in good health"})
    return api


async def test_a_supplement_for_a_child_waits_until_somebody_says_why_he_is_paid(
    held: httpx.AsyncClient, issuer: TokenIssuer
) -> None:
    proposal = {"worker": "W-1", "reason": "sent home, he is owed his work"}
    refused = await held.post(f"{MONTH}/supplements", json=proposal)
    assert (refused.status_code, refused.json()["pointer"], refused.json()["ages"]) == (409, "/accept_age", [CHILD])
    prepared = await held.post(f"{MONTH}/supplements", json=proposal | {"accept_age": "what he worked is owed to him"})
    assert prepared.status_code == 200, prepared.text
    number, approval = prepared.json()["supplement"], {"prepared_hash": prepared.json()["prepared_hash"]}
    assert (await held.get(f"/v1/supplements/{number}")).json()["ages"] == []
    approved = await held.post(
        f"/v1/supplements/{number}/approve", json=approval, headers=issuer.header("zhao", "checker:TS-1")
    )
    assert approved.status_code == 200, approved.text


async def test_a_number_that_says_a_child_worked_stops_the_approval_of_a_supplement_too(
    held: httpx.AsyncClient, issuer: TokenIssuer, payroll: ServiceUnderTest
) -> None:
    await payroll.record(pieces("W-2", "E-W-2", "2022-07-04", 440, revision=2))
    unasked = {"worker": "W-2", "reason": "forgotten pieces", "accept_age": "why not"}
    answer = await held.post(f"{MONTH}/supplements", json=unasked)
    assert (answer.status_code, answer.json()["pointer"]) == (409, "/accept_age")
    prepared = await held.post(f"{MONTH}/supplements", json={"worker": "W-2", "reason": "forgotten pieces"})
    number, approval = prepared.json()["supplement"], {"prepared_hash": prepared.json()["prepared_hash"]}
    await payroll.record(details("W-2", revision=2, identity_number=born("20100101")))
    refused = await held.post(
        f"/v1/supplements/{number}/approve", json=approval, headers=issuer.header("zhao", "checker:TS-1")
    )
    assert (refused.status_code, [part["worker"] for part in refused.json()["ages"]]) == (409, ["W-2"])
    seen = (await held.get(f"/v1/supplements/{number}")).json()
    assert (seen["state"], [part["worker"] for part in seen["ages"]]) == ("prepared", ["W-2"])


async def test_the_command_tells_ages_in_chinese(
    api: httpx.AsyncClient, issuer: TokenIssuer, payroll_database_url: str
) -> None:
    with served(create_app(settings_for("payroll", payroll_database_url, jwks_file=issuer.jwks_file))) as url:
        commands = Commands(url, issuer)
        told = commands.refused("li", "months", "submit", "WS-01", "2022-07")
        assert "W-1 2022-07: 不满十六周岁 under sixteen" in told
        assert "W-3 2022-07: 超过政策包年龄 above the pack's age" in told
        assert "年龄 age: 不满十六周岁 under sixteen, 须决定" in commands.told("li", "statement", "W-1", "2022-07")
