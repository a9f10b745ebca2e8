"""From what is told of a labourer's placements to his stretches, and to the days on which he is asked after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.placement.domain.follow_ups import FollowUp, Point, follow_up_points
from services.placement.domain.placement_reports import PlacementReport, join_reports
from services.placement.domain.rules.organiser_subsidy import MAX_GAP_DAYS, organiser_subsidy, rhythm_of
from services.placement.domain.spans import NO_END
from services.placement.domain.stretches import Interruption, Pause, Placement, Side, Stretch, stretches_of
from services.placement.domain.told import ToldOfPlacement
from shared.policy import Policy
from shared.texts import Text

NO_PLACEMENT: Final = Text("stretches.no_placement", "没有报过转移就业", "no placement was ever reported")
NO_PACK: Final = Text(
    "stretches.no_pack",
    "他最早一次就业所属劳务站没有登记政策包，或政策包不存在",
    "no pack is registered for the station of his first placement, or there is none of that name",
)
NO_RULE: Final = Text(
    "stretches.no_rule",
    "该县政策包没有组织跟踪服务补贴，未定间断和回访",
    "the county's pack has no subsidy for organising and following up, so it sets neither holes nor follow-ups",
)
NOT_IN_FORCE: Final = Text(
    "stretches.not_in_force", "该县办法当日尚未施行", "the county's measures were not in force on that day"
)


@dataclass(frozen=True, slots=True)
class KnownStretch:
    """A stretch with the points on which its labourer is asked after.

    `owner` is the report its first placement stands on; `is_contested`: whose that placement is, nobody can tell.
    """

    stretch: Stretch
    owner: PlacementReport
    is_contested: bool
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class History:
    """A labourer's stretches at the end of a day, or what has to be known before anything can be told.

    `max_gap_days` is the longest hole that leaves a stretch whole; None where something is missing.
    """

    stretches: tuple[KnownStretch, ...] = ()
    max_gap_days: int | None = None
    missing: Text | None = None


def history_of(told: Sequence[ToldOfPlacement], policy: Policy | None, as_of: date) -> History:
    """The stretches that have begun by the end of a day, in order of time. Of each placement the owner's facts hold.

    `policy` is that of the day by the pack of `first_owner`'s station; None where none is known.
    """
    missing = _missing(told, policy)
    if missing is not None or policy is None:
        return History(missing=missing)
    joined = join_reports(each.report for each in told)
    owned = {name_of(placement.owner): placement for placement in joined}
    holding = held(told)
    follow_ups = [FollowUp(heard.event, heard.made_on) for each in holding for heard in each.follow_ups]
    max_gap_days, rhythm = policy.integer(MAX_GAP_DAYS), rhythm_of(policy)
    known = [
        KnownStretch(
            stretch,
            owned[stretch.first.placement].owner,
            owned[stretch.first.placement].is_contested,
            follow_up_points(stretch, follow_ups, as_of, rhythm),
        )
        for stretch in stretches_of(map(_placement, holding), max_gap_days)
        if stretch.start <= as_of
    ]
    return History(tuple(sorted(known, key=lambda each: (each.stretch.start, each.stretch.side))), max_gap_days)


def held(told: Sequence[ToldOfPlacement]) -> list[ToldOfPlacement]:
    """What holds of each placement: all that its owner told of it."""
    of_number = {each.report.number: each for each in told}
    return [of_number[placement.owner.number] for placement in join_reports(each.report for each in told)]


def _missing(told: Sequence[ToldOfPlacement], policy: Policy | None) -> Text | None:
    if not told:
        return NO_PLACEMENT
    if policy is None:
        return NO_PACK
    if not policy.has_rule(organiser_subsidy.__name__):
        return NO_RULE
    return None if policy.in_force else NOT_IN_FORCE


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
