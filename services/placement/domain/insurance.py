"""Cover of a person at work by kind: the days without, and the day it lapses unless it is renewed.

No source states a subsidy for it: nothing here comes to money.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from services.placement.domain.spans import NO_END, Span, joined, without
from shared.policy import Policy
from shared.rules.wanted import INTEGER, Wanted

WARN_DAYS: Final = "insurance.warn_days"
INSURANCE_WANTED: Final[Mapping[str, Wanted]] = {WARN_DAYS: INTEGER}


class Cover(StrEnum):
    """What an insurance policy covers."""

    LIFE = "life"
    MEDICAL = "medical"
    ACCIDENT = "accident"


@dataclass(frozen=True, slots=True)
class InsurancePolicy:
    """A person's insurance of one kind from a day to a day, both in it, and who pays for it."""

    number: str
    cover: Cover
    first_day: date
    last_day: date
    payer: str = ""
    event: str = ""

    @property
    def span(self) -> Span:
        return Span(self.first_day, self.last_day)


@dataclass(frozen=True, slots=True)
class CoverStanding:
    """One kind of cover at the end of a day: the days at work that were without it, and the last day it holds.

    `last_covered_day` is None where nothing covers the day itself. `alert` is set for who is at work and uncovered, or
    whose cover ends within the pack's days.
    """

    cover: Cover
    uncovered: tuple[Span, ...]
    last_covered_day: date | None
    alert: bool


def cover_standing(
    cover: Cover, at_work: Sequence[Span], policies: Iterable[InsurancePolicy], as_of: date, policy: Policy
) -> CoverStanding:
    """How a kind of cover stands for a person whose days at work are given, open-ended while he is employed.

    Policies that meet or overlap are one; their order does not matter.
    """
    held = joined(item.span for item in policies if item.cover is cover)
    until_now = Span(date.min, as_of)
    worked = joined(span.within(until_now) for span in at_work)
    last_covered_day = next((span.last for span in held if as_of in span), None)
    still_at_work = any(as_of in span for span in at_work)
    leaves_on = next((span.last for span in at_work if as_of in span), NO_END)
    horizon = min(as_of + timedelta(days=policy.integer(WARN_DAYS)), leaves_on)
    return CoverStanding(
        cover,
        without(worked, held),
        last_covered_day,
        still_at_work and (last_covered_day is None or last_covered_day < horizon),
    )
