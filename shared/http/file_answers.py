"""What a sender is told of a file he sent, and what kinds of files there are."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from shared.http.answers import Answer, left_out
from shared.http.event_answers import Count, EventAnswer, event_fields
from shared.imports import ALSO, FileRows, TableImport
from shared.messaging.entries import Outcome
from shared.slices import in_slices
from shared.tables.cells import CellKind


class RowAnswer(EventAnswer):
    """What became of a row: as of an event, with its line in the file."""

    line: int
    column: str = left_out("The one at fault, where it is a single one")


class FileAnswer(Answer):
    """How many rows of a file came to each status, and each row that was not taken or is not in force."""

    rows: Count
    lines: Count = Field(description="Of the file, with its headings and empty ones")
    accepted: Count
    duplicate: Count
    conflict: Count
    rejected: Count
    superseded: Count = Field(description="Those not in force, whatever their status")
    refused: list[RowAnswer]
    not_in_force: list[RowAnswer]


class ColumnAnswer(Answer):
    """A column of a kind of file."""

    kind: CellKind = Field(description="How its cells are read")
    required: bool
    titles: list[str] = Field(description="What it may be called")
    words: dict[str, str] = Field(description="Chinese words its cells may hold, and the event's words for them")


class KindAnswer(Answer):
    """A kind of file and its columns."""

    kind: str
    description: str
    columns: dict[str, ColumnAnswer]
    also: list[str] = Field(description="Columns that all kinds may have")


class KindsAnswer(Answer):
    """The kinds of files a service takes."""

    kinds: list[KindAnswer]


async def file_fields(outcomes: Sequence[Outcome], rows: FileRows) -> dict[str, Any]:
    """The fields of a FileAnswer, for those who tell something more."""
    statuses = [outcome.status for outcome in outcomes]
    refused, not_in_force = [], []
    async for index, outcome in in_slices(enumerate(outcomes)):
        if outcome.status in ("conflict", "rejected", "postponed"):
            refused.append(_row_answer(index, outcome, rows))
        if outcome.above is not None:
            not_in_force.append(_row_answer(index, outcome, rows))
    return {
        "rows": len(outcomes),
        "lines": rows.lines_in_file,
        **{status: statuses.count(status) for status in ("accepted", "duplicate", "conflict", "rejected")},
        "superseded": len(not_in_force),
        "refused": refused,
        "not_in_force": not_in_force,
    }


def _row_answer(index: int, outcome: Outcome, rows: FileRows) -> RowAnswer:
    field = outcome.problem.pointer.removeprefix("/data/").partition("/")[0] if outcome.problem else ""
    column = rows.columns.get(field)
    place: Mapping[str, Any] = {"line": rows.lines[index]} | ({"column": column} if column else {})
    return RowAnswer(**event_fields(index, outcome), **place)


def kinds_answer(tables: Sequence[TableImport]) -> KindsAnswer:
    """What each kind of file must hold."""
    return KindsAnswer(
        kinds=[
            KindAnswer(
                kind=table.kind,
                description=table.description,
                columns={
                    name: ColumnAnswer(
                        kind=column.kind,
                        required=column.required,
                        titles=list(table.titles_of(name)),
                        words=dict(column.words),
                    )
                    for name, column in table.columns.items()
                },
                also=list(ALSO),
            )
            for table in tables
        ]
    )
