"""Invented people: names nobody bears, numbers that pass every check, and the part each plays in the month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from typing import Final, Literal

from stdnum import luhn
from stdnum.cn import ric

from cli.sample.request import WorkCalendar

REGION_PREFIXES: Final = ("522229", "522229", "522229", "522229", "522228", "522222", "433124")
"""Songtao as it was numbered when today's workers were born, and some counties around it."""
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_SOLAR_TERMS: Final = (
    *("立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑"),
    *("立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至", "小寒", "大寒"),
)
_NUMERALS: Final = "一二三四五六七八九十"
_FIRST_BIRTH: Final = date(1966, 1, 1)
_BIRTH_SPAN_DAYS: Final = 36 * 365
_PHONE_PREFIX: Final = "1200"
"""No operator has numbers that begin so."""
_ACCOUNT_PREFIX: Final = "0000990"
"""No bank issues cards whose number begins with a zero."""
_ACCOUNT_STEP: Final = 982_451_653
_ACCOUNTS: Final = 10**11


class Role(StrEnum):
    """The part a worker plays in the month. Every workshop has at least one of each but the last."""

    FIRST_MONTH_SLOW = "first_month_slow"
    SECOND_MONTH_SLOW = "second_month_slow"
    THIRD_MONTH_SLOW = "third_month_slow"
    FIRST_MONTH_ONE_DAY_OFF = "first_month_one_day_off"
    SUNDAY_FOR_WEEKDAY = "sunday_for_weekday"
    FIRST_MONTH_QUICK = "first_month_quick"
    FOURTH_MONTH_SLOW = "fourth_month_slow"
    CERTIFIED = "certified"
    CERTIFIED_THIS_MONTH = "certified_this_month"
    PART_TIME = "part_time"
    ON_PAID_LEAVE = "on_paid_leave"
    MID_MONTH_JOINER = "mid_month_joiner"
    REGISTERED_LATE = "registered_late"
    TRANSFERRED = "transferred"
    ORDINARY = "ordinary"


@dataclass(frozen=True, slots=True)
class Traits:
    """What a role means. `month_number` counts from the month of the first day; `speed_percent` is of a usual pace."""

    month_number: tuple[int, int]
    speed_percent: tuple[int, int]
    certificate: Literal["earlier", "this_month"] | None = None


TRAITS: Final = {
    Role.FIRST_MONTH_SLOW: Traits((1, 1), (20, 26)),
    Role.SECOND_MONTH_SLOW: Traits((2, 2), (27, 33)),
    Role.THIRD_MONTH_SLOW: Traits((3, 3), (28, 32)),
    Role.FIRST_MONTH_ONE_DAY_OFF: Traits((1, 1), (26, 34)),
    Role.SUNDAY_FOR_WEEKDAY: Traits((2, 2), (40, 46)),
    Role.FIRST_MONTH_QUICK: Traits((1, 1), (95, 110)),
    Role.FOURTH_MONTH_SLOW: Traits((4, 4), (40, 50)),
    Role.CERTIFIED: Traits((6, 30), (120, 145), "earlier"),
    Role.CERTIFIED_THIS_MONTH: Traits((6, 24), (105, 125), "this_month"),
    Role.PART_TIME: Traits((5, 20), (85, 100)),
    Role.ON_PAID_LEAVE: Traits((5, 24), (90, 110)),
    Role.MID_MONTH_JOINER: Traits((1, 1), (45, 60)),
    Role.REGISTERED_LATE: Traits((1, 1), (40, 55)),
    Role.TRANSFERRED: Traits((6, 24), (95, 110)),
    Role.ORDINARY: Traits((5, 40), (80, 130)),
}
STORY_ROLES: Final = tuple(role for role in Role if role is not Role.ORDINARY)


@dataclass(frozen=True, slots=True)
class Person:
    """A worker as a workshop would register him."""

    worker: str
    role: Role
    name: str
    identity_number: str
    phone: str
    account_number: str
    first_day: date
    speed_percent: int


class Population:
    """Gives out people one after the other, no name, number, phone or account twice."""

    def __init__(self, random: Random, calendar: WorkCalendar) -> None:
        self._random = random
        self._calendar = calendar
        self._given = 0
        self._numbers: set[str] = set()

    def people(self, roles: Iterator[Role]) -> Iterator[Person]:
        """A person for each role."""
        for role in roles:
            position = self._given
            self._given += 1
            yield Person(
                worker=f"W-{position + 1:05d}",
                role=role,
                name=invented_name(position),
                identity_number=self._identity_number(),
                phone=f"{_PHONE_PREFIX}{position * 7_919 % 10_000_000:07d}",
                account_number=_account_number(position),
                first_day=self._first_day(role),
                speed_percent=self._random.randint(*TRAITS[role].speed_percent),
            )

    def _identity_number(self) -> str:
        while True:
            born = _FIRST_BIRTH + timedelta(days=self._random.randrange(_BIRTH_SPAN_DAYS))
            body = f"{self._random.choice(REGION_PREFIXES)}{born:%Y%m%d}{self._random.randrange(900, 990)}"
            if body not in self._numbers:
                self._numbers.add(body)
                return body + str(ric.calc_check_digit(body + "0"))

    def _first_day(self, role: Role) -> date:
        number = self._random.randint(*TRAITS[role].month_number)
        if role is Role.MID_MONTH_JOINER:
            return next(day for day in self._calendar.workdays if day.day > 10)
        if number == 1:
            return self._calendar.workdays[0]
        return (self._calendar.month + (1 - number)).first_day + timedelta(days=self._random.randrange(0, 20))


def _account_number(position: int) -> str:
    """Another for each position; the last digit fits the others as on a real card."""
    body = f"{_ACCOUNT_PREFIX}{(position + 1) * _ACCOUNT_STEP % _ACCOUNTS:011d}"
    return body + luhn.calc_check_digit(body)


def invented_name(position: int) -> str:
    """A heavenly stem and a solar term, from the 241st person on with a numeral: names nobody bears."""
    series, within = divmod(position, len(_STEMS) * len(_SOLAR_TERMS))
    name = _STEMS[within % len(_STEMS)] + _SOLAR_TERMS[within // len(_STEMS)]
    while series:
        series, numeral = divmod(series - 1, len(_NUMERALS))
        name += _NUMERALS[numeral]
    return name
