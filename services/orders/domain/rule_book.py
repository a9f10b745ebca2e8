"""The rules orders decides, and what they want of a pack."""

from typing import Final

from services.orders.domain import rules
from shared.rules.pack_check import RuleBook

RULE_BOOK: Final = RuleBook.of(rules, {})
