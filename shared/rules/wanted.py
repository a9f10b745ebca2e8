"""What a rule wants of a pack: the kind of each parameter it reads and the readings or table keys it knows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from shared.policy import Kind


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind of a parameter, and the readings or table keys the code knows.

    `total` is what the numbers of a table must be declared to sum to. `divides` marks a number that must
    be declared above zero. `numbered_keys` marks a table whose keys are whole numbers. `least` and `most` are what a
    number may be by law or by what can be computed: a pack declares these bounds or narrower ones. `names_budget` marks
    a choice among budgets, whose amounts the pack must hold, and none.
    """

    kind: Kind
    known: tuple[str, ...] = ()
    total: Decimal | None = None
    divides: bool = False
    numbered_keys: bool = False
    least: int | None = None
    most: int | None = None
    names_budget: bool = False


DECIMAL: Final = Wanted(Kind.DECIMAL)
INTEGER: Final = Wanted(Kind.INTEGER)
DECIMALS: Final = Wanted(Kind.DECIMALS)
TABLE: Final = Wanted(Kind.TABLE)
FLAG: Final = Wanted(Kind.FLAG)
DATE: Final = Wanted(Kind.DATE)
NO_BUDGET: Final = "none"
"""Where a source names no budget for a subsidy: the rule is then not configured."""
BUDGET_NAME: Final = Wanted(Kind.CHOICE, names_budget=True)


def choice(*known: str) -> Wanted:
    """A reading among these; `<number>` in one stands for a number of the county's own."""
    return Wanted(Kind.CHOICE, known)


WAGE_PAYER: Final = choice("collective", "company")
"""Who may bear what a workshop pays: its village collective, or the company it works for."""
