"""How a policy pack counts punches: when a day begins, and how many hours make a whole or half one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from shared.months import SHANGHAI
from shared.policy import Policy

DAY_CUT_HOUR: Final = "attendance.day_cut_hour"
FULL_DAY_HOURS: Final = "attendance.full_day_minimum_hours"
HALF_DAY_HOURS: Final = "attendance.half_day_minimum_hours"
LONGEST_SHIFT_HOURS: Final = "attendance.longest_shift_hours"


@dataclass(frozen=True, slots=True)
class ClockRules:
    """The parameters of one day. Punches before the cut hour belong to the night shift of the day before."""

    day_cut_hour: int
    full_day_minimum_hours: Decimal
    half_day_minimum_hours: Decimal
    longest_shift: timedelta
    """From the first way in of a shift to its last way out; a way out after it belongs to another."""

    def attendance_day(self, punched_at: datetime) -> date:
        """The day a punch counts for, under the rules of its calendar day in Shanghai."""
        local = punched_at.astimezone(SHANGHAI)
        return local.date() if local.hour >= self.day_cut_hour else local.date() - timedelta(days=1)


def clock_rules(policy: Policy) -> ClockRules:
    """The rules of a pack on a day. Raises PolicyError where the pack leaves one out."""
    return ClockRules(
        day_cut_hour=policy.integer(DAY_CUT_HOUR),
        full_day_minimum_hours=policy.decimal(FULL_DAY_HOURS),
        half_day_minimum_hours=policy.decimal(HALF_DAY_HOURS),
        longest_shift=timedelta(hours=float(policy.decimal(LONGEST_SHIFT_HOURS))),
    )
