"""What several stations report of one placement: which reports are one, and whose it is.

Reports of one labourer and employer whose starts lie within seven days of the first are one placement, claimed by
each organiser. It is that one's who registered it first, whenever his report came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

ONE_PLACEMENT_DAYS: Final = 7
"""How far after the group's first start another one may lie."""
ONLINE_WITHIN: Final = timedelta(hours=1)
"""A report was made online where it came within this time of the last answer it shows."""

Number = tuple[str, str]
"""The station whose word a report is, and its own number of the placement."""


@dataclass(frozen=True, slots=True)
class Registration:
    """Between which moments a placement was registered, in UTC: the same one where it was reported online."""

    earliest: datetime | None
    """None: nothing shows when the station last had an answer, so it may have been any time before."""
    latest: datetime

    @classmethod
    def of(cls, last_answer_at: datetime | None, arrived_at: datetime) -> Registration:
        """From the last answer of this server that the report shows, and when it came."""
        if last_answer_at is None:
            return cls(None, arrived_at)
        if arrived_at - last_answer_at <= ONLINE_WITHIN:
            return cls(arrived_at, arrived_at)
        return cls(last_answer_at, arrived_at)

    @property
    def is_online(self) -> bool:
        """Whether it was registered when it came."""
        return self.earliest == self.latest


@dataclass(frozen=True, slots=True)
class PlacementReport:
    """One station's word on one placement, as it stands."""

    number: Number
    worker: str
    employer: str
    side: Literal["outside", "inside"]
    starts_on: date
    organiser: str | None
    leader: str | None
    registration: Registration
    event: str
    """The fact it stands on, as `source#id`."""


@dataclass(frozen=True, slots=True)
class ReportedPlacement:
    """One placement with all reports of it, the owner's first where it is known whose it is.

    `is_contested`: the times of registration cannot be put in order, so a person decides; until then the facts of
    the report that came first hold, and nobody's claim rests on them.
    """

    reports: tuple[PlacementReport, ...]
    is_contested: bool

    @property
    def owner(self) -> PlacementReport:
        """Whose facts hold."""
        return self.reports[0]


def join_reports(reports: Iterable[PlacementReport]) -> list[ReportedPlacement]:
    """The placements of one labourer, by their first start, whatever order the reports come in."""
    groups: list[list[PlacementReport]] = []
    open_groups: dict[str, list[PlacementReport]] = {}
    for report in sorted(reports, key=lambda report: (report.starts_on, report.number)):
        group = open_groups.get(report.employer)
        if group is None or (report.starts_on - group[0].starts_on).days > ONE_PLACEMENT_DAYS:
            group = open_groups[report.employer] = []
            groups.append(group)
        group.append(report)
    return [_with_owner(group) for group in groups]


def _with_owner(group: Sequence[PlacementReport]) -> ReportedPlacement:
    by_arrival = sorted(group, key=lambda report: (report.registration.latest, report.number))
    first = next(
        (one for one in by_arrival if all(_is_before(one, other) for other in group if other is not one)), None
    )
    owner = first or by_arrival[0]
    return ReportedPlacement((owner, *(report for report in by_arrival if report is not owner)), first is None)


def _is_before(one: PlacementReport, other: PlacementReport) -> bool:
    """Whether it was certainly registered before the other. Two online ones always have an order."""
    mine, its = one.registration, other.registration
    if mine.is_online and its.is_online:
        return (mine.latest, one.number) < (its.latest, other.number)
    return its.earliest is not None and mine.latest < its.earliest
