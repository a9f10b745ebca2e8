"""How texts in an input are written, and how that is said to somebody who wrote one otherwise."""

from collections.abc import Mapping
from typing import Final

from shared.money import UNIT_RATE_PATTERN
from shared.months import MONTH_PATTERN

DATE_PATTERN: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
PERIOD_PATTERN: Final = r"^(19|20)[0-9]{2}(-Q[1-4]|-(0[1-9]|1[0-2]))?$"
WEIGHT_PATTERN: Final = r"^(0(\.[0-9]{1,2})?|1(\.0{1,2})?)$"
YUAN_PATTERN: Final = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$"
SIGNED_YUAN_PATTERN: Final = r"^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$"
SHARE_PATTERN: Final = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?$"
KILOGRAMS_PATTERN: Final = r"^(0|[1-9][0-9]{0,8})(\.[0-9]{1,3})?$"

_MONTH_OR_PERIOD: Final = "a month like 2022-07, or a period like 2022, 2022-Q3 or 2022-07"
_NUMBER: Final = 'a plain decimal number such as "2.50", with two decimals for amounts and four for rates'

WANTED_BY_PATTERN: Final[Mapping[str, str]] = {
    DATE_PATTERN: "a date like 2022-07-31",
    MONTH_PATTERN: _MONTH_OR_PERIOD,
    PERIOD_PATTERN: _MONTH_OR_PERIOD,
    WEIGHT_PATTERN: 'days from "0" to "1", such as "0.5"',
    YUAN_PATTERN: _NUMBER,
    SIGNED_YUAN_PATTERN: _NUMBER,
    SHARE_PATTERN: _NUMBER,
    UNIT_RATE_PATTERN: _NUMBER,
    KILOGRAMS_PATTERN: 'kilograms such as "1000" or "12.5", with three decimals at most',
}
