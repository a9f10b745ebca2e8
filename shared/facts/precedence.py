"""Which of several reports of the same thing is in force: the highest revision, then the latest, however they came."""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from typing import Protocol, TypeVar

Precedence = tuple[int, datetime, str, str]
"""The revision it was reported as, when, then the reporting source and the report's id: a total order over reports."""


class Report(Protocol):
    """Something that can be reported again, and taken back."""

    @property
    def precedence(self) -> Precedence: ...

    @property
    def withdrawn(self) -> bool: ...


AnyReport = TypeVar("AnyReport", bound=Report)


def latest(reports: Iterable[AnyReport]) -> AnyReport | None:
    """The report with the highest precedence, be it a withdrawal; None when there is no report."""
    return max(reports, key=lambda report: report.precedence, default=None)


def in_force(reports: Iterable[AnyReport], natural_key: Callable[[AnyReport], Hashable]) -> list[AnyReport]:
    """The latest report of each natural key, without those that are withdrawn."""
    newest: dict[Hashable, AnyReport] = {}
    for report in reports:
        key = natural_key(report)
        known = newest.get(key)
        if known is None or report.precedence > known.precedence:
            newest[key] = report
    return [report for report in newest.values() if not report.withdrawn]
