"""From what is told of a labourer's placements to his stretches, and to the days on which he is asked after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.placement.domain.follow_ups import FollowUp, Point, Rhythm, follow_up_points
from services.placement.domain.placement_reports import PlacementReport, join_reports
from services.placement.domain.spans import NO_END
from services.placement.domain.stretches import Interruption, Pause, Placement, Side, Stretch, stretches_of
from services.placement.domain.told import ToldOfPlacement


@dataclass(frozen=True, slots=True)
class KnownStretch:
    """A stretch with the points on which its labourer is asked after.

    `owner` is the report its first placement stands on; `is_contested`: whose that placement is, nobody can tell.
    """

    stretch: Stretch
    owner: PlacementReport
    is_contested: bool
    points: tuple[Point, ...]


def known_stretches(
    told: Sequence[ToldOfPlacement], max_gap_days: int, rhythm: Rhythm, as_of: date
) -> list[KnownStretch]:
    """The stretches that have begun by the end of a day, in order of time. Of each placement the owner's facts hold."""
    of_number = {each.report.number: each for each in told}
    joined = join_reports(each.report for each in told)
    owned = {name_of(placement.owner): placement for placement in joined}
    placements = [_placement(of_number[placement.owner.number]) for placement in joined]
    follow_ups = [
        FollowUp(heard.event, heard.made_on)
        for placement in joined
        for heard in of_number[placement.owner.number].follow_ups
    ]
    known = [
        KnownStretch(
            stretch,
            owned[stretch.first.placement].owner,
            owned[stretch.first.placement].is_contested,
            follow_up_points(stretch, follow_ups, as_of, rhythm),
        )
        for stretch in stretches_of(placements, max_gap_days)
        if stretch.start <= as_of
    ]
    return sorted(known, key=lambda each: (each.stretch.start, each.stretch.side))


def name_of(report: PlacementReport) -> str:
    """A placement by its station and the station's number."""
    return "/".join(report.number)


def first_owner(reports: Iterable[PlacementReport]) -> PlacementReport | None:
    """The report the earliest placement stands on, by whose station's pack all are read; None without any."""
    joined = join_reports(reports)
    return joined[0].owner if joined else None


def _placement(told: ToldOfPlacement) -> Placement:
    report = told.report
    return Placement(
        placement=name_of(report),
        employer=report.employer,
        side=Side(report.side),
        start=report.starts_on,
        last_day=told.end.last_day if told.end else None,
        organiser=report.organiser or "",
        leader=report.leader or "",
        interruptions=tuple(
            Interruption(Pause(each.cause), each.first_day, each.last_day or NO_END) for each in told.interruptions
        ),
        event=report.event,
    )
