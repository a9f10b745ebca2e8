"""A policy pack in memory: the parameters of one county, and the view of them on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from shared.policy.exclusive_groups import ExclusiveGroup
from shared.policy.parameters import Clause, ParameterHistory, find_history
from shared.policy.parts import Origins
from shared.policy.scope import COUNTY, Scope
from shared.policy.values import AMOUNT_KINDS, UNSET, PolicyError, Value
from shared.policy.view import Policy
from shared.texts import Text

EFFECTIVE_FROM: Final = "scheme.effective_from"
_CACHED_VIEWS: Final = 2048


class PolicyPack:
    """The parameters of one county with their dates, the clauses its rules rest on, and what excludes what."""

    def __init__(
        self,
        name: str,
        title: Text,
        origins: Origins,
        rules: Mapping[str, Clause],
        parameters: Mapping[str, ParameterHistory],
        exclusive_groups: Mapping[str, ExclusiveGroup],
        fingerprint: str,
        since: date | None = None,
    ) -> None:
        self.name: Final = name
        self.title: Final = title
        self.origins: Final = origins
        self.rules: Final = rules
        self.parameters: Final = parameters
        self.exclusive_groups: Final = exclusive_groups
        self.fingerprint: Final = fingerprint
        """A hash of the content: two packs with the same one compute the same."""
        self.since: Final = since
        """From when on this edition replaces the one before; None for the first."""
        self._group_of = {rule: group for group in exclusive_groups.values() for rule in group.rules}
        self._change_dates = _change_dates(parameters)
        self._own_places = frozenset(place for history in parameters.values() for place in history.scoped)
        self._views: dict[tuple[int, bool, Scope, tuple[tuple[str, str], ...]], Policy] = {}

    @property
    def place(self) -> str:
        """The file or the folder it was read from."""
        return str(self.origins.pack)

    @property
    def editions(self) -> tuple[PolicyPack, ...]:
        """The pack's editions in order of date; a pack that was never replaced is its only one."""
        return (self,)

    def edition_on(self, day: date) -> PolicyPack:
        """The edition in force that day."""
        return self

    def exclusive_group(self, rule: str) -> str:
        """The group of subsidies of which one person draws only one, or the rule's own name.

        Of several editions the newest is asked; ask `edition_on` for the day a claim counts for.
        """
        group = self._group_of.get(rule)
        return group.name if group else rule

    def exclusive_group_clause(self, rule: str) -> Clause | None:
        """The passage by which the rule excludes others; None where it excludes none."""
        group = self._group_of.get(rule)
        return group.clause if group else None

    def history(self, name: str) -> ParameterHistory:
        """All values of one parameter. Raises PolicyError naming the known ones nearby."""
        return find_history(self.name, self.parameters, name)

    def rules_on(self, day: date, overrides: Mapping[str, str] | None = None, scope: Scope = COUNTY) -> Policy:
        """All parameters in force on a day in a place, one view for all days between two changes.

        Places without values of their own share the view of the wider place.
        `overrides` replaces a pack's values for one evaluation; the value `unset` takes an amount away.
        Raises PolicyError naming the parameter and its alternatives where an override cannot be used.
        """
        written = tuple(sorted(overrides.items())) if overrides else ()
        known = self._narrowed(scope) if self._own_places else COUNTY
        in_force = day >= self._effective_from(day, overrides, known)
        key = (bisect_right(self._change_dates, day), in_force, known, written)
        view = self._views.get(key)
        if view is None:
            view = Policy(
                self.name,
                self.rules,
                self.parameters,
                day,
                known,
                in_force,
                dict(written),
                self._read_overrides(written),
            )
            if len(self._views) >= _CACHED_VIEWS:
                self._views.clear()
            self._views[key] = view
        return view

    def _narrowed(self, scope: Scope) -> Scope:
        """The scope without the places that have no values of their own."""
        return Scope(
            township=scope.township if Scope(township=scope.township) in self._own_places else "",
            workshop=scope.workshop if Scope(workshop=scope.workshop) in self._own_places else "",
        )

    def _effective_from(self, day: date, overrides: Mapping[str, str] | None, scope: Scope) -> date:
        history = self.parameters[EFFECTIVE_FROM]
        written = overrides.get(EFFECTIVE_FROM) if overrides else None
        value = history.on(day, scope).value if written is None else self._read(history, written)
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


def _change_dates(parameters: Mapping[str, ParameterHistory]) -> list[date]:
    """The days on which some value begins, or ends and gives way to that of a wider place."""
    days: set[date] = set()
    for history in parameters.values():
        for dated in history.all_values():
            days.add(dated.since)
            if dated.until is not None:
                days.add(dated.until + timedelta(days=1))
    return sorted(days)
