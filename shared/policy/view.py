"""The view of a pack's parameters on one day in one place, with which rules compute."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from shared.policy.parameters import Clause, Parameter, ParameterHistory, find_history
from shared.policy.scope import Scope
from shared.policy.values import Choice, Kind, PolicyError, Value

OVERRIDDEN: Final = "overridden"


class Policy:
    """All parameters in force on one day in one place. Immutable; made by `PolicyPack.rules_on`."""

    __slots__ = ("_histories", "_overrides", "_rules", "_values", "day", "in_force", "pack_name", "scope", "unset")

    def __init__(
        self,
        pack_name: str,
        rules: Mapping[str, Clause],
        histories: Mapping[str, ParameterHistory],
        day: date,
        scope: Scope,
        in_force: bool,
        overrides: Mapping[str, str],
        overridden: Mapping[str, Value | None],
    ) -> None:
        self.pack_name: Final = pack_name
        self._rules = rules
        self._histories = histories
        self._overrides = dict(overrides)
        self._values: dict[str, Value | None] = {
            name: history.on(day, scope).value for name, history in histories.items()
        }
        self._values.update(overridden)
        self.day: Final = day
        self.scope: Final = scope
        self.unset: Final = frozenset(name for name, value in self._values.items() if value is None)
        self.in_force: Final = in_force

    def has_rule(self, rule: str) -> bool:
        """Whether the pack knows the rule at all."""
        return rule in self._rules

    def clause(self, rule: str) -> Clause:
        """The passage a rule rests on. Raises PolicyError for a rule the pack does not have."""
        try:
            return self._rules[rule]
        except KeyError:
            raise PolicyError(f"pack {self.pack_name!r} has no rule {rule!r}") from None

    def decimal(self, name: str) -> Decimal:
        value = self._values.get(name)
        if type(value) is Decimal:
            return value
        raise self._unusable(name, Kind.DECIMAL)

    def optional_decimal(self, name: str) -> Decimal | None:
        """None where the pack leaves the amount unset."""
        if name in self.unset:
            return None
        return self.decimal(name)

    def integer(self, name: str) -> int:
        value = self._values.get(name)
        if type(value) is int:
            return value
        raise self._unusable(name, Kind.INTEGER)

    def decimals(self, name: str) -> tuple[Decimal, ...]:
        value = self._values.get(name)
        if isinstance(value, tuple) and not isinstance(value, Choice):
            return value
        raise self._unusable(name, Kind.DECIMALS)

    def table(self, name: str) -> Mapping[str, Decimal]:
        value = self._values.get(name)
        if type(value) is MappingProxyType:
            return value
        raise self._unusable(name, Kind.TABLE)

    def choice(self, name: str) -> str:
        """The reading as written, such as `all_products` or `fixed:26`."""
        return self.numbered_choice(name).text

    def numbered_choice(self, name: str) -> Choice:
        """The reading with its number taken apart: `fixed:26` is the word `fixed` and 26."""
        value = self._values.get(name)
        if type(value) is Choice:
            return value
        raise self._unusable(name, Kind.CHOICE)

    def flag(self, name: str) -> bool:
        value = self._values.get(name)
        if type(value) is bool:
            return value
        raise self._unusable(name, Kind.FLAG)

    def date(self, name: str) -> date:
        value = self._values.get(name)
        if type(value) is date:
            return value
        raise self._unusable(name, Kind.DATE)

    def parameter(self, name: str) -> Parameter:
        """The parameter with unit, date, status and source. Raises PolicyError for an unknown name."""
        history = find_history(self.pack_name, self._histories, name)
        dated = history.on(self.day, self.scope)
        overridden = name in self._overrides
        return Parameter(
            name=name,
            value=self._overrides[name] if overridden else dated.text,
            unit=history.unit,
            since=None if overridden else dated.since,
            scope=None if overridden else dated.scope,
            status=OVERRIDDEN if overridden else dated.status,
            source=dated.source,
            why=None if overridden else dated.why,
            alternatives=history.domain.alternatives if history.domain.kind is Kind.CHOICE else (),
        )

    def _unusable(self, name: str, wanted: Kind) -> PolicyError:
        history = find_history(self.pack_name, self._histories, name)
        if name in self.unset:
            return PolicyError(f"{name} is not configured in pack {self.pack_name!r} on {self.day}")
        return PolicyError(f"{name} in pack {self.pack_name!r} is a {history.domain.kind}, not a {wanted}")
