"""Claims, funds and money in tests: the events as placement publishes them, and finance's decisions."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson

from services.payroll.api.answers.funds import fund_answer
from services.payroll.decisions.allotments import allot
from services.payroll.decisions.divisions import Part, approve_division
from services.payroll.decisions.funds import appropriate, open_fund
from services.payroll.store.claims import ClaimRow, find_claims
from services.payroll.store.funds import Allotment, Appropriation, FundRow, fund_figures
from shared.events.claims import ClaimApproved
from shared.events.envelope import Event
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.facts import SENT_AT

TODAY = date(2022, 8, 1)
FIRST_APPROVAL = datetime(2022, 8, 1, 8, 0, tzinfo=UTC)
EXPLANATION = {
    "title": {"zh": "组织就业并跟踪服务补贴", "en": "Organising and follow-up subsidy"},
    "clause": {"document": "Measures", "paragraph": "3", "restated": {"zh": "每人二百元", "en": "200 yuan a person"}},
    "formula": {"zh": "1 人 × 200 元", "en": "1 person × 200 yuan"},
    "numbers": {"persons": "1", "rate_yuan": "200"},
    "events": ["gongfang:placement#placement/PL-1@3"],
}


def claim(name: str, amount: str = "200.00", approved: int = 0, revision: int = 1, **more: Any) -> Event:
    """An approved claim about a worker of its own; `approved` counts minutes after the first approval."""
    data = {
        "policy_pack": "sandu",
        "rule": "organiser_subsidy",
        "fund": "awards",
        "beneficiary_kind": "organisation",
        "beneficiary": "COOP-01",
        "payee_kind": "organisation",
        "payee": "COOP-01",
        "subject": f"W-{name}",
        "period": "2022",
        "approved_by": "county-office",
        "approved_at": (FIRST_APPROVAL + timedelta(minutes=approved)).isoformat(),
        "explanation": EXPLANATION,
    }
    envelope = {
        "id": f"claim/{name}@{revision}",
        "source": "gongfang:placement",
        "type": ClaimApproved.type_name(),
        "subject": f"claim/{name}",
        "time": SENT_AT.isoformat(),
        "correlationid": f"began:claim/{name}",
        "data": {"claim": name, "revision": revision, "amount_yuan": amount, **(data | more)},
    }
    return ClaimApproved.model_validate_json(orjson.dumps(envelope))


async def open_(
    payroll: ServiceUnderTest,
    fund: str = "awards",
    pack: str = "sandu",
    budget: str | None = None,
    name: str = "Awards",
) -> FundRow | None:
    """Finance opens a fund."""
    async with payroll.deciding() as transaction:
        return await open_fund(transaction, FundRow(fund, name, pack, budget), "finance", TODAY)


async def give(payroll: ServiceUnderTest, amount: str, document: str = "D-1", fund: str = "awards") -> bool:
    """Finance gives a fund money."""
    async with payroll.deciding() as transaction:
        money = Appropriation(fund, document, Decimal(amount), "for the year", "finance")
        return await appropriate(transaction, money, TODAY)


async def allot_(
    payroll: ServiceUnderTest,
    amount: str,
    document: str = "D-1",
    fund: str = "WS-01.relief_and_redevelopment",
    pot: str = "relief_fund",
    *,
    given_back: bool = False,
) -> bool:
    """Finance allots some of a joint pot, or takes it back."""
    async with payroll.deciding() as transaction:
        given = Allotment(fund, document, pot, Decimal(amount), given_back, "as the township decided", "finance")
        return await allot(transaction, given)


async def approve_profit(
    payroll: ServiceUnderTest, revision: int, at: str = "WS-01", period: str = "2022"
) -> list[Part]:
    """Finance approves a divided profit."""
    async with payroll.deciding() as transaction:
        return await approve_division(transaction, at, period, revision, "finance")


async def figures(payroll: ServiceUnderTest, fund: str = "awards") -> dict[str, Any]:
    """What a fund comes to."""
    async with payroll.pool.acquire() as connection:
        (found,) = await fund_figures(connection, fund)
    return fund_answer(found).model_dump()


async def answers(payroll: ServiceUnderTest, *names: str) -> list[tuple[str, str, str | None]]:
    """State, reason and winner of claims, in the given order."""
    found = await rows(payroll, *names)
    return [(row.state, row.reason, row.winner) for row in found]


async def states(payroll: ServiceUnderTest, *names: str) -> list[str]:
    """The states of claims, in the given order."""
    return [row.state for row in await rows(payroll, *names)]


async def rows(payroll: ServiceUnderTest, *names: str) -> list[ClaimRow]:
    """Claims as they stand, in the given order."""
    async with payroll.pool.acquire() as connection:
        found = await find_claims(connection, names)
    return [found[name] for name in names]


async def owed(payroll: ServiceUnderTest, claim_name: str) -> list[Decimal]:
    """The obligations that stand for a claim, in yuan."""
    found = await payroll.pool.fetch(
        """
        SELECT amount_yuan FROM obligation
        WHERE claim = $1 AND obligation NOT IN (SELECT obligation FROM obligation_cancelled)
        """,
        claim_name,
    )
    return [row["amount_yuan"] for row in found]
