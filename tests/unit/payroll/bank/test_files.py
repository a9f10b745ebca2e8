"""Files to the bank: every payment as it is, totals that agree, and no cell a spreadsheet would run."""

import csv
import io
import re
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.payroll.bank import file as bank_file
from services.payroll.bank import payment as bank_payment
from services.payroll.bank.cells import guard, unguard
from services.payroll.bank.file import write_bank_file
from services.payroll.bank.returns import read_return
from services.payroll.bank.template import BankTemplate
from services.payroll.bank.template_file import load_template
from tests.unit.payroll.bank.bank_samples import DAY, PAYMENT, payment, refusals, template_for, written

CSV = load_template("generic-csv")
XLSX = load_template("generic-xlsx")
FIXED = load_template("rural-credit-fixed")
RUNS = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - as the reader of workbooks gives it
RUNNABLE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    " =1",
    "\u3000=1",
    "甲\n=1",
    "'=1",
]


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def workbook_cells(content: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [[(cell.value, cell.data_type, cell.quotePrefix) for cell in row] for row in sheet.iter_rows()]


def names(allowed_controls: str) -> st.SearchStrategy[str]:
    plain = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufffe\uffff")
    tricky = st.sampled_from(["=", "'", '"', ",", "-", " ", "\u3000", "𠮷", "王", *allowed_controls])
    return st.text(plain | tricky, min_size=1, max_size=30).filter(str.strip)


AMOUNTS = st.decimals(min_value=-(10**12) + 1, max_value=10**12 - 1, places=2).filter(bool)


@pytest.mark.parametrize(
    ("file_format", "encoding"),
    [
        ("csv", "utf-8"),
        ("csv", "utf-8-sig"),
        ("csv", "gb18030"),
        ("xlsx", ""),
        ("fixed", "gb18030"),
        ("fixed", "utf-8"),
    ],
)
@given(data=st.data())
def test_whatever_is_written_can_be_read_back(file_format: str, encoding: str, data: st.DataObject) -> None:
    template = template_for(file_format, encoding)
    drawn = data.draw(st.lists(st.tuples(names("" if file_format == "fixed" else "\t\r\n"), AMOUNTS), min_size=1))
    payments = [
        payment(reference=f"R-{number}", holder=name, amount_yuan=amount) for number, (name, amount) in enumerate(drawn)
    ]
    assume(abs(sum((one.amount_yuan for one in payments), Decimal(0))) < 10**12)
    returned = read_return(written(template, *payments).content, template)
    assert returned.problems == ()
    assert [(row.reference, row.reason, row.amount_yuan) for row in returned.rows] == [
        (one.reference, as_kept(one.holder, file_format), one.amount_yuan) for one in payments
    ]


def as_kept(name: str, file_format: str) -> str:
    """Blanks around a name fall away; a workbook knows one kind of line end."""
    one_kind = name.replace("\r\n", "\n").replace("\r", "\n")
    return (one_kind if file_format == "xlsx" else name).strip()


@given(st.text())
def test_the_guard_against_formulas_takes_nothing_away(text: str) -> None:
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", RUNNABLE)
def test_a_csv_cell_that_could_run_gets_an_apostrophe(text: str) -> None:
    row = csv_rows(written(CSV, payment(holder=text, remark=text)).content)[0]
    assert row["户名"] == row["附言"] == guard(text)
    assert [line for line in row["户名"].replace("\r", "\n").split("\n") if RUNS.match(line)] == []


@pytest.mark.parametrize("text", ["王小梅", "O'Brien", "a=b", "", "1-2"])
def test_harmless_text_is_left_alone(text: str) -> None:
    assert guard(text) == text


@pytest.mark.parametrize("text", RUNNABLE)
def test_a_workbook_cell_that_could_run_is_text(text: str) -> None:
    rows = workbook_cells(written(XLSX, payment(holder=text)).content)
    assert rows[1][2] == (text.replace("\r", "\n"), "s", True)


def test_negative_amounts_stay_numbers() -> None:
    minus = payment(amount_yuan=Decimal("-12.30"))
    assert b",-12.30," in written(CSV, minus).content
    assert workbook_cells(written(XLSX, minus).content)[1][6] == (-12.3, "n", False)
    fen = template_for("fixed", payments={"columns": fen_columns("minus")})
    assert written(fen, minus).content.endswith(b"-0000001230\r\n")


def fen_columns(negative: str) -> list[dict[str, object]]:
    return [
        {"field": "reference", "title": "a", "width": 20},
        {"field": "holder", "title": "b", "width": 20},
        {"field": "account", "title": "c", "width": 20},
        {"field": "amount", "title": "d", "width": 11, "pad": "0", "unit": "fen", "negative": negative},
    ]


def test_an_account_number_is_text_in_a_workbook() -> None:
    assert workbook_cells(written(XLSX, PAYMENT).content)[1][3] == ("6217000000000000001", "s", False)


@pytest.mark.parametrize("name", ['甲,"乙"', "甲\r\n乙", "甲\n乙", "甲\r乙", '"', ",", '","'])
@pytest.mark.parametrize("line_ending", ["crlf", "lf"])
def test_no_name_breaks_a_csv_row(name: str, line_ending: str) -> None:
    layout = CSV.payments.model_copy(update={"line_ending": line_ending})
    template = CSV.model_copy(update={"payments": layout})
    rows = csv_rows(written(template, payment(holder=name), payment(reference="R2")).content)
    assert [(row["户名"], row["金额"]) for row in rows] == [(name, "1250.10"), ("王小梅", "1250.10")]


def test_a_csv_file_has_the_mark_the_titles_and_the_line_ends_of_its_template() -> None:
    file = written(CSV, payment(bank_code=None))
    assert file.file_name == "wages-B7.csv"
    assert file.content.decode("utf-8") == (
        "\ufeff序号,明细编号,户名,账号,开户行,行号,金额,附言\r\n"
        "1,W0001-2022-07,王小梅,6217000000000000001,农商银行,,1250.10,2022-07工资\r\n"
    )


def test_fixed_columns_count_bytes_and_head_and_trailer_hold_the_totals() -> None:
    second = payment(reference="W2", holder="欧阳𠮷", amount_yuan=Decimal("0.05"), bank_code=None)
    file = written(FIXED, PAYMENT, second)
    head, first, other, trailer, end = file.content.split(b"\r\n")
    assert head == b"H" + b"B7".ljust(32) + b"20220805" + b"00000002" + b"0000000000125015"
    assert first == (
        b"D00000001" + b"W0001-2022-07".ljust(32) + b"6217000000000000001".ljust(32)
        + "王小梅".encode("gb18030").ljust(60) + b"402000000001" + b"0000000000125010"
        + "2022-07工资".encode("gb18030").ljust(40)
    )  # fmt: skip
    assert len("欧阳𠮷".encode("gb18030")) == 8
    assert len(other) == len(first) == 201
    assert trailer == b"T" + b"00000002" + b"0000000000125015"
    assert end == b""


def test_control_totals_are_those_of_the_payments() -> None:
    file = written(CSV, PAYMENT, payment(reference="R2", amount_yuan=Decimal("-0.11")))
    assert (file.payment_count, file.total_yuan) == (2, Decimal("1249.99"))


@pytest.mark.parametrize("template", [CSV, XLSX, FIXED], ids=lambda template: template.template)
def test_the_same_payments_give_the_same_bytes(template: BankTemplate) -> None:
    assert written(template, PAYMENT) == written(template, PAYMENT)


def test_a_workbook_does_not_tell_when_it_was_written() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(XLSX, PAYMENT).content))
    assert book.properties.created == book.properties.modified == MADE


def test_a_name_that_looks_like_an_escape_stays_as_it_is() -> None:
    template = template_for("xlsx")
    content = written(template, payment(holder="_x000D_")).content
    assert read_return(content, template).rows[0].reason == "_x000D_"


def test_a_name_fits_its_column_to_the_byte_and_not_beyond() -> None:
    assert refusals(FIXED, payment(holder="梅" * 30)) == []
    (problem,) = refusals(FIXED, PAYMENT, payment(reference="R2", holder="梅" * 30 + "a"))
    assert (problem.position, problem.reference, problem.field) == (2, "R2", "holder")
    assert problem.advice.en == "takes 61 bytes in gb18030, the column has 60; shorten it"


@pytest.mark.parametrize(
    ("template", "changes", "field", "advice"),
    [
        (FIXED, {"holder": "甲\n乙"}, "holder", "holds the control character U+000A"),
        (FIXED, {"remark": "甲\x85乙"}, "remark", "holds the control character U+0085"),
        (CSV, {"holder": "甲\x00乙"}, "holder", "holds the control character U+0000"),
        (XLSX, {"holder": "甲\x01乙"}, "holder", "holds the control character U+0001"),
        (XLSX, {"holder": "甲\uffff"}, "holder", "holds the control character U+FFFF"),
        (CSV, {"holder": "甲\u2028乙"}, "holder", "holds the control character U+2028"),
        (CSV, {"holder": "\ud800"}, "holder", "the character U+D800 does not exist in utf-8-sig"),
        (template_for("fixed", "gbk"), {"holder": "𠮷"}, "holder", "the character U+20BB7 does not exist in gbk"),
        (CSV, {"holder": " "}, "holder", "is empty"),
        (CSV, {"account": ""}, "account", "is empty"),
        (CSV, {"account": "６２１７"}, "account", "may hold up to 40 letters"),
        (CSV, {"account": "-1"}, "account", "may hold up to 40 letters"),
        (CSV, {"bank_code": "=1"}, "bank_code", "may hold up to 20 letters"),
        (CSV, {"reference": "=1"}, "reference", "may hold up to 64 letters"),
        (CSV, {"reference": "工资1"}, "reference", "may hold up to 64 letters"),
        (CSV, {"holder": "a" * 1001}, "holder", "is longer than 1000 characters"),
        (CSV, {"amount_yuan": Decimal("0.001")}, "amount", "is finer than one fen"),
        (CSV, {"amount_yuan": Decimal("NaN")}, "amount", "must be a number"),
        (CSV, {"amount_yuan": Decimal("1e12")}, "amount", "must be a number of at most 999999999999.99 yuan"),
        (CSV, {"amount_yuan": Decimal(0)}, "amount", "is zero"),
        (FIXED, {"amount_yuan": Decimal("-0.01")}, "amount", "is negative"),
    ],
)
def test_a_payment_that_cannot_be_written_is_named_with_its_field(
    template: BankTemplate, changes: dict[str, object], field: str, advice: str
) -> None:
    (problem,) = refusals(template, payment(reference="R1"), payment(**{"reference": "R2", **changes}))
    assert (problem.position, problem.field) == (2, field)
    assert problem.advice.en.startswith(advice)


def test_all_problems_are_listed_and_none_repeats_a_name_or_an_account() -> None:
    wrong = [payment(reference=f"R{number}", holder="梅" * 40, account="账号", remark="甲\n") for number in range(3)]
    problems = refusals(FIXED, PAYMENT, *wrong)
    assert [(problem.position, problem.field) for problem in problems] == [
        (position, field) for position in (2, 3, 4) for field in ("account", "remark", "holder")
    ]
    assert not any("梅" in problem.advice.en or "账" in problem.advice.en for problem in problems)


def test_a_reference_given_twice_is_refused() -> None:
    (problem,) = refusals(CSV, PAYMENT, PAYMENT)
    assert (problem.position, problem.field) == (2, "reference")
    assert "payment 1" in problem.advice.en


def test_a_column_the_bank_requires_may_not_be_empty() -> None:
    required = [column.model_copy(update={"required": True}) for column in CSV.payments.columns]
    template = CSV.model_copy(update={"payments": CSV.payments.model_copy(update={"columns": required})})
    assert [problem.field for problem in refusals(template, payment(bank_code=None))] == ["bank_code"]


def test_a_file_without_payments_or_with_too_many_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [problem.advice.en for problem in refusals(CSV)] == ["there is no payment to write"]
    assert bank_payment.MAXIMUM_PAYMENTS == 100_000
    monkeypatch.setattr(bank_file, "MAXIMUM_PAYMENTS", 1)
    assert [problem.advice.en for problem in refusals(CSV, PAYMENT, payment(reference="R2"))] == [
        "more than 1 payments; split the batch"
    ]


def test_totals_beyond_their_columns_are_refused() -> None:
    largest = Decimal("999999999999.99")
    (problem,) = refusals(CSV, payment(amount_yuan=largest), payment(reference="R2", amount_yuan=largest))
    assert (problem.position, problem.field) == (0, "sum")
    narrow = FIXED.payments.trailer[2].model_copy(update={"width": 5})
    layout = FIXED.payments.model_copy(update={"trailer": [*FIXED.payments.trailer[:2], narrow]})
    (problem,) = refusals(FIXED.model_copy(update={"payments": layout}), PAYMENT)
    assert (problem.field, problem.advice.en[:13]) == ("trailer.sum", "takes 6 bytes")


@pytest.mark.parametrize("batch", ["", "../B7", "批次", "a b", "-x"])
def test_a_batch_name_that_could_not_stand_in_a_file_name_is_refused(batch: str) -> None:
    with pytest.raises(ValueError, match="batch"):
        write_bank_file([PAYMENT], CSV, batch=batch, day=DAY)
