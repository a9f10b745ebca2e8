"""A leader's year: the award for the people he organised into work away."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, Literal

from pydantic import Field

from services.placement.domain.rules.leader_award import COUNTY, PROVINCE, Departure, LeaderYear, leader_award
from services.placement.domain.terms import year_end
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import DateText, Identifier, Parameters, Strict, YuanText
from shared.policy import PolicyPack

_AWAY: Final = {"county": frozenset({COUNTY}), "province": frozenset({COUNTY, PROVINCE}), "neither": frozenset[str]()}


class DepartureInput(Strict):
    """A person's start at work; `away` is the widest border it lies beyond. In order of registration."""

    person: Identifier
    day: DateText
    leader: Identifier = "leader"
    away: Literal["county", "province", "neither"] = "province"
    verified: bool = True
    agreed: bool = True


class LeaderAwardInput(Strict):
    """The departures of the year, of this leader and of others with the same people."""

    kind: Literal["leader_award"]
    year: int = Field(ge=1950, le=2099)
    as_of: DateText
    departures: list[DepartureInput] = Field(max_length=5000)
    leader: Identifier = "leader"
    township: Identifier | None = None
    assessed: YuanText | None = None
    drawn_years: list[int] = Field(default_factory=list, max_length=100)
    parameters: Parameters = Field(default_factory=dict)


def evaluate_leader_award(given: LeaderAwardInput, pack: PolicyPack) -> Evaluation:
    """The year's award by the pack of 31 December."""
    facts = LeaderYear(
        leader=given.leader,
        year=given.year,
        as_of=date.fromisoformat(given.as_of),
        departures=tuple(_departure(rank, item) for rank, item in enumerate(given.departures)),
        assessed_yuan=None if given.assessed is None else Decimal(given.assessed),
        drawn_years=frozenset(given.drawn_years),
        township=given.township or "",
    )
    return Evaluation.of_rule(leader_award, facts, pack.rules_on(year_end(given.year), given.parameters))


def _departure(rank: int, item: DepartureInput) -> Departure:
    return Departure(
        person=item.person,
        leader=item.leader,
        day=date.fromisoformat(item.day),
        away_from=_AWAY[item.away],
        counts=item.verified and item.agreed,
        registered_rank=rank,
    )


LEADER_AWARD: Final = CalculatorKind("leader_award", LeaderAwardInput, evaluate_leader_award)
