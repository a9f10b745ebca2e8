"""Cells as people and their programs write them come to one form; what a program destroyed is refused."""

from typing import Any, get_args

import pytest

from shared.tables import CellFaultError
from shared.tables.cells import CellKind, read_cell
from shared.tables.sheet import FORMULA_WITHOUT_VALUE

NBSP, WIDE_BLANK = "\u00a0", "\u3000"


@pytest.mark.parametrize(
    ("kind", "cell", "read"),
    [
        ("day", "2022-07-01", "2022-07-01"),
        ("day", "2022/7/1", "2022-07-01"),
        ("day", "2022-7-1", "2022-07-01"),
        ("day", "2022.7.1", "2022-07-01"),
        ("day", "2022年7月1日", "2022-07-01"),
        ("day", "２０２２年 7 月 1 日", "2022-07-01"),
        ("day", "2022/7/1 0:00", "2022-07-01"),
        ("day", "2022-07-01 00:00:00", "2022-07-01"),
        ("day", f"{NBSP}2022/07/01\t", "2022-07-01"),
        ("month", "2022-07", "2022-07"),
        ("month", "2022/7", "2022-07"),
        ("month", "2022年7月", "2022-07"),
        ("month", "2022年7月份", "2022-07"),
        ("month", "2022-07-01", "2022-07"),
        ("datetime", "2022/7/31 18:00", "2022-07-31T18:00"),
        ("datetime", "2022年7月31日 8:05:30", "2022-07-31T08:05:30"),
        ("datetime", "2022-07-31T18:00:00+08:00", "2022-07-31T18:00:00+08:00"),
        ("datetime", "2022/7/31", "2022-07-31T00:00:00"),
        ("integer", "1,200", 1200),
        ("integer", "１２０", 120),
        ("integer", f" 1{NBSP}200 ", 1200),
        ("integer", "120.00", 120),
        ("amount", "200000", "200000.00"),
        ("amount", "￥1,250.1", "1250.10"),
        ("amount", "1250.0999999999999", "1250.10"),
        ("amount", "-12.5 元", "-12.50"),
        ("rate", "2.5", "2.50"),
        ("rate", "0.1250", "0.125"),
        ("number", "0.50", "0.5"),
        ("number", "1.0", "1"),
        ("number", "10", "10"),
        ("identity", "５２２２２９１９９００１０１００１ｘ", "52222919900101001X"),
        ("identity", f"522229 19900101{NBSP}001x", "52222919900101001X"),
        ("identity", "'522229199001010012", "522229199001010012"),
        ("digits", '="6217000010001230012"', "6217000010001230012"),
        ("digits", f"6217 0000{WIDE_BLANK}1000 1230 012", "6217000010001230012"),
        ("digits", "138-0000-0000", "13800000000"),
        ("text", "K-4 ", "K-4"),
        ("text", f"{NBSP}ＷＳ－０１", "WS-01"),
        ("text", "1 000 017", "1000017"),
        ("name", f"王{WIDE_BLANK}芳", "王芳"),
        ("name", "阿布都·  热合曼", "阿布都· 热合曼"),
        ("label", " 农商银行（大屯支行） ", "农商银行（大屯支行）"),
        ("list", "WS-01； WS-02;", ["WS-01", "WS-02"]),
        ("days", "2022/7/1;2022年7月2日=0.5", {"2022-07-01": "1", "2022-07-02": "0.5"}),
        ("flag", "是", True),
        ("flag", "否", False),
    ],
)
def test_a_cell_is_read_as_it_is_meant(kind: CellKind, cell: str, read: Any) -> None:
    assert read_cell(kind, cell) == read


@pytest.mark.parametrize(
    ("kind", "cell", "says"),
    [
        ("identity", "5.22229E+17", "its last digits are lost"),
        ("digits", "6.2170E+18", "its last digits are lost"),
        ("text", "2.0220701E+16", "its last digits are lost"),
        ("amount", "1.2501E+03", "its last digits are lost"),
        ("digits", "6217000010001230000", "the digits after the 15th are zeros"),
        ("digits", "62170000100012300", "the digits after the 15th are zeros"),
        ("digits", "6217000010001230", "the digits after the 15th are zeros"),
        ("identity", "522229199001010000", "the digits after the 15th are zeros"),
        ("text", "20220701000000100", "the digits after the 15th are zeros"),
        ("day", "44743", "the number a spreadsheet program keeps for 2022-07-01"),
        ("day", "44743.5", "the number a spreadsheet program keeps for 2022-07-01"),
        ("days", "44743;44744", "the number a spreadsheet program keeps for 2022-07-01"),
        ("datetime", "44773.75", "the number a spreadsheet program keeps for 2022-07-31"),
        ("month", "44743", "the number a spreadsheet program keeps for 2022-07-01"),
        ("month", "Jul-22", "is a date of a spreadsheet program"),
        ("month", "7月-22", "is a date of a spreadsheet program"),
        ("month", "2022/7/15", "is a date of a spreadsheet program"),
        ("day", "########", "shows an error"),
        ("label", "#N/A", "shows an error"),
        ("name", "#NAME?", "shows an error"),
        ("integer", "12o", "'12o' is not a whole number"),
        ("integer", "1.5", "is not a whole number"),
        ("integer", "9" * 5000, "a number of 5000 digits is too large"),
        ("flag", "maybe", "is neither yes nor no"),
        ("days", "2022-07-01;2022/7/1", "2022-07-01 stands twice"),
    ],
)
def test_what_a_program_destroyed_or_nobody_can_read_is_refused_in_words(kind: CellKind, cell: str, says: str) -> None:
    with pytest.raises(CellFaultError) as refused:
        read_cell(kind, cell)
    assert says in str(refused.value)


@pytest.mark.parametrize("kind", get_args(CellKind))
def test_a_formula_without_a_value_is_refused_in_every_column(kind: CellKind) -> None:
    with pytest.raises(CellFaultError, match="a formula without a value"):
        read_cell(kind, FORMULA_WITHOUT_VALUE)


@pytest.mark.parametrize(
    ("kind", "cell"), [("identity", "522229199001010000"), ("digits", "6.2170E+18"), ("name", "#NAME?")]
)
def test_what_names_a_person_is_never_repeated(kind: CellKind, cell: str) -> None:
    with pytest.raises(CellFaultError) as refused:
        read_cell(kind, cell)
    assert cell not in str(refused.value)


@pytest.mark.parametrize(
    "account", ["6217000010001230012", "6217000010012090", "621700001000123001200", "62170000 1000123 0000", "1000000"]
)
def test_an_account_that_really_ends_so_is_taken(account: str) -> None:
    assert read_cell("digits", account) == account.replace(" ", "")


@pytest.mark.parametrize("kind", ["day", "month", "amount", "rate", "number", "text"])
def test_what_is_not_understood_is_left_for_the_event_to_refuse(kind: CellKind) -> None:
    assert read_cell(kind, "soon") == "soon"
    assert read_cell("day", "2022-07-32") == "2022-07-32"


def test_words_stand_for_the_events_own() -> None:
    assert read_cell("text", "固定", {"固定": "fixed"}) == "fixed"
