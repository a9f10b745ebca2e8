"""Saying what the registers hold, whenever an entry's content changed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.placement.domain.roster import roster_in_force
from services.placement.store import people, rosters
from services.placement.store import registers as register_store
from services.placement.store.published_states import PUBLISHED
from shared.database import Connection
from shared.events.people import RosterChanged, ShareholdingChanged, SkillCertified, WorkerRegistered, WorkshopChanged
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


async def read_workshop_states(connection: Connection, subjects: Sequence[Subject]) -> Contents:
    """Workshops as registered."""
    rows = await register_store.read_workshops(connection, [workshop for (workshop,) in subjects])
    return {(row["workshop"],): dict(row) for row in rows}


async def read_certificate_states(connection: Connection, subjects: Sequence[Subject]) -> Contents:
    """Certificates as registered."""
    rows = await register_store.read_certificates(connection, [certificate for (certificate,) in subjects])
    return {(row["certificate"],): dict(row) for row in rows}


async def read_shareholding_states(connection: Connection, subjects: Sequence[Subject]) -> Contents:
    """Shareholdings as registered."""
    rows = await register_store.read_shareholdings(connection, sorted({subject[0] for subject in subjects}))
    states = {(row["workshop"], row["village"], row["effective_from"].isoformat()): dict(row) for row in rows}
    return {subject: states[subject] for subject in subjects if subject in states}


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
recompute_workshops = publishing(WorkshopChanged, "workshop", PUBLISHED, read_workshop_states)
recompute_certificates = publishing(SkillCertified, "certificate", PUBLISHED, read_certificate_states)
recompute_shareholdings = publishing(ShareholdingChanged, "shareholding", PUBLISHED, read_shareholding_states)
recompute_rosters = publishing(RosterChanged, "roster", PUBLISHED, read_roster_states)
