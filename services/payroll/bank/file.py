"""Writes a bank's payment file from payments and a template: CSV, XLSX or fixed columns, with control totals."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from services.payroll.bank.cells import amount_text, date_text, encode, fixed_cell, guard
from services.payroll.bank.faults import (
    NO_PAYMENTS,
    REFERENCE_TWICE,
    SUM_TOO_LARGE,
    TOO_MANY_PAYMENTS,
    CellError,
)
from services.payroll.bank.payment import (
    LARGEST_AMOUNT_YUAN,
    MAXIMUM_PAYMENTS,
    REFERENCE_PATTERN,
    BankFile,
    BankFileError,
    BankPayment,
    PaymentProblem,
)
from services.payroll.bank.payment_checks import field_text, payment_faults
from services.payroll.bank.template import BankTemplate, Column, PaymentLayout
from services.payroll.bank.workbook import Cell, write_workbook
from shared.money import ZERO
from shared.texts import Text

MEDIA_TYPES: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "fixed": "text/plain",
}
_LINE_ENDINGS: Final = {"crlf": b"\r\n", "lf": b"\n"}
_BYTE_ORDER_MARK: Final = "\ufeff".encode()


def write_bank_file(payments: Sequence[BankPayment], template: BankTemplate, *, batch: str, day: date) -> BankFile:
    """The payments as the bank of the template wants them; the same input gives the same bytes.

    `batch` names the batch in the file's name and its head record, `day` is the date of a head record.
    Raises BankFileError with every problem: nothing is left out, since the control totals must agree.
    Raises ValueError for a batch name that could not stand in a file name.
    """
    if not REFERENCE_PATTERN.fullmatch(batch):
        raise ValueError(f"batch {batch!r} must be up to 64 letters, digits, dots and hyphens")
    layout = template.payments
    if problems := [*_file_problems(payments), *_payment_problems(payments, layout)]:
        raise BankFileError(problems)
    total_yuan = sum((payment.amount_yuan for payment in payments), ZERO)
    if abs(total_yuan) > LARGEST_AMOUNT_YUAN:
        raise BankFileError([_of_file("sum", SUM_TOO_LARGE.of(most=LARGEST_AMOUNT_YUAN))])
    records = list(_records(payments, layout, batch, day, total_yuan))
    if layout.format == "xlsx":
        content = write_workbook([[cell for _, cell in record] for _, record in records])
    else:
        content = _text_content(records, layout)
    return BankFile(
        file_name=layout.file_name.replace("{batch}", batch),
        media_type=MEDIA_TYPES[layout.format],
        content=content,
        payment_count=len(payments),
        total_yuan=total_yuan,
    )


def _of_file(field: str, advice: Text) -> PaymentProblem:
    return PaymentProblem(0, "", field, advice)


def _file_problems(payments: Sequence[BankPayment]) -> Iterator[PaymentProblem]:
    if not payments:
        yield _of_file("count", NO_PAYMENTS)
    if len(payments) > MAXIMUM_PAYMENTS:
        yield _of_file("count", TOO_MANY_PAYMENTS.of(most=MAXIMUM_PAYMENTS))


def _payment_problems(payments: Sequence[BankPayment], layout: PaymentLayout) -> Iterator[PaymentProblem]:
    first_positions: dict[str, int] = {}
    for position, payment in enumerate(payments, start=1):
        first = first_positions.setdefault(payment.reference, position)
        if first != position:
            yield PaymentProblem(position, payment.reference, "reference", REFERENCE_TWICE.of(first=first))
        found = list(payment_faults(payment, layout))
        yield from (PaymentProblem(position, payment.reference, field, advice) for field, advice in found)
        if layout.format == "fixed":
            yield from _width_problems(position, payment, layout, {field for field, _ in found})


def _width_problems(
    position: int, payment: BankPayment, layout: PaymentLayout, faulty: set[str]
) -> Iterator[PaymentProblem]:
    for column in layout.columns:
        if column.field in faulty:
            continue
        try:
            fixed_cell(str(_payment_cell(column, payment, position)), column, layout.encoding or "utf-8")
        except CellError as error:
            yield PaymentProblem(position, payment.reference, column.field, error.text)


Record = tuple[str, list[tuple[Column, Cell]]]
"""A line of the file: where it belongs (head, header, payment, trailer) and its cells beside their columns."""


def _records(
    payments: Sequence[BankPayment], layout: PaymentLayout, batch: str, day: date, total_yuan: Decimal
) -> Iterator[Record]:
    totals: dict[str, str | int] = {"count": len(payments), "batch": batch}
    if layout.date_format:
        totals["date"] = date_text(day, layout.date_format)

    def total_cells(columns: list[Column]) -> list[tuple[Column, Cell]]:
        return [
            (
                column,
                _amount_cell(total_yuan, column) if column.field == "sum" else column.value or totals[column.field],
            )
            for column in columns
        ]

    if layout.head:
        yield "head", total_cells(layout.head)
    if layout.header:
        yield "header", [(column, column.title or "") for column in layout.columns]
    for position, payment in enumerate(payments, start=1):
        yield "payment", [(column, _payment_cell(column, payment, position)) for column in layout.columns]
    if layout.trailer:
        yield "trailer", total_cells(layout.trailer)


def _payment_cell(column: Column, payment: BankPayment, position: int) -> Cell:
    if column.field == "amount":
        return _amount_cell(payment.amount_yuan, column)
    if column.field == "sequence":
        return position
    return column.value if column.value is not None else field_text(payment, column.field)


def _amount_cell(amount_yuan: Decimal, column: Column) -> Decimal:
    return Decimal(amount_text(amount_yuan, column.unit or "yuan"))


def _text_content(records: list[Record], layout: PaymentLayout) -> bytes:
    ending = _LINE_ENDINGS[layout.line_ending or "crlf"]
    encoding = layout.encoding or "utf-8"
    lines, problems = [], []
    for place, record in records:
        if layout.format == "csv":
            lines.append(encode(_csv_line([cell for _, cell in record], layout.delimiter or ","), encoding))
            continue
        cells = []
        for column, cell in record:
            try:
                cells.append(fixed_cell(str(cell), column, encoding))
            except CellError as error:
                problems.append(_of_file(f"{place}.{column.field}", error.text))
        lines.append(b"".join(cells))
    if problems:
        raise BankFileError(problems)
    mark = _BYTE_ORDER_MARK if encoding == "utf-8-sig" else b""
    return mark + b"".join(line + ending for line in lines)


def _csv_line(cells: list[Cell], delimiter: str) -> str:
    line = io.StringIO()
    # Ended by both characters here, so that either of them is quoted inside a cell, whatever ends the lines.
    writer = csv.writer(line, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([guard(cell) if isinstance(cell, str) else str(cell) for cell in cells])
    return line.getvalue().removesuffix("\r\n")
