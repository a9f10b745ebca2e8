"""Where workers belong, published whenever it changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.placement.store import people
from services.placement.store.published_states import PUBLISHED
from shared.database import Connection
from shared.events.people import WorkerRegistered
from shared.facts.states import publishing


async def _enrolled(
    connection: Connection, subjects: Sequence[tuple[str, ...]]
) -> Mapping[tuple[str, ...], dict[str, Any]]:
    """Workers with their standing enrolments; the first day is the earliest that was registered."""
    states: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in await people.read_enrolments(connection, [worker for (worker,) in subjects]):
        state = states.setdefault((row["worker"],), {"worker": row["worker"], "first_day": None, "assignments": []})
        assignment = {"workshop": row["workshop"], "since": row["since"], "group": row["worker_group"]}
        state["assignments"].append(assignment)
        first_days = [day for day in (state["first_day"], row["first_day"]) if day is not None]
        state["first_day"] = min(first_days, default=None)
    return states


recompute_workers = publishing(WorkerRegistered, "worker", PUBLISHED, _enrolled)
