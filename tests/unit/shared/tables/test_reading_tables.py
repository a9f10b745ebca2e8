"""Files of every program come to the same rows; damage is told from data, and nothing is lost in a cell."""

import io
import time
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.tables import Row, Sheet, UnreadableFileError, read_table, refuse_damaged, rows, workbook
from shared.tables.faults import DAMAGED_LINE
from shared.tables.sheet import FORMULA_WITHOUT_VALUE
from shared.tables.workbook import MAXIMUM_UNPACKED_BYTES
from tests.unit.shared.tables.workbooks import with_part, with_sheet
from tests.unit.shared.tables.workbooks import workbook as written

LINES = ["工号,姓名,开户行", "W-1,王小梅,农商银行", "W-2,李四,信用社"]
CELLS = [line.split(",") for line in LINES]
FIRST_LEVEL = st.sampled_from([bytes([a, b]).decode("gb18030") for a in range(0xB0, 0xD7) for b in range(0xA1, 0xFF)])


def table(content: bytes) -> Sheet:
    (sheet,) = read_table(content)
    refuse_damaged(sheet)
    return sheet


def cells(content: bytes) -> list[list[str]]:
    return [list(row.cells) for row in table(content).rows]


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableFileError) as refused:
        table(content)
    return str(refused.value)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_is_read_in_each_encoding_and_with_each_separator(delimiter: str, encoding: str, ending: str) -> None:
    text = ending.join(line.replace(",", delimiter) for line in LINES)
    assert cells(text.encode(encoding)) == CELLS


def test_a_workbook_comes_to_the_same_rows_as_text() -> None:
    assert cells(written(*CELLS)) == CELLS


def test_numbers_and_dates_of_a_workbook_are_text_without_noise() -> None:
    row = [120.0, 0.1 + 0.2, date(2022, 7, 1), datetime(2022, 7, 1, 18), True, None, 44743, 10**14]  # noqa: DTZ001
    shown = ["120", "0.3", "2022-07-01", "2022-07-01 18:00:00", "TRUE", "", "44743", "100000000000000"]
    assert cells(written(row)) == [shown]


def test_a_number_of_a_workbook_with_more_digits_than_it_keeps_is_no_plain_number() -> None:
    assert cells(written([522229199001010000, 6217000010001230000.0])) == [
        ["5.22229199001010E+17", "6.21700001000123E+18"]
    ]


def test_a_formula_gives_its_last_value_and_is_no_empty_cell_where_it_has_none() -> None:
    row = (
        b'<row><c><f>1+1</f><v>2</v></c><c t="str"><f>""</f><v></v></c>'
        b'<c><f>1+1</f></c><c><f>1+1</f><v></v></c><c t="inlineStr"><is><t></t></is></c><c><v>5</v></c></row>'
    )
    (sheet,) = read_table(with_sheet(row))
    assert sheet.rows[0].cells == ("2", "", FORMULA_WITHOUT_VALUE, FORMULA_WITHOUT_VALUE, "", "5")


def test_the_programs_own_line_names_the_separator() -> None:
    assert cells(("sep=|\n" + "\n".join(LINES).replace(",", "|")).encode()) == CELLS


def test_a_list_inside_a_cell_is_no_separator() -> None:
    days = ";".join(f"2022-07-{day:02d}" for day in range(1, 31))
    assert cells(f"workshop,month,expected_days\nWS-01,2022-07,{days}\n".encode())[1] == ["WS-01", "2022-07", days]


def test_rows_keep_the_line_they_stand_in_and_blank_lines_count() -> None:
    sheet = table(("\n" + "\n\n,,\n".join(LINES)).encode())
    assert [row.line for row in sheet.rows] == [2, 5, 8]
    assert sheet.lines == 8


@pytest.mark.parametrize("damaged", ["王", "小", "梅", "农"])
def test_utf_8_with_one_damaged_byte_is_refused_naming_the_line(damaged: str) -> None:
    content = "\n".join(LINES).encode().replace(damaged.encode(), damaged.encode()[:1] + b"?" + damaged.encode()[2:])
    assert refusal(content).startswith("line 2 cannot be read; line 2 is damaged: byte ")


def test_one_damaged_name_in_an_else_plain_file_is_no_gb18030() -> None:
    content = b"worker,name\nW-1," + "王芳".encode().replace(b"\x8e", b"\x20") + b"\n"
    assert "line 2 is damaged" in refusal(content)


def test_a_row_of_gb18030_pasted_into_utf_8_is_refused_naming_the_line() -> None:
    lines = [line.encode() for line in LINES]
    lines.insert(2, "W-9,赵六,建设银行铜仁支行".encode("gb18030"))
    assert refusal(b"\n".join(lines)).startswith("line 3 cannot be read")


def test_a_row_of_utf_8_pasted_into_gb18030_is_refused_naming_the_line() -> None:
    lines = [line.encode("gb18030") for line in LINES * 3]
    lines.insert(4, "W-9,赵六,建设银行铜仁支行".encode())
    assert refusal(b"\n".join(lines)).startswith("line 5 in UTF-8, the others in GB18030")


def test_a_file_of_which_lines_are_no_text_of_any_kind_names_them() -> None:
    content = "\n".join(LINES * 10).encode("gb18030") + b"\nW-3,\xff\xff,x\nW-4,\xff,y"
    assert refusal(content).startswith("lines 31 and 32 cannot be read; line 31 is damaged: byte 5")


@settings(max_examples=300)
@given(st.lists(st.text(FIRST_LEVEL, min_size=1, max_size=6), min_size=1, max_size=40))
def test_a_real_gb18030_file_stays_accepted(names: list[str]) -> None:
    content = "\n".join(["编号,姓名", *(f"W-{number},{name}" for number, name in enumerate(names))])
    assert [row[-1] for row in cells(content.encode("gb18030"))[1:]] == names


def test_rare_characters_in_a_real_gb18030_file_are_read() -> None:
    assert cells("姓名,开户行\n王喆玥,农商银行\n龘𠮷,信用社\n".encode("gb18030"))[2] == ["龘𠮷", "信用社"]


def test_bytes_that_are_text_in_two_encodings_are_not_guessed_at() -> None:
    content = "worker,name\nW-1,帽邪\n".encode("gb18030")
    assert "ñа" in content.decode()
    assert "can be read as UTF-8 and as GB18030" in refusal(content)


@pytest.mark.parametrize(
    ("rows_below", "named"),
    [
        (['W-1,"王小梅,农商银行', "W-2,李四,信用社", "W-3,赵六,建行"], "line 2 has a quote"),
        (["W-1,王小梅,农商银行", 'W-2,"李四,信用社', 'W-3,赵六,"建行"'], "line 3 has a quote"),
        (
            ["W-1,王小梅,农商银行", 'W-2,李四,"信用社', 'W-3,赵六,建行"'],
            "line 3 has a quote that closes",
        ),
        (['W-1,王小梅,"农商"银行'], "line 2 has a quote"),
        (['W-1,王小梅,"' + "农" * 200_000], "line 2 has a cell of more than 32767 characters"),
        (['W-1,"王', *(["W-2,李四,信用社"] * 20_000)], "line 2 has a quote"),
        (["W-1,王小梅," + "x" * 40_000], "line 2 has a cell of more than 32767 characters"),
    ],
)
def test_a_quote_that_swallows_rows_is_refused_with_the_line_where_it_opens(rows_below: list[str], named: str) -> None:
    assert named in refusal("\n".join([LINES[0], *rows_below]).encode())


def test_a_line_end_in_a_quoted_title_is_no_fault() -> None:
    assert cells('"身份证\n号码",姓名\n5,王'.encode())[0] == ["身份证\n号码", "姓名"]


@pytest.mark.parametrize("content", [bytes.fromhex("d0cf11e0a1b11ae1") * 99, b"PK\x03\x04" + b"x" * 99])
def test_a_workbook_that_cannot_be_read_says_what_to_save_it_as(content: bytes) -> None:
    assert ".xlsx" in refusal(content)


def test_utf_16_without_its_mark_and_other_binary_files_are_no_text() -> None:
    assert "no text and no workbook" in refusal("工号\tname\n".encode("utf-16-le"))
    assert "breaks off" in refusal("工号\t姓名".encode("utf-16")[:-1])


def refused_within_seconds(content: bytes, seconds: float) -> str:
    started = time.process_time()
    reason = refusal(content)
    assert time.process_time() - started < seconds
    return reason


def test_a_small_workbook_that_unpacks_to_much_is_refused_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    content = with_sheet(b"<row/>" * 10_000_000)
    assert len(content) < 400_000
    assert "more than 1048576 lines" in refused_within_seconds(content, 10)
    monkeypatch.setattr(workbook, "MAXIMUM_TAGS", 100_000)
    assert "more than 100000 elements" in refused_within_seconds(with_sheet(b"<x/>" * 100_000), 3)
    content = with_sheet(b" " * (MAXIMUM_UNPACKED_BYTES + 1))
    assert f"unpacks to more than {MAXIMUM_UNPACKED_BYTES} bytes" in refused_within_seconds(content, 5)


def test_cells_far_to_the_right_and_rows_far_below_are_counted_while_reading() -> None:
    wide = b'<row><c r="XFD%d"><v>1</v></c></row>'
    content = with_sheet(b"".join(wide % number for number in range(1, 2000)))
    assert "more than 2000000 cells" in refused_within_seconds(content, 3)
    content = with_sheet(b"<row>" + b"<c/>" * 20_000 + b"</row>")
    assert "more than 16384 columns" in refused_within_seconds(content, 3)
    content = with_sheet(b'<row r="999999999"><c><v>1</v></c></row>')
    assert "more than 1048576 lines" in refused_within_seconds(content, 5)


def test_text_of_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.tables.delimited.MAXIMUM_CELLS", 8)
    assert "more than 8 cells" in refusal("\n".join(LINES).encode())


def test_hidden_sheets_are_not_read() -> None:
    (shown,) = read_table(_with_first_sheet_hidden())
    assert [row.cells for row in shown.rows] == [("x",)]


def _with_first_sheet_hidden() -> bytes:
    content = written(["x"], before={"list": [["hidden"]]})
    part = "xl/workbook.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = archive.read(part)
    changed = book.replace(b'name="list" sheetId="1" state="visible"', b'name="list" sheetId="1" state="hidden"')
    assert changed != book
    return with_part(content, part, changed)


def test_a_fault_names_the_first_lines_and_counts_the_others() -> None:
    lines = [*LINES, *(f"W-{number},王小梅,行" for number in range(8))]
    content = b"\n".join(line.encode()[:-1] if index > 2 else line.encode() for index, line in enumerate(lines))
    assert refusal(content).startswith("lines 4, 5, 6, 7, 8 and 3 more cannot be read")


@given(st.binary(max_size=400) | st.text('王,"\r\n\t;=x1', max_size=200).map(str.encode))
def test_no_bytes_make_the_reader_fail_otherwise(content: bytes) -> None:
    try:
        sheets = read_table(content)
    except UnreadableFileError:
        return
    assert all(len(row.cells) or row.fault for sheet in sheets for row in sheet.rows)


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1), min_size=2, max_size=5)))
def test_whatever_a_program_writes_with_quotes_is_read_back(content: Sequence[Sequence[str]]) -> None:
    quoted = "\r\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in content)
    read = read_table(b"\xef\xbb\xbf" + quoted.encode(), delimiter=",")
    assert [row.cells for row in read[0].rows] == [tuple(cell.strip() for cell in row) for row in content if any(row)]


def test_limits_are_named() -> None:
    assert (rows.MAXIMUM_LINES, rows.MAXIMUM_CELLS, workbook.MAXIMUM_TAGS) == (1_048_576, 2_000_000, 10_000_000)


def test_a_fault_inside_a_sentence_is_in_the_language_around_it() -> None:
    fault = DAMAGED_LINE.of(byte=29, encoding="UTF-8")
    with pytest.raises(UnreadableFileError) as refused:
        refuse_damaged(Sheet("", tuple(Row(line, (), fault) for line in (3, 4, 7)), 7))
    assert refused.value.text.zh == (
        "第 3、4、7 行无法读取；第 3 行已损坏：该行第 29 个字节不是 UTF-8。文件的内容一概未收"
    )
    assert str(refused.value).startswith("lines 3, 4 and 7 cannot be read; line 3 is damaged: byte 29")
