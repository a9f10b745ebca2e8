"""A labourer's placements as they are answered: each with every station's report of it, and whose it is."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from pydantic import Field

from services.placement.domain.placement_reports import Number, PlacementReport, ReportedPlacement
from services.placement.domain.told import ToldFollowUp, ToldOfPlacement
from shared.events.placements import EndOfWork, Interruption, Side
from shared.http.answers import Answer, KeptAmount
from shared.identifiers import Identifier
from shared.money import format_amount
from shared.months import MonthText


class InterruptionAnswer(Answer):
    """Days not at work."""

    cause: Interruption
    first_day: date
    last_day: date | None = Field(description="Null while it lasts")
    event: str


class FollowUpAnswer(Answer):
    """What was heard of him."""

    made_on: date
    at_work: bool
    last_day_at_work: date | None
    weekly_hours: int | None
    monthly_pay_yuan: KeptAmount | None
    pay_months: list[MonthText]
    insured: bool | None
    event: str


class ContractAnswer(Answer):
    """A labour contract."""

    signed_on: date
    starts_on: date
    ends_on: date | None
    insured: bool
    event: str


class EndAnswer(Answer):
    """When he stopped working there, and why."""

    last_day: date
    cause: EndOfWork
    event: str


class ReportAnswer(Answer):
    """One station's word on the placement."""

    station: Identifier
    placement: Identifier
    side: Side
    starts_on: date
    organiser: Identifier | None
    leader: Identifier | None
    registered_after: datetime | None = Field(description="Registered no earlier; null: nothing shows it")
    registered_by: datetime = Field(description="Registered no later: when the first report of it came")
    end: EndAnswer | None = Field(description="Null while none was reported")
    interruptions: list[InterruptionAnswer]
    follow_ups: list[FollowUpAnswer]
    contracts: list[ContractAnswer]
    event: str


class PlacementAnswer(Answer):
    """One placement."""

    employer: Identifier
    starts_on: date = Field(description="As its owner reported it")
    contested: bool = Field(
        description="True: who registered it first cannot be told, so a person decides; shown first is what came first"
    )
    reports: list[ReportAnswer] = Field(description="The owner's first")


class PlacementsOfWorker(Answer):
    """All placements of a labourer, by their start."""

    worker: Identifier
    known_at: datetime | None = Field(description="Without what came later; null: as known now")
    placements: list[PlacementAnswer]


def placements_of_worker(
    worker: str, known_at: datetime | None, joined: Iterable[ReportedPlacement], told: Mapping[Number, ToldOfPlacement]
) -> PlacementsOfWorker:
    """The answer, from joined reports and what is told beside each."""
    placements = [
        PlacementAnswer(
            employer=placement.owner.employer,
            starts_on=placement.owner.starts_on,
            contested=placement.is_contested,
            reports=[_report(report, told[report.number]) for report in placement.reports],
        )
        for placement in joined
    ]
    return PlacementsOfWorker(worker=worker, known_at=known_at, placements=placements)


def _report(report: PlacementReport, told: ToldOfPlacement) -> ReportAnswer:
    station, placement = report.number
    end = told.end
    return ReportAnswer(
        station=station,
        placement=placement,
        side=report.side,
        starts_on=report.starts_on,
        organiser=report.organiser,
        leader=report.leader,
        registered_after=report.registration.earliest,
        registered_by=report.registration.latest,
        end=None if end is None else EndAnswer.model_validate(end),
        interruptions=[InterruptionAnswer.model_validate(each) for each in told.interruptions],
        follow_ups=[_follow_up(each) for each in told.follow_ups],
        contracts=[ContractAnswer.model_validate(each) for each in told.contracts],
        event=report.event,
    )


def _follow_up(kept: ToldFollowUp) -> FollowUpAnswer:
    return FollowUpAnswer(
        made_on=kept.made_on,
        at_work=kept.at_work,
        last_day_at_work=kept.last_day_at_work,
        weekly_hours=kept.weekly_hours,
        monthly_pay_yuan=_amount(kept.monthly_pay_yuan),
        pay_months=list(kept.pay_months),
        insured=kept.insured,
        event=kept.event,
    )


def _amount(amount_yuan: Decimal | None) -> str | None:
    return None if amount_yuan is None else format_amount(amount_yuan)
