"""The rosters in force, published whenever they changed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.placement.domain.roster import roster_in_force
from services.placement.store import rosters
from services.placement.store.published_states import PUBLISHED
from shared.database import Connection
from shared.events.people import RosterChanged
from shared.facts.states import publishing
from shared.months import Month


async def _in_force(
    connection: Connection, subjects: Sequence[tuple[str, ...]]
) -> Mapping[tuple[str, ...], dict[str, Any]]:
    """Rosters in force."""
    keys = [(workshop, group, month) for workshop, group, month in subjects]
    states: dict[tuple[str, ...], dict[str, Any]] = {}
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


recompute_rosters = publishing(RosterChanged, "roster", PUBLISHED, _in_force)
