"""What should not be possible, tried: money nobody can settle any more, strangers' money, and waiting in circles."""

import asyncio
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import httpx
import pytest
import pytest_asyncio

from services.payroll.decisions.payee_accounts import give_account
from services.payroll.decisions.supplements import approve_supplement, prepare_supplement
from shared.details import BankAccount
from shared.refusals import Refused
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.bank import PAY_DAY, details, pay, settle
from tests.support.payroll.books import balance, close, is_balanced, settled
from tests.support.payroll.claims import approve_profit, claim, give, open_, states
from tests.support.payroll.closed_months import read_books
from tests.support.payroll.facts import pieces, profit, registered, shares, workshop
from tests.support.refusing import refused_as
from tests.support.tokens import TokenIssuer

JULY, AUGUST, SEPTEMBER = "2022-07", "2022-08", "2022-09"


async def two_workshops(payroll: ServiceUnderTest) -> None:
    """W-1 of WS-01 earned 1 000.00 in July, W-2 of WS-02 250.00; both months are closed."""
    await payroll.record(
        workshop(),
        workshop("WS-02"),
        registered("W-1", "WS-01", first_day="2022-01-01"),
        registered("W-2", "WS-02", first_day="2022-01-01"),
        pieces("W-1", "E-1", "2022-07-04", 400),
        pieces("W-2", "E-2", "2022-07-04", 100, workshop="WS-02"),
    )
    await close(payroll, JULY)
    await close(payroll, JULY, at="WS-02")


async def supplement(payroll: ServiceUnderTest, worker: str, at: str) -> None:
    """Prepared and approved at a workshop's July."""
    async with payroll.deciding() as transaction:
        number, _, prepared_hash = await prepare_supplement(transaction, at, JULY, worker, "clerk", "he asked")
    async with payroll.deciding() as transaction:
        await approve_supplement(transaction, number, "checker", prepared_hash)


async def test_a_workshop_settles_no_supplement_of_somebody_it_has_nothing_to_do_with(
    payroll: ServiceUnderTest,
) -> None:
    await two_workshops(payroll)
    await payroll.record(pieces("W-1", "E-3", "2022-07-05", 40))
    with refused_as("supplement.nothing_due"):
        await supplement(payroll, "W-1", at="WS-02")
    await supplement(payroll, "W-1", at="WS-01")
    assert await balance(payroll, "payable:worker:W-1") == Decimal("1100.00")


async def test_who_left_is_settled_by_the_workshop_of_the_month_as_well_as_by_his_last_one(
    payroll: ServiceUnderTest,
) -> None:
    await two_workshops(payroll)
    await payroll.record(
        registered("W-1", [("WS-01", "2020-01-01"), ("WS-02", "2022-08-01")], first_day="2022-01-01", revision=2),
        pieces("W-1", "E-3", "2022-07-05", 40),
    )
    await supplement(payroll, "W-1", at="WS-01")
    await payroll.record(pieces("W-1", "E-4", "2022-07-06", 40))
    await supplement(payroll, "W-1", at="WS-02")
    assert await balance(payroll, "payable:worker:W-1") == Decimal("1200.00")


@pytest.mark.parametrize("last", ["never_registered", "withdrawn"])
async def test_a_difference_of_somebody_whose_last_workshop_is_not_registered_is_settled_where_the_month_was(
    payroll: ServiceUnderTest, last: str
) -> None:
    await two_workshops(payroll)
    await payroll.record(
        registered("W-1", [("WS-01", "2020-01-01"), ("WS-09", "2022-08-01")], first_day="2022-01-01", revision=2),
        pieces("W-1", "E-3", "2022-07-05", 40),
    )
    if last == "withdrawn":
        await payroll.record(workshop("WS-09"))
        await payroll.record(workshop("WS-09", revision=2, withdrawn=True))
    await close(payroll, AUGUST)
    assert (await settled(payroll, AUGUST))["W-1"]["adjustment_yuan"] == 100
    assert not (await read_books(payroll)).due


async def test_somebody_in_dispute_can_be_held_again_when_only_the_difference_is_left(
    payroll: ServiceUnderTest,
) -> None:
    await payroll.record(
        workshop(),
        registered("W-1", first_day="2022-01-01"),
        registered("W-2", first_day="2022-01-01"),
        pieces("W-1", "E-1", "2022-07-04", 400),
        pieces("W-2", "E-2", "2022-07-04", 100),
        pieces("W-1", "E-3", "2022-08-04", 400),
    )
    await close(payroll, JULY, held={"W-2": "his card is disputed"})
    await close(payroll, AUGUST, held={"W-2": "still disputed"})
    assert set(await settled(payroll, AUGUST)) == {"W-1"}
    await close(payroll, SEPTEMBER)
    assert (await settled(payroll, SEPTEMBER))["W-2"]["net_yuan"] == 250


async def test_a_workshop_with_nobody_left_still_settles_whom_its_last_month_held(payroll: ServiceUnderTest) -> None:
    await two_workshops(payroll)
    await payroll.record(pieces("W-1", "E-3", "2022-08-05", 40))
    await close(payroll, AUGUST, held={"W-1": "his card is disputed"})
    await close(payroll, SEPTEMBER)
    assert (await settled(payroll, SEPTEMBER))["W-1"]["net_yuan"] == 100
    assert not (await read_books(payroll)).due


async def test_a_month_of_a_workshop_whose_pack_is_not_at_hand_is_refused_and_closes_when_it_is(
    payroll: ServiceUnderTest,
) -> None:
    await two_workshops(payroll)
    await payroll.record(pieces("W-1", "E-3", "2022-08-05", 40), workshop(revision=2, pack="atlantis"))
    with refused_as("workshop.pack_not_at_hand"):
        await close(payroll, AUGUST)
    await payroll.record(workshop(revision=3, township="TS-2"))
    await close(payroll, AUGUST)
    assert (await settled(payroll, AUGUST))["W-1"]["net_yuan"] == 100
    assert await balance(payroll, "payable:worker:W-1") == Decimal("1100.00")


async def give_accounts(payroll: ServiceUnderTest, *villages: str) -> None:
    """Where the villages' money goes."""
    for place, village in enumerate(villages):
        account = BankAccount(f"62170000000000010{place:02}", "铜仁农村商业银行", None, village)
        async with payroll.deciding() as transaction:
            await give_account(transaction, ("village", village), account, "registrar", PAY_DAY)


async def while_locked(payroll: ServiceUnderTest, obligation: int, first: Any, second: Any) -> list[Any]:
    """Run two things that both come to wait, the first for the obligation, and let them go on together."""
    async with payroll.pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT FROM obligation WHERE obligation = $1 FOR UPDATE", obligation)
        running = [asyncio.ensure_future(first)]
        await payroll.until_waiting(1)
        running.append(asyncio.ensure_future(second))
        await payroll.until_waiting(2)
    return await asyncio.gather(*running, return_exceptions=True)


async def test_claims_taken_back_while_they_are_being_paid_wait_for_nobody_in_a_circle(
    payroll: ServiceUnderTest,
) -> None:
    await open_(payroll)
    await give(payroll, "1000.00")
    await payroll.record(details("W-A", "6217000000000000001"), details("W-B", "6217000000000000002"))
    paid_to: dict[str, dict[str, Any]] = {name: {"payee_kind": "worker", "payee": f"W-{name}"} for name in "AB"}
    await payroll.record(claim("B", approved=2, **paid_to["B"]))
    await payroll.record(claim("A", approved=1, **paid_to["A"]))
    lowest = await payroll.pool.fetchval("SELECT min(obligation) FROM obligation")
    taken_back = [
        claim(name, revision=2, approved=place, withdrawn=True, **paid_to[name]) for place, name in enumerate("AB", 1)
    ]
    batch, outcomes = await while_locked(payroll, lowest, pay(payroll), payroll.send(*taken_back))
    assert isinstance(batch, int), repr(batch)
    assert [outcome.status for outcome in outcomes] == ["accepted", "accepted"]
    assert await states(payroll, "A", "B") == ["committed", "committed"]


async def test_a_division_taken_back_while_its_villages_are_being_paid_waits_for_nobody_in_a_circle(
    payroll: ServiceUnderTest,
) -> None:
    await payroll.record(workshop(), shares("V001", "1"), shares("V002", "1"), profit("2022", "1000.00"))
    await approve_profit(payroll, 1)
    await give_accounts(payroll, "V001", "V002")
    await settle(payroll, await pay(payroll), returned={"V002": "account closed"})
    await payroll.record(profit("2022", "2000.00", revision=2))
    await approve_profit(payroll, 2)
    await payroll.record(profit("2022", "1500.00", revision=3))
    owed = await payroll.pool.fetch(
        "SELECT obligation, beneficiary FROM obligation WHERE kind = 'dividend' ORDER BY obligation"
    )
    assert [row["beneficiary"] for row in owed] == ["V001", "V002", "V001", "V002"]
    outcomes = await while_locked(payroll, owed[1]["obligation"], pay(payroll), approve_profit(payroll, 3))
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception) and not isinstance(outcome, Refused)]
    assert await is_balanced(payroll)


async def test_a_division_approved_while_shares_and_claims_arrive_waits_for_nobody_in_a_circle(
    payroll: ServiceUnderTest,
) -> None:
    await payroll.record(workshop(), shares("V001", "1"), profit("2022", "1000.00"))
    await approve_profit(payroll, 1)
    await payroll.record(profit("2022", "2000.00", revision=2))
    pot = "WS-01.rolling_development"
    arriving = [shares("V009", "1", since="2024-01-01"), claim("A", "1.00", fund=pot, policy_pack="songtao")]
    async with payroll.pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT FROM fund_lock WHERE name = $1 FOR UPDATE", f"fund/{pot}")
        running: list[Any] = [asyncio.ensure_future(payroll.send(*arriving))]
        await payroll.until_waiting(1)
        running.append(asyncio.ensure_future(approve_profit(payroll, 2)))
        await payroll.until_waiting(2)
        await payroll.send(profit("2021", "0.00"))
        running.append(asyncio.ensure_future(payroll.recomputer().run_pass()))
        await asyncio.sleep(0.5)
    outcomes = await asyncio.gather(*running, return_exceptions=True)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception) and not isinstance(outcome, Refused)]
    assert await states(payroll, "A") == ["committed"]


@pytest_asyncio.fixture
async def facts(payroll: ServiceUnderTest) -> None:
    """July of both workshops is closed; somebody may do everything at WS-01 and for the county."""
    await two_workshops(payroll)
    await payroll.record(pieces("W-1", "E-8", "2022-08-04", 40))


@pytest.fixture
def credentials(issuer: TokenIssuer) -> Mapping[str, Any]:
    return {"headers": issuer.header("li", "clerk:WS-01 checker:TS-1 payroll:finance payroll:read operator")}


MANY = 2**70
NOT_STORABLE = "a\u0000b\u0000c"
MONTHS = "/v1/months/WS-01"
MONEY = {"amount": "1.00", "document": "D-1", "reason": "for the year"}
ACCOUNT = {"number": "6217000000000000001", "bank_name": "bank", "holder": "V1"}
TOO_MANY = [{"worker": f"W-{number}", "reason": "why"} for number in range(5000)]
QUOTED = "W-1'; DROP TABLE posting; --"


@pytest.mark.parametrize(
    ("method", "path", "body", "statuses"),
    [
        ("GET", f"{MONTHS}/1949-12", None, {422}),
        ("GET", f"{MONTHS}/1950-01", None, {200}),
        ("GET", f"{MONTHS}/2099-12", None, {200}),
        ("GET", f"{MONTHS}/1899-12", None, {422}),
        ("GET", "/v1/months?month=2022-7", None, {422}),
        ("POST", f"{MONTHS}/1950-01/submit", {}, {409}),
        ("POST", f"{MONTHS}/2099-12/submit", {}, {409}),
        ("GET", "/v1/payslips/W-1/1950-01", None, {404}),
        ("GET", "/v1/production-statements/WS-01/1950-01", None, {200, 404}),
        ("POST", f"{MONTHS}/2022-08/submit", {"hold": TOO_MANY}, {422}),
        ("POST", f"{MONTHS}/2022-08/submit", {"hold": [{"worker": "W-1", "reason": "why"}] * 2}, {422}),
        ("POST", f"{MONTHS}/2022-08/submit", {"hold": [{"worker": "W-2", "reason": "why"}]}, {409}),
        ("POST", f"{MONTHS}/2022-08/submit", {"hold": [{"worker": QUOTED, "reason": "why"}]}, {422}),
        ("POST", f"{MONTHS}/2022-08/submit", {"accept_incomplete": NOT_STORABLE}, {400}),
        ("POST", f"{MONTHS}/2022-08/submit", {"accept_incomplete": "     "}, {422}),
        ("POST", f"{MONTHS}/2022-08/submit", b'{"accept_incomplete": "\\ud800\\ud800\\ud800"}', {422}),
        ("POST", f"{MONTHS}/2022-08/submit", b'{"accept_incomplete": ' + b"[" * 5000, {422}),
        ("POST", f"{MONTHS}/2022-07/approve", {"statements_hash": "A" * 64}, {422}),
        ("POST", f"{MONTHS}/2022-07/send-back", {"reason": "x" * 501}, {422}),
        ("POST", f"{MONTHS}/2022-07/send-back", {"reason": "\u200b\u200b\u200b"}, {400}),
        ("POST", f"{MONTHS}/2022-07/supplements", {"worker": QUOTED, "reason": "why"}, {422}),
        ("POST", f"{MONTHS}/2022-07/supplements", {"worker": "W-1", "reason": NOT_STORABLE}, {400}),
        ("POST", f"/v1/supplements/{MANY}/approve", {"prepared_hash": "0" * 64}, {404, 422}),
        ("POST", f"/v1/supplements/{MANY}/refuse", {"reason": "why not"}, {404, 422}),
        ("GET", f"/v1/payment-batches/{MANY}", None, {404, 422}),
        ("GET", f"/v1/payment-batches?before={MANY}", None, {200, 422}),
        ("GET", f"/v1/payment-batches/1?after={MANY}", None, {404, 422}),
        ("GET", f"/v1/ledger/accounts/bank/postings?after={MANY}", None, {200, 422}),
        ("GET", "/v1/ledger/accounts/bank%00/postings", None, {200, 422}),
        ("GET", "/v1/ledger/trial-balance?kind=%00", None, {200, 422}),
        ("GET", "/v1/claims?after=%00", None, {200, 422}),
        ("GET", "/v1/statements?month=2022-07&after=%00", None, {200, 422}),
        ("GET", f"/v1/dead-letters?after={MANY}", None, {200, 422}),
        ("GET", f"/v1/dead-letters/{MANY}/content", None, {404, 422}),
        ("POST", "/v1/replay", {"subject_prefix": "\u0000"}, {400}),
        ("PUT", "/v1/funds/awards", {"name": "a\u0000", "policy_pack": "sandu"}, {400}),
        ("PUT", "/v1/funds/awards", {"name": "Awards", "policy_pack": "../sandu"}, {422}),
        ("PUT", "/v1/funds/awards", {"name": "Awards", "policy_pack": "sandu", "budget": QUOTED}, {422}),
        ("POST", "/v1/funds/awards/appropriations", MONEY | {"amount": "1000000000000.00"}, {422}),
        ("POST", "/v1/funds/awards/appropriations", MONEY | {"amount": "1e9"}, {422}),
        ("POST", "/v1/funds/awards/appropriations", MONEY | {"amount": "-1.00"}, {422}),
        ("POST", "/v1/funds/awards/appropriations", MONEY | {"reason": "     "}, {422}),
        ("POST", "/v1/funds/awards/appropriations", MONEY | {"document": "D\u0000"}, {400}),
        ("POST", "/v1/funds/awards/allotments", MONEY | {"pot": "relief_fund", "amount": "1000000000000.00"}, {422}),
        ("POST", "/v1/funds/awards/allotments", MONEY | {"pot": "relief_fund", "reason": "     "}, {422}),
        ("POST", "/v1/funds/awards/allotments", MONEY | {"pot": QUOTED}, {422}),
        ("POST", "/v1/funds/awards/allotments", MONEY, {422}),
        ("PUT", "/v1/payee-accounts/village/V1", ACCOUNT | {"holder": "V\u0000"}, {400}),
        ("PUT", "/v1/payee-accounts/village/V1", ACCOUNT | {"number": "=cmd()"}, {422}),
        ("POST", "/v1/payment-batches", {"template": "../../etc/passwd"}, {422}),
        ("POST", "/v1/payment-batches", {"template": "\u0000"}, {400}),
        ("GET", "/v1/publication-lists/awards?publisher=%00&objections_from=2022-08-01"
         "&objections_until=2022-08-10&objections_to=office", None, {404, 422}),
        ("GET", "/v1/profit-divisions/WS-01/0000", None, {422}),
    ],
)  # fmt: skip
async def test_no_input_makes_the_service_fail(
    api: httpx.AsyncClient, method: str, path: str, body: Any, statuses: set[int]
) -> None:
    sent = {"content": body} if isinstance(body, bytes) else {} if body is None else {"json": body}
    answer = await api.request(method, path, **sent)
    assert answer.status_code in statuses, f"{answer.status_code} {answer.text[:300]}"
    if answer.status_code >= 400:
        assert answer.json()["detail"]


async def test_amounts_beyond_what_books_hold_leave_nobody_unpaid_but_him(
    payroll: ServiceUnderTest,
) -> None:
    await two_workshops(payroll)
    await payroll.record(registered("W-3", first_day="2022-01-01"), pieces("W-1", "E-5", "2022-08-04", 40))
    await payroll.record(pieces("W-3", "E-3", "2022-08-04", 1_000_000_000, rate="99999999.9999"))
    with refused_as("waiting.month"):
        await close(payroll, AUGUST)
    await close(payroll, AUGUST, held={"W-3": "asked for the number of pieces"})
    assert (await settled(payroll, AUGUST))["W-1"]["net_yuan"] == 100
    await payroll.record(pieces("W-3", "E-3", "2022-08-04", 10, revision=2))
    await close(payroll, SEPTEMBER)
    assert (await settled(payroll, SEPTEMBER))["W-3"]["net_yuan"] == 25
