"""Which shift hours the rosters give a worker on a day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.placement.domain.dated import in_force_on
from services.placement.domain.roster import roster_in_force
from services.placement.domain.shifts import ShiftHours
from services.placement.store import people, rosters
from services.placement.store.attendance import DayKey
from services.placement.store.rosters import RosterKey
from shared.database import Connection
from shared.months import Month


@dataclass(frozen=True, slots=True)
class GroupFrom:
    """The workshop and group a worker belongs to from a day on; an empty group is the workshop itself."""

    since: date
    workshop: str
    group: str


@dataclass(frozen=True, slots=True)
class WorkersShiftHours:
    """The groups of workers, and the shift hours that rosters in force give."""

    groups: Mapping[str, Sequence[GroupFrom]]
    hours: Mapping[RosterKey, ShiftHours]

    def of(self, worker: str, workshop: str, day: date) -> ShiftHours | None:
        """Those of his group's roster of the month, else of the workshop's; None where neither gives any."""
        belongs = in_force_on(self.groups.get(worker, ()), day)
        group = belongs.group if belongs is not None and belongs.workshop == workshop else ""
        month = str(Month.of(day))
        return self.hours.get((workshop, group, month)) or self.hours.get((workshop, "", month))


async def read_shift_hours(
    connection: Connection, workers: Sequence[str], keys: Collection[DayKey]
) -> WorkersShiftHours:
    """What rosters say of workers' days and of the days beside them."""
    groups: dict[str, list[GroupFrom]] = {}
    for row in await people.read_enrolments(connection, workers):
        belongs = GroupFrom(row["since"], row["workshop"], row["worker_group"] or "")
        groups.setdefault(row["worker"], []).append(belongs)
    days = {(workshop, day + timedelta(days=days)) for _, workshop, day in keys for days in (-1, 0, 1)}
    months = {(workshop, str(Month.of(day))) for workshop, day in days}
    named = {""} | {belongs.group for of_worker in groups.values() for belongs in of_worker}
    wanted = sorted((workshop, group, month) for workshop, month in months for group in named)
    hours: dict[RosterKey, ShiftHours] = {}
    for key, versions in (await rosters.read_roster_versions(connection, wanted)).items():
        roster = roster_in_force(versions, Month.parse(key[2])).in_force
        if roster is not None and not roster.withdrawn and roster.shift_hours is not None:
            hours[key] = ShiftHours.parse(roster.shift_hours)
    return WorkersShiftHours(groups, hours)
