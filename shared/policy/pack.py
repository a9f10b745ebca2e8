"""A policy pack in memory, and the view of its parameters on one day that rules compute with."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from shared.policy.values import AMOUNT_KINDS, UNSET, Choice, Domain, Kind, PolicyError, Value

EFFECTIVE_FROM: Final = "scheme.effective_from"
OVERRIDDEN: Final = "overridden"
_CACHED_VIEWS: Final = 512


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in Chinese and in English."""

    zh: str
    en: str

    def as_json(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True, slots=True)
class Clause:
    """A passage of a source document, restated in our own words."""

    document: str
    paragraph: str
    restated: Bilingual

    def as_json(self) -> dict[str, object]:
        return {
            "document": self.document,
            "paragraph": self.paragraph,
            "restated": self.restated.as_json(),
        }


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value as written in the pack, since when, and why. `value` None means not configured."""

    since: date
    text: str | None
    value: Value | None
    status: str
    source: Clause
    why: Bilingual | None


@dataclass(frozen=True, slots=True)
class ParameterHistory:
    """One parameter: what it may hold, and its values in order of date."""

    name: str
    domain: Domain
    unit: str
    daily: bool
    values: tuple[DatedValue, ...]

    def on(self, day: date) -> DatedValue:
        """The value in force that day; before the first date, the first value."""
        index = bisect_right(self.values, day, key=lambda dated: dated.since)
        return self.values[max(index - 1, 0)]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter on one day, as an explanation shows it."""

    name: str
    value: str | None
    unit: str
    since: date | None
    status: str
    source: Clause
    why: Bilingual | None
    alternatives: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        shown: dict[str, object] = {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "since": self.since.isoformat() if self.since else None,
            "status": self.status,
            "source": self.source.as_json(),
        }
        if self.why is not None:
            shown["why"] = self.why.as_json()
        if self.alternatives:
            shown["alternatives"] = list(self.alternatives)
        return shown


class Policy:
    """All parameters in force on one day. Immutable; made by `PolicyPack.rules_on`."""

    __slots__ = ("_overrides", "_pack", "_values", "day", "in_force", "unset")

    def __init__(
        self,
        pack: PolicyPack,
        day: date,
        in_force: bool,
        overrides: Mapping[str, str],
        overridden: Mapping[str, Value | None],
    ) -> None:
        self._pack = pack
        self._overrides = dict(overrides)
        self._values: dict[str, Value | None] = {
            name: history.on(day).value for name, history in pack.parameters.items()
        }
        self._values.update(overridden)
        self.day: Final = day
        self.unset: Final = frozenset(name for name, value in self._values.items() if value is None)
        self.in_force: Final = in_force

    @property
    def pack_name(self) -> str:
        return self._pack.name

    def has_rule(self, rule: str) -> bool:
        """Whether the pack knows the rule at all."""
        return rule in self._pack.rules

    def clause(self, rule: str) -> Clause:
        """The passage a rule rests on. Raises PolicyError for a rule the pack does not have."""
        try:
            return self._pack.rules[rule]
        except KeyError:
            raise PolicyError(f"pack {self._pack.name!r} has no rule {rule!r}") from None

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
        history = self._pack.history(name)
        dated = history.on(self.day)
        overridden = name in self._overrides
        return Parameter(
            name=name,
            value=self._overrides[name] if overridden else dated.text,
            unit=history.unit,
            since=None if overridden else dated.since,
            status=OVERRIDDEN if overridden else dated.status,
            source=dated.source,
            why=None if overridden else dated.why,
            alternatives=history.domain.alternatives if history.domain.kind is Kind.CHOICE else (),
        )

    def _unusable(self, name: str, wanted: Kind) -> PolicyError:
        history = self._pack.history(name)
        if name in self.unset:
            return PolicyError(f"{name} is not configured in pack {self._pack.name!r} on {self.day}")
        return PolicyError(f"{name} in pack {self._pack.name!r} is a {history.domain.kind}, not a {wanted}")


class PolicyPack:
    """The parameters of one county with their dates, and the clauses its rules rest on."""

    def __init__(
        self,
        name: str,
        title: Bilingual,
        place: str,
        rules: Mapping[str, Clause],
        parameters: Mapping[str, ParameterHistory],
    ) -> None:
        self.name: Final = name
        self.title: Final = title
        self.place: Final = place
        self.rules: Final = rules
        self.parameters: Final = parameters
        self._change_dates = sorted({dated.since for history in parameters.values() for dated in history.values})
        self._views: dict[tuple[int, bool, tuple[tuple[str, str], ...]], Policy] = {}

    def history(self, name: str) -> ParameterHistory:
        """All values of one parameter. Raises PolicyError naming the known ones nearby."""
        try:
            return self.parameters[name]
        except KeyError:
            prefix = name.partition(".")[0]
            near = [known for known in self.parameters if known.startswith(prefix + ".")]
            known_names = ", ".join(sorted(near or self.parameters))
            raise PolicyError(f"{name} is no parameter of pack {self.name!r}; there are {known_names}") from None

    def rules_on(self, day: date, overrides: Mapping[str, str] | None = None) -> Policy:
        """All parameters in force on a day, one view for all days between two changes.

        `overrides` replaces a pack's values for one evaluation; the value `unset` takes an amount away.
        Raises PolicyError naming the parameter and its alternatives where an override cannot be used.
        """
        written = tuple(sorted(overrides.items())) if overrides else ()
        in_force = day >= self._effective_from(day, overrides)
        key = (bisect_right(self._change_dates, day), in_force, written)
        view = self._views.get(key)
        if view is None:
            view = Policy(self, day, in_force, dict(written), self._read_overrides(written))
            if len(self._views) >= _CACHED_VIEWS:
                self._views.clear()
            self._views[key] = view
        return view

    def _effective_from(self, day: date, overrides: Mapping[str, str] | None) -> date:
        history = self.parameters[EFFECTIVE_FROM]
        written = overrides.get(EFFECTIVE_FROM) if overrides else None
        value = history.on(day).value if written is None else self._read(history, written)
        if type(value) is date:
            return value
        raise PolicyError(f"{EFFECTIVE_FROM} of pack {self.name!r} must be a date")

    def _read_overrides(self, written: tuple[tuple[str, str], ...]) -> dict[str, Value | None]:
        return {name: self._read(self.history(name), text) for name, text in written}

    def _read(self, history: ParameterHistory, text: str) -> Value | None:
        if text == UNSET and history.domain.kind in AMOUNT_KINDS:
            return None
        try:
            return history.domain.read(text)
        except PolicyError as error:
            raise PolicyError(f"{history.name}: {error}") from None
