"""The ledger of everybody registered in the villages: when what is known of somebody is too old to be relied on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from shared.policy import Policy
from shared.rules.wanted import INTEGER, Wanted

STALE_AFTER_DAYS: Final = "labour_ledger.stale_after_days"
LEDGER_WANTED: Final[Mapping[str, Wanted]] = {STALE_AFTER_DAYS: Wanted(INTEGER.kind, least=1, most=3660)}


def oldest_fresh_day(policy: Policy, day: date) -> date:
    """The earliest day of a survey that is not stale on a day: so many days ago, that day included.

    Raises PolicyError for a pack that does not say after how many days.
    """
    return day - timedelta(days=policy.integer(STALE_AFTER_DAYS))
