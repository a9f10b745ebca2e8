"""Why this amount: statements, awards and divisions computed again from their facts, with explanations.

The same pure functions over the same facts give the same lines as those stored; only here are the
facts' events read and the wording rendered. Everything is read in one snapshot. What a closing settled
keeps the explanation it was closed with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from asyncpg import Record

from services.payroll.computations.divisions import division_lines, division_policy
from services.payroll.domain.basis import workshop_on
from services.payroll.domain.facts import WorkerMonth, WorkshopMonth
from services.payroll.domain.frozen_settlement import recovery_to_json
from services.payroll.domain.rules.overfulfilment_award import overfulfilment_award
from services.payroll.domain.statement import statement_under
from services.payroll.marks import AWARD, DIVISION, STATEMENT
from services.payroll.store import adjustments, awards, profit_divisions, settlements, statements, waiting
from services.payroll.store.awards import AwardKey
from services.payroll.store.waiting import Waiting
from services.payroll.store.worker_months import load_worker_months
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


async def statement_answer(pool: Pool, worker: str, month: str, *, explain: bool) -> dict[str, Any] | None:
    """A statement with what was settled of it and what of it waits; or None.

    Explained, every line says why, and every rule that pays nothing its reason; `pending` is then true while
    newer facts wait to be computed: the explanation already rests on them. A statement that itself could not be
    computed is not explained.
    """
    key = (worker, month)
    async with snapshot(pool) as connection:
        found = await statements.find_statement(connection, worker, month)
        waits = (await waiting.wages_waiting(connection, [key])).get(key, [])
        if found is None:
            if not waits:
                return None
            homes = await waiting.home_workshops(connection, [worker], month)
            found = statements.statement_not_computed(worker, month, homes[worker])
        found = waiting.laid_over(found, waits) | await _settled(connection, worker, month, explain=explain)
        if not explain:
            return found
        if any((part.service, part.kind) == ("payroll", STATEMENT) for part in waits):
            return found | {"unpaid": [], "pending": True}
        (facts,) = await load_worker_months(connection, [(worker, month)])
        workshops = await load_workshops(connection)
        found["pending"] = await statements.is_marked(connection, STATEMENT, (worker, month))
    return {**found, **explained_facts(facts, workshops)}


async def _settled(connection: Connection, worker: str, month: str, *, explain: bool) -> dict[str, Any]:
    """What was settled in this month, and what was settled of it since.

    `settlements` are frozen as they were closed; `corrections` are the adjustments of this month, settled
    with a later one; `difference_due` waits for the next closing.
    """
    shown = []
    for stored in await settlements.settlements_of_worker(connection, worker):
        if stored.settlement.month == month:
            settled = settlements.settlement_as_json(stored) | {"recovery": recovery_to_json(stored.settlement)}
            shown.append(settled | settlements.explanation_as_json(stored) if explain else settled)
    corrections = await settlements.adjustments_settled(connection, worker)
    due = await adjustments.find_due(connection, worker, month)
    state = await adjustments.state_of(connection, worker, month)
    return {"state": state, "settlements": shown, "corrections": corrections.get(month, []), "difference_due": due}


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
