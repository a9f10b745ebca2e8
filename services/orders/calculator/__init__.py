"""The kinds of facts orders evaluates for the calculator, one file each: its JSON object, its facts and its rule."""

from typing import Any, Final

from services.orders.calculator.contract_farming_price import CONTRACT_FARMING_PRICE
from services.orders.calculator.piece_rate_levels import PIECE_RATE_LEVELS
from shared.calculator import CalculatorKind

KINDS: Final[tuple[CalculatorKind[Any], ...]] = (CONTRACT_FARMING_PRICE, PIECE_RATE_LEVELS)
