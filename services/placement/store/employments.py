"""A worker's enrolments and what ended them, as they stand."""

from services.placement.domain.employments import EmploymentEnd, Enrolment
from services.placement.store import people
from shared.database import Connection
from shared.facts.precedence import FACT_PRECEDENCE


async def read_employments(connection: Connection, worker: str) -> tuple[list[Enrolment], list[EmploymentEnd]]:
    """Standing enrolments and standing ends of one worker."""
    enrolled = await people.read_enrolments(connection, [worker])
    rows = await connection.fetch(
        f"""
        SELECT * FROM (
            SELECT DISTINCT ON (workshop, since) * FROM employment_end AS fact
            WHERE worker = $1 ORDER BY workshop, since, {FACT_PRECEDENCE.latest_first("fact")}) AS standing
        WHERE NOT withdrawn
        """,  # noqa: S608 - names of a definition
        worker,
    )
    ends = [
        EmploymentEnd(
            row["workshop"], row["since"], row["last_day"], row["cause"], f"{row['source']}#{row['event_id']}"
        )
        for row in rows
    ]
    return [Enrolment(row["workshop"], row["since"], row["worker_group"]) for row in enrolled], ends
