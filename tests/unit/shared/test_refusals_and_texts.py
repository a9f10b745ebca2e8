"""What is refused, in two languages and as a problem."""

import pickle
from typing import Any

import pytest

from shared.http.languages import asked_language
from shared.http.problems import not_valid, problem_of
from shared.http.titles import NO_STATEMENT, NOT_VALID
from shared.refusals import Refusal, Refused
from shared.texts import Text, TextError, listed
from shared.written_forms import AMOUNT_PATTERN, NOT_A_DAY, WRITTEN

STATE = Text("state.open", "未结", "open")
MONTH_IS = Refusal(
    Text("month.is", "{month} 现在是“{state}”", "{month} is {state}"),
    Text("month.is.advice", "请重新查看 {month}", "look at {month} again"),
)


def problem(refusal: Refusal, language: Any = "en", **told: Any) -> dict[str, Any]:
    return problem_of(Refused(refusal, told), language)[1]


def test_parts_that_are_texts_stand_in_the_language_around_them() -> None:
    told = MONTH_IS.of(month="2022-07", state=STATE)
    assert (told.text.zh, told.text.en) == ("2022-07 现在是“未结”", "2022-07 is open")
    assert (told.advice.zh, told.code) == ("请重新查看 2022-07", "month.is")


def test_what_a_part_holds_is_no_gap_of_its_own() -> None:
    assert MONTH_IS.of(month="{state}", state="{0.__class__}").text.en == "{state} is {0.__class__}"


def test_names_are_listed_as_each_language_does() -> None:
    assert listed(["W-1", STATE]).as_json() == {"zh": "W-1、未结", "en": "W-1, open"}


def test_a_problem_carries_the_code_and_both_languages_beside_what_it_always_said() -> None:
    refused = Refused(MONTH_IS.of(month="2022-07", state=STATE).at("/month"), {"state": "open"})
    assert str(refused) == "2022-07 is open"
    assert problem(refused.refusal, **refused.told) == {
        "type": "about:blank",
        "title": "Not decided",
        "status": 409,
        "detail": "2022-07 is open",
        "pointer": "/month",
        "advice": "look at 2022-07 again",
        "state": "open",
        "code": "month.is",
        "words": {
            "title": {"zh": "未办理", "en": "Not decided"},
            "detail": {"zh": "2022-07 现在是“未结”", "en": "2022-07 is open"},
            "advice": {"zh": "请重新查看 2022-07", "en": "look at 2022-07 again"},
        },
    }


def test_detail_and_advice_are_in_the_language_asked_for_and_the_title_names_the_kind() -> None:
    body = problem(MONTH_IS.of(month="2022-07", state=STATE), "zh")
    assert (body["detail"], body["advice"]) == ("2022-07 现在是“未结”", "请重新查看 2022-07")
    assert body["title"] == "Not decided"


def test_without_advice_or_place_neither_is_told() -> None:
    body = problem(
        Refusal(Text("statement.none", "没有记录", "nothing is recorded"), kind="unknown", title=NO_STATEMENT)
    )
    assert (body["status"], body["title"]) == (404, "No statement")
    assert not {"advice", "pointer"} & {*body, *body["words"]}


def test_every_field_at_fault_is_told_with_its_code_in_the_language_asked_for_and_in_both() -> None:
    faults = (WRITTEN[AMOUNT_PATTERN].at("/amount"), NOT_A_DAY.at("/day"))
    status, body = problem_of(not_valid(NOT_VALID, faults), "zh")
    assert (status, body["code"], body["pointer"]) == (422, "fields.not_valid", "/amount")
    assert body["detail"] == "/amount 填写有误：不是金额"
    assert [(fault["pointer"], fault["code"], fault["reason"]) for fault in body["faults"]] == [
        ("/amount", "field.no_amount", "不是金额"),
        ("/day", "field.no_day", "不是日期"),
    ]
    assert body["faults"][1]["words"]["reason"] == {"zh": "不是日期", "en": "not a date"}


def test_an_error_of_a_text_comes_whole_out_of_a_process_apart() -> None:
    again = pickle.loads(pickle.dumps(TextError(STATE)))
    assert (str(again), again.text) == ("open", STATE)


def test_a_refusal_comes_whole_out_of_a_process_apart() -> None:
    refused = Refused(MONTH_IS.of(month="2022-07", state=STATE), {"state": "open"})
    again = pickle.loads(pickle.dumps(refused))
    assert (again.refusal, again.told) == (refused.refusal, refused.told)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh", "zh"),
        ("ZH-hans", "zh"),
        ("en-GB, zh;q=0.5", "en"),
        ("zh;q=0.5, en;q=0.1", "zh"),
        ("zh;q=0", "en"),
        ("de, fr;q=0.5", "en"),
        ("*", "en"),
        ("zhx", "en"),
        ("zh;q=nan, en;q=-1", "en"),
        ("zh;q=" + "9" * 5_000, "en"),
        (";;;,,,zh;q=1", "zh"),
    ],
)
def test_the_header_decides_between_the_two_languages(header: str, language: str) -> None:
    assert asked_language(header) == language
