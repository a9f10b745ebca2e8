"""The award for a leader who organised many people into work away from the county in a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from services.placement.domain.budgets import why_not_borne
from services.placement.domain.terms import year_end
from shared.money import round_to_fen
from shared.policy import Policy
from shared.rules.lines import Fact, Line, nothing
from shared.rules.payers import payer_of
from shared.rules.wanted import BUDGET_NAME, DECIMAL, INTEGER, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("leader_award", "带头人组织奖励", "Award for a leader")
LEAST_PEOPLE: Final = "leader_award.least_people"
FULL_PEOPLE: Final = "leader_award.full_people"
LEAST_AMOUNT: Final = "leader_award.least_amount"
FULL_AMOUNT: Final = "leader_award.full_amount"
SCALE: Final = "leader_award.scale"
TIMES: Final = "leader_award.times"
OUTSIDE: Final = "leader_award.outside"
PAYER: Final = "leader_award.payer"
BUDGET: Final = "leader_award.budget"
PARAMETERS: Final = (LEAST_PEOPLE, FULL_PEOPLE, LEAST_AMOUNT, FULL_AMOUNT, SCALE, TIMES, OUTSIDE, PAYER, BUDGET)
COUNTY: Final = "county"
PROVINCE: Final = "province"
WANTED: Final[Mapping[str, Wanted]] = {
    LEAST_PEOPLE: INTEGER,
    FULL_PEOPLE: INTEGER,
    LEAST_AMOUNT: DECIMAL,
    FULL_AMOUNT: DECIMAL,
    SCALE: choice("tiers", "linear", "assessed"),
    TIMES: choice("per_year", "lifetime"),
    OUTSIDE: choice(COUNTY, PROVINCE),
    PAYER: choice("county", "township"),
    BUDGET: BUDGET_NAME,
}

ORGANISED: Final = Text(
    "organised",
    "{year} 年组织 {people} 人外出就业，{amount_yuan} 元",
    "{people} people organised into work away in {year}: {amount_yuan} yuan",
)
TOO_FEW: Final = Text(
    "too_few",
    "{year} 年组织 {people} 人，不足 {least_people} 人",
    "{people} people organised in {year}, fewer than {least_people}",
)
NOT_YET: Final = Text("not_yet", "{due_on} 结算，截至 {as_of} 未到", "due on {due_on}; not yet on {as_of}")
ALREADY_DRAWN: Final = Text("already_drawn", "{drawn_years} 年已领取", "drawn for {drawn_years} already")
NOT_ASSESSED: Final = Text(
    "not_assessed",
    "{year} 年组织 {people} 人，待核定数额",
    "{people} people organised in {year}; the amount waits to be assessed",
)
ASSESSED_OUT_OF_BOUNDS: Final = Text(
    "assessed_out_of_bounds",
    "核定 {assessed_yuan} 元，不在 {least_yuan} 元至 {full_yuan} 元之间，待重新核定",
    "{assessed_yuan} yuan assessed, not between {least_yuan} and {full_yuan}; it waits to be assessed again",
)


@dataclass(frozen=True, slots=True)
class Departure:
    """A person whom a leader organised into work that began on a day.

    `away_from` names what the place lies outside of: the county, the province too, or neither. `counts` says whether
    there is evidence of work and an agreement of the leader in force that day. `registered_rank` orders departures of
    one day by when they were registered.
    """

    person: str
    leader: str
    day: date
    away_from: frozenset[str]
    counts: bool
    registered_rank: int = 0
    event: str = ""


@dataclass(frozen=True, slots=True)
class LeaderYear:
    """A leader's calendar year as known at the end of `as_of`: all departures of the year that might be his.

    Those of other leaders with the same people are among them: they decide whose a person is. `assessed_yuan` is the
    approved amount where a county assesses; `drawn_years` are the other years he was awarded for, and this one if so.
    """

    leader: str
    year: int
    as_of: date
    departures: tuple[Departure, ...]
    assessed_yuan: Decimal | None = None
    drawn_years: frozenset[int] = frozenset()
    township: str = ""
    event: str = ""


def departures_of(leader: str, year: int, departures: Iterable[Departure], outside: str) -> tuple[Departure, ...]:
    """The departures that make people this leader's, one a person: the earliest that counts, then by registration."""
    decisive: dict[str, Departure] = {}
    ordered = sorted(departures, key=lambda item: (item.day, item.registered_rank, item.leader, item.event))
    for item in ordered:
        if item.counts and item.day.year == year and outside in item.away_from:
            decisive.setdefault(item.person, item)
    return tuple(item for _, item in sorted(decisive.items()) if item.leader == leader)


def leader_award(facts: LeaderYear, policy: Policy) -> tuple[Line, ...]:
    """One amount in yuan for the year, or zero with its reason. The policy must be that of 31 December."""
    blocked = why_not_borne(TITLE, facts.leader, policy, (LEAST_AMOUNT, FULL_AMOUNT), BUDGET)
    if blocked is not None:
        return (blocked,)
    own = departures_of(facts.leader, facts.year, facts.departures, policy.choice(OUTSIDE))
    numbers = _numbers(facts, policy, len(own))
    rests_on: Sequence[Fact | str] = (*own, facts.event)
    reason, missing = _reason_against(facts, policy, len(own)), ""
    if reason in (NOT_ASSESSED, ASSESSED_OUT_OF_BOUNDS):
        missing = f"{reason.code}:{facts.leader}"
    if reason is not None:
        return (nothing(TITLE, facts.leader, reason, numbers, PARAMETERS, rests_on=rests_on, missing=missing),)
    amount_yuan = _amount_yuan(facts, policy, len(own))
    numbers["amount_yuan"] = amount_yuan
    payer, payer_id = payer_of(policy, PAYER, township=facts.township)
    return (Line(TITLE, amount_yuan, "", payer, payer_id, facts.leader, ORGANISED, numbers, PARAMETERS, rests_on),)


def _numbers(facts: LeaderYear, policy: Policy, people: int) -> dict[str, object]:
    assessed = {} if facts.assessed_yuan is None else {"assessed_yuan": facts.assessed_yuan}
    return {
        "year": facts.year,
        "people": people,
        "least_people": policy.integer(LEAST_PEOPLE),
        "due_on": year_end(facts.year),
        "as_of": facts.as_of,
        "drawn_years": [str(year) for year in sorted(facts.drawn_years)],
        "least_yuan": policy.decimal(LEAST_AMOUNT),
        "full_yuan": policy.decimal(FULL_AMOUNT),
        **assessed,
    }


def _reason_against(facts: LeaderYear, policy: Policy, people: int) -> Text | None:
    if facts.as_of < year_end(facts.year):
        return NOT_YET
    if people < policy.integer(LEAST_PEOPLE):
        return TOO_FEW
    if facts.year in facts.drawn_years or (facts.drawn_years and policy.choice(TIMES) == "lifetime"):
        return ALREADY_DRAWN
    if policy.choice(SCALE) != "assessed":
        return None
    if facts.assessed_yuan is None:
        return NOT_ASSESSED
    within = policy.decimal(LEAST_AMOUNT) <= facts.assessed_yuan <= policy.decimal(FULL_AMOUNT)
    return None if within else ASSESSED_OUT_OF_BOUNDS


def _amount_yuan(facts: LeaderYear, policy: Policy, people: int) -> Decimal:
    least_people, full_people = policy.integer(LEAST_PEOPLE), policy.integer(FULL_PEOPLE)
    least_yuan, full_yuan = policy.decimal(LEAST_AMOUNT), policy.decimal(FULL_AMOUNT)
    scale = policy.choice(SCALE)
    if scale == "assessed" and facts.assessed_yuan is not None:
        return round_to_fen(facts.assessed_yuan)
    if people >= full_people:
        return round_to_fen(full_yuan)
    if scale == "tiers":
        return round_to_fen(least_yuan)
    return round_to_fen(least_yuan + (full_yuan - least_yuan) * (people - least_people) / (full_people - least_people))
