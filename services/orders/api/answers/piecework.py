"""An entry of piecework as it is answered: what was published of it, and every report."""

from collections.abc import Sequence
from datetime import date

import asyncpg
from pydantic import Field

from services.orders.api.answers.orders import reported
from services.orders.domain.piecework import FlagKind
from shared.http.answers import Answer, MomentText, WaitingSubject
from shared.identifiers import Identifier
from shared.money import UnitRateText


class EntryFlag(Answer):
    """Something of an entry that a person should look at, and how many pieces it concerns."""

    kind: FlagKind
    quantity: int


class WorkerPieces(Answer):
    """What one worker made in an entry, as it was published last."""

    entry: Identifier
    worker: Identifier
    company: Identifier
    product: Identifier
    workshop: Identifier
    operation: Identifier
    withdrawn: bool
    worked_on: date
    unit_rate_yuan: UnitRateText | None = Field(description="Null while no rate covers the day")
    accepted_quantity: int
    rejected_quantity: int
    revision: int
    correlation_id: str | None


class EntryReport(Answer):
    """One report of an entry."""

    workshop: Identifier
    company: Identifier
    product: Identifier
    operation: Identifier
    shares: list[tuple[Identifier, str]] = Field(description="Each worker with his share; a single one has 1")
    accepted_quantity: int
    rejected_quantity: int
    worked_on: date
    rework_of: Identifier | None
    withdrawn: bool
    event: str = Field(description="Source and id of the event, with # between them")
    reported_at: MomentText


class EntryAnswer(Answer):
    """An entry of piecework."""

    entry: Identifier
    flags: list[EntryFlag]
    workers: list[WorkerPieces]
    reports: list[EntryReport] | None = Field(description="Oldest first; null where one cannot be read")
    waiting: list[WaitingSubject] = Field(description="Why it could not be computed, where it could not")


def entry_answer(
    entry: str,
    flags: asyncpg.Record | None,
    workers: Sequence[asyncpg.Record],
    reports: Sequence[asyncpg.Record] | None,
    waiting: list[WaitingSubject],
) -> EntryAnswer:
    """An entry, from its rows; `reports` None where one cannot be read."""
    return EntryAnswer(
        entry=entry,
        flags=[EntryFlag(**flag) for flag in flags["flags"]] if flags else [],
        workers=[
            WorkerPieces(**row["content"], revision=row["revision"], correlation_id=row["correlation_id"])
            for row in workers
        ],
        reports=None if reports is None else [_entry_report(row) for row in reports],
        waiting=waiting,
    )


def _entry_report(row: asyncpg.Record) -> EntryReport:
    own = {name: row[name] for name in EntryReport.model_fields if name not in ("event", "reported_at")}
    return EntryReport(**own, **reported(row))
