"""Who of the villages was not asked for too long."""

from datetime import date

from asyncpg import Record

from shared.database import Connection


async def list_stale(
    connection: Connection, on: date, oldest_fresh_day: date, village: str | None, after: str, limit: int
) -> list[Record]:
    """A page of the people who live in a village, or in any, on a day, without a survey from a day on, by id."""
    return await connection.fetch(
        """
        WITH resident AS (
            SELECT DISTINCT ON (person) person, village, township FROM labourer
            WHERE NOT withdrawn AND since <= $1 AND person > $4 ORDER BY person, since DESC)
        SELECT person, village, township, last.surveyed_on AS last_surveyed_on FROM resident
        LEFT JOIN LATERAL (
            SELECT max(surveyed_on) AS surveyed_on FROM labour_survey
            WHERE labour_survey.person = resident.person AND NOT withdrawn AND surveyed_on <= $1) AS last ON true
        WHERE (last.surveyed_on IS NULL OR last.surveyed_on < $2) AND ($3::text IS NULL OR village = $3)
        ORDER BY person LIMIT $5
        """,
        on,
        oldest_fresh_day,
        village,
        after,
        limit,
    )
