"""The award for a poor or relocated household whose labour income a head reaches the mark, once in its life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from services.placement.domain.budgets import why_not_borne
from services.placement.domain.categories import is_poor_or_relocated
from services.placement.domain.terms import year_end
from shared.money import ZERO, round_to_fen
from shared.months import months_after
from shared.policy import Policy
from shared.rules.lines import Line, nothing
from shared.rules.payers import payer_of
from shared.rules.wanted import BUDGET_NAME, DECIMAL, FLAG, INTEGER, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("household_income_award", "家庭劳务收入奖励", "Award for a household's labour income")
AMOUNT: Final = "household_income_award.amount"
INCOME_PER_HEAD: Final = "household_income_award.income_per_head"
SELF_EMPLOYMENT: Final = "household_income_award.self_employment"
DENOMINATOR: Final = "household_income_award.denominator"
TIMES: Final = "household_income_award.times"
WAIT_MONTHS: Final = "household_income_award.wait_months"
PAYER: Final = "household_income_award.payer"
BUDGET: Final = "household_income_award.budget"
PARAMETERS: Final = (AMOUNT, INCOME_PER_HEAD, SELF_EMPLOYMENT, DENOMINATOR, TIMES, WAIT_MONTHS, PAYER, BUDGET)
WANTED: Final[Mapping[str, Wanted]] = {
    AMOUNT: DECIMAL,
    INCOME_PER_HEAD: DECIMAL,
    SELF_EMPLOYMENT: FLAG,
    DENOMINATOR: choice("members", "workers"),
    TIMES: choice("lifetime", "per_year"),
    WAIT_MONTHS: INTEGER,
    PAYER: choice("county", "township"),
    BUDGET: BUDGET_NAME,
}

REACHED: Final = Text(
    "reached",
    "{year} 年劳务收入 {income_yuan} 元，达到 {heads} 人 × {per_head_yuan} 元 = {mark_yuan} 元，奖励 {amount_yuan} 元",
    "labour income of {year} {income_yuan} yuan reaches {heads} people × {per_head_yuan} = {mark_yuan} yuan: "
    "{amount_yuan} yuan",
)
BELOW: Final = Text(
    "below",
    "{year} 年劳务收入 {income_yuan} 元，未达 {heads} 人 × {per_head_yuan} 元 = {mark_yuan} 元",
    "labour income of {year} {income_yuan} yuan is below {heads} people × {per_head_yuan} = {mark_yuan} yuan",
)
NOT_YET: Final = Text("not_yet", "{due_on} 结算，截至 {as_of} 未到", "due on {due_on}; not yet on {as_of}")
NOT_ELIGIBLE: Final = Text(
    "not_eligible",
    "{due_on} 当日不是贫困或易地扶贫搬迁家庭",
    "the household was neither poor nor relocated on {due_on}",
)
NOBODY: Final = Text("nobody", "{due_on} 当日没有可计的家庭成员", "no member of the household counts on {due_on}")
ALREADY_DRAWN: Final = Text(
    "already_drawn",
    "{drawn_year} 年已由家庭 {drawn_by} 领取",
    "drawn for {drawn_year} by the household {drawn_by}",
)
INCOME_OPEN: Final = Text(
    "income_open",
    "收入未齐：{open_incomes}；最迟 {decided_by} 核定",
    "incomes still open: {open_incomes}; decided on {decided_by} at the latest",
)


@dataclass(frozen=True, slots=True)
class MemberIncome:
    """A member on 31 December and the whole year's gross income by month worked, in yuan."""

    person: str
    labour_yuan: Decimal
    self_employment_yuan: Decimal = ZERO
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Awarded:
    """An award of this household or of one it descends from by a split or a merge."""

    household: str
    year: int


@dataclass(frozen=True, slots=True)
class HouseholdYear:
    """A household's year as known at the end of `as_of`: members and categories are those of 31 December.

    `open_incomes` names what is still to come: a member's month not closed, a station that has not declared his income
    complete.
    """

    household: str
    year: int
    as_of: date
    categories: frozenset[str]
    members: tuple[MemberIncome, ...]
    open_incomes: tuple[str, ...] = ()
    awarded: tuple[Awarded, ...] = ()
    township: str = ""
    event: str = ""


def household_income_award(facts: HouseholdYear, policy: Policy) -> tuple[Line, ...]:
    """One amount in yuan, or zero with its reason. The policy must be that of 31 December.

    Income is compared with the mark times the heads, never a rounded quotient with the mark.
    """
    blocked = why_not_borne(TITLE, facts.household, policy, (AMOUNT, INCOME_PER_HEAD), BUDGET)
    if blocked is not None:
        return (blocked,)
    heads, drawn = _heads(facts, policy), _drawn(facts, policy)
    income_yuan, mark_yuan = _income_yuan(facts, policy), policy.decimal(INCOME_PER_HEAD) * heads
    amount_yuan = round_to_fen(policy.decimal(AMOUNT))
    numbers = _numbers(facts, policy, drawn) | {
        "heads": heads,
        "income_yuan": income_yuan,
        "mark_yuan": mark_yuan,
        "amount_yuan": amount_yuan,
    }
    rests_on = (facts.event, *(event for member in facts.members for event in member.events))
    reason, missing = _reason_against(facts, policy, heads, drawn), ""
    if reason is None and income_yuan < mark_yuan:
        reason = BELOW
    if reason is INCOME_OPEN:
        missing = f"{INCOME_OPEN.code}:{sorted(facts.open_incomes)[0]}"
    if reason is not None:
        return (nothing(TITLE, facts.household, reason, numbers, PARAMETERS, rests_on=rests_on, missing=missing),)
    payer, payer_id = payer_of(policy, PAYER, township=facts.township)
    return (Line(TITLE, amount_yuan, "", payer, payer_id, facts.household, REACHED, numbers, PARAMETERS, rests_on),)


def _numbers(facts: HouseholdYear, policy: Policy, drawn: Awarded | None) -> dict[str, object]:
    due_on = year_end(facts.year)
    return {
        "year": facts.year,
        "due_on": due_on,
        "as_of": facts.as_of,
        "per_head_yuan": policy.decimal(INCOME_PER_HEAD),
        "open_incomes": sorted(facts.open_incomes),
        "decided_by": months_after(due_on, policy.integer(WAIT_MONTHS)),
        **({"drawn_by": drawn.household, "drawn_year": drawn.year} if drawn else {}),
    }


def _earned_yuan(member: MemberIncome, policy: Policy) -> Decimal:
    return member.labour_yuan + (member.self_employment_yuan if policy.flag(SELF_EMPLOYMENT) else ZERO)


def _income_yuan(facts: HouseholdYear, policy: Policy) -> Decimal:
    return sum((_earned_yuan(member, policy) for member in facts.members), ZERO)


def _heads(facts: HouseholdYear, policy: Policy) -> int:
    """All members, or those who earned what counts here."""
    if policy.choice(DENOMINATOR) == "members":
        return len(facts.members)
    return sum(_earned_yuan(member, policy) > 0 for member in facts.members)


def _drawn(facts: HouseholdYear, policy: Policy) -> Awarded | None:
    once = policy.choice(TIMES) == "lifetime"
    before = [award for award in facts.awarded if once or award.year == facts.year]
    return min(before, key=lambda award: (award.year, award.household), default=None)


def _reason_against(facts: HouseholdYear, policy: Policy, heads: int, drawn: Awarded | None) -> Text | None:
    due_on = year_end(facts.year)
    if facts.as_of < due_on:
        return NOT_YET
    if not is_poor_or_relocated(facts.categories):
        return NOT_ELIGIBLE
    if drawn is not None:
        return ALREADY_DRAWN
    if facts.open_incomes and facts.as_of < months_after(due_on, policy.integer(WAIT_MONTHS)):
        return INCOME_OPEN
    return None if heads else NOBODY
