"""Who workers are and where their money goes (sealed, each under a key of his own), and where they belong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from asyncpg import Record

from shared.database import Connection
from shared.facts.precedence import Precedence


@dataclass(frozen=True, slots=True)
class Person:
    """One worker's sealed details and account, and the facts they came with."""

    worker: str
    sealed_key: bytes | None
    sealed_details: bytes | None
    identity_fingerprint: bytes | None
    order: Precedence | None
    sealed_account: bytes | None
    account_order: Precedence | None
    sealed_next_account: bytes | None
    next_account_from: date | None
    """The day from which the next account takes the place of the account."""
    sealed_proposal: bytes | None
    """The account given last, while nobody has decided whether it takes the place of the one before."""
    erased_at: datetime | None
    identity_decided_at: datetime | None
    """When the county decided who he is; None where nobody had to."""
    enrolled: bool
    """True while at least one of his enrolments stands."""
    labourer: bool
    """True while he is registered in a village."""

    @property
    def stands(self) -> bool:
        """True while a fact says that there is such a person."""
        return self.enrolled or self.labourer


_PERSON_COLUMNS = """
    person.worker, sealed_key, sealed_details, identity_fingerprint,
    fact_revision, fact_time, source, event_id,
    sealed_account, account_revision, account_time, account_source, account_event_id,
    sealed_next_account, next_account_from, sealed_proposal, erased_at, identity_decided_at,
    EXISTS (SELECT 1 FROM enrolment WHERE enrolment.worker = person.worker AND NOT withdrawn) AS enrolled,
    EXISTS (SELECT 1 FROM labourer WHERE labourer.person = person.worker AND NOT withdrawn) AS labourer
"""


async def lock_people(
    connection: Connection, workers: Sequence[str], fingerprints: Sequence[bytes]
) -> dict[str, Person]:
    """Lock the rows of workers, new ones included, and of whoever holds one of the fingerprints, in order."""
    await connection.execute(
        """
        INSERT INTO person (worker)
        SELECT worker FROM unnest($1::text[]) WITH ORDINALITY AS wanted (worker, position) ORDER BY position
        ON CONFLICT DO NOTHING
        """,
        sorted(workers),
    )
    rows = await connection.fetch(
        f"""
        SELECT {_PERSON_COLUMNS} FROM person
        WHERE person.worker = ANY($1::text[]) OR identity_fingerprint = ANY($2::bytea[])
        ORDER BY person.worker FOR UPDATE OF person
        """,  # noqa: S608 - a constant
        sorted(workers),
        list(fingerprints),
    )
    return {row["worker"]: _person(row) for row in rows}


def _person(row: Record) -> Person:
    order = (row["fact_revision"], row["fact_time"], row["source"], row["event_id"])
    account_order = (
        row["account_revision"],
        row["account_time"],
        row["account_source"],
        row["account_event_id"],
    )
    return Person(
        row["worker"],
        row["sealed_key"],
        row["sealed_details"],
        row["identity_fingerprint"],
        order if row["fact_time"] is not None else None,
        row["sealed_account"],
        account_order if row["account_time"] is not None else None,
        row["sealed_next_account"],
        row["next_account_from"],
        row["sealed_proposal"],
        row["erased_at"],
        row["identity_decided_at"],
        row["enrolled"],
        row["labourer"],
    )


async def release_fingerprints(connection: Connection, workers: Sequence[str]) -> None:
    """Let identity numbers go that locked workers held."""
    await connection.execute(
        "UPDATE person SET identity_fingerprint = NULL WHERE worker = ANY($1::text[])", sorted(workers)
    )


async def save_people(connection: Connection, people: Sequence[Person]) -> None:
    """Write sealed details of locked workers. Raises UniqueViolationError where another took the number."""
    ordered = sorted(people, key=lambda person: person.worker)
    orders = [person.order for person in ordered]
    await connection.execute(
        """
        UPDATE person SET sealed_key = given.sealed_key, sealed_details = given.sealed_details,
            identity_fingerprint = given.identity_fingerprint, identity_decided_at = given.identity_decided_at,
            fact_revision = given.revision, fact_time = given.time,
            source = given.source, event_id = given.event_id
        FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::bytea[], $5::timestamptz[],
                    $6::integer[], $7::timestamptz[], $8::text[], $9::text[])
             AS given (worker, sealed_key, sealed_details, identity_fingerprint, identity_decided_at,
                       revision, time, source, event_id)
        WHERE person.worker = given.worker
        """,
        [person.worker for person in ordered],
        [person.sealed_key for person in ordered],
        [person.sealed_details for person in ordered],
        [person.identity_fingerprint for person in ordered],
        [person.identity_decided_at for person in ordered],
        [order[0] if order else 0 for order in orders],
        [order[1] if order else None for order in orders],
        [order[2] if order else None for order in orders],
        [order[3] if order else None for order in orders],
    )


async def save_accounts(connection: Connection, people: Sequence[Person]) -> None:
    """Write sealed accounts of locked workers, those that wait too, and the keys they are sealed under."""
    ordered = sorted(people, key=lambda person: person.worker)
    orders = [person.account_order for person in ordered]
    await connection.execute(
        """
        UPDATE person SET sealed_key = given.sealed_key, sealed_account = given.sealed_account,
            account_revision = given.revision, account_time = given.time,
            account_source = given.source, account_event_id = given.event_id,
            sealed_next_account = given.sealed_next, next_account_from = given.next_from,
            sealed_proposal = given.proposal
        FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::integer[], $5::timestamptz[], $6::text[], $7::text[],
                    $8::bytea[], $9::date[], $10::bytea[])
             AS given (worker, sealed_key, sealed_account, revision, time, source, event_id, sealed_next, next_from,
                       proposal)
        WHERE person.worker = given.worker
        """,
        [person.worker for person in ordered],
        [person.sealed_key for person in ordered],
        [person.sealed_account for person in ordered],
        [order[0] if order else 0 for order in orders],
        [order[1] if order else None for order in orders],
        [order[2] if order else None for order in orders],
        [order[3] if order else None for order in orders],
        [person.sealed_next_account for person in ordered],
        [person.next_account_from for person in ordered],
        [person.sealed_proposal for person in ordered],
    )


async def read_people(connection: Connection, workers: Sequence[str]) -> dict[str, Person]:
    """The known ones among these workers, by worker."""
    rows = await connection.fetch(
        f"SELECT {_PERSON_COLUMNS} FROM person WHERE worker = ANY($1::text[])",  # noqa: S608 - a constant
        list(workers),
    )
    return {row["worker"]: _person(row) for row in rows}


async def read_person(connection: Connection, worker: str) -> Person | None:
    """One worker's sealed details; None where nobody of that id was ever named."""
    row = await connection.fetchrow(f"SELECT {_PERSON_COLUMNS} FROM person WHERE worker = $1", worker)  # noqa: S608
    return _person(row) if row is not None else None


async def erase_person(connection: Connection, worker: str) -> bool:
    """Destroy a worker's key, and with it his details and account. False where there is no such worker."""
    erased = await connection.fetchval(
        """
        UPDATE person SET sealed_key = NULL, sealed_details = NULL, sealed_account = NULL,
            sealed_next_account = NULL, next_account_from = NULL, sealed_proposal = NULL,
            identity_fingerprint = NULL, erased_at = clock_timestamp()
        WHERE worker = $1 RETURNING worker
        """,
        worker,
    )
    return erased is not None


async def read_enrolments(connection: Connection, workers: Sequence[str]) -> list[Record]:
    """The standing enrolments of workers, each worker's in the order of their first days."""
    return await connection.fetch(
        """
        SELECT worker, since, workshop, worker_group, first_day FROM enrolment
        WHERE worker = ANY($1::text[]) AND NOT withdrawn ORDER BY worker, since
        """,
        list(workers),
    )


async def list_labourers(connection: Connection, village: str | None, after: str, limit: int) -> list[Person]:
    """A page of people of the villages, by id: those who ever lived in one village, or all."""
    rows = await connection.fetch(
        f"""
        SELECT {_PERSON_COLUMNS} FROM person
        WHERE person.worker > $2 AND EXISTS (
            SELECT 1 FROM labourer WHERE labourer.person = person.worker AND NOT withdrawn
            AND ($1::text IS NULL OR village = $1))
        ORDER BY person.worker LIMIT $3
        """,  # noqa: S608 - a constant
        village,
        after,
        limit,
    )
    return [_person(row) for row in rows]


async def read_residences(connection: Connection, persons: Sequence[str]) -> list[Record]:
    """Where people live, each one's villages in the order of their first days."""
    return await connection.fetch(
        """
        SELECT person, since, village, township FROM labourer
        WHERE person = ANY($1::text[]) AND NOT withdrawn ORDER BY person, since
        """,
        list(persons),
    )


async def list_workers(connection: Connection, workshop: str | None, after: str, limit: int) -> list[Person]:
    """A page of people, by worker: those who ever belonged to a workshop, or all."""
    rows = await connection.fetch(
        f"""
        SELECT {_PERSON_COLUMNS} FROM person
        WHERE person.worker > $2 AND EXISTS (
            SELECT 1 FROM enrolment WHERE enrolment.worker = person.worker AND NOT withdrawn
            AND ($1::text IS NULL OR workshop = $1))
        ORDER BY person.worker LIMIT $3
        """,  # noqa: S608 - a constant
        workshop,
        after,
        limit,
    )
    return [_person(row) for row in rows]


async def list_proposals(connection: Connection, after: str, limit: int) -> list[Person]:
    """A page of the people whose changed account nobody has decided on, by worker."""
    rows = await connection.fetch(
        f"""
        SELECT {_PERSON_COLUMNS} FROM person WHERE worker > $1 AND sealed_proposal IS NOT NULL
        ORDER BY worker LIMIT $2
        """,  # noqa: S608 - a constant
        after,
        limit,
    )
    return [_person(row) for row in rows]


async def people_with_accounts(connection: Connection) -> list[Person]:
    """Everybody who has an account, in force, confirmed or proposed."""
    rows = await connection.fetch(
        f"""
        SELECT {_PERSON_COLUMNS} FROM person
        WHERE sealed_account IS NOT NULL OR sealed_next_account IS NOT NULL OR sealed_proposal IS NOT NULL
        """  # noqa: S608 - a constant
    )
    return [_person(row) for row in rows]


async def policy_pack_on(connection: Connection, worker: str, day: date) -> str | None:
    """The pack of the workshop a worker belongs to on a day; None where he or it is not registered."""
    pack: str | None = await connection.fetchval(
        """
        SELECT policy_pack FROM enrolment JOIN workshop USING (workshop)
        WHERE worker = $1 AND NOT enrolment.withdrawn AND NOT workshop.withdrawn
        ORDER BY since > $2, CASE WHEN since > $2 THEN since - $2 ELSE $2 - since END LIMIT 1
        """,
        worker,
        day,
    )
    return pack
