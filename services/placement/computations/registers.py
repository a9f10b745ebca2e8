"""Where workers belong, and the rosters in force, published whenever they changed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.placement.domain.roster import roster_in_force
from services.placement.store import people, rosters
from services.placement.store.published_states import PUBLISHED
from shared.database import Connection
from shared.events.people import RosterChanged, WorkerRegistered
from shared.facts.states import publishing
from shared.months import Month

Subject = tuple[str, ...]
Contents = Mapping[Subject, dict[str, Any]]
"""The fields of each subject's state, but for revision and withdrawn; a subject left out is nothing."""


async def read_worker_states(connection: Connection, subjects: Sequence[Subject]) -> Contents:
    """Workers with their standing enrolments; the first day is the earliest that was registered."""
    states: dict[Subject, dict[str, Any]] = {}
    for row in await people.read_enrolments(connection, [worker for (worker,) in subjects]):
        state = states.setdefault((row["worker"],), {"worker": row["worker"], "first_day": None, "assignments": []})
        assignment = {"workshop": row["workshop"], "since": row["since"], "group": row["worker_group"]}
        state["assignments"].append(assignment)
        first_days = [day for day in (state["first_day"], row["first_day"]) if day is not None]
        state["first_day"] = min(first_days, default=None)
    return states


async def read_roster_states(connection: Connection, subjects: Sequence[Subject]) -> Contents:
    """Rosters in force."""
    keys = [(workshop, group, month) for workshop, group, month in subjects]
    states: dict[Subject, dict[str, Any]] = {}
    for (workshop, group, month), versions in (await rosters.read_roster_versions(connection, keys)).items():
        in_force = roster_in_force(versions, Month.parse(month)).in_force
        expected: Mapping[date, str] | None = in_force.value if in_force is not None else None
        if expected is not None:
            states[workshop, group, month] = {
                "workshop": workshop,
                "group": group or None,
                "month": month,
                "expected_days": expected,
            }
    return states


recompute_workers = publishing(WorkerRegistered, "worker", PUBLISHED, read_worker_states)
recompute_rosters = publishing(RosterChanged, "roster", PUBLISHED, read_roster_states)
