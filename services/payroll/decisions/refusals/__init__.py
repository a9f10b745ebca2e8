"""A decision that cannot be taken, and what to do about it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from shared.money import MAXIMUM_AMOUNT_YUAN, format_amount


class Refused(Exception):  # noqa: N818 - what happened to the decision, as its user reads it
    """Why a decision is not taken: it conflicts with what is, the caller may not, or its input cannot be used."""

    def __init__(
        self,
        detail: str,
        *,
        advice: str = "",
        kind: Literal["conflict", "forbidden", "unusable", "unknown"] = "conflict",
        pointer: str = "",
        told: dict[str, object] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.advice = advice
        self.kind = kind
        self.pointer = pointer
        self.told = told or {}


def refuse_beyond_books(what: str, amounts: Iterable[Decimal], advice: str) -> None:
    """Raise Refused where one of the amounts, in yuan, is more than can be published and paid."""
    if any(abs(amount_yuan) > MAXIMUM_AMOUNT_YUAN for amount_yuan in amounts):
        raise Refused(f"{what} comes to more than {format_amount(MAXIMUM_AMOUNT_YUAN)} yuan", advice=advice)
