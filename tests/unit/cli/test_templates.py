"""Files to fill in: what each column is explained as is what `import` takes."""

import io
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from cli.client.template_book import month_sheet_book, table_book
from cli.client.templates import HELP_TITLES, columns_of, tables_by_service
from cli.main import app
from services.placement.files.month_sheet import is_month_sheet, read_month_sheet
from shared.imports import TableImport, rows_of_table
from shared.messaging.reader import EventReader, Rejected
from shared.months import Month
from shared.sealing import Sealer
from shared.tables import read_table

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TABLES = [table for tables in tables_by_service().values() for table in tables]
PEOPLE = [("W-1", "李秀英"), ("W-2", "")]


def filled(table: TableImport) -> bytes:
    """The written template with the examples it gives in its first row."""
    columns = columns_of(table)
    book = table_book(table.kind, HELP_TITLES, [column.as_row() for column in columns], PEOPLE)
    opened = openpyxl.load_workbook(io.BytesIO(book))
    opened[table.kind].append([column.example for column in columns])
    target = io.BytesIO()
    opened.save(target)
    return target.getvalue()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_a_template_filled_with_its_own_examples_is_imported(table: TableImport) -> None:
    rows = rows_of_table(table, read_table(filled(table)), "office", NOW, Sealer(bytes(32)))
    (entry,) = rows.entries
    assert entry.fault is None
    verdict = EventReader([table.event], service="orders").read(entry.body, NOW)
    assert not isinstance(verdict, Rejected), verdict


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_every_column_has_a_type_and_an_example(table: TableImport) -> None:
    for column in columns_of(table):
        assert column.type, column.name
        assert column.example, column.name


def test_a_month_sheet_is_taken_back_as_one_with_its_workshop_month_and_people() -> None:
    opened = openpyxl.load_workbook(io.BytesIO(month_sheet_book("WS-01", Month.parse("2022-06"), PEOPLE)))
    sheet = opened.active
    assert sheet is not None
    sheet.cell(5, 3).value = "√"
    sheet.cell(6, 32).value = "半"
    target = io.BytesIO()
    opened.save(target)
    sheets = read_table(target.getvalue())
    assert is_month_sheet(sheets)
    read = read_month_sheet(sheets, None, None)
    assert (read.workshop, str(read.month), read.faults) == ("WS-01", "2022-06", ())
    assert [(row.worker, row.name, [day.day for day in row.marks]) for row in read.rows] == [
        ("W-1", "李秀英", [1]),
        ("W-2", "", [30]),
    ]


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["template", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_all_kinds_are_listed_and_one_is_explained_without_any_service() -> None:
    code, told = run()
    assert code == 0
    assert all(f"{table.kind}: " in told for table in TABLES)
    code, told = run("piecework")
    assert code == 0
    assert "计件记录" in told
    assert "件 pieces" in told


def test_a_template_is_written_and_what_cannot_be_is_told(tmp_path: Path) -> None:
    code, told = run("rates", "-o", str(tmp_path / "rates.xlsx"))
    assert code == 0
    assert f"gongfang import orders rates {tmp_path / 'rates.xlsx'}" in told.replace("\n", "")
    assert (tmp_path / "rates.xlsx").read_bytes().startswith(b"PK")
    assert run("wages")[0] == 1
    assert run("rates", "-o", str(tmp_path / "rates.csv"))[0] == 1
    assert run("rates", "-o", str(tmp_path / "no" / "rates.xlsx"))[0] == 1
    assert "WS-01" in run("attendance", "--month", "2022-07", "-o", str(tmp_path / "a.xlsx"))[1]
    assert "--token" in run("attendance", "--workshop", "WS-01", "-o", str(tmp_path / "a.xlsx"))[1]
