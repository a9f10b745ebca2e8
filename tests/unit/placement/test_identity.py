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
        (RIGHT[:-1], "an identity number has 18 characters, not 17"),
        (RIGHT[:5] + "A" + RIGHT[6:], "an identity number is 17 digits and a digit or X"),
        (RIGHT[:-2] + "A" + RIGHT[-1], "an identity number is 17 digits and a digit or X"),
        (RIGHT[:-1] + "A", "an identity number is 17 digits and a digit or X"),
        (
            RIGHT[:-3] + RIGHT[-2] + RIGHT[-3] + RIGHT[-1],
            "the check digit does not fit: a digit was mistyped or two were swapped",
        ),
        (with_check_digit("11010119900231001"), "digits 7 to 14 are not a date of birth"),
        (with_check_digit("11010119991301001"), "digits 7 to 14 are not a date of birth"),
        (
            with_check_digit("11010118991231001"),
            "the date of birth 1899-12-31 does not lie between 1900-01-01 and 2022-07-01$",
        ),
        (with_check_digit("11010120220702001"), "the date of birth 2022-07-02 does not lie between"),
        (with_check_digit("99010119900307001"), "digits 1 and 2 are no province"),
    ],
)
def test_a_wrong_number_is_refused_saying_why_and_never_repeating_it(number: str, reason: str) -> None:
    with pytest.raises(IdentityError, match=f"^{reason}") as refused:
        check_identity_number(number, TODAY)
    assert number not in str(refused.value)


@pytest.mark.parametrize("born", ["19000101", "20220701"])
def test_the_first_and_the_last_day_of_birth_are_accepted(born: str) -> None:
    number = with_check_digit(f"110101{born}001")
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
