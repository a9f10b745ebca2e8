"""Refusals as a clerk reads them, and that none is left without Chinese."""

import ast
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pytest

from cli.client.refusals import in_chinese, tell_refusal, wordings

ROOT = Path(__file__).resolve().parents[3]
REFUSING = ("ProblemError", "Words", "Written", "JsonError", "_Fault", "_broken")
SEEN_BY_CLERKS = (
    *(ROOT / f"shared/http/{name}.py" for name in ("bodies", "clients", "files", "problems", "uploads")),
    *(ROOT / f"shared/{name}.py" for name in ("dates", "plain_words", "strict_json", "written_forms")),
)


READING_FILES = (
    *(ROOT / "shared/tables").rglob("*.py"),
    *(ROOT / "services/placement/files").rglob("*.py"),
    *(
        ROOT / name
        for name in (
            "shared/imports.py",
            "shared/http/import_routes.py",
            "shared/http/not_in_force.py",
            "services/placement/api/month_sheets.py",
            "services/placement/domain/attlog.py",
        )
    ),
)
FAULTS = ("UnreadableFileError", "CellFaultError", "SheetFault", "Problem", "ProblemError", "_fault", "_ask", "Row")
FEWEST_CHARACTERS = 12
"""Shorter ones are no sentences."""


def constants_of(tree: ast.Module) -> Mapping[str, str]:
    """Texts a module gives names to."""
    found = {}
    for part in tree.body:
        match part:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text)))
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=str(text)))
            ):
                found[name] = text
    return found


def sentences_in(node: ast.expr, constants: Mapping[str, str]) -> Iterator[str]:
    """The texts an expression may be, with {} for what is only known when it runs."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from sentences_in(one, constants)
            yield from sentences_in(other, constants)
        case ast.Name(id=name) if name in constants:
            yield constants[name]


def refusals_of(file: Path, refusing: Collection[str] = REFUSING) -> Iterator[str]:
    """What a module says when it refuses: titles, details, advice."""
    tree = ast.parse(file.read_text("utf-8"))
    constants = constants_of(tree)
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in refusing:
            told = [*call.args, *(word.value for word in call.keywords if word.arg in ("detail", "advice"))]
            for node in told:
                yield from (text for text in sentences_in(node, constants) if text)


def test_every_refusal_of_the_doors_has_its_chinese() -> None:
    said = {text for file in SEEN_BY_CLERKS for text in refusals_of(file)}
    assert len(said) > 20, "the search finds nothing any more"
    known = {*wordings().titles, *wordings().sentences}
    assert sorted(said - known) == [], "write their Chinese into cli/client/refusals.yaml"


def test_every_fault_of_a_file_has_its_chinese() -> None:
    said = {text for file in READING_FILES for text in refusals_of(file, FAULTS) if len(text) >= FEWEST_CHARACTERS}
    assert len(said) > 45, "the search finds nothing any more"
    known = {*wordings().titles, *wordings().sentences}
    assert sorted(said - known) == [], "write their Chinese into cli/client/refusals.yaml"


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "column day: '44743' is the number a spreadsheet program keeps for 2022-07-01; format the column as a "
            "date, or write 2022-07-01 if that is meant",
            "栏 day：'44743' 是表格软件存日期 2022-07-01 用的数；请把该栏设为日期格式，或写 2022-07-01",
        ),
        (
            "lines 3, 4 and 7 cannot be read; line 3 is damaged: byte 29 of the line is no UTF-8. Nothing of the file "
            "was taken",
            "第 3, 4 and 7 行无法读取；第 3 行已损坏：该行第 29 个字节不是 UTF-8。文件的内容一概未收",
        ),
        ("column worker is empty", "栏 worker 为空"),
        ("day 31: 2022-06 has no such day", "31 日：2022-06 没有这一天"),
        (
            "columns 3 and 4 both change, so this may be an export to USB (PIN, time, device number, status, verify "
            "mode, work code) or lines as pushed (PIN, time, status, verify mode); import it again with layout=usb or "
            "layout=push",
            "第三、第四栏都有变化，可能是 U 盘导出（考勤号、时间、设备号、状态、验证方式、工作代码），也可能是推送的行"
            "（考勤号、时间、状态、验证方式）；请注明 layout=usb 或 layout=push 重新导入",
        ),
    ],
)
def test_a_fault_inside_a_sentence_is_told_in_chinese_too(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese


def test_every_gap_of_the_chinese_is_one_of_the_english() -> None:
    for english, chinese in wordings().sentences.items():
        filled = in_chinese(english.replace("{}", "x"))
        assert filled is not None
        assert "{" not in filled, f"{chinese} asks for more than {english} has"


def test_a_refusal_names_the_field_the_way_on_and_whom_it_is_about() -> None:
    problem = {
        "title": "Not decided",
        "pointer": "/accept_incomplete",
        "detail": "1 statements are incomplete",
        "advice": "another person approves",
        "words": {
            "title": {"zh": "未办理", "en": "Not decided"},
            "detail": {"zh": "有 1 份工资未完结", "en": "1 statements are incomplete"},
            "advice": {"zh": "请另一人核准", "en": "another person approves"},
        },
        "incomplete": {"W-2": ["rate_missing:QIAOJI/sewing"]},
    }
    assert tell_refusal(problem).splitlines() == [
        "未办理 Not decided [照现状结账的理由 --accept-incomplete]",
        "  有 1 份工资未完结",
        "  1 statements are incomplete",
        "  → 请另一人核准",
        "    another person approves",
        "  W-2: 缺单价 rate_missing:QIAOJI/sewing",
    ]


def test_an_invalid_field_is_told_with_what_to_write() -> None:
    problem = {
        "title": "The request is not valid",
        "pointer": "/body/amount",
        "detail": "/body/amount: not an amount",
        "advice": 'write yuan with two decimals in quotes, such as "1250.00"',
        "faults": [
            {
                "pointer": "/body/amount",
                "reason": "not an amount",
                "advice": 'write yuan with two decimals in quotes, such as "1250.00"',
            },
            {"pointer": "/body/reason", "reason": "shorter than 3 characters", "advice": "write more"},
        ],
    }
    told = tell_refusal(problem)
    assert "金额 amount: 不是金额" in told
    assert '请写两位小数的元数，加引号，如 "1250.00"' in told
    assert "原因 --reason: 不足 3 个字" in told


def test_a_refusal_that_says_it_in_chinese_itself_is_told_by_its_own_words() -> None:
    advice = {"zh": "请换一份", "en": "take another"}
    words = {"title": {"zh": "不行", "en": "Not decided"}, "detail": {"zh": "没有", "en": "none"}, "advice": advice}
    problem = {"title": "Not decided", "detail": "none", "advice": "take another", "words": words}
    assert tell_refusal(problem).splitlines() == [
        "不行 Not decided",
        "  没有",
        "  none",
        "  → 请换一份",
        "    take another",
    ]


def test_what_has_no_chinese_is_told_in_english_alone() -> None:
    assert tell_refusal({"title": "New", "detail": "brand new"}).splitlines() == ["New", "  brand new"]
