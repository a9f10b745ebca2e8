"""Days that punches make less than whole ones, with what is odd about them, for the clerk to look at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from shared.database import Connection
from shared.months import Month


@dataclass(frozen=True, slots=True)
class DoubtedDay:
    """A worker's day that counts by the clock alone, as less than a whole one."""

    worker: str
    day: date
    weight_days: str
    doubts: tuple[str, ...]


async def doubted_days(connection: Connection, workshop: str, month: str) -> tuple[DoubtedDay, ...]:
    """Those of a workshop's month, by worker and day; a word of the station's or the clerk's ends the doubt."""
    wanted = Month.parse(month)
    rows = await connection.fetch(
        """
        SELECT worker, day, weight_days, doubts FROM attendance
        WHERE workshop = $1 AND day BETWEEN $2 AND $3 AND doubts <> '' AND NOT withdrawn ORDER BY worker, day
        """,
        workshop,
        wanted.first_day,
        wanted.last_day,
    )
    return tuple(
        DoubtedDay(row["worker"], row["day"], f"{row['weight_days'].normalize():f}", tuple(row["doubts"].split()))
        for row in rows
    )


def told_as_left(days: Collection[DoubtedDay], held: Collection[str]) -> str | None:
    """What the history says of days submitted as they are; None where none are. Whoever is held is not submitted."""
    left = [day.worker for day in days if day.worker not in held]
    return f"days left that need a look: {len(left)}, of people: {len(set(left))}" if left else None
