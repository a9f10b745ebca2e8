"""The toys of an invented company: their operations, prices and piece rates."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

COMPANY: Final = "QIAOJI-TOYS"


@dataclass(frozen=True, slots=True)
class Operation:
    """One step and what a piece of it pays, in yuan; `raised_yuan` from the rise in mid month on."""

    name: str
    unit_rate_yuan: Decimal
    raised_yuan: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """A toy, its price to the company in yuan a piece, and its operations in order."""

    code: str
    price_yuan: Decimal
    operations: tuple[Operation, ...]


def _product(code: str, price: str, **rates: str) -> Product:
    operations = []
    for name, text in rates.items():
        before, _, raised = text.partition(">")
        operations.append(Operation(name, Decimal(before), Decimal(raised) if raised else None))
    return Product(code, Decimal(price), tuple(operations))


PRODUCTS: Final = (
    _product("toy-bear", "20.00", cutting="1.45", sewing="1.85>1.90", stuffing="1.55", finishing="1.60"),
    _product("toy-rabbit", "16.50", cutting="1.35", sewing="1.70>1.75", finishing="1.4250"),
    _product("toy-dragon", "26.80", cutting="1.95", sewing="2.35>2.45", finishing="2.15"),
    _product("plush-keyring", "6.20", sewing="0.62>0.65", finishing="0.5850"),
    _product("hand-puppet", "12.00", cutting="1.05", sewing="1.30>1.35", finishing="1.10"),
)
"""Rates are the sample's own: no source gives them."""
