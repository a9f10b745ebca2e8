"""What was done to what goes through steps: a row a step, with what it led to, in a table that only grows.

The table of a lifecycle is called `<name>_step` and has the columns of its key, those beside, and `step` (a number),
`action` (which step it was), `state`, `actor`, `at` and `reason`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Record

from shared.audit import record_action
from shared.database import Connection
from shared.decisions.lifecycle import Lifecycle, Step


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken, and the state it led to."""

    step: str
    state: str
    actor: str
    at: datetime
    reason: str | None
    beside: Mapping[str, str | None]


async def take_step(
    connection: Connection,
    lifecycle: Lifecycle,
    key: Sequence[str],
    step: Step,
    state: str,
    actor: str,
    reason: str | None = None,
    **beside: str | None,
) -> None:
    """Record what somebody did in its history and in the audit log."""
    await add_step(connection, lifecycle, key, step, state, actor, reason, **beside)
    detail = {"reason": reason, **dict.fromkeys(lifecycle.beside), **beside}
    await record_action(connection, actor, f"{lifecycle.name}.{step.name}", "/".join(key), detail)


async def add_step(
    connection: Connection,
    lifecycle: Lifecycle,
    key: Sequence[str],
    step: Step,
    state: str,
    actor: str,
    reason: str | None = None,
    **beside: str | None,
) -> None:
    """Record in its history what follows from something else somebody did, which the audit log has by another name.

    Raises ValueError where a step does not lead to such a state.
    """
    if state not in step.ends:
        raise ValueError(f"{lifecycle.name}: {step.name} does not lead to {state}")
    columns = {
        **dict(zip(lifecycle.key, key, strict=True)),
        "action": step.name,
        "state": state,
        "actor": actor,
        "reason": reason,
        **{name: beside.get(name) for name in lifecycle.beside},
    }
    places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    await connection.execute(
        f"INSERT INTO {lifecycle.name}_step ({', '.join(columns)}) VALUES ({places})",  # noqa: S608 - declared names
        *columns.values(),
    )


async def steps_of(connection: Connection, lifecycle: Lifecycle, key: Sequence[str]) -> list[Taken]:
    """Everything done to one of them, oldest first."""
    of_key = " AND ".join(f"{name} = ${number}" for number, name in enumerate(lifecycle.key, 1))
    columns = ", ".join(("action", "state", "actor", "at", "reason", *lifecycle.beside))
    rows = await connection.fetch(
        f"SELECT {columns} FROM {lifecycle.name}_step WHERE {of_key} ORDER BY step",  # noqa: S608 - declared names
        *key,
    )
    return [_taken(row, lifecycle.beside) for row in rows]


def _taken(row: Record, beside: Sequence[str]) -> Taken:
    told = {name: row[name] for name in beside}
    return Taken(row["action"], row["state"], row["actor"], row["at"], row["reason"], told)
