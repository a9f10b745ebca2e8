"""The rules and the kinds of facts of all services together."""

from collections.abc import Mapping
from typing import Any, Final

from services.orders.calculator import KINDS as ORDERS_KINDS
from services.orders.domain.rule_book import RULE_BOOK as ORDERS_RULES
from services.payroll.calculator import KINDS as PAYROLL_KINDS
from services.payroll.domain.rule_book import RULE_BOOK as PAYROLL_RULES
from services.placement.calculator import KINDS as PLACEMENT_KINDS
from services.placement.domain.rule_book import RULE_BOOK as PLACEMENT_RULES
from shared.calculator import CalculatorKind
from shared.rules.pack_check import RuleBook, together

ALL_RULES: Final[RuleBook] = together((ORDERS_RULES, PLACEMENT_RULES, PAYROLL_RULES))
KINDS: Final[Mapping[str, CalculatorKind[Any]]] = {
    kind.name: kind for kind in (*PAYROLL_KINDS, *PLACEMENT_KINDS, *ORDERS_KINDS)
}
