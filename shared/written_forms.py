"""How texts of a fixed form are written: each pattern once, and in words what to write instead of what does not fit.

Patterns mean the same to pydantic, to Python and to whoever reads them in a JSON schema.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from shared.plain_text import TEXT_PATTERN

_YEAR: Final = "(19[5-9][0-9]|20[0-9]{2})"
IDENTIFIER_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"
DAY_PATTERN: Final = rf"^{_YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
MOMENT_PATTERN: Final = (
    rf"^{_YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$"
)
MONTH_PATTERN: Final = rf"^{_YEAR}-(0[1-9]|1[0-2])$"
YEAR_PATTERN: Final = rf"^{_YEAR}$"
PERIOD_PATTERN: Final = rf"^{_YEAR}(-(0[1-9]|1[0-2])|-Q[1-4])?$"
AMOUNT_PATTERN: Final = r"^-?(0|[1-9][0-9]{0,11})\.[0-9]{2}$"
POSITIVE_AMOUNT_PATTERN: Final = r"^(0|[1-9][0-9]{0,11})\.[0-9]{2}$"
AMOUNT_ABOVE_ZERO_PATTERN: Final = r"^(0\.(0[1-9]|[1-9][0-9])|[1-9][0-9]{0,11}\.[0-9]{2})$"
UNIT_RATE_PATTERN: Final = r"^(0|[1-9][0-9]{0,7})(\.[0-9]{1,4})?$"
PUBLISHED_RATE_PATTERN: Final = r"^(0|[1-9][0-9]{0,4})(\.[0-9]{1,4})?$"
SHARES_PATTERN: Final = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?$"
DAYS_PATTERN: Final = r"^(0(\.[0-9]{1,2})?|1(\.0{1,2})?)$"
YUAN_PATTERN: Final = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$"
SIGNED_YUAN_PATTERN: Final = r"^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$"
KILOGRAMS_PATTERN: Final = r"^(0|[1-9][0-9]{0,8})(\.[0-9]{1,3})?$"
IDENTITY_NUMBER_PATTERN: Final = r"^[0-9]{17}[0-9X]$"
SHIFT_HOURS_PATTERN: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$"
PHONE_PATTERN: Final = r"^\+?[0-9]{5,15}$"
ACCOUNT_PATTERN: Final = r"^[0-9]{8,32}$"
PAYEE_ACCOUNT_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9-]{4,39}$"
BANK_CODE_PATTERN: Final = r"^[0-9]{12}$"
HASH_PATTERN: Final = r"^[0-9a-f]{64}$"
SEALED_PATTERN: Final = r"^[A-Za-z0-9+/]*={0,2}$"
PAGE_OF_ORDERS_PATTERN: Final = r"^[A-Za-z0-9._:-]{1,64}/[A-Za-z0-9._:-]{1,64}/[0-9]{1,4}$"
PAGE_OF_PUNCHES_PATTERN: Final = (
    rf"^([A-Za-z0-9._:-]{{1,64}}\|[A-Za-z0-9._:-]{{1,64}}\|{_YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?$"
)
TEMPLATE_NAME_PATTERN: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
DELIMITER_PATTERN: Final = r"^[,;|\t]$"
PAD_PATTERN: Final = r"^[ -~]$"
FILE_NAME_PATTERN: Final = r"^[A-Za-z0-9_.-]*\{batch\}[A-Za-z0-9_.-]*$"
PLAIN_NAME_PATTERN: Final = r"^[a-z][a-z0-9_]*$"
PARAMETER_NAME_PATTERN: Final = r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$"


class Written(NamedTuple):
    """What a text is not, and what to write."""

    what: str
    how: str


_PLAIN_NUMBER: Final = 'write a plain decimal number in quotes, such as "2.50"'

WRITTEN: Final[Mapping[str, Written]] = {
    TEXT_PATTERN: Written("not a text of readable characters", "write it without blanks at its ends, in one line"),
    IDENTIFIER_PATTERN: Written(
        "not an identifier",
        "write up to 64 letters, digits and . _ : - only, beginning with a letter or digit, such as WS-01",
    ),
    DAY_PATTERN: Written("not a date", "write a date from 1950 to 2099, such as 2022-07-31"),
    MOMENT_PATTERN: Written("not a time", "write a time with its offset, such as 2022-07-31T18:00:00+08:00"),
    MONTH_PATTERN: Written("not a month", "write a month from 1950-01 to 2099-12, such as 2022-07"),
    YEAR_PATTERN: Written("not a year", "write a year from 1950 to 2099, such as 2022"),
    PERIOD_PATTERN: Written("not a period", "write a year, a quarter or a month, such as 2022, 2022-Q3 or 2022-07"),
    AMOUNT_PATTERN: Written("not an amount", 'write yuan with two decimals in quotes, such as "1250.00"'),
    POSITIVE_AMOUNT_PATTERN: Written(
        "not an amount of zero or more", 'write yuan with two decimals in quotes, such as "1250.00"'
    ),
    AMOUNT_ABOVE_ZERO_PATTERN: Written(
        "not an amount above zero", 'write yuan with two decimals in quotes, such as "1250.00"'
    ),
    UNIT_RATE_PATTERN: Written("not a rate", 'write yuan with at most four decimals in quotes, such as "2.50"'),
    PUBLISHED_RATE_PATTERN: Written(
        "not a rate below 100000 yuan", 'write yuan with at most four decimals in quotes, such as "2.50"'
    ),
    SHARES_PATTERN: Written("not a number of shares", 'write it with at most four decimals in quotes, such as "10"'),
    DAYS_PATTERN: Written("not a part of a day", 'write days from "0" to "1" in quotes, such as "0.5"'),
    YUAN_PATTERN: Written("not an amount of zero or more", _PLAIN_NUMBER),
    SIGNED_YUAN_PATTERN: Written("not an amount", _PLAIN_NUMBER),
    KILOGRAMS_PATTERN: Written("not a weight", 'write kilograms with at most three decimals in quotes, such as "12.5"'),
    IDENTITY_NUMBER_PATTERN: Written("not an identity number", "write its 17 digits and a digit or X"),
    SHIFT_HOURS_PATTERN: Written("not the hours of a shift", "write from when to when, such as 20:00-08:00"),
    PHONE_PATTERN: Written("not a phone number", "write 5 to 15 digits without blanks, such as 13800000000"),
    ACCOUNT_PATTERN: Written("not an account number", "write its 8 to 32 digits without blanks"),
    PAYEE_ACCOUNT_PATTERN: Written("not an account number", "write its 5 to 40 letters, digits and - without blanks"),
    BANK_CODE_PATTERN: Written("not a bank's code", "write its twelve digits"),
    HASH_PATTERN: Written("not a hash", "write the 64 characters that show or submit gave"),
    PAGE_OF_ORDERS_PATTERN: Written("not the place of a page", "write the `next` of the page before"),
    PAGE_OF_PUNCHES_PATTERN: Written("not the place of a page", "write the `next` of the page before"),
    TEMPLATE_NAME_PATTERN: Written("not a template's name", "write small letters, digits and single hyphens"),
    DELIMITER_PATTERN: Written("not a delimiter", "write a comma, a semicolon, a bar or a tab"),
    PAD_PATTERN: Written("not a character to pad with", "write one character of ASCII, such as a blank or 0"),
    FILE_NAME_PATTERN: Written(
        "not the name of a batch's file", "write letters, digits and . _ - around the word batch in braces"
    ),
    PLAIN_NAME_PATTERN: Written("not a name", "write small letters, digits and _ , beginning with a letter"),
    PARAMETER_NAME_PATTERN: Written(
        "not a parameter's name", "write the rule, a point and a word, such as skill_uplift.amount"
    ),
    SEALED_PATTERN: Written("not sealed content", "send it as the service published it"),
}
"""For every pattern of a field; a test fails for a field whose pattern has no words here."""
