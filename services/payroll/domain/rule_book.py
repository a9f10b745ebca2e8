"""The rules payroll decides, and what they want of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from services.payroll.domain import rules
from services.payroll.domain.ages import MINIMUM_AGE_YEARS
from shared.policy import Kind
from shared.rules.pack_check import ACCOUNT_WAITING, ACCOUNT_WAITING_DAYS, RuleBook
from shared.rules.wanted import DECIMAL, INTEGER, Wanted

RECOVERY_CAP_PERCENT: Final = "recovery.cap_percent"
RECOVERY_FLOOR: Final = "recovery.floor"
WAGES_DUE_DAYS: Final = "wages.due_days"
MAXIMUM_AGE_YEARS: Final = "workers.maximum_age_years"

_OF_EVERY_PACK: Final[Mapping[str, Wanted]] = {
    RECOVERY_CAP_PERCENT: DECIMAL,
    RECOVERY_FLOOR: DECIMAL,
    WAGES_DUE_DAYS: INTEGER,
    ACCOUNT_WAITING_DAYS: ACCOUNT_WAITING,
    MAXIMUM_AGE_YEARS: Wanted(Kind.INTEGER, least=MINIMUM_AGE_YEARS, most=120),
}
RULE_BOOK: Final = RuleBook.of(rules, _OF_EVERY_PACK)
