"""The explanation a settlement is frozen with: why each amount, and what made an earlier month differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from services.payroll.decisions.month_draft import registered_workshop
from services.payroll.decisions.refusals.waiting import JUST_ARRIVED
from services.payroll.domain.frozen_settlement import ExplainedAdjustment, Explanation
from services.payroll.domain.rule_book import RECOVERY_CAP_PERCENT, RECOVERY_FLOOR
from services.payroll.domain.settlement import Amounts, LineKey, Settlement
from services.payroll.explanations.live import ExplainedLines, explained_award, explained_facts
from services.payroll.store import awards, statement_versions
from services.payroll.store.worker_months import WorkerMonthKey, load_worker_months
from services.payroll.store.workshops import policy_places
from shared.database import Connection
from shared.money import ZERO
from shared.months import Month
from shared.policy import Scope, load_pack
from shared.refusals import Refused
from shared.rules.lines import ExplainedLine


async def explain_drafted(connection: Connection, drafted: Sequence[Settlement]) -> list[Explanation]:
    """Why each amount, computed from the facts as they are now. Raises Refused where they have moved on."""
    told = await _explain_workers(connection, drafted)
    causes = await _causes(connection, drafted)
    explained = []
    for part in drafted:
        if part.beneficiary_kind == "worker":
            explained.append(_of_worker(part, told, causes, await _limits(connection, part)))
        else:
            explained.append(await _of_collective(connection, part))
    return explained


async def _limits(connection: Connection, settlement: Settlement) -> list[dict[str, object]]:
    """The parameters that say how much of a debt may be recovered, with their clauses; none where there is no debt."""
    if not settlement.debt_before_yuan + settlement.incurred_yuan:
        return []
    known = await registered_workshop(connection, settlement.workshop)
    scope = Scope(known.township, settlement.workshop)
    policy = load_pack(known.policy_pack).rules_on(Month.parse(settlement.month).first_day, scope=scope)
    return [policy.parameter(name).as_json() for name in (RECOVERY_CAP_PERCENT, RECOVERY_FLOOR)]


async def _explain_workers(
    connection: Connection, drafted: Sequence[Settlement]
) -> dict[WorkerMonthKey, ExplainedLines]:
    facts = await load_worker_months(connection, [key for part in drafted for key in part.worker_months])
    places = await policy_places(connection)
    return {(month.worker, str(month.month)): explained_facts(month, places) for month in facts}


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


async def _of_collective(connection: Connection, settlement: Settlement) -> Explanation:
    """A collective's awards of the month, and of the months adjusted with it."""
    own = await _award_lines(connection, settlement, settlement.month) if settlement.earned else []
    _refuse_newer(own, settlement.earned, settlement.beneficiary, settlement.month)
    adjusted = []
    for adjustment in settlement.adjustments:
        lines = await _award_lines(connection, settlement, adjustment.month)
        _refuse_newer(lines, adjustment.after, settlement.beneficiary, adjustment.month)
        known = await statement_versions.explained_events(connection, settlement.beneficiary, adjustment.month)
        causes = {event for line in lines for event in line["events"]} ^ known
        adjusted.append(ExplainedAdjustment(adjustment.month, lines, sorted(causes)))
    return Explanation(own, [], adjusted)


async def _award_lines(connection: Connection, settlement: Settlement, month: str) -> list[ExplainedLine]:
    """The lines of all companies' awards of a workshop's month that go to the collective."""
    workshop = await registered_workshop(connection, settlement.workshop)
    if workshop.village_collective != settlement.beneficiary:
        return []
    companies = await awards.companies_of(connection, settlement.workshop, month)
    keys = [(settlement.workshop, company, month) for company in companies]
    collectives = {settlement.workshop: workshop.village_collective}
    facts = await awards.load_workshop_months(connection, keys, collectives) if keys else []
    return [line for part in facts for line in explained_award(part, workshop)["lines"]]


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
