"""Closing months in tests: the decisions themselves, on the service's own database."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from services.payroll.api.answers.statements import statement_answer
from services.payroll.decisions.close_month import Exceptions, approve_month, submit_month
from services.payroll.decisions.month_draft import MonthDraft
from services.payroll.explanations.live import load_statement
from services.payroll.store import ledger
from tests.support.harness import ServiceUnderTest

LATER = date(2026, 1, 1)


async def submit(
    payroll: ServiceUnderTest,
    month: str,
    at: str = "WS-01",
    held: Mapping[str, str] | None = None,
    accept: str | None = None,
    actor: str = "clerk",
    ages: Mapping[str, str] | None = None,
) -> MonthDraft:
    """The clerk submits."""
    async with payroll.deciding() as transaction:
        return await submit_month(transaction, (at, month), actor, LATER, Exceptions(held or {}, accept, ages or {}))


async def approve(
    payroll: ServiceUnderTest, month: str, statements_hash: str, at: str = "WS-01", actor: str = "checker"
) -> None:
    """The checker approves."""
    async with payroll.deciding() as transaction:
        await approve_month(transaction, at, month, actor, statements_hash)


async def close(
    payroll: ServiceUnderTest,
    month: str,
    at: str = "WS-01",
    held: Mapping[str, str] | None = None,
    accept: str | None = None,
    ages: Mapping[str, str] | None = None,
) -> MonthDraft:
    """Submitted by one, approved by another."""
    draft = await submit(payroll, month, at, held, accept, ages=ages)
    await approve(payroll, month, draft.statements_hash, at)
    return draft


async def settled(payroll: ServiceUnderTest, month: str, at: str = "WS-01") -> dict[str, dict[str, Any]]:
    """The settlements of a month by beneficiary; of several the last."""
    rows = await payroll.pool.fetch(
        "SELECT * FROM settlement WHERE workshop = $1 AND month = $2 ORDER BY settlement", at, month
    )
    return {row["beneficiary"]: dict(row) for row in rows}


async def balance(payroll: ServiceUnderTest, account: str) -> Decimal:
    """An account's balance in yuan."""
    async with payroll.pool.acquire() as connection:
        return (await ledger.balances(connection, [account]))[account]


async def is_balanced(payroll: ServiceUnderTest) -> bool:
    """The trial balance agrees."""
    async with payroll.pool.acquire() as connection:
        accounts = await ledger.account_sums(connection)
    return sum(part.debits_yuan for part in accounts) == sum(part.credits_yuan for part in accounts)


async def told(payroll: ServiceUnderTest, worker: str, month: str, *, explain: bool = False) -> dict[str, Any] | None:
    """A worker's month as it is answered, but for his age and his name; None where nothing is recorded for it."""
    found = await load_statement(payroll.pool, worker, month, explain=explain)
    return None if found is None else statement_answer(found, None, None).model_dump()
