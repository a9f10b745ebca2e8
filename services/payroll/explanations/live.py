"""Why this amount: statements, awards and divisions computed again from their facts, with explanations.

The same pure functions over the same facts give the same lines as those stored; only here are the
facts' events read and the wording rendered. Everything is read in one snapshot. What a closing settled
keeps the explanation it was closed with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

from asyncpg import Record

from services.payroll.computations.divisions import division_lines, division_policy
from services.payroll.domain.basis import workshop_on
from services.payroll.domain.facts import WorkerMonth, WorkshopMonth
from services.payroll.domain.rules.overfulfilment_award import overfulfilment_award
from services.payroll.domain.statement import statement_under
from services.payroll.marks import AWARD, DIVISION, STATEMENT
from services.payroll.store import adjustments, awards, profit_divisions, settlements, statements, waiting
from services.payroll.store.awards import AwardKey
from services.payroll.store.settlements import SettledAdjustment, StoredSettlement
from services.payroll.store.waiting import Waiting
from services.payroll.store.worker_months import WorkerMonthKey, load_worker_months
from services.payroll.store.workshops import Workshop, Workshops, load_workshop, load_workshops
from shared.database import Connection, Pool, snapshot
from shared.policy import Policy
from shared.rules.lines import ExplainedLine, Line


class ExplainedLines(TypedDict):
    """Lines that pay, and the rules that pay nothing with their reasons."""

    lines: list[ExplainedLine]
    unpaid: list[ExplainedLine]


@dataclass(frozen=True, slots=True)
class Explained:
    """An award or a division as it is kept, with why it is what it is, and what of it waits.

    `row` is None where it could not be computed yet, `lines` where the workshop's policy pack is not at hand.
    `pending` is true while newer facts wait to be computed: the explanation already rests on them.
    """

    waiting: Sequence[Waiting]
    row: Record | None = None
    correlation_ids: Sequence[str] = ()
    lines: ExplainedLines | None = None
    pending: bool = False


@dataclass(frozen=True, slots=True)
class StatementFound:
    """A worker's month as it is kept, with what was settled of it and what of it waits.

    `row` is None where nothing could be computed yet; `workshop` is then where the worker belongs. `settled` was
    settled in this month, `corrections` adjust this month and were settled with a later one, `difference_due` waits
    for the next closing. `pending` is None where no explanation was asked for, and true while newer facts wait to be
    computed: the explanation, `lines`, already rests on them. A statement that itself could not be computed has none.
    """

    worker: str
    month: str
    workshop: str
    row: Record | None
    correlation_ids: Sequence[str]
    waiting: Sequence[Waiting]
    state: str
    settled: Sequence[StoredSettlement]
    corrections: Sequence[SettledAdjustment]
    difference_due: adjustments.DifferenceDue | None
    lines: ExplainedLines | None = None
    pending: bool | None = None


async def load_statement(pool: Pool, worker: str, month: str, *, explain: bool) -> StatementFound | None:
    """A worker's month; None where nothing is recorded for it. Explained, every line says why, and every rule that
    pays nothing its reason.
    """
    key = (worker, month)
    async with snapshot(pool) as connection:
        row = await statements.find_statement(connection, worker, month)
        waits = (await waiting.wages_waiting(connection, [key])).get(key, [])
        if row is None and not waits:
            return None
        found = await _with_settled(connection, key, row, waits)
        if not explain:
            return found
        if any((part.service, part.kind) == ("payroll", STATEMENT) for part in waits):
            return replace(found, pending=True)
        (facts,) = await load_worker_months(connection, [key])
        workshops = await load_workshops(connection)
        pending = await statements.is_marked(connection, STATEMENT, key)
    return replace(found, lines=explained_facts(facts, workshops), pending=pending)


async def _with_settled(
    connection: Connection, key: WorkerMonthKey, row: Record | None, waits: Sequence[Waiting]
) -> StatementFound:
    worker, month = key
    homes = {} if row else await waiting.home_workshops(connection, [worker], month)
    settled = await settlements.settlements_of_worker(connection, worker)
    return StatementFound(
        worker,
        month,
        row["workshop"] if row else homes[worker],
        row,
        await statements.correlations_of_statement(connection, worker, month) if row else [],
        waits,
        await adjustments.state_of(connection, worker, month),
        [stored for stored in settled if stored.settlement.month == month],
        settlements.adjustments_of(settled, month),
        await adjustments.find_due(connection, worker, month),
    )


def explained_facts(facts: WorkerMonth, workshops: Workshops) -> ExplainedLines:
    """A month's lines explained from its facts, and the rules that pay nothing with their reasons."""
    policy = workshops[workshop_on(facts, facts.month.last_day)].policy_on(facts.month.first_day)
    if policy is None:
        return {"lines": [], "unpaid": []}
    statement = statement_under(policy, facts)
    return {
        "lines": _explained(statement.lines, policy),
        "unpaid": [_with_reason(line, policy) for line in statement.unpaid],
    }


async def explain_award(pool: Pool, key: AwardKey) -> Explained | None:
    """An award with its lines explained and what of it waits; None where no production was ever reported."""
    workshop, _, month = key
    async with snapshot(pool) as connection:
        waits = await waiting.award_waiting(connection, workshop, month)
        stored = await awards.find_award(connection, key)
        if stored is None:
            return Explained(waits) if waits else None
        known = await load_workshop(connection, workshop)
        (facts,) = await awards.load_workshop_months(connection, [key], {workshop: known.village_collective})
        correlations = await awards.correlations_of_award(connection, key)
        pending = await statements.is_marked(connection, AWARD, key)
    return Explained(waits, stored, correlations, explained_award(facts, known), pending)


def explained_award(facts: WorkshopMonth, workshop: Workshop) -> ExplainedLines | None:
    """An award's lines explained from the production figures, and why nothing else is earned; None without a pack."""
    policy = workshop.policy_on(facts.month.first_day)
    if policy is None:
        return None
    lines = overfulfilment_award(facts, policy) if policy.has_rule("overfulfilment_award") else ()
    return _paid_and_unpaid(lines, policy)


async def explain_division(pool: Pool, workshop: str, period: str) -> Explained | None:
    """A year's profit division, explained, and what of it waits; None where no profit was ever reported."""
    async with snapshot(pool) as connection:
        waits = await waiting.profit_waiting(connection, workshop)
        stored = await profit_divisions.find_division(connection, workshop, period)
        if stored is None:
            return Explained(waits) if waits else None
        known = await load_workshop(connection, workshop)
        periods = {facts.period: facts for facts in await profit_divisions.load_profit_periods(connection, workshop)}
        correlations = await profit_divisions.correlations_of_division(connection, workshop, period)
        pending = await statements.is_marked(connection, DIVISION, (workshop,))
    policy = division_policy(periods[period], known)
    lines = _paid_and_unpaid(division_lines(periods[period], policy), policy) if policy else None
    return Explained(waits, stored, correlations, lines, pending)


def _paid_and_unpaid(lines: Iterable[Line], policy: Policy) -> ExplainedLines:
    rendered = list(lines)
    return {
        "lines": _explained([line for line in rendered if line.amount_yuan], policy),
        "unpaid": [_with_reason(line, policy) for line in rendered if not line.amount_yuan],
    }


def _explained(lines: Iterable[Line], policy: Policy) -> list[ExplainedLine]:
    return [line.explanation(policy) for line in lines]


def _with_reason(line: Line, policy: Policy) -> ExplainedLine:
    return line.explanation(policy) | {"reason": line.reason, "missing": line.missing or None}
