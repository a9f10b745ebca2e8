"""Bank templates: what is accepted, and how an error names the file and the place."""

from pathlib import Path

import pytest

from services.payroll.bank.faults import BankTemplateError
from services.payroll.bank.returns import read_return
from services.payroll.bank.template_file import TEMPLATES_FOLDER, available_templates, load_template, load_template_file
from tests.unit.payroll.bank.bank_samples import PAYMENT, written

SHIPPED = ["generic-csv", "generic-xlsx", "rural-credit-fixed"]


def shipped_text(name: str) -> str:
    return (TEMPLATES_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def refusal(folder: Path, name: str, was: str, becomes: str) -> str:
    text = shipped_text(name)
    assert was in text
    file = folder / f"{name}.yaml"
    file.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(BankTemplateError) as error:
        load_template_file(file)
    assert str(error.value).startswith(f"{file}: ")
    return str(error.value).removeprefix(f"{file}: ")


@pytest.mark.parametrize("name", SHIPPED)
def test_the_templates_that_come_with_the_software_write_and_read(name: str) -> None:
    template = load_template(name)
    assert written(template, PAYMENT).payment_count == 1
    if name == "rural-credit-fixed":
        assert template.example
        assert read_return(b"", template).rows == ()


def test_a_folder_of_the_county_adds_templates(tmp_path: Path) -> None:
    own = shipped_text("generic-csv").replace("template: generic-csv", "template: our-bank")
    (tmp_path / "our-bank.yaml").write_text(own, encoding="utf-8")
    assert sorted(available_templates([tmp_path])) == sorted([*SHIPPED, "our-bank"])
    assert load_template("our-bank", [tmp_path]).template == "our-bank"
    with pytest.raises(BankTemplateError, match="no bank template 'our-bank'; available: generic-csv, generic-xlsx"):
        load_template("our-bank")


def test_a_name_that_is_taken_or_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "generic-csv.yaml").write_text(shipped_text("generic-csv"), encoding="utf-8")
    with pytest.raises(BankTemplateError, match=r"generic-csv\.yaml: .*has the same name"):
        available_templates([tmp_path])
    with pytest.raises(BankTemplateError, match="absent: there is no such folder"):
        available_templates([tmp_path / "absent"])


def test_a_name_is_never_a_path(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(shipped_text("generic-csv"), encoding="utf-8")
    with pytest.raises(BankTemplateError, match="no bank template"):
        load_template(f"../../../../../../..{tmp_path}/x")


@pytest.mark.parametrize(
    ("was", "becomes", "place"),
    [
        ("template: generic-csv", "template: other", "template: 'other' stands in a file of another name"),
        ("template: generic-csv", "template: Ünser", "template: "),
        ("template: generic-csv", "template: generic-csv\ntemplate: x", "line 4: 'template' is given twice"),
        ("title: {zh", "title: {zh: 一, zh", "line 4: 'zh' is given twice"),
        ("title: {zh", "[a]: b\ntitle: {zh", "line 4: a key must be a plain word"),
        ("title: {zh", "colour: red\ntitle: {zh", "colour: not known here"),
        ("template: generic-csv", "template: [", "is not valid YAML"),
        ("format: csv", "format: xls", "payments.format: not one of 'csv', 'xlsx' or 'fixed'"),
        ("encoding: utf-8-sig", "encoding: latin-1", "payments.encoding: "),
        ("  encoding: utf-8-sig\n", "", "payments.encoding: missing"),
        ("  line_ending: crlf\n", "", "payments.line_ending: missing"),
        ('  delimiter: ","\n', "", "payments.delimiter: missing"),
        ('delimiter: ","', 'delimiter: "="', "payments.delimiter: "),
        ("header: true", "header: 1", "payments.header: "),
        ("wages-{batch}.csv", "wages.csv", "payments.file_name: "),
        ("wages-{batch}.csv", "../{batch}.csv", "payments.file_name: "),
        ("field: sequence", "field: count", "payments.columns.0.field: 'count' has no meaning here"),
        ("field: sequence", "field: shoe_size", "payments.columns.0.field: "),
        ("title: 序号", "title: 2022", "payments.columns.0.title: not a text (write it"),
        (", title: 序号", "", "payments.columns.0.title: missing; a header line is asked for"),
        ("title: 序号", "title: 户名", "payments.columns: two columns have the same title"),
        ("title: 序号", "title: 序号, value: x", "payments.columns.0.value: has no meaning for field sequence"),
        ("title: 序号", "title: 序号, width: 8", "payments.columns.0.width: has no meaning for csv"),
        ("title: 序号", 'title: 序号, pad: "0"', "payments.columns.0: align and pad are for fixed columns"),
        ("title: 序号", "title: 序号, unit: yuan", "payments.columns.0.unit: has no meaning for field sequence"),
        ("field: sequence", "field: constant", "payments.columns.0.value: missing"),
        ("field: sequence", 'value: "a\\nb", field: constant', "payments.columns.0.value: holds a control"),
        ("unit: yuan, ", "", "payments.columns.6.unit: missing"),
        ("unit: yuan, ", "unit: jiao, ", "payments.columns.6.unit: "),
        (", negative: minus", "", "payments.columns.6.negative: missing"),
        ("{field: account, title: 账号}", "{field: remark, title: 账号}", "payments.columns: the field 'account' is"),
        ("{field: bank_name,", "{field: holder,", "payments.columns: the field 'holder' is needed exactly once"),
        ("  header: true\n", "  header: true\n  head: [{field: holder}]\n", "payments.head.0.field: 'holder' has no"),
        ("  header: true\n", "  header: true\n  trailer: [{field: date}]\n", "payments.date_format: missing"),
        ("  date_format: yyyy-mm-dd\n", "", "returns.date_format: missing"),
        ("date_format: yyyy-mm-dd", "date_format: dd.mm.yyyy", "returns.date_format: "),
        ("  unit: yuan\n", "", "returns.unit: missing"),
        ("    amount: {title: 金额}\n", "", "returns.unit: has no meaning for a return without amounts"),
        ("    date: {title: 处理日期}\n", "", "returns.date_format: has no meaning for a return without dates"),
        ("    status: {title: 处理结果}\n", "", "returns.columns.status: missing"),
        ("status: {title: 处理结果}", "status: {column: 3}", "returns.columns.status: write title, and nothing else"),
        ("status: {title: 处理结果}", "status: {}", "returns.columns.status: write title, and nothing else"),
        ("settled: [成功, 已入账]", "settled: []", "returns.settled: "),
        ("settled: [成功, 已入账]", "settled: [成功, 失败]", "returns.returned: '失败' stands under settled too"),
        ("settled: [成功, 已入账]", 'settled: [" 成功"]', "returns.settled.0: begins or ends with a blank"),
        ("settled: [成功, 已入账]", "settled: [0]", "returns.settled.0: not a text (write"),
    ],
)
def test_an_error_of_a_table_names_the_file_and_the_place(tmp_path: Path, was: str, becomes: str, place: str) -> None:
    assert place in refusal(tmp_path, "generic-csv", was, becomes)


@pytest.mark.parametrize(
    ("was", "becomes", "place"),
    [
        ("reference, width: 32", "reference", "payments.columns.2.width: missing"),
        ("reference, width: 32", "reference, width: 0", "payments.columns.2.width: "),
        ("reference, width: 32", 'reference, pad: "0", width: 32', "payments.columns.2.pad: only a blank"),
        ("reference, width: 32", 'reference, pad: "零", width: 32', "payments.columns.2.pad: "),
        ("reference, width: 32", "reference, align: middle, width: 32", "payments.columns.2.align: "),
        ('pad: "0"', "pad: 0", "payments.head.3.pad: not a text (write it in quotes)"),
        ('pad: "0"', 'pad: "*"', "payments.head.3.pad: a number is filled with blanks or 0"),
        ('pad: "0"', 'pad: "0", align: left', "payments.head.3.align: a number filled with 0 stands right"),
        ("value: H, width: 1", "value: 文, width: 1", "payments.head.0.value: takes 2 bytes, the column 1"),
        ("value: D, width: 1", "value: DD, width: 1", "payments.columns.0.value: takes 2 bytes, the column 1"),
        ("  date_format: yyyymmdd\n", "", "payments.date_format: missing; a date is written"),
        ("header: false", "header: true", "payments.header: fixed columns have no line of titles"),
        ("line_ending: crlf", 'line_ending: crlf\n  delimiter: ","', "payments.delimiter: has no meaning for fixed"),
        ("{start: 10, width: 32}", "{start: 10}", "returns.columns.reference: write start and width, and nothing"),
        ("{start: 10, width: 32}", "{title: 编号}", "returns.columns.reference: write start and width, and nothing"),
        ("{start: 10, width: 32}", "{start: 0, width: 32}", "returns.columns.reference.start: "),
    ],
)
def test_an_error_of_fixed_columns_names_the_file_and_the_place(
    tmp_path: Path, was: str, becomes: str, place: str
) -> None:
    assert place in refusal(tmp_path, "rural-credit-fixed", was, becomes)


def test_a_constant_the_encoding_does_not_know_is_refused(tmp_path: Path) -> None:
    text = (
        shipped_text("rural-credit-fixed")
        .replace("gb18030", "gbk")
        .replace("value: D, width: 1", "value: 𠮷, width: 4")
    )
    file = tmp_path / "rural-credit-fixed.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BankTemplateError, match=r"payments\.columns\.0\.value: cannot be written in gbk"):
        load_template_file(file)


def test_a_workbook_has_no_encoding_and_no_line_end(tmp_path: Path) -> None:
    for line in ("encoding: utf-8", "line_ending: lf"):
        place = refusal(tmp_path, "generic-xlsx", "header: true", f"header: true\n  {line}")
        assert place.endswith("has no meaning for xlsx; remove it")


def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    with pytest.raises(BankTemplateError, match=r"x\.yaml: cannot be read"):
        load_template_file(file)
    for content, reason in (
        (b"\xff", "is not UTF-8 at byte 0"),
        (b"#" * 100_001, "is larger than 100000 bytes"),
        (b"", "the file: not an object"),
    ):
        file.write_bytes(content)
        with pytest.raises(BankTemplateError, match=rf"x\.yaml: {reason}"):
            load_template_file(file)
