"""A labourer's stretches as they are answered, with the days on which he is asked after."""

from datetime import date, datetime

from pydantic import Field

from services.placement.domain.follow_ups import Point, PointState
from services.placement.domain.placement_history import KnownStretch
from services.placement.domain.spans import Span
from services.placement.domain.stretches import Side
from shared.http.answers import Answer
from shared.identifiers import Identifier
from shared.texts import Text


class MissingAnswer(Answer):
    """What has to be known first, in both languages."""

    code: str = Field(description="It stays where words change")
    zh: str
    en: str


class DaysAnswer(Answer):
    """Days, both ends in them."""

    first_day: date
    last_day: date


class PointAnswer(Answer):
    """A day on which he is asked after, some months from the start."""

    months: int
    due_on: date
    state: PointState = Field(description="At the end of `as_of`")
    answered_by: str | None = Field(description="The event of the follow-up that answers it")


class StretchAnswer(Answer):
    """Time at work on one side of the county's border without a hole that is too long."""

    side: Side
    starts_on: date
    last_day: date | None = Field(description="Null while it is open")
    station: Identifier = Field(description="Whose word its first placement is")
    organiser: Identifier | None = Field(description="Who organised its first placement")
    leader: Identifier | None
    contested: bool = Field(description="True: nobody can tell who registered its first placement first")
    days_covered: int = Field(description="At work or with a pause that is no hole, up to the end of `as_of`")
    days_at_work: int = Field(description="Without any pause, up to the end of `as_of`")
    holes: list[DaysAnswer] = Field(description="Short ones, days strictly between")
    placements: list[str] = Field(description="As station/number, in order of their starts")
    return_not_reported: list[str] = Field(description="Those that only a later start has ended")
    follow_ups: list[PointAnswer]


class StretchesOfWorker(Answer):
    """A labourer's stretches at the end of a day."""

    worker: Identifier
    as_of: date
    known_at: datetime | None = Field(description="Without what came later; null: as known now")
    policy_pack: Identifier | None = Field(description="That of the station whose word his first placement is")
    max_gap_days: int | None = Field(description="The longest hole that leaves a stretch whole, by the pack")
    missing: MissingAnswer | None = Field(description="What has to be known before anything can be told")
    stretches: list[StretchAnswer]


def missing_answer(missing: Text) -> MissingAnswer:
    """Words without gaps."""
    return MissingAnswer(code=missing.code, zh=missing.zh, en=missing.en)


def stretch_answer(known: KnownStretch, as_of: date) -> StretchAnswer:
    """One stretch at the end of a day."""
    stretch = known.stretch
    return StretchAnswer(
        side=stretch.side,
        starts_on=stretch.start,
        last_day=stretch.last_day,
        station=known.owner.number[0],
        organiser=known.owner.organiser,
        leader=known.owner.leader,
        contested=known.is_contested,
        days_covered=stretch.days_covered(as_of),
        days_at_work=stretch.days_at_work(as_of),
        holes=[_days(hole) for hole in stretch.holes],
        placements=[placement.placement for placement in stretch.placements],
        return_not_reported=list(stretch.return_not_reported),
        follow_ups=[_point(point) for point in known.points],
    )


def _days(span: Span) -> DaysAnswer:
    return DaysAnswer(first_day=span.first, last_day=span.last)


def _point(point: Point) -> PointAnswer:
    answered_by = point.answered_by.follow_up if point.answered_by else None
    return PointAnswer(months=point.months, due_on=point.due_on, state=point.state, answered_by=answered_by)
