"""Categories of households and persons that subsidies ask for, as proofs name them."""

from __future__ import annotations

from collections.abc import Set
from typing import Final

POOR: Final = "poor"
RELOCATED: Final = "relocated"
LOW_INCOME: Final = "low_income"
HOUSEHOLD_CATEGORIES: Final = frozenset({POOR, RELOCATED, LOW_INCOME})
"""A household's; its members have them while they are members. All others are a person's."""


def is_poor_or_relocated(categories: Set[str]) -> bool:
    """Whether one of the two is among them; both are no more than one."""
    return POOR in categories or RELOCATED in categories
