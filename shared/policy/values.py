"""Kinds of parameter values: how each is written in a pack or an override, and read into an exact value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

NUMBER_PLACE: Final = "<number>"
UNSET: Final = "unset"
_NUMBER: Final = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?")


class PolicyError(ValueError):
    """A pack, a parameter or an override that cannot be used; the message names the place and the way out."""


class Kind(StrEnum):
    """What a parameter holds."""

    DECIMAL = "decimal"
    INTEGER = "integer"
    DECIMALS = "decimals"
    TABLE = "table"
    CHOICE = "choice"
    FLAG = "flag"
    DATE = "date"


AMOUNT_KINDS: Final = frozenset({Kind.DECIMAL, Kind.DECIMALS, Kind.TABLE})
"""Kinds a pack may leave unset: the rule is then not configured."""


class Choice(NamedTuple):
    """A reading chosen among alternatives; `fixed:26` has the word `fixed` and the number 26."""

    text: str
    word: str
    number: Decimal | None


Value = Decimal | int | tuple[Decimal, ...] | Mapping[str, Decimal] | Choice | bool | date


@dataclass(frozen=True, slots=True)
class Domain:
    """Which values a parameter may take: its kind, its alternatives (or table keys) and its bounds."""

    kind: Kind
    alternatives: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    total: Decimal | None = None

    def read(self, text: str) -> Value:
        """Read a written value. Raises PolicyError saying what would be accepted."""
        match self.kind:
            case Kind.DECIMAL:
                return self._number(text)
            case Kind.INTEGER:
                return self._whole_number(text)
            case Kind.DECIMALS:
                return tuple(self._number(part.strip()) for part in text.split(","))
            case Kind.TABLE:
                return self._table(text)
            case Kind.CHOICE:
                return self._choice(text)
            case Kind.FLAG:
                return self._flag(text)
            case Kind.DATE:
                return _date(text)

    def accepts(self) -> str:
        """The alternatives as people read them, or what kind of value is wanted."""
        if self.kind is Kind.CHOICE:
            return " | ".join(self.alternatives)
        if self.kind is Kind.TABLE:
            return ", ".join(f"{key}={NUMBER_PLACE}" for key in self.alternatives)
        return {
            Kind.DECIMAL: "a number such as 500.00",
            Kind.INTEGER: "a whole number such as 3",
            Kind.DECIMALS: "numbers such as 50,40,30",
            Kind.FLAG: "true | false",
            Kind.DATE: "a date such as 2022-01-01",
        }[self.kind]

    def _refuse(self, text: str) -> PolicyError:
        return PolicyError(f"{text!r} is not accepted; write {self.accepts()}{self._bounds()}")

    def _bounds(self) -> str:
        bounds = []
        if self.minimum is not None:
            bounds.append(f"at least {self.minimum}")
        if self.maximum is not None:
            bounds.append(f"at most {self.maximum}")
        if self.total is not None:
            bounds.append(f"summing to {self.total}")
        return f" ({', '.join(bounds)})" if bounds else ""

    def _number(self, text: str) -> Decimal:
        if not _NUMBER.fullmatch(text):
            raise self._refuse(text)
        number = Decimal(text)
        if self.minimum is not None and number < self.minimum:
            raise self._refuse(text)
        if self.maximum is not None and number > self.maximum:
            raise self._refuse(text)
        return number

    def _whole_number(self, text: str) -> int:
        number = self._number(text)
        if number != number.to_integral_value():
            raise self._refuse(text)
        return int(number)

    def _table(self, text: str) -> Mapping[str, Decimal]:
        table: dict[str, Decimal] = {}
        for part in text.split(","):
            key, separator, number = (piece.strip() for piece in part.partition("="))
            if not separator or key in table:
                raise self._refuse(text)
            table[key] = self._number(number)
        if set(table) != set(self.alternatives):
            raise self._refuse(text)
        if self.total is not None and sum(table.values()) != self.total:
            raise self._refuse(text)
        return MappingProxyType(table)

    def _choice(self, text: str) -> Choice:
        for alternative in self.alternatives:
            if NUMBER_PLACE not in alternative:
                if text == alternative:
                    return Choice(text, text, None)
                continue
            prefix = alternative.removesuffix(NUMBER_PLACE)
            written_number = text.removeprefix(prefix)
            if text.startswith(prefix) and _NUMBER.fullmatch(written_number):
                return Choice(text, prefix.rstrip(":"), self._number(written_number))
        raise self._refuse(text)

    def _flag(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise self._refuse(text)
        return text == "true"


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PolicyError(f"{text!r} is not a date; write it like 2022-01-01") from None
