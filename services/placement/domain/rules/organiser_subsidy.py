"""The subsidy for organising a poor or relocated person into stable work outside the county, and following up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from services.placement.domain.budgets import why_not_borne
from services.placement.domain.categories import is_poor_or_relocated
from services.placement.domain.follow_ups import Rhythm
from services.placement.domain.stretches import Side, Stretch
from services.placement.domain.terms import LastDay, end_of_term
from services.placement.domain.work_evidence import Evidence, EvidenceWanted, proof_of
from shared.money import round_to_fen
from shared.policy import Policy
from shared.rules.lines import Fact, Line, nothing
from shared.rules.payers import payer_of
from shared.rules.wanted import BUDGET_NAME, DECIMAL, INTEGER, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("organiser_subsidy", "组织跟踪服务补贴", "Subsidy for organising and following up")
AMOUNT: Final = "organiser_subsidy.amount"
MONTHS: Final = "organiser_subsidy.months"
LAST_DAY: Final = "organiser_subsidy.last_day"
MAX_GAP_DAYS: Final = "organiser_subsidy.max_gap_days"
EVIDENCE: Final = "organiser_subsidy.evidence"
FOLLOW_UP_MONTHS: Final = "organiser_subsidy.follow_up_months"
FOLLOW_UP_EVERY_MONTHS: Final = "organiser_subsidy.follow_up_every_months"
PAYER: Final = "organiser_subsidy.payer"
BUDGET: Final = "organiser_subsidy.budget"
PARAMETERS: Final = (AMOUNT, MONTHS, LAST_DAY, MAX_GAP_DAYS, EVIDENCE, PAYER, BUDGET)
WANTED: Final[Mapping[str, Wanted]] = {
    AMOUNT: DECIMAL,
    MONTHS: INTEGER,
    LAST_DAY: choice(*LastDay),
    MAX_GAP_DAYS: INTEGER,
    EVIDENCE: choice(*EvidenceWanted),
    FOLLOW_UP_MONTHS: INTEGER,
    FOLLOW_UP_EVERY_MONTHS: INTEGER,
    PAYER: choice("county", "township"),
    BUDGET: BUDGET_NAME,
}

STABLE: Final = Text(
    "stable",
    "{person} 自 {start} 起县外就业，至 {due_on} 满 {months} 个月，间断不超过 {max_gap_days} 天：{amount_yuan} 元",
    "{person} in stable work outside the county from {start}, {months} months done on {due_on} with no gap over "
    "{max_gap_days} days: {amount_yuan} yuan",
)
NOT_OUTSIDE: Final = Text(
    "not_outside", "{person} 自 {start} 起在县内就业", "{person} works inside the county from {start}"
)
NOT_ELIGIBLE: Final = Text(
    "not_eligible",
    "{start} 当日 {person} 不是贫困或易地扶贫搬迁劳动力",
    "{person} was neither poor nor relocated on {start}",
)
ENDED_BEFORE: Final = Text(
    "ended_before",
    "{person} 在岗至 {last_day}，未到 {due_on} 满 {months} 个月",
    "{person} was last at work on {last_day}; {months} months would be done on {due_on}",
)
NOT_YET: Final = Text(
    "not_yet",
    "{due_on} 满 {months} 个月，截至 {as_of} 未满",
    "{months} months are done on {due_on}; not yet on {as_of}",
)
AWAY_ON_DUE_DAY: Final = Text(
    "away_on_due_day",
    "{due_on} 当日不在岗，回岗后再计；截至 {as_of} 未回岗",
    "not at work on {due_on}; it counts from the return, which has not come by {as_of}",
)
ALREADY_DRAWN: Final = Text(
    "already_drawn",
    "{person} {year} 年已由 {drawn} 领取，每人每年只补一次",
    "{drawn} drew it for {person} in {year}; it is paid once for a person and calendar year",
)
ORGANISER_UNKNOWN: Final = Text(
    "organiser_unknown", "未登记谁组织 {person} 就业", "nobody is recorded to have organised {person}"
)
ORGANISER_CONTESTED: Final = Text(
    "organiser_contested",
    "两家都登记组织 {person}，先后不明，待核定",
    "two claim to have organised {person} and who came first cannot be told; a person decides",
)
LEADER_NOT_AGREED: Final = Text(
    "leader_not_agreed",
    "{start} 当日带头人 {organiser} 没有有效协议",
    "the leader {organiser} had no agreement in force on {start}",
)
EVIDENCE_MISSING: Final = Text(
    "evidence_missing",
    "缺 {due_on} 当日或以后在岗的证明，待 {organiser} 提供",
    "proof of work on {due_on} or later is missing; {organiser} has to give it",
)


@dataclass(frozen=True, slots=True)
class OrganisedStretch:
    """One stretch of a person as it is known at the end of `as_of`.

    `categories` are those of the stretch's first day, and `proofs` the events they rest on; `household_waits` says why
    those of a household are not known. `leader_agreed` says whether an organising leader's agreement was
    in force at the start of the first placement. `contested` is set while it cannot be told who registered first.
    `drawn` names by calendar year who drew for this person.
    """

    person: str
    stretch: Stretch
    as_of: date
    categories: frozenset[str]
    evidence: tuple[Evidence, ...] = ()
    leader_agreed: bool = False
    contested: bool = False
    drawn: Mapping[int, str] = field(default_factory=dict)
    township: str = ""
    household_waits: Text | None = None
    proofs: tuple[str, ...] = ()


def due_day(start: date, policy: Policy) -> date:
    """The day at whose end the months of stable work are done; the parameters of that day are to decide."""
    return end_of_term(start, policy.integer(MONTHS), LastDay(policy.choice(LAST_DAY)))


def rhythm_of(policy: Policy) -> Rhythm:
    """On which months' ends whoever organised a stretch asks after its person: first monthly, then less often."""
    return Rhythm(
        policy.integer(FOLLOW_UP_MONTHS), policy.integer(FOLLOW_UP_EVERY_MONTHS), LastDay(policy.choice(LAST_DAY))
    )


def organiser_subsidy(facts: OrganisedStretch, policy: Policy) -> tuple[Line, ...]:
    """One amount in yuan to whoever organised the stretch's first placement, or zero with its reason.

    The policy must be that of the due day.
    """
    organiser = facts.stretch.first.organiser or facts.stretch.first.leader
    blocked = why_not_borne(TITLE, organiser or facts.person, policy, (AMOUNT,), BUDGET)
    if blocked is not None:
        return (blocked,)
    due_on = due_day(facts.stretch.start, policy)
    wanted = EvidenceWanted(policy.choice(EVIDENCE))
    proof = proof_of(facts.evidence, facts.stretch, due_on, facts.as_of, wanted)
    rests_on: Sequence[Fact | str] = (*facts.stretch.placements, *facts.proofs, *proof)
    amount_yuan = round_to_fen(policy.decimal(AMOUNT))
    numbers = _numbers(facts, policy, due_on) | {"organiser": organiser, "amount_yuan": amount_yuan}
    reason, missing = _reason_against(facts, due_on), ""
    if reason is not None and reason is facts.household_waits:
        missing = f"{reason.code}:{facts.person}"
    if reason is None:
        reason = _waits_for(facts, organiser, wanted is EvidenceWanted.NONE or bool(proof))
        missing = f"{reason.code}:{organiser or facts.stretch.first.placement}" if reason else ""
    if reason is not None:
        beneficiary = organiser or facts.person
        return (nothing(TITLE, beneficiary, reason, numbers, PARAMETERS, rests_on=rests_on, missing=missing),)
    payer, payer_id = payer_of(policy, PAYER, township=facts.township)
    return (Line(TITLE, amount_yuan, "", payer, payer_id, organiser, STABLE, numbers, PARAMETERS, rests_on),)


def _numbers(facts: OrganisedStretch, policy: Policy, due_on: date) -> dict[str, object]:
    return {
        "person": facts.person,
        "start": facts.stretch.start,
        "last_day": facts.stretch.last_day or "",
        "due_on": due_on,
        "as_of": facts.as_of,
        "months": policy.integer(MONTHS),
        "max_gap_days": policy.integer(MAX_GAP_DAYS),
        "days_covered": facts.stretch.days_covered(due_on),
        "days_at_work": facts.stretch.days_at_work(due_on),
        "year": due_on.year,
        "drawn": facts.drawn.get(due_on.year, ""),
    }


def _reason_against(facts: OrganisedStretch, due_on: date) -> Text | None:
    """Why nothing is due, whatever papers come."""
    reached_on = facts.stretch.reached_on(due_on)
    if facts.stretch.side is not Side.OUTSIDE:
        return NOT_OUTSIDE
    if not is_poor_or_relocated(facts.categories):
        return facts.household_waits or NOT_ELIGIBLE
    if reached_on is None:
        return ENDED_BEFORE
    if facts.as_of < due_on:
        return NOT_YET
    if facts.as_of < reached_on:
        return AWAY_ON_DUE_DAY
    return ALREADY_DRAWN if due_on.year in facts.drawn else None


def _waits_for(facts: OrganisedStretch, organiser: str, proven: bool) -> Text | None:
    """What somebody still has to say before it is paid."""
    if facts.contested:
        return ORGANISER_CONTESTED
    if not organiser:
        return ORGANISER_UNKNOWN
    if not facts.stretch.first.organiser and not facts.leader_agreed:
        return LEADER_NOT_AGREED
    return None if proven else EVIDENCE_MISSING
