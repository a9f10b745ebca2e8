"""The explanation a settlement is frozen with: why each amount, and what made an earlier month differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from services.payroll.domain.frozen_settlement import ExplainedAdjustment, Explanation
from services.payroll.domain.rule_book import RECOVERY_CAP_PERCENT, RECOVERY_FLOOR
from services.payroll.domain.settlement import Amounts, LineKey, Settlement
from services.payroll.explanations.live import ExplainedLines, explained_award, explained_facts
from services.payroll.store import awards, statement_versions
from services.payroll.store.worker_months import WorkerMonthKey, load_worker_months
from services.payroll.store.workshops import Workshop, load_workshops
from shared.database import Connection
from shared.money import ZERO
from shared.months import Month
from shared.refusals import Refusal, Refused
from shared.rules.lines import ExplainedLine
from shared.texts import Text

JUST_ARRIVED: Final = Refusal(
    Text(
        "waiting.just_arrived",
        "{beneficiary} 在 {month} 刚有新数据，正在计算",
        "facts of {beneficiary} in {month} have just arrived and are being computed",
    ),
    Text("waiting.just_arrived.advice", "稍后再看", "look again in a moment"),
)


async def explain_drafted(connection: Connection, drafted: Sequence[Settlement]) -> list[Explanation]:
    """Why each amount, computed from the facts as they are now. Raises Refused where they have moved on."""
    facts = await load_worker_months(connection, [key for part in drafted for key in part.worker_months])
    workshops = await load_workshops(connection)
    told = {(month.worker, str(month.month)): explained_facts(month, workshops) for month in facts}
    causes = await _causes(connection, drafted)
    explained = []
    for part in drafted:
        workshop = workshops[part.workshop]
        if part.beneficiary_kind == "worker":
            explained.append(_of_worker(part, told, causes, _limits(part, workshop)))
        else:
            explained.append(await _of_collective(connection, part, workshop))
    return explained


def _limits(settlement: Settlement, workshop: Workshop) -> list[dict[str, object]]:
    """The parameters that say how much of a debt may be recovered, with their clauses; none where there is no debt."""
    policy = workshop.policy_on(Month.parse(settlement.month).first_day)
    if policy is None or not settlement.debt_before_yuan + settlement.incurred_yuan:
        return []
    return [policy.parameter(name).as_json() for name in (RECOVERY_CAP_PERCENT, RECOVERY_FLOOR)]


def _of_worker(
    settlement: Settlement,
    told: Mapping[WorkerMonthKey, ExplainedLines],
    causes: Mapping[WorkerMonthKey, Sequence[str]],
    limits: Sequence[Mapping[str, object]],
) -> Explanation:
    worker, month = settlement.beneficiary, settlement.month
    own: ExplainedLines = {"lines": [], "unpaid": []}
    if settlement.statement is not None:
        own = told[worker, month]
        _refuse_newer(own["lines"], settlement.earned, worker, month)
    adjusted = []
    for adjustment in settlement.adjustments:
        lines = told[worker, adjustment.month]["lines"]
        _refuse_newer(lines, adjustment.after, worker, adjustment.month)
        adjusted.append(ExplainedAdjustment(adjustment.month, lines, causes.get((worker, adjustment.month), [])))
    return Explanation(own["lines"], own["unpaid"], adjusted, limits)


async def _of_collective(connection: Connection, settlement: Settlement, workshop: Workshop) -> Explanation:
    """A collective's awards of the month, and of the months adjusted with it."""
    own = await _award_lines(connection, settlement, workshop, settlement.month) if settlement.earned else []
    _refuse_newer(own, settlement.earned, settlement.beneficiary, settlement.month)
    adjusted = []
    for adjustment in settlement.adjustments:
        lines = await _award_lines(connection, settlement, workshop, adjustment.month)
        _refuse_newer(lines, adjustment.after, settlement.beneficiary, adjustment.month)
        known = await statement_versions.explained_events(connection, settlement.beneficiary, adjustment.month)
        causes = {event for line in lines for event in line["events"]} ^ known
        adjusted.append(ExplainedAdjustment(adjustment.month, lines, sorted(causes)))
    return Explanation(own, [], adjusted)


async def _award_lines(
    connection: Connection, settlement: Settlement, workshop: Workshop, month: str
) -> list[ExplainedLine]:
    """The lines of all companies' awards of a workshop's month that go to the collective."""
    if workshop.village_collective != settlement.beneficiary:
        return []
    companies = await awards.companies_of(connection, workshop.workshop, month)
    keys = [(workshop.workshop, company, month) for company in companies]
    collectives = {workshop.workshop: workshop.village_collective}
    facts = await awards.load_workshop_months(connection, keys, collectives) if keys else []
    told = [explained_award(part, workshop) for part in facts]
    return [line for part in told if part for line in part["lines"]]


def _refuse_newer(lines: Sequence[ExplainedLine], settled: Amounts, beneficiary: str, month: str) -> None:
    amounts: dict[LineKey, Decimal] = {}
    for line in lines:
        key = LineKey(line["rule"], line["workshop"], line["payer"]["role"], line["payer"]["id"])
        amounts[key] = amounts.get(key, ZERO) + Decimal(line["amount"])
    if amounts != {key: amount for key, amount in settled.items() if amount}:
        raise Refused(JUST_ARRIVED.of(beneficiary=beneficiary, month=month))


async def _causes(connection: Connection, drafted: Sequence[Settlement]) -> dict[WorkerMonthKey, list[str]]:
    """For each worker's adjustment, the events that came or went since the month was settled last."""
    revisions = {
        (part.beneficiary, adjustment.month): adjustment.revision
        for part in drafted
        for adjustment in part.adjustments
        if adjustment.revision is not None
    }
    settled = await statement_versions.settled_revisions(connection, list(revisions))
    wanted = [(*key, revision) for key, revision in (*revisions.items(), *settled.items())]
    events = await statement_versions.events_by_revision(connection, wanted)
    return {
        key: sorted(
            events.get((*key, revision), set()) ^ (events.get((*key, settled[key]), set()) if key in settled else set())
        )
        for key, revision in revisions.items()
    }
