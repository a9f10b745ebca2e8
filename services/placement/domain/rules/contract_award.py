"""The award for a labour contract with a worker from a poor household: to the employer and to the household."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.placement.domain.budgets import why_not_borne
from services.placement.domain.categories import POOR
from services.placement.domain.terms import end_of_term
from shared.money import round_to_fen
from shared.policy import Policy
from shared.rules.lines import Line, nothing
from shared.rules.payers import payer_of
from shared.rules.wanted import BUDGET_NAME, DECIMAL, INTEGER, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("contract_award", "劳动合同奖补", "Award for a labour contract")
EMPLOYER_AMOUNT: Final = "contract_award.employer_amount"
HOUSEHOLD_AMOUNT: Final = "contract_award.household_amount"
MONTHS: Final = "contract_award.months"
EVIDENCE: Final = "contract_award.evidence"
HOUSEHOLD_ONCE: Final = "contract_award.household_once"
PAYER: Final = "contract_award.payer"
BUDGET: Final = "contract_award.budget"
_OF_BOTH: Final = (MONTHS, EVIDENCE, HOUSEHOLD_ONCE, PAYER, BUDGET)
WANTED: Final[Mapping[str, Wanted]] = {
    EMPLOYER_AMOUNT: DECIMAL,
    HOUSEHOLD_AMOUNT: DECIMAL,
    MONTHS: INTEGER,
    EVIDENCE: choice("served", "signed"),
    HOUSEHOLD_ONCE: choice("worker", "household"),
    PAYER: choice("county", "township"),
    BUDGET: BUDGET_NAME,
}
EXCUSED_ENDS: Final = frozenset({"injury", "death", "closure"})
"""Ends of work by which nothing is owed back where signing decides."""

SERVED: Final = Text(
    "served",
    "{person} 合同自 {starts_on} 起，在岗满 {months} 个月至 {served_until}，{amount_yuan} 元",
    "{person} under contract from {starts_on} served {months} months to {served_until}: {amount_yuan} yuan",
)
SIGNED: Final = Text(
    "signed",
    "{person} 合同自 {starts_on} 起，{signed_on} 签订，期限不少于 {months} 个月，{amount_yuan} 元",
    "{person}'s contract from {starts_on}, signed on {signed_on}, for {months} months or more: {amount_yuan} yuan",
)
TERM_TOO_SHORT: Final = Text(
    "term_too_short",
    "合同期限至 {ends_on}，不足 {months} 个月（{served_until}）",
    "the contract ends on {ends_on}, before its {months} months are done on {served_until}",
)
NOT_POOR: Final = Text(
    "not_poor", "{starts_on} 当日 {person} 不属贫困家庭", "{person}'s household was not poor on {starts_on}"
)
NOT_ACCREDITED: Final = Text(
    "not_accredited", "{starts_on} 当日车间未经认定", "the workshop was not accredited on {starts_on}"
)
NOT_YET: Final = Text("not_yet", "{due_on} 到期，截至 {as_of} 未到", "due on {due_on}; not yet on {as_of}")
LEFT_EARLY: Final = Text(
    "left_early",
    "{person} 在岗至 {last_day}，未满 {months} 个月（{served_until}）",
    "{person} was last at work on {last_day}, before {months} months were served on {served_until}",
)
ALREADY_DRAWN: Final = Text("already_drawn", "{drawn} 已领取，只补一次", "drawn for {drawn} already; it is given once")
HOUSEHOLD_UNKNOWN: Final = Text("household_unknown", "{person} 未登记家庭", "no household is recorded for {person}")


@dataclass(frozen=True, slots=True)
class LabourContract:
    """A contract in a workshop as known at the end of `as_of`; a last day is the last one at work.

    `ends_on` is None without a term. `accredited` and `household_categories` are of the contract's first day.
    `employer_drawn_for` names the workers this employer's award was drawn for before, by whatever employer;
    `household_drawn_for` those of this household it was drawn for.
    """

    contract: str
    person: str
    employer: str
    household: str
    signed_on: date
    starts_on: date
    ends_on: date | None
    as_of: date
    accredited: bool
    household_categories: frozenset[str]
    last_day: date | None = None
    end_cause: str = ""
    employer_drawn_for: frozenset[str] = frozenset()
    household_drawn_for: frozenset[str] = frozenset()
    workshop: str = ""
    township: str = ""
    event: str = ""


def due_day(signed_on: date, starts_on: date, policy: Policy) -> date:
    """The day the award is due, whose parameters decide: served through, or signed and begun."""
    if policy.choice(EVIDENCE) == "signed":
        return max(signed_on, starts_on)
    return end_of_term(starts_on, policy.integer(MONTHS))


def contract_award(facts: LabourContract, policy: Policy) -> tuple[Line, ...]:
    """A line in yuan for the employer and one for the household, each paid or with its reason.

    Where signing decides, leaving early takes the award away again unless injury, death or closure ended the work:
    what was paid is then owed back.
    """
    return (_line(facts, policy, EMPLOYER_AMOUNT), _line(facts, policy, HOUSEHOLD_AMOUNT))


def _line(facts: LabourContract, policy: Policy, amount: str) -> Line:
    beneficiary = facts.employer if amount == EMPLOYER_AMOUNT else facts.household or facts.person
    blocked = why_not_borne(TITLE, beneficiary, policy, (amount,), BUDGET, facts.workshop)
    if blocked is not None:
        return blocked
    parameters = (amount, *_OF_BOTH)
    amount_yuan = round_to_fen(policy.decimal(amount))
    drawn = _drawn(facts, policy, amount)
    numbers = _numbers(facts, policy) | {"drawn": sorted(drawn), "amount_yuan": amount_yuan}
    reason, missing = _reason_against(facts, policy, drawn), ""
    if reason is None and amount == HOUSEHOLD_AMOUNT and not facts.household:
        reason, missing = HOUSEHOLD_UNKNOWN, f"{HOUSEHOLD_UNKNOWN.code}:{facts.person}"
    if reason is not None:
        return nothing(
            TITLE,
            beneficiary,
            reason,
            numbers,
            parameters,
            workshop=facts.workshop,
            rests_on=(facts,),
            missing=missing,
        )
    payer, payer_id = payer_of(policy, PAYER, township=facts.township)
    formula = SIGNED if policy.choice(EVIDENCE) == "signed" else SERVED
    return Line(
        TITLE, amount_yuan, facts.workshop, payer, payer_id, beneficiary, formula, numbers, parameters, (facts,)
    )


def _drawn(facts: LabourContract, policy: Policy, amount: str) -> frozenset[str]:
    """The workers for whom it was drawn, as far as that excludes drawing it for this one."""
    if amount == EMPLOYER_AMOUNT:
        return facts.employer_drawn_for & {facts.person}
    if policy.choice(HOUSEHOLD_ONCE) == "household":
        return facts.household_drawn_for
    return facts.household_drawn_for & {facts.person}


def _numbers(facts: LabourContract, policy: Policy) -> dict[str, object]:
    return {
        "person": facts.person,
        "signed_on": facts.signed_on,
        "starts_on": facts.starts_on,
        "ends_on": facts.ends_on or "",
        "last_day": facts.last_day or "",
        "months": policy.integer(MONTHS),
        "served_until": end_of_term(facts.starts_on, policy.integer(MONTHS)),
        "due_on": due_day(facts.signed_on, facts.starts_on, policy),
        "as_of": facts.as_of,
    }


def _reason_against(facts: LabourContract, policy: Policy, drawn: frozenset[str]) -> Text | None:
    served_until = end_of_term(facts.starts_on, policy.integer(MONTHS))
    if facts.ends_on is not None and facts.ends_on < served_until:
        return TERM_TOO_SHORT
    if POOR not in facts.household_categories:
        return NOT_POOR
    if not facts.accredited:
        return NOT_ACCREDITED
    if drawn:
        return ALREADY_DRAWN
    left_early = facts.last_day is not None and facts.last_day < min(served_until, facts.as_of)
    excused = policy.choice(EVIDENCE) == "signed" and facts.end_cause in EXCUSED_ENDS
    if left_early and not excused:
        return LEFT_EARLY
    return NOT_YET if facts.as_of < due_day(facts.signed_on, facts.starts_on, policy) else None
