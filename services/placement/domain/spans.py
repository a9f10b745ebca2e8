"""Spans of days, both ends in them: joined, cut and counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

NO_END: Final = date.max
"""The last day of a span that is still open."""
_DAY: Final = timedelta(days=1)


class Span(NamedTuple):
    """Days from `first` to `last`, both in it."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days it has; none where it ends before it begins."""
        return max(0, (self.last - self.first).days + 1)

    def within(self, other: Span) -> Span:
        """Its part in the other; it ends before it begins where there is none."""
        return Span(max(self.first, other.first), min(self.last, other.last))


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The days of all spans, each once, in order: spans that meet or overlap become one, empty ones none."""
    whole: list[Span] = []
    for span in sorted(span for span in spans if span.first <= span.last):
        if whole and (whole[-1].last == NO_END or span.first <= whole[-1].last + _DAY):
            whole[-1] = Span(whole[-1].first, max(whole[-1].last, span.last))
        else:
            whole.append(span)
    return tuple(whole)


def without(spans: Iterable[Span], removed: Iterable[Span]) -> tuple[Span, ...]:
    """The days of the spans that none of the removed has."""
    cuts = joined(removed)
    return joined(part for span in spans for part in _cut(span, cuts))


def holes_between(spans: Iterable[Span]) -> Iterator[Span]:
    """The days strictly between each span and the next, of spans as `joined` gives them."""
    earlier: Span | None = None
    for span in spans:
        if earlier is not None:
            yield Span(earlier.last + _DAY, span.first - _DAY)
        earlier = span


def days_until(spans: Iterable[Span], as_of: date) -> int:
    """How many days of spans as `joined` gives them there are up to a day, that day among them."""
    return sum(span.within(Span(date.min, as_of)).days for span in spans)


def _cut(span: Span, cuts: Iterable[Span]) -> Iterator[Span]:
    first = span.first
    for cut in cuts:
        if cut.last < first or cut.first > span.last:
            continue
        if cut.first > first:
            yield Span(first, cut.first - _DAY)
        if cut.last >= span.last:
            return
        first = cut.last + _DAY
    yield Span(first, span.last)
