"""Identity numbers and credit codes: what is refused and why, and what a mask leaves."""

from datetime import date

import pytest
from stdnum.cn import ric

from shared.identity import (
    IdentityError,
    check_identity_number,
    check_social_credit_code,
    mask_account,
    mask_identity_number,
    mask_name,
    mask_phone,
)

TODAY = date(2022, 7, 1)


def with_check_digit(first_17: str) -> str:
    return first_17 + str(ric.calc_check_digit(first_17 + "0"))


RIGHT = with_check_digit("11010119900307001")
ENDING_IN_X = next(
    number for number in (with_check_digit(f"11010119900307{n:03d}") for n in range(1, 99)) if number.endswith("X")
)


def test_a_right_number_passes_in_one_form_however_it_was_typed() -> None:
    assert check_identity_number(RIGHT, TODAY) == RIGHT
    assert check_identity_number(RIGHT[:5] + "１" + RIGHT[6:], TODAY) == RIGHT
    assert check_identity_number(ENDING_IN_X.lower(), TODAY) == ENDING_IN_X


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (RIGHT[:-1], "18 characters"),
        (RIGHT[:5] + "A" + RIGHT[6:], "17 digits"),
        (RIGHT[:-3] + RIGHT[-2] + RIGHT[-3] + RIGHT[-1], "check digit"),
        (with_check_digit("11010119900231001"), "date of birth"),
        (with_check_digit("11010119991301001"), "date of birth"),
        (with_check_digit("11010118991231001"), "does not lie between"),
        (with_check_digit("11010120220702001"), "does not lie between"),
        (with_check_digit("99010119900307001"), "province"),
    ],
)
def test_a_wrong_number_is_refused_saying_why_and_never_repeating_it(number: str, reason: str) -> None:
    with pytest.raises(IdentityError, match=reason) as refused:
        check_identity_number(number, TODAY)
    assert number not in str(refused.value)


def test_somebody_born_that_very_day_is_accepted() -> None:
    number = with_check_digit("11010120220701001")
    assert check_identity_number(number, TODAY) == number


def test_a_credit_code_is_checked() -> None:
    assert check_social_credit_code("9 1 110000 600037341L") == "91110000600037341L"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("9111000060003734", "a unified social credit code has 18 characters"),
        (
            "A1110000600037341L",
            "a unified social credit code is 8 digits and 10 digits or capitals without I O S V Z",
        ),
        ("91110000600037341M", "the check character does not fit: a character was mistyped or two were swapped"),
    ],
)
def test_a_wrong_credit_code_is_refused_saying_why(code: str, reason: str) -> None:
    with pytest.raises(IdentityError) as refused:
        check_social_credit_code(code)
    assert str(refused.value) == reason


def test_masks_leave_enough_to_tell_people_apart_and_no_more() -> None:
    assert mask_identity_number("110101199003070011") == "110***********0011"
    assert mask_phone("13812345678") == "138****5678"
    assert mask_account("0000991234567890123") == "***************0123"
    assert (mask_account("12345678"), mask_account("1234567")) == ("****5678", "*******")
    assert mask_phone("1234567") == "*******"
    assert [mask_name(name) for name in ("李", "李红", "欧阳小红")] == ["李*", "李*", "欧***"]


def test_a_county_renamed_since_the_birth_is_no_reason_to_refuse_its_people() -> None:
    """Songtao has had the code 520628 only since 2011, and registers people born long before under it."""
    number = with_check_digit("52062819680307001")
    assert check_identity_number(number, date(2022, 7, 1)) == number
