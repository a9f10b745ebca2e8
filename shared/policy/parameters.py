"""One parameter of a pack: its values by place and date, and how it is shown on one day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

from shared.policy.scope import COUNTY, Scope
from shared.policy.values import Domain, PolicyError, Value
from shared.texts import Text


class ClauseJson(TypedDict):
    """A passage of a source document, as an answer names it."""

    document: str
    paragraph: str
    restated: dict[str, str]


@dataclass(frozen=True, slots=True)
class Clause:
    """A passage of a source document, restated in our own words."""

    document: str
    paragraph: str
    restated: Text

    def as_json(self) -> ClauseJson:
        return {
            "document": self.document,
            "paragraph": self.paragraph,
            "restated": self.restated.as_json(),
        }


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value as written in the pack, from when until when, where, and why. `value` None means not configured.

    `until` is its last day; None where it holds until the next value of the same place, or for good.
    """

    since: date
    until: date | None
    scope: Scope
    text: str | None
    value: Value | None
    status: str
    source: Clause
    why: Text | None


@dataclass(frozen=True, slots=True)
class ParameterHistory:
    """One parameter: what it may hold, and its values in order of date.

    `values` are the county's, without a gap. `scoped` holds those of single townships and workshops,
    which may begin late and end early.
    """

    name: str
    domain: Domain
    unit: str
    daily: bool
    values: tuple[DatedValue, ...]
    scoped: Mapping[Scope, tuple[DatedValue, ...]] = field(default_factory=dict)

    def on(self, day: date, scope: Scope = COUNTY) -> DatedValue:
        """The value in force that day: the workshop's, else its township's, else the county's.

        Before the county's first date, its first value.
        """
        if self.scoped:
            for place in scope.places():
                own = _begun(self.scoped.get(place, ()), day)
                if own is not None and (own.until is None or day <= own.until):
                    return own
        return _begun(self.values, day) or self.values[0]

    def all_values(self) -> tuple[DatedValue, ...]:
        """The values of all places."""
        return self.values + tuple(dated for series in self.scoped.values() for dated in series)


def _begun(values: Sequence[DatedValue], day: date) -> DatedValue | None:
    """The last value that began by that day."""
    index = bisect_right(values, day, key=lambda dated: dated.since)
    return values[index - 1] if index else None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter on one day, as an explanation shows it. `scope` is the place its value was written for."""

    name: str
    value: str | None
    unit: str
    since: date | None
    scope: Scope | None
    status: str
    source: Clause
    why: Text | None
    alternatives: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        shown: dict[str, object] = {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "since": self.since.isoformat() if self.since else None,
            "scope": str(self.scope) if self.scope else None,
            "status": self.status,
            "source": self.source.as_json(),
        }
        if self.why is not None:
            shown["why"] = self.why.as_json()
        if self.alternatives:
            shown["alternatives"] = list(self.alternatives)
        return shown


def find_history(pack_name: str, histories: Mapping[str, ParameterHistory], name: str) -> ParameterHistory:
    """All values of one parameter of a pack. Raises PolicyError naming the known ones nearby."""
    try:
        return histories[name]
    except KeyError:
        prefix = name.partition(".")[0]
        near = [known for known in histories if known.startswith(prefix + ".")]
        known_names = ", ".join(sorted(near or histories))
        raise PolicyError(f"{name} is no parameter of pack {pack_name!r}; there are {known_names}") from None
