"""Refusals as a clerk reads them."""

from cli.client.refusals import tell_refusal
from shared.http.problems import not_valid, problem_of
from shared.http.titles import REQUEST_NOT_VALID
from shared.written_forms import AMOUNT_PATTERN, NOT_A_DAY, WRITTEN


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
    faults = (WRITTEN[AMOUNT_PATTERN].at("/body/amount"), NOT_A_DAY.at("/body/reason"))
    _, problem = problem_of(not_valid(REQUEST_NOT_VALID, faults), "en")
    assert tell_refusal(problem).splitlines() == [
        "填写有误 The request is not valid [金额 amount]",
        "  金额 amount: 不是金额",
        "             not an amount",
        '  → 请写两位小数的元数，加引号，如 "1250.00"',
        '    write yuan with two decimals in quotes, such as "1250.00"',
        "  原因 --reason: 不是日期",
        "               not a date",
        "  → 请写 1950 年至 2099 年的日期，如 2022-07-31",
        "    write a date from 1950 to 2099, such as 2022-07-31",
    ]


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
