"""Rate cards: what one accepted piece of an operation pays on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.facts.precedence import Precedence


@dataclass(frozen=True, slots=True)
class Rate:
    """One report of a rate in yuan a piece; workshop None holds for all workshops of the company."""

    company: str
    workshop: str | None
    product: str
    operation: str
    effective_from: date
    unit_rate_yuan: Decimal
    withdrawn: bool
    precedence: Precedence

    @property
    def natural_key(self) -> tuple[str, str | None, str, str, date]:
        return self.company, self.workshop, self.product, self.operation, self.effective_from


def rate_in_force(rates: Iterable[Rate], workshop: str, worked_on: date) -> Decimal | None:
    """The rate in yuan a piece on a day, of one company's product and operation; None while there is none.

    A workshop's own rate goes before the company's; of each, the latest one begun by that day.
    """
    begun = [rate for rate in rates if rate.effective_from <= worked_on and rate.workshop in (workshop, None)]
    best = max(begun, key=lambda rate: (rate.workshop is not None, rate.effective_from), default=None)
    return None if best is None else best.unit_rate_yuan
