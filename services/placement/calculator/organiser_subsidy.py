"""A person's placements up to a day: the subsidy for whoever organised each stretch outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from pydantic import Field

from services.placement.domain.rules.organiser_subsidy import (
    MAX_GAP_DAYS,
    OrganisedStretch,
    due_day,
    organiser_subsidy,
)
from services.placement.domain.stretches import Interruption, Pause, Placement, Side, stretches_of
from services.placement.domain.work_evidence import AttendedDay, Evidence, FollowUpWord, WageListEntry
from shared.calculator.evaluation import CalculatorKind, Evaluation, refuse_without_rule
from shared.calculator.fields import DateText, Identifier, Parameters, Strict, read_date, refuse_repeated
from shared.calculator.problems import InputError
from shared.months import Month, MonthText
from shared.policy import PolicyPack


class InterruptionInput(Strict):
    """Days without work, both ends in them."""

    kind: Literal["rest", "leave", "injury", "closure", "unpaid"]
    first_day: DateText
    last_day: DateText


class PlacementInput(Strict):
    """One employer from a start on; `last_day` is the last day at work."""

    placement: Identifier
    employer: Identifier = "employer"
    side: Literal["outside", "inside"] = "outside"
    start: DateText
    last_day: DateText | None = None
    organiser: Identifier | None = None
    leader: Identifier | None = None
    interruptions: list[InterruptionInput] = Field(default_factory=list, max_length=200)


class FollowUpInput(Strict):
    """What a follow-up heard."""

    made_on: DateText
    at_work: bool
    last_day: DateText | None = None


class WageListInput(Strict):
    """A month on an outside employer's wage list."""

    month: MonthText
    days: int = Field(ge=0, le=31)
    last_day: DateText | None = None


class DrawnInput(Strict):
    """A calendar year for which somebody drew the subsidy for this person."""

    year: int = Field(ge=1950, le=2099)
    by: Identifier


class OrganiserSubsidyInput(Strict):
    """The placements, the categories of the day the stretch began, and what proves the work."""

    kind: Literal["organiser_subsidy"]
    as_of: DateText
    placements: list[PlacementInput] = Field(min_length=1, max_length=100)
    categories: list[Identifier] = Field(default_factory=list, max_length=10)
    follow_ups: list[FollowUpInput] = Field(default_factory=list, max_length=200)
    wage_lists: list[WageListInput] = Field(default_factory=list, max_length=200)
    attended: list[DateText] = Field(default_factory=list, max_length=5000)
    leader_agreed: bool = False
    contested: bool = False
    drawn: list[DrawnInput] = Field(default_factory=list, max_length=100)
    person: Identifier = "person"
    township: Identifier | None = None
    parameters: Parameters = Field(default_factory=dict)


def evaluate_organiser_subsidy(given: OrganiserSubsidyInput, pack: PolicyPack) -> Evaluation:
    """The last stretch's subsidy by the pack of its due day. Raises InputError for dates that contradict each other."""
    refuse_repeated("placements", [item.placement for item in given.placements])
    refuse_repeated("drawn", [item.year for item in given.drawn])
    placements = [_placement(f"placements.{index}", item) for index, item in enumerate(given.placements)]
    newest = pack.rules_on(max(item.start for item in placements), given.parameters)
    refuse_without_rule(newest, organiser_subsidy.__name__)
    stretches = stretches_of(placements, newest.integer(MAX_GAP_DAYS))
    if not stretches:
        raise InputError("placements", "all days are unpaid; give one at work")
    stretch = max(stretches, key=lambda item: item.start)
    policy = pack.rules_on(due_day(stretch.start, newest), given.parameters)
    facts = OrganisedStretch(
        person=given.person,
        stretch=stretch,
        as_of=date.fromisoformat(given.as_of),
        categories=frozenset(given.categories),
        evidence=tuple(_evidence(given)),
        leader_agreed=given.leader_agreed,
        contested=given.contested,
        drawn={item.year: item.by for item in given.drawn},
        township=given.township or "",
    )
    return Evaluation.of_rule(organiser_subsidy, facts, policy)


def _placement(place: str, item: PlacementInput) -> Placement:
    _refuse_crossed(f"{place}.last_day", item.start, item.last_day)
    for index, pause in enumerate(item.interruptions):
        _refuse_crossed(f"{place}.interruptions.{index}.last_day", pause.first_day, pause.last_day)
    return Placement(
        placement=item.placement,
        employer=item.employer,
        side=Side(item.side),
        start=date.fromisoformat(item.start),
        last_day=read_date(item.last_day),
        organiser=item.organiser or "",
        leader=item.leader or "",
        interruptions=tuple(
            Interruption(Pause(pause.kind), date.fromisoformat(pause.first_day), date.fromisoformat(pause.last_day))
            for pause in item.interruptions
        ),
    )


def _refuse_crossed(place: str, first: str, last: str | None) -> None:
    if last is not None and last < first:
        raise InputError(place, f"{last} is before {first}")


def _evidence(given: OrganiserSubsidyInput) -> Iterator[Evidence]:
    for heard in given.follow_ups:
        yield FollowUpWord(date.fromisoformat(heard.made_on), heard.at_work, read_date(heard.last_day))
    for entry in given.wage_lists:
        yield WageListEntry(Month.parse(entry.month), Decimal(entry.days), read_date(entry.last_day))
    for day in given.attended:
        yield AttendedDay(date.fromisoformat(day))


ORGANISER_SUBSIDY: Final = CalculatorKind("organiser_subsidy", OrganiserSubsidyInput, evaluate_organiser_subsidy)
