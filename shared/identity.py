"""Resident identity numbers and unified social credit codes, checked; what names a person, masked for display."""

import re
from datetime import date
from typing import Final

from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError

from shared.texts import Text, TextError

EARLIEST_BIRTH: Final = date(1900, 1, 1)
"""Nobody alive was born before; a number saying so was misread."""

_CARD: Final = re.compile(r"[0-9]{16,19}")

PROVINCES: Final = frozenset(
    {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46}
    | {50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83}
)
"""First two digits of a number. The county behind them is not checked: its code is that of the day of
registration, which can come long after birth, and tables of codes by year of birth refuse real people."""


class IdentityError(TextError):
    """A number that cannot be right. Its text says why and never repeats the number."""


NO_BIRTH_DATE: Final = Text(
    "identity.no_birth_date", "第 7 至 14 位不是出生日期", "digits 7 to 14 are not a date of birth"
)
IMPLAUSIBLE_BIRTH: Final = Text(
    "identity.implausible_birth",
    "出生日期 {born} 不在 {earliest} 至 {latest} 之间",
    "the date of birth {born} does not lie between {earliest} and {latest}",
)
NO_PROVINCE: Final = Text("identity.no_province", "前两位不是省份代码", "digits 1 and 2 are no province")
WRONG_LENGTH: Final = Text(
    "identity.wrong_length", "身份证号应为 18 位，不是 {count} 位", "an identity number has 18 characters, not {count}"
)
WRONG_CHARACTERS: Final = Text(
    "identity.wrong_characters",
    "身份证号是 17 位数字加一位数字或 X",
    "an identity number is 17 digits and a digit or X",
)
WRONG_CHECK_DIGIT: Final = Text(
    "identity.wrong_check_digit",
    "校验位不符：有一位写错，或两位写反",
    "the check digit does not fit: a digit was mistyped or two were swapped",
)
CODE_WRONG_LENGTH: Final = Text(
    "credit_code.wrong_length", "统一社会信用代码为 18 位", "a unified social credit code has 18 characters"
)
CODE_WRONG_CHARACTERS: Final = Text(
    "credit_code.wrong_characters",
    "统一社会信用代码是 8 位数字加 10 位数字或大写字母（不含 I、O、S、V、Z）",
    "a unified social credit code is 8 digits and 10 digits or capitals without I O S V Z",
)
CODE_WRONG_CHECK: Final = Text(
    "credit_code.wrong_check",
    "校验位不符：有一位写错，或两位写反",
    "the check character does not fit: a character was mistyped or two were swapped",
)


def check_identity_number(number: str, on: date) -> str:
    """The number in its compact form: 18 characters, a small x made a capital one.

    `on` is a day on which the person was already born. Raises IdentityError. Rules: GB 11643, by python-stdnum.
    """
    compact: str = ric.compact(number)
    _refuse_unless_shaped(compact)
    try:
        born = ric.get_birth_date(compact)
    except ValidationError as error:
        raise IdentityError(NO_BIRTH_DATE) from error
    if not EARLIEST_BIRTH <= born <= on:
        raise IdentityError(IMPLAUSIBLE_BIRTH.of(born=born, earliest=EARLIEST_BIRTH, latest=on))
    if int(compact[:2]) not in PROVINCES:
        raise IdentityError(NO_PROVINCE)
    return compact


def _refuse_unless_shaped(compact: str) -> None:
    if len(compact) != 18:
        raise IdentityError(WRONG_LENGTH.of(count=len(compact)))
    if not (compact.isascii() and compact[:-1].isdigit() and (compact[-1].isdigit() or compact[-1] == "X")):
        raise IdentityError(WRONG_CHARACTERS)
    if compact[-1] != ric.calc_check_digit(compact):
        raise IdentityError(WRONG_CHECK_DIGIT)


def check_social_credit_code(code: str) -> str:
    """A company's unified social credit code in its compact form. Raises IdentityError. Rules: GB 32100."""
    try:
        return str(uscc.validate(code))
    except InvalidLength as error:
        raise IdentityError(CODE_WRONG_LENGTH) from error
    except InvalidFormat as error:
        raise IdentityError(CODE_WRONG_CHARACTERS) from error
    except InvalidChecksum as error:
        raise IdentityError(CODE_WRONG_CHECK) from error


def is_mistyped_card(number: str) -> bool:
    """True where a number as long as a card's fails the check of its last digit (ISO/IEC 7812-1, annex B)."""
    return bool(_CARD.fullmatch(number)) and not luhn.is_valid(number)


def mask_identity_number(number: str) -> str:
    """The first three and the last four characters: enough to tell two people apart, not to impersonate one."""
    return _mask(number, 3, 4)


def mask_phone(phone: str) -> str:
    """The first three and the last four digits."""
    return _mask(phone, 3, 4)


def mask_account(number: str) -> str:
    """The last four digits of a bank account."""
    return _mask(number, 0, 4)


def mask_name(name: str) -> str:
    """The first character, which is the family name of most, and a star for each of the others."""
    return name[:1] + "*" * max(len(name) - 1, 1)


def _mask(text: str, kept_in_front: int, kept_at_end: int) -> str:
    hidden = len(text) - kept_in_front - kept_at_end
    if hidden < 4:
        return "*" * len(text)
    return text[:kept_in_front] + "*" * hidden + text[-kept_at_end:]
