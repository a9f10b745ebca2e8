"""The rules placement decides, and what they and its clocks want of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from services.placement.domain import rules
from services.placement.domain.clock_rules import DAY_CUT_HOUR, FULL_DAY_HOURS, HALF_DAY_HOURS, LONGEST_SHIFT_HOURS
from services.placement.domain.counters import OFFICERS_WANTED, STATION_WANTED
from services.placement.domain.follow_ups import FOLLOW_UPS_WANTED
from services.placement.domain.insurance import INSURANCE_WANTED
from services.placement.domain.labour_ledger import LEDGER_WANTED
from shared.rules.pack_check import ACCOUNT_WAITING, ACCOUNT_WAITING_DAYS, RuleBook
from shared.rules.wanted import DECIMAL, INTEGER, Wanted

_OF_EVERY_PACK: Final[Mapping[str, Wanted]] = {
    DAY_CUT_HOUR: INTEGER,
    FULL_DAY_HOURS: DECIMAL,
    HALF_DAY_HOURS: DECIMAL,
    LONGEST_SHIFT_HOURS: DECIMAL,
    ACCOUNT_WAITING_DAYS: ACCOUNT_WAITING,
}
_BY_TOPIC: Final[Mapping[str, Mapping[str, Wanted]]] = {
    "labour_ledger": LEDGER_WANTED,
    "follow_ups": FOLLOW_UPS_WANTED,
    "service_station_proposal": STATION_WANTED,
    "liaison_officers": OFFICERS_WANTED,
    "insurance": INSURANCE_WANTED,
}
RULE_BOOK: Final = RuleBook.of(rules, _OF_EVERY_PACK, _BY_TOPIC)
