"""The one clock: a day is Shanghai's, whatever zone the host keeps."""

from datetime import UTC, date, datetime

from shared.months import shanghai_date


def shanghai_today() -> date:
    """The day it is in Shanghai; the only source of a day that is now."""
    return shanghai_date(datetime.now(UTC))
