"""Which version of a month's roster is in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shared.facts.precedence import Precedence
from shared.months import Month, shanghai_date


@dataclass(frozen=True, slots=True)
class RosterVersion:
    """One published version. `expected_days` is the weight in days expected on each date."""

    time: datetime
    source: str
    event_id: str
    expected_days: Mapping[date, str]
    closure_reason: str | None
    approved_by: str | None
    withdrawn: bool
    shift_hours: str | None = None
    """From when to when its shift lasts, as 20:00-08:00."""
    revision: int = 0

    @property
    def precedence(self) -> Precedence:
        """Versions count in the order of their revisions, then times, whatever order they came in."""
        return (self.revision, self.time, self.source, self.event_id)

    @property
    def value(self) -> dict[date, str] | None:
        """What it says; None where it takes the roster back."""
        return None if self.withdrawn else dict(self.expected_days)


@dataclass(frozen=True, slots=True)
class RosterDecision:
    """The roster in force, and the versions that are not allowed to change it."""

    in_force: RosterVersion | None
    unapproved: tuple[RosterVersion, ...]


def roster_in_force(versions: Iterable[RosterVersion], month: Month) -> RosterDecision:
    """Decide by the versions' own times.

    The first roster of a month is free, and so is every change before the month begins in Shanghai. From then
    on a change needs the reason of the closure and who approved it; without them it is not in force.
    """
    in_force: RosterVersion | None = None
    unapproved: list[RosterVersion] = []
    for version in sorted(versions, key=lambda version: version.precedence):
        before = in_force.value if in_force is not None else None
        hours_before = in_force.shift_hours if in_force is not None else None
        changes = before is not None and (version.value != before or version.shift_hours != hours_before)
        begun = shanghai_date(version.time) >= month.first_day
        if changes and begun and not (version.closure_reason and version.approved_by):
            unapproved.append(version)
        else:
            in_force = version
    return RosterDecision(in_force, tuple(unapproved))
