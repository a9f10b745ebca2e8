"""Subjects: what a person cannot tell apart is one, and what could pass for another is in no token."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.roles import roles_of_two
from shared.subjects import SubjectError, canonical_subject, check_subject, same_subject


@pytest.mark.parametrize(
    "spelling",
    [
        "boss ",
        " boss",
        "BOSS",
        "Boss",
        "ｂｏｓｓ",
        "bo\u200bss",
        "boss\u00a0",
        "boſs",
        "bos\tS\n",
        "\ufeffboss",
        "boss\x00",
    ],
)
def test_every_spelling_of_a_name_is_one_person(spelling: str) -> None:
    assert same_subject(spelling, "boss")


@pytest.mark.parametrize("other", ["bos", "boss2", "bo ss", "b0ss", ""])
def test_other_people_stay_other_people(other: str) -> None:
    assert not same_subject(other, "boss")


@given(st.text())
def test_the_one_form_of_the_one_form_is_itself(text: str) -> None:
    assert canonical_subject(canonical_subject(text)) == canonical_subject(text)


@pytest.mark.parametrize("subject", ["boss", "张会计", "county-office", "auth0|62e1", "li@county.cn", "Straße"])
def test_a_plain_subject_may_stand_in_a_token(subject: str) -> None:
    assert check_subject(subject) == canonical_subject(subject)


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("", "is empty"),
        ("boss ", "begins or ends with a blank"),
        ("\u3000boss", "begins or ends with a blank"),
        ("bo\u202ess", r"holds U\+202E"),
        ("bo\nss", r"holds U\+000A"),
        ("b" * 101, "longer than 100"),
        ("\ufdfa" * 20, "longer than 100"),
        ("erp/clock:1", "divides a sender from its parts"),
        ("erp\uff0fclock", "divides a sender from its parts"),
        ("gongfang:orders", "as the services' own do"),
        ("GONGFANG:orders", "as the services' own do"),
    ],
)
def test_a_subject_that_could_be_taken_for_another_is_refused_saying_why(subject: str, told: str) -> None:
    with pytest.raises(SubjectError, match=told):
        check_subject(subject)


@pytest.mark.parametrize(
    ("scopes", "told"),
    [
        (["clerk:WS-01", "checker:TW-01"], ["clerk:WS-01 + checker:TW-01"]),
        (["payroll:finance", "payroll:read", "checker:TW-01"], ["checker:TW-01 + payroll:finance"]),
        (["payroll:finance", "placement:write"], ["placement:write + payroll:finance"]),
        (["clerk:WS-01", "clerk:WS-02", "placement:write", "orders:write"], []),
        (["payroll:finance", "payroll:read", "placement:read"], []),
    ],
)
def test_roles_of_two_people_are_told_where_one_token_holds_both(scopes: list[str], told: list[str]) -> None:
    assert [warning.partition(":")[0] for warning in roles_of_two(scopes)] == [line.partition(":")[0] for line in told]
    assert all(line in warning for line, warning in zip(told, roles_of_two(scopes), strict=True))
