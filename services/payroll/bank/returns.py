"""What a bank sends back: which payments settled, which were returned and why; a bad row loses nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from services.payroll.bank.faults import (
    EMPTY_THOUGH_SETTLED,
    RETURN_TOO_LARGE,
    TOO_MANY_ROWS,
    ReturnFileError,
    ValueFaultError,
)
from services.payroll.bank.return_cells import (
    Outcome,
    read_amount,
    read_date,
    read_outcome,
    read_reason,
    read_reference,
)
from services.payroll.bank.return_lines import Cells, LineFault, read_lines
from services.payroll.bank.template import BankTemplate, ReturnLayout
from shared.texts import Text

Value = TypeVar("Value")

MAXIMUM_RETURN_BYTES: Final = 32 * 1024 * 1024
MAXIMUM_RETURN_ROWS: Final = 100_000
_PIECE_ROWS: Final = 1_000
"""Rows that travel together out of the process that reads them."""


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """The bank's word on one payment. `day` and `amount_yuan` are None where the bank does not give them."""

    line: int
    reference: str
    outcome: Outcome
    reason: str
    day: date | None
    amount_yuan: Decimal | None


@dataclass(frozen=True, slots=True)
class ReturnProblem:
    """A row that could not be taken: its line, the field and what to do."""

    line: int
    field: str
    advice: Text


@dataclass(frozen=True, slots=True)
class ReturnFile:
    """All rows of a return, the problems of those that could not be taken, and how many lines of totals it had.

    The same reference may stand in several rows: which counts, and whether an amount agrees with the
    instruction, is for the one who knows the payments to judge.
    """

    rows: tuple[ReturnRow, ...]
    problems: tuple[ReturnProblem, ...]
    ignored_lines: int


def read_return(content: bytes, template: BankTemplate) -> ReturnFile:
    """Read a bank's return as its template says.

    Raises ReturnFileError where it is no such file at all, or larger than MAXIMUM_RETURN_BYTES or
    MAXIMUM_RETURN_ROWS.
    """
    if len(content) > MAXIMUM_RETURN_BYTES:
        raise ReturnFileError(RETURN_TOO_LARGE.of(most=MAXIMUM_RETURN_BYTES))
    layout = template.returns
    rows: list[ReturnRow] = []
    problems: list[ReturnProblem] = []
    data_rows = ignored_lines = 0
    for line, found in read_lines(content, layout):
        if found is None:
            ignored_lines += 1
            continue
        data_rows += 1
        if data_rows > MAXIMUM_RETURN_ROWS:
            raise ReturnFileError(TOO_MANY_ROWS.of(most=MAXIMUM_RETURN_ROWS))
        if isinstance(found, LineFault):
            problems.append(ReturnProblem(line, found.field, found.advice))
        else:
            row, faults = _row(line, found, layout)
            problems += faults
            rows += [row] if row else []
    return ReturnFile(tuple(rows), tuple(problems), ignored_lines)


def read_return_apart(content: bytes, template: BankTemplate) -> Iterator[ReturnFile]:
    """What `read_return` gives, in pieces: to be run in a process apart. Raises ReturnFileError."""
    file = read_return(content, template)
    yield replace(file, rows=(), problems=())
    for start in range(0, max(len(file.rows), len(file.problems)), _PIECE_ROWS):
        part = slice(start, start + _PIECE_ROWS)
        yield replace(file, rows=file.rows[part], problems=file.problems[part])


def joined_return(pieces: Sequence[ReturnFile]) -> ReturnFile:
    """The pieces of one file as one."""
    rows = tuple(row for piece in pieces for row in piece.rows)
    return replace(pieces[0], rows=rows, problems=tuple(problem for piece in pieces for problem in piece.problems))


def _row(line: int, cells: Cells, layout: ReturnLayout) -> tuple[ReturnRow | None, list[ReturnProblem]]:
    """The row, or else everything that is wrong with it."""
    problems: list[ReturnProblem] = []

    def read(field: str, reader: Callable[[], Value]) -> Value | None:
        try:
            return reader()
        except ValueFaultError as fault:
            problems.append(ReturnProblem(line, field, fault.text))
            return None

    reference = read("reference", lambda: read_reference(cells["reference"]))
    outcome = read("status", lambda: read_outcome(cells["status"], layout))
    day = read("date", lambda: read_date(cells.get("date", ""), layout.date_format))
    amount_yuan = read("amount", lambda: read_amount(cells.get("amount", ""), layout.unit))
    reason = read_reason(cells.get("reason", ""))
    if outcome == "settled" and not problems:
        # A transfer that went through has both; a row without them was cut off.
        problems += [
            ReturnProblem(line, field, EMPTY_THOUGH_SETTLED)
            for field, value in (("date", day), ("amount", amount_yuan))
            if field in cells and value is None
        ]
    if problems or reference is None or outcome is None:
        return None, problems
    return ReturnRow(line, reference, outcome, reason, day, amount_yuan), []
