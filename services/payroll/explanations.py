"""Why this amount: statements, awards and divisions computed again from their facts, with explanations.

The same pure functions over the same facts give the same lines as those stored; only here are the
facts' events read and the wording rendered. Everything is read in one snapshot.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from services.payroll.computations.divisions import division_lines, parameters_day
from services.payroll.domain.basis import workshop_on
from services.payroll.domain.lines import Line
from services.payroll.domain.rules.overfulfilment_award import overfulfilment_award
from services.payroll.domain.statement import compute_statement
from services.payroll.handlers import AWARD, DIVISION, STATEMENT
from services.payroll.store import awards, profit_divisions, statements
from services.payroll.store.worker_months import load_worker_months
from services.payroll.store.workshops import workshops
from shared.database import Connection, Pool
from shared.policy import Policy, available_packs, load_pack


@asynccontextmanager
async def snapshot(pool: Pool) -> AsyncIterator[Connection]:
    """One consistent view of the database."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        yield connection


async def explain_statement(pool: Pool, worker: str, month: str) -> dict[str, Any] | None:
    """A statement with every line explained, and every rule that pays nothing with its reason; or None.

    `pending` is true while newer facts wait to be computed: the explanation then already rests on them.
    """
    async with snapshot(pool) as connection:
        found = await statements.find_statement(connection, worker, month)
        if found is None:
            return None
        (facts,) = await load_worker_months(connection, [(worker, month)])
        packs = await statements.policy_packs(connection)
        found["pending"] = await statements.is_marked(connection, STATEMENT, (worker, month))
    pack_name = packs.get(workshop_on(facts, facts.month.last_day), "")
    if pack_name not in available_packs():
        return found | {"unpaid": []}
    pack = load_pack(pack_name)
    policy = pack.rules_on(facts.month.first_day)
    statement = compute_statement(facts, pack)
    return found | {
        "lines": _explained(statement.lines, policy),
        "unpaid": [_with_reason(line, policy) for line in statement.unpaid],
    }


async def explain_award(pool: Pool, workshop: str, company: str, month: str) -> dict[str, Any] | None:
    """An award with its lines explained; None where no production was ever reported."""
    key = (workshop, company, month)
    async with snapshot(pool) as connection:
        stored = await awards.find_award(connection, key)
        if stored is None:
            return None
        known = (await workshops(connection, [workshop])).get(workshop)
        (facts,) = await awards.load_workshop_months(
            connection, [key], {workshop: known.village_collective} if known else {}
        )
        stored["pending"] = await statements.is_marked(connection, AWARD, key)
    if known is None or known.policy_pack not in available_packs():
        return stored | {"unpaid": []}
    policy = load_pack(known.policy_pack).rules_on(facts.month.first_day)
    return stored | _paid_and_unpaid(
        overfulfilment_award(facts, policy) if policy.has_rule("overfulfilment_award") else (), policy
    )


async def explain_division(pool: Pool, workshop: str, period: str) -> dict[str, Any] | None:
    """A year's profit division with its lines explained; None where no profit was ever reported."""
    async with snapshot(pool) as connection:
        stored = await profit_divisions.find_division(connection, workshop, period)
        if stored is None:
            return None
        known = (await workshops(connection, [workshop])).get(workshop)
        periods = {facts.period: facts for facts in await profit_divisions.load_profit_periods(connection, workshop)}
        stored["pending"] = await statements.is_marked(connection, DIVISION, (workshop,))
    if known is None or known.policy_pack not in available_packs():
        return stored | {"unpaid": []}
    policy = load_pack(known.policy_pack).rules_on(parameters_day(period))
    return stored | _paid_and_unpaid(division_lines(periods[period], known.policy_pack), policy)


def _paid_and_unpaid(lines: Iterable[Line], policy: Policy) -> dict[str, Any]:
    rendered = list(lines)
    return {
        "lines": _explained([line for line in rendered if line.amount_yuan], policy),
        "unpaid": [_with_reason(line, policy) for line in rendered if not line.amount_yuan],
    }


def _explained(lines: Iterable[Line], policy: Policy) -> list[dict[str, Any]]:
    return [line.explanation(policy) for line in lines]


def _with_reason(line: Line, policy: Policy) -> dict[str, Any]:
    return line.explanation(policy) | {"reason": line.reason, "missing": line.missing or None}
