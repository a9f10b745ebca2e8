"""The values of a parameter place by place: in order of date, nowhere two at once, the county's without a gap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from shared.policy.parameters import DatedValue
from shared.policy.scope import COUNTY, Scope
from shared.policy.values import PolicyError

_Numbered = tuple[int, DatedValue]
"""A value with its position in the file."""


def series_by_place(place: str, values: Sequence[DatedValue]) -> dict[Scope, tuple[DatedValue, ...]]:
    """The values of each place; those of the county are always there.

    A township's or workshop's may begin late, end early and pause: where it has none, the wider place's
    holds. Raises PolicyError naming the value that overlaps another or leaves the county without one.
    """
    series: dict[Scope, list[_Numbered]] = {}
    for index, value in enumerate(values):
        series.setdefault(value.scope, []).append((index, value))
    if COUNTY not in series:
        raise PolicyError(f"{place}.values: none for the county; add one without township and workshop")
    for numbered in series.values():
        _refuse_overlaps(place, numbered)
    _refuse_gaps(place, series[COUNTY])
    return {scope: tuple(value for _, value in numbered) for scope, numbered in series.items()}


def _refuse_overlaps(place: str, series: Sequence[_Numbered]) -> None:
    for (_, earlier), (index, later) in pairwise(series):
        if later.since <= (earlier.until or earlier.since):
            where = "" if later.scope == COUNTY else f" of {later.scope}"
            raise PolicyError(f"{place}.values.{index}.from: {later.since} overlaps the value{where} before it")


def _refuse_gaps(place: str, series: Sequence[_Numbered]) -> None:
    for (_, earlier), (index, later) in pairwise(series):
        if earlier.until is not None and later.since != earlier.until + timedelta(days=1):
            raise PolicyError(f"{place}.values.{index}.from: no value between {earlier.until} and {later.since}")
    index, last = series[-1]
    if last.until is not None:
        raise PolicyError(
            f"{place}.values.{index}.until: no value after {last.until}; "
            "drop it, or add a value from the next day on (unset ends an amount)"
        )
