"""From every posting of the ledger the API leads to the events and the clause it rests on."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio

from services.payroll.api import create_app
from tests.support.harness import ServiceUnderTest, settings_for
from tests.support.payroll.bank import details, pay, settle
from tests.support.payroll.books import close
from tests.support.payroll.claims import allot_, approve_profit, claim, give, open_
from tests.support.payroll.facts import pieces, production, profit, registered, shares, workshop
from tests.support.tokens import TokenIssuer

JULY, AUGUST = "2022-07", "2022-08"


@pytest_asyncio.fixture
async def api(payroll: ServiceUnderTest, payroll_database_url: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Wages with a debt and its recovery, an award, a divided profit and a claim, all paid or with the bank."""
    account = {"number": "6217000000000000999", "bank_name": "bank", "holder": "V"}
    await payroll.record(
        workshop(),
        registered("W-1", first_day="2022-04-01"),
        details("W-1"),
        pieces("W-1", "E-1", "2022-07-04", 1400),
        production(JULY, 10_000, 12_000, "200000.00"),
        profit("2022", "1000.00"),
        shares("V001", "1"),
    )
    await close(payroll, JULY)
    await open_(payroll)
    await give(payroll, "1000.00")
    await payroll.record(claim("C-1", subject="W-1", payee_kind="worker", payee="W-1"))
    await approve_profit(payroll, 1)
    await allot_(payroll, "120.00")
    issuer = TokenIssuer(tmp_path)
    app = create_app(settings_for("payroll", payroll_database_url, jwks_file=issuer.jwks_file))
    header = issuer.header("finance", "payroll:finance payroll:read")
    other = issuer.header("bookkeeper", "payroll:finance")  # whoever gives an account makes no batch that pays to it
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://payroll", headers=header) as client,
    ):
        for payee in ("collective/V-WS-01", "village/V001"):
            assert (await client.put(f"/v1/payee-accounts/{payee}", json=account, headers=other)).status_code == 200
        await settle(payroll, await pay(payroll), returned={"V001": "account closed"})
        await payroll.record(
            pieces("W-1", "E-1", "2022-07-04", 400, revision=2), pieces("W-1", "E-8", "2022-08-01", 900)
        )
        await close(payroll, AUGUST)
        await pay(payroll)
        yield client


async def get(api: httpx.AsyncClient, path: str) -> Any:
    answer = await api.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def foundations(api: httpx.AsyncClient, posting: dict[str, Any]) -> list[tuple[object, object]]:
    """Clause and events, or parameters and document, behind a posting."""
    effect, cause = posting["effect"], posting["cause"]
    if effect in ("earning", "adjustment"):
        return await behind_line(api, posting)
    if effect in ("debt_incurred", "debt_recovered"):
        settlement = await get(api, f"/v1/settlements/{posting['settlement']}")
        causes = [cause for part in settlement["adjustments"] for cause in part["causes"]]
        return [(part["source"]["document"], causes) for part in settlement["recovery"]["parameters"]]
    if effect == "profit_divided":
        division = await get(api, f"/v1/profit-divisions/{posting['workshop']}/{posting['month']}")
        return [(line["clause"], line["events"]) for line in division["lines"]]
    if effect == "commitment":
        told = await get(api, f"/v1/claims/{cause.split('/')[1]}")
        return [(told["explanation"]["clause"], told["explanation"]["events"])]
    if effect == "appropriation":
        fund, _, document = cause.partition("/")
        given = (await get(api, f"/v1/funds/{fund}"))["appropriations"]
        return [(part["document"], part["actor"]) for part in given if part["document"] == document]
    if effect == "allotment":
        fund, _, document = cause.partition("/")
        given = (await get(api, f"/v1/funds/{fund}"))["allotments"]
        return [(part["document"], part["actor"]) for part in given if part["document"] == document]
    return await behind_payment(api, posting)


async def behind_line(api: httpx.AsyncClient, posting: dict[str, Any]) -> list[tuple[object, object]]:
    settlement = await get(api, f"/v1/settlements/{posting['settlement']}")
    if posting["effect"] == "earning":
        lines = settlement["lines"]
    else:
        (adjustment,) = [part for part in settlement["adjustments"] if part["month"] == posting["month"]]
        assert adjustment["causes"]
        lines = adjustment["lines"]
    return [(line["clause"], line["events"]) for line in lines if line["rule"] == posting["rule"]]


async def behind_payment(api: httpx.AsyncClient, posting: dict[str, Any]) -> list[tuple[object, object]]:
    """A payment names the settlement, the claim or the division it pays, each explained above."""
    sides = (posting["debit_account"], posting["credit_account"])
    (batch,) = [side.partition(":")[2] for side in sides if side.startswith("transit:")]
    number = int(posting["cause"].partition("/")[2])
    payments = (await get(api, f"/v1/payment-batches/{batch}"))["payments"]
    (payment,) = [part for part in payments if part["payment"] == number]
    (path,) = [
        path
        for path, name in (
            (f"/v1/settlements/{payment['settlement']}", payment["settlement"]),
            (f"/v1/claims/{payment['claim']}", payment["claim"]),
            (f"/v1/profit-divisions/{payment['division']}", payment["division"]),
        )
        if name is not None
    ]
    return [(path, await get(api, path))]


async def test_every_posting_leads_to_a_clause_and_to_events(api: httpx.AsyncClient, payroll: ServiceUnderTest) -> None:
    accounts = (await get(api, "/v1/ledger/trial-balance"))["accounts"]
    effects = set()
    for account in accounts:
        for posting in (await get(api, f"/v1/ledger/accounts/{account['account']}/postings"))["postings"]:
            effects.add(posting["effect"])
            found = await foundations(api, posting)
            assert found, posting
            assert all(clause and events for clause, events in found), posting
    assert effects == {
        "earning",
        "adjustment",
        "debt_incurred",
        "debt_recovered",
        "profit_divided",
        "commitment",
        "appropriation",
        "allotment",
        "payment_instructed",
        "payment_settled",
        "payment_returned",
    }
