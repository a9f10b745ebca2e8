"""How old somebody was on a day he worked, by his identity number: too young by law, or older than a pack expects."""

from __future__ import annotations

from datetime import date
from typing import Final

MINIMUM_AGE_YEARS: Final = 16
"""Nobody younger may be employed: Provisions on the Prohibition of Using Child Labour (decree 364 of 2002), art. 2."""
UNDER_AGE: Final = "under_age"
OVER_AGE: Final = "over_age"
_BIRTH: Final = slice(6, 14)


def age_on(identity_number: str, day: date) -> int:
    """Full years on a day, by a number that was checked when it was taken (GB 11643)."""
    born = date.fromisoformat(identity_number[_BIRTH])
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_concern(identity_number: str, first_day: date, last_day: date, maximum_years: int) -> str | None:
    """Why somebody decides before days from the first to the last are paid; None where nobody has to."""
    if age_on(identity_number, first_day) < MINIMUM_AGE_YEARS:
        return UNDER_AGE
    return OVER_AGE if age_on(identity_number, last_day) > maximum_years else None
