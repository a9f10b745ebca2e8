"""Returns of a bank: every row by itself, nothing guessed, nothing lost without a word."""

import contextlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payroll.bank import returns as bank_return
from services.payroll.bank.faults import ReturnFileError
from services.payroll.bank.returns import (
    ReturnFile,
    ReturnRow,
    joined_return,
    read_return,
    read_return_apart,
)
from services.payroll.bank.template import BankTemplate
from services.payroll.bank.template_file import load_template
from shared.tables.sheet import FORMULA_WITHOUT_VALUE
from tests.unit.payroll.bank.bank_samples import PAYMENT, written
from tests.unit.shared.tables.workbooks import workbook as written_workbook

CSV = load_template("generic-csv")
XLSX = load_template("generic-xlsx")
FIXED = load_template("rural-credit-fixed")
SHEET = "xl/worksheets/sheet1.xml"
EMPTY_PART = b'<x xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
TITLES = ["序号", "明细编号", "户名", "处理结果", "失败原因", "处理日期", "金额"]
SETTLED = ReturnRow(2, "R1", "settled", "", date(2022, 8, 5), Decimal("1250.10"))
RETURNED = ReturnRow(3, "R2", "returned", "账号户名不符", date(2022, 8, 6), Decimal("0.05"))
AS_CELL = datetime(2022, 8, 5)  # noqa: DTZ001 - a cell of a workbook has no zone
SETTLED_CELLS = "1,R1,王小梅,成功,,2022-08-05,1250.10"
RETURNED_CELLS = "2,R2,李四,退票,账号户名不符,2022-08-06,0.05"


def changed(template: BankTemplate, **changes: object) -> BankTemplate:
    return template.model_copy(update={"returns": template.returns.model_copy(update=changes)})


def read_csv(*lines: str, template: BankTemplate = CSV) -> ReturnFile:
    return read_return("\r\n".join([",".join(TITLES), *lines]).encode(), template)


def workbook(*rows: Sequence[object]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (TITLES, *rows):
        book.active.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def fixed_line(  # what a bank with the example's columns would send
    reference: str = "R1", fen: str = "125010", day: str = "20220805", status: str = "0000", reason: str = ""
) -> bytes:
    cells = b"D00000001", reference.ljust(32).encode(), fen.zfill(16).encode(), day.encode(), status.encode()
    return b"".join(cells) + reason.encode("gb18030").ljust(60)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_csv_return_is_read(encoding: str, ending: str) -> None:
    lines = [",".join(TITLES), SETTLED_CELLS, RETURNED_CELLS, ""]
    template = changed(CSV, encoding="gb18030" if encoding == "gb18030" else "utf-8")
    assert read_return(ending.join(lines).encode(encoding), template) == ReturnFile((SETTLED, RETURNED), (), 0)


def test_a_gb18030_mark_is_no_part_of_the_first_title() -> None:
    content = ("\ufeff" + ",".join(TITLES[1:]) + "\nR1,王小梅,成功,,2022-08-05,1250.10\n").encode("gb18030")
    assert read_return(content, changed(CSV, encoding="gb18030")).rows == (SETTLED,)


def test_blank_lines_and_totals_are_no_rows_and_totals_are_counted() -> None:
    returned = read_csv("", SETTLED_CELLS, ",,,,,,", "合计,,,,,,1250.10", ",总计：1笔,,,,,", "\x1a")
    assert returned.rows == (replace(SETTLED, line=3),)
    assert (returned.problems, returned.ignored_lines) == ((), 2)


def test_lines_before_the_titles_are_left_out() -> None:
    content = "\n某某银行批量代发结果\n\n批次,B7\n" + ",".join(TITLES) + "\n" + SETTLED_CELLS
    assert read_return(content.encode(), changed(CSV, head_lines=2)).rows[0].line == 6


def test_columns_may_be_counted_where_there_are_no_titles() -> None:
    places = {"reference": {"column": 2}, "status": {"column": 4}, "reason": {"column": 5}}
    columns = type(CSV.returns.columns).model_validate(places)
    returned = read_return(RETURNED_CELLS.encode(), changed(CSV, header=False, columns=columns))
    assert returned.rows == (ReturnRow(1, "R2", "returned", "账号户名不符", None, None),)


@pytest.mark.parametrize(
    ("cells", "field", "advice"),
    [
        ("1,R9,王,处理中,,2022-08-05,1.00", "status", "'处理中' is neither settled nor returned"),
        ("1,R9,王,,,2022-08-05,1.00", "status", "'' is neither"),
        ("1,,王,成功,,2022-08-05,1.00", "reference", "is empty"),
        ("1,王小梅,王,成功,,2022-08-05,1.00", "reference", "is no reference of ours"),
        ("1,R9,王,成功,,20220805,1.00", "date", "is no date written yyyy-mm-dd"),
        ("1,R9,王,成功,,2022-02-30,1.00", "date", "is no date"),
        ("1,R9,王,成功,,44778,1.00", "date", "'44778' is the number a spreadsheet program keeps for 2022-08-05"),
        ("1,R9,王,成功,,8月5日,1.00", "date", "is no date"),
        ("1,R9,王,成功,,,1.00", "date", "is empty though the payment settled"),
        ("1,R9,王,成功,,2022-08-05,", "amount", "is empty though the payment settled"),
        ("1,R9,王,成功,,2022-08-05", "amount", "is empty though the payment settled"),
        ("1,R9,王,成功,,2022-08-05,壹元", "amount", "is no amount in yuan"),
        ("1,R9,王,成功,,2022-08-05,1e3", "amount", "is no amount in yuan"),
        ("1,R9,王,成功,,2022-08-05,1.005", "amount", "is no amount in yuan"),
        ('1,R9,王,成功,,2022-08-05,"12,50.00"', "amount", "is no amount in yuan"),
        ("1,R9,王,成功,,2022-08-05,9999999999999", "amount", "is more than"),
        ("1,R9,王,成功,a,b,2022-08-05,1.00", "line", "has more cells than there are titles"),
        ('1,R9,"王,成功,,2022-08-05,1.00', "line", "has a quote"),
        ('1,R9,"王"x,成功,,2022-08-05,1.00', "line", "has a quote"),
        ("1,R9,王\r王,成功,,2022-08-05,1.00", "line", "has a quote that never closes, or a quote or line end"),
    ],
)
def test_a_bad_row_is_named_with_its_field_and_loses_nothing_else(cells: str, field: str, advice: str) -> None:
    returned = read_csv(SETTLED_CELLS, cells, RETURNED_CELLS)
    assert [row.reference for row in returned.rows] == ["R1", "R2"]
    (problem,) = returned.problems
    assert (problem.line, problem.field) == (3, field)
    assert problem.advice.en.startswith(advice)


def test_a_quote_that_closes_on_a_later_line_costs_the_lines_between_and_makes_no_payment_of_two() -> None:
    returned = read_csv(SETTLED_CELLS, '1,R9,"王,成功', '2,R8,李",失败,,2022-08-05,1.00', RETURNED_CELLS)
    assert [row.reference for row in returned.rows] == ["R1", "R2"]
    assert [(problem.line, problem.advice.en[:24]) for problem in returned.problems] == [
        (3, "has a quote that closes "),
        (4, "has a quote that closes "),
    ]


def test_bytes_that_are_no_text_cost_their_own_line_only() -> None:
    lines = [",".join(TITLES).encode(), SETTLED_CELLS.encode(), b"1,R9,\xff\xfe", RETURNED_CELLS.encode()]
    returned = read_return(b"\n".join(lines), CSV)
    assert [row.reference for row in returned.rows] == ["R1", "R2"]
    (problem,) = returned.problems
    assert (problem.line, problem.field, problem.advice.code) == (3, "line", "line.damaged")


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    problems = read_csv("1,,王,何,,x,y").problems
    assert [problem.field for problem in problems] == ["reference", "status", "date", "amount"]


@pytest.mark.parametrize(
    ("date_format", "text"),
    [
        ("yyyy-mm-dd", "2022-08-05"),
        ("yyyy-mm-dd", "2022/8/5"),
        ("yyyy-mm-dd", "2022年8月5日"),
        ("yyyy-mm-dd", "2022-08-05 14:30:59"),
        ("yyyymmdd", "20220805"),
        ("yyyymmdd", "2022-8-5"),
        ("yyyy/m/d", "2022/8/5"),
        ("yyyy/m/d", "2022/08/05 9:05"),
        ("yyyy/m/d", "２０２２－０８－０５"),
    ],
)
def test_dates_are_read_in_any_form_that_means_one_day(date_format: str, text: str) -> None:
    returned = read_csv(f"1,R1,王,成功,,{text},1250.10", template=changed(CSV, date_format=date_format))
    assert returned.rows == (SETTLED,)


@pytest.mark.parametrize(
    ("unit", "text", "amount_yuan"),
    [
        ("yuan", '"1,250.10"', "1250.10"),
        ("yuan", "1250.1", "1250.10"),
        ("yuan", "-0.05", "-0.05"),
        ("yuan", "1250.0999999999999", "1250.10"),
        ("yuan", "￥1250.10 元", "1250.10"),
        ("yuan", "１２５０．１０", "1250.10"),
        ("yuan", "000012.500", "12.50"),
        ("fen", "125010", "1250.10"),
        ("fen", "-5", "-0.05"),
    ],
)
def test_amounts_are_read_exactly_in_the_unit_of_the_template(unit: str, text: str, amount_yuan: str) -> None:
    returned = read_csv(f"1,R1,王,成功,,2022-08-05,{text}", template=changed(CSV, unit=unit))
    assert returned.rows[0].amount_yuan == Decimal(amount_yuan)


def test_a_reason_comes_back_without_our_apostrophe_and_without_control_characters() -> None:
    assert read_csv("2,R2,李,失败,'=1\x00+1,,").rows[0].reason == "=1+1"


def test_an_xlsx_return_is_read_with_dates_and_numbers_as_cells() -> None:
    content = workbook(
        [1, "R1", "王", "成功", None, AS_CELL, 1250.1],
        [2, "R2", "李", "退票", "账号户名不符", "2022-08-06", 0.05],
        [None] * 7,
        ["合计", None, None, None, None, None, 1250.15],
        [3, "R3", "赵", "成功", None, 44778, "x"],
        [4, 4, "赵", "失败", "=1+1", None, None],
    )
    returned = read_return(content, XLSX)
    assert returned.rows == (SETTLED, RETURNED, ReturnRow(7, "4", "returned", FORMULA_WITHOUT_VALUE, None, None))
    assert [(problem.line, problem.field) for problem in returned.problems] == [(6, "date"), (6, "amount")]
    assert returned.ignored_lines == 1


@pytest.mark.parametrize("number", ["1250.1", "1250.0999999999999", "1250.1000000000001", "1.2501E3"])
def test_binary_noise_of_a_workbook_number_is_no_part_of_the_amount(number: str) -> None:
    content = workbook([1, "R1", "王", "成功", None, AS_CELL, 1250.1])
    noisy = with_part(content, SHEET, part_of(content, SHEET).replace(b"<v>1250.1</v>", f"<v>{number}</v>".encode()))
    assert read_return(noisy, XLSX).rows == (SETTLED,)


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_a_fixed_return_is_read_by_bytes(ending: bytes) -> None:
    lines = [
        b"H" + b"B7".ljust(32),
        fixed_line(),
        b"",
        fixed_line("R2", "5", "20220806", "E001", "账号户名不符").rstrip(),
        b"T00000002",
        b"\x1a",
    ]
    returned = read_return(ending.join(lines), FIXED)
    assert returned.rows == (SETTLED, replace(RETURNED, line=4))
    assert (returned.problems, returned.ignored_lines) == ((), 2)


def test_a_fixed_line_that_was_cut_is_a_problem_and_no_smaller_amount() -> None:
    returned = read_return(b"\n".join([fixed_line(), fixed_line("R2")[:50], fixed_line("R3")[:68]]), FIXED)
    assert [row.reference for row in returned.rows] == ["R1"]
    assert [(problem.line, problem.field) for problem in returned.problems] == [(2, "amount"), (3, "status")]


def test_half_a_character_in_a_fixed_line_costs_this_line_only() -> None:
    broken = fixed_line()[:69] + "失".encode("gb18030")[:1] + b" " * 59
    returned = read_return(b"\n".join([broken, fixed_line()]), FIXED)
    assert [row.line for row in returned.rows] == [2]
    assert [(problem.line, problem.field) for problem in returned.problems] == [(1, "reason")]


@pytest.mark.parametrize(
    ("content", "template", "reason"),
    [
        (b"", CSV, "has no line of titles"),
        (
            "编号,结果\n".encode(),
            CSV,
            "lacks the columns 明细编号, 处理结果, 失败原因, 处理日期, 金额; it has 编号, 结果",
        ),
        (",".join([*TITLES, "明细编号"]).encode(), CSV, "the column 明细编号 stands twice"),
        (b"1,2,3", XLSX, "lacks the columns 明细编号"),
        (bytes.fromhex("d0cf11e0a1b11ae1") * 100, XLSX, "is an old .xls workbook"),
        (b"PK\x03\x04" + bytes(100), XLSX, "no readable XLSX workbook"),
        (b"", XLSX, "has no line of titles"),
        (b"\xef\xbb\xbfD00000001", changed(FIXED, encoding="gb18030"), "is UTF-8, the template says gb18030"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_the_reason(content: bytes, template: BankTemplate, reason: str) -> None:
    with pytest.raises(ReturnFileError, match=reason):
        read_return(content, template)


def part_of(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def with_part(content: bytes, changed_name: str, part: bytes | None) -> bytes:
    """The workbook with one of its parts replaced, or left out for None."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            if name != changed_name:
                archive.writestr(name, source.read(name))
            elif part is not None:
                archive.writestr(name, part)
    return target.getvalue()


@pytest.mark.parametrize("part", [None, b"", b"<x/>", EMPTY_PART])
@pytest.mark.filterwarnings("ignore:Workbook contains no")
def test_a_workbook_with_a_broken_part_is_read_or_refused_and_nothing_else(part: bytes | None) -> None:
    content = workbook(SETTLED_CELLS.split(","))
    for name in zipfile.ZipFile(io.BytesIO(content)).namelist():
        with contextlib.suppress(ReturnFileError):
            read_return(with_part(content, name, part), XLSX)
    with pytest.raises(ReturnFileError, match="no readable XLSX workbook"):
        read_return(with_part(content, "xl/workbook.xml", part), XLSX)


@given(data=st.data())
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(written(XLSX, PAYMENT).content)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ReturnFileError):
        read_return(bytes(content), XLSX)


@given(content=st.binary(max_size=300) | st.text(alphabet='成功R1,"\r\n王', max_size=200).map(str.encode))
def test_no_bytes_make_the_reader_fail_otherwise(content: bytes) -> None:
    for template in (CSV, changed(CSV, encoding="gb18030"), FIXED, XLSX):
        with contextlib.suppress(ReturnFileError):
            read_return(content, template)


@pytest.mark.parametrize("template", [CSV, XLSX, changed(CSV, encoding="gb18030", delimiter="|")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_table_is_read_in_whatever_form_a_program_saved_it(
    template: BankTemplate, encoding: str, delimiter: str
) -> None:
    lines = ["批量代发处理结果", "", ",".join(TITLES), SETTLED_CELLS, RETURNED_CELLS]
    content = "\r\n".join(lines).replace(",", delimiter).encode(encoding)
    assert read_return(content, template).rows == (replace(SETTLED, line=4), replace(RETURNED, line=5))


@pytest.mark.parametrize("template", [CSV, XLSX])
def test_the_titles_are_found_below_a_heading_in_merged_cells_and_on_the_second_sheet(template: BankTemplate) -> None:
    rows: list[list[object]] = [
        ["批量代发处理结果", None, None, None, None, None, None],
        ["序号", "明细编号", "户名", "处理情况", None, None, "金额（元）"],
        [None, None, None, "处理结果", "失败原因", "处理日期", None],
        [1, "R1", "王小梅", "成功", None, "2022/8/5", 1250.1],
        [2, "R2", "李四", "退票", "账号户名不符", AS_CELL.replace(day=6), 0.05],
    ]
    returned = read_return(written_workbook(*rows, before={"汇总": [["合计", "2 笔"]]}), template)
    assert returned.rows == (replace(SETTLED, line=4), replace(RETURNED, line=5))
    assert returned.problems == ()


def test_two_sheets_of_results_are_not_chosen_between() -> None:
    sheets = {"第一批": [TITLES, SETTLED_CELLS.split(",")]}
    with pytest.raises(ReturnFileError, match="'第一批', '表' have the same headings"):
        read_return(written_workbook(TITLES, RETURNED_CELLS.split(","), before=sheets), XLSX)


def test_larger_files_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ReturnFileError, match="larger than 33554432 bytes"):
        read_return(b" " * (32 * 1024 * 1024 + 1), CSV)
    with pytest.raises(ReturnFileError, match="more than 1048576 lines"):
        read_return(b"\n" * 1_048_577, FIXED)
    assert bank_return.MAXIMUM_RETURN_ROWS == 100_000
    monkeypatch.setattr(bank_return, "MAXIMUM_RETURN_ROWS", 2)
    assert len(read_csv(SETTLED_CELLS, "合计", "", "bad row").rows) == 1
    with pytest.raises(ReturnFileError, match="more than 2 rows"):
        read_csv(SETTLED_CELLS, "bad row", RETURNED_CELLS)


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.tables.workbook.MAXIMUM_UNPACKED_BYTES", 1000)
    with pytest.raises(ReturnFileError, match="unpacks to more than 1000 bytes"):
        read_return(workbook([1]), XLSX)


def test_a_workbook_that_claims_a_far_row_is_refused() -> None:
    content = workbook(SETTLED_CELLS.split(","))
    sheet = part_of(content, SHEET)
    assert b'<row r="2"' in sheet
    far = with_part(content, SHEET, sheet.replace(b'<row r="2"', b'<row r="99999999999"'))
    with pytest.raises(ReturnFileError, match="more than 1048576 lines"):
        read_return(far, XLSX)


def test_a_return_read_in_pieces_is_the_return() -> None:
    rows = [f"{number},R{number},李,{'失败' if number % 3 else '?'},no,," for number in range(2_500)]
    content = "\r\n".join([",".join(TITLES), *rows]).encode()
    pieces = list(read_return_apart(content, CSV))
    assert max(len(piece.rows) + len(piece.problems) for piece in pieces) <= 2_000
    assert joined_return(pieces) == read_return(content, CSV)


@pytest.mark.parametrize(("column", "field"), [(1, "reference"), (3, "status"), (5, "date"), (6, "amount")])
def test_a_formula_that_no_program_worked_out_is_a_problem_of_its_line(column: int, field: str) -> None:
    row: list[object] = [1, "R1", "王小梅", "成功", "", AS_CELL, 1250.10]
    row[column] = "=A1"
    read = read_return(workbook(row), XLSX)
    assert read.rows == ()
    assert [(problem.line, problem.field) for problem in read.problems] == [(2, field)]
