"""Rosters, clocks and their numbers as they are answered."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from services.placement.domain.roster import RosterDecision, RosterVersion
from shared.http.answers import Answer, MomentText, NextText
from shared.identifiers import Identifier
from shared.months import MonthText


class RosterVersionAnswer(Answer):
    """A roster as somebody published it."""

    time: MomentText
    source: str
    id: str
    expected_days: dict[date, Literal["0.5", "1"]] | None = Field(
        description="Days by date; null where it was taken back"
    )
    closure_reason: str | None
    approved_by: Identifier | None
    withdrawn: bool


class RosterAnswer(Answer):
    """The roster of a workshop, or of one of its groups."""

    group: Identifier | None = Field(description="Null: the whole workshop's")
    in_force: RosterVersionAnswer | None
    unapproved: list[RosterVersionAnswer] = Field(
        description="Not in force: they came after the month began without reason and approval"
    )


class RostersOfMonth(Answer):
    """The rosters of a workshop and its groups in a month."""

    workshop: Identifier
    month: MonthText
    rosters: list[RosterAnswer]


class Place(Answer):
    """Where a clock stands from a day on."""

    since: date
    workshop: Identifier
    station: Identifier


class Clock(Answer):
    """A punch clock, and where it stands, by first day."""

    serial: Identifier
    places: list[Place]


class ClocksPage(Answer):
    """A page of clocks, by serial."""

    clocks: list[Clock]
    next: NextText


class UnassignedPunches(Answer):
    """The punches of a number on a calendar day that count for nobody."""

    serial: Identifier
    pin: Identifier
    day: date
    punches: int
    first_at: datetime
    last_at: datetime
    reasons: list[str]


class UnassignedPage(Answer):
    """A page of punches that count for nobody, by clock, number and day."""

    unassigned: list[UnassignedPunches]
    next: NextText


class Holder(Answer):
    """Whom a number means from a day on, at most until a last day."""

    since: date
    worker: Identifier
    until: date | None


class Pin(Answer):
    """A number on a clock, and whom it means, by first day."""

    pin: Identifier
    holders: list[Holder]


class PinsPage(Answer):
    """A page of a clock's numbers."""

    pins: list[Pin]
    next: NextText


def roster_answer(group: str, decision: RosterDecision) -> RosterAnswer:
    """A roster as decided; `group` is empty for the whole workshop."""
    return RosterAnswer(
        group=group or None,
        in_force=_version(decision.in_force) if decision.in_force is not None else None,
        unapproved=[_version(version) for version in decision.unapproved],
    )


def _version(version: RosterVersion) -> RosterVersionAnswer:
    return RosterVersionAnswer(
        time=version.time.isoformat(),
        source=version.source,
        id=version.event_id,
        expected_days=version.value,
        closure_reason=version.closure_reason,
        approved_by=version.approved_by,
        withdrawn=version.withdrawn,
    )
