"""Times of day in Shanghai, as files and events write them."""

from datetime import date, datetime, time, timedelta

from shared.months import SHANGHAI


def moment(day: date, clock: str, seconds_later: int = 0) -> str:
    """A time such as `18:05` on a day, with the offset of Shanghai."""
    at = datetime.combine(day, time.fromisoformat(clock), SHANGHAI) + timedelta(seconds=seconds_later)
    return at.isoformat()


def local_moment(day: date, clock: str) -> str:
    """As moment, without the offset, the way a spreadsheet has it."""
    return datetime.combine(day, time.fromisoformat(clock)).isoformat()
