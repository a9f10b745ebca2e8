"""Which event types exist, who owns them, through which doors facts come in, and who reads the states.

The one place a reader, a test or a document looks up the event web.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from shared.events import claims, details, employments, households, money, people, placements, production, waiting
from shared.events.envelope import Event

ServiceName = Literal["orders", "payroll", "placement"]
SERVICES: Final[tuple[ServiceName, ...]] = ("orders", "payroll", "placement")


@dataclass(frozen=True, slots=True)
class PublishedEvent:
    """A state its owner publishes on the stream of its own name, and the services that read it."""

    event: type[Event]
    consumers: tuple[ServiceName, ...]


REPORTED: Final[tuple[type[Event], ...]] = (
    production.AgreementSigned,
    production.RatePublished,
    production.RoutingPublished,
    production.OrderPlaced,
    production.PieceworkReported,
    production.DeliveryInspected,
    production.ProfitDeclared,
    people.WorkerEnrolled,
    households.LabourerRegistered,
    households.HouseholdRegistered,
    households.HouseholdMemberRecorded,
    households.HouseholdSucceeded,
    households.CategoryCertified,
    households.LabourSurveyRecorded,
    employments.EmploymentEnded,
    details.WorkerIdentityDecided,
    details.WorkerAccountDecided,
    details.WorkerAccountGiven,
    people.WorkshopRegistered,
    people.StationRegistered,
    people.ClockEnrolled,
    people.PinAssigned,
    people.PunchRecorded,
    people.RosterPublished,
    people.AttendanceReported,
    people.SkillAssessed,
    people.ShareholdingRegistered,
    placements.VacancyAnnounced,
    placements.PlacementReported,
    placements.PlacementInterrupted,
    placements.PlacementEnded,
    placements.FollowUpRecorded,
    placements.LabourContractSigned,
)
"""Facts from outside, each accepted by its owner only."""

PUBLISHED: Final[tuple[PublishedEvent, ...]] = (
    PublishedEvent(production.OrderAccepted, ()),
    PublishedEvent(production.OrderCompleted, ()),
    PublishedEvent(production.PieceworkRecorded, ("payroll",)),
    PublishedEvent(production.ProductionReported, ("payroll",)),
    PublishedEvent(production.ProfitReported, ("payroll",)),
    PublishedEvent(people.WorkerRegistered, ("payroll",)),
    PublishedEvent(details.WorkerDetailsChanged, ("payroll",)),
    PublishedEvent(people.WorkshopChanged, ("payroll",)),
    PublishedEvent(people.RosterChanged, ("payroll",)),
    PublishedEvent(people.AttendanceRecorded, ("payroll",)),
    PublishedEvent(people.SkillCertified, ("payroll",)),
    PublishedEvent(people.ShareholdingChanged, ("payroll",)),
    PublishedEvent(claims.ClaimApproved, ("payroll",)),
    PublishedEvent(money.StatementComputed, ()),
    PublishedEvent(money.AwardGranted, ("orders",)),
    PublishedEvent(money.ProfitDivided, ()),
    PublishedEvent(money.MonthClosed, ()),
    PublishedEvent(money.IncomeRecorded, ()),
    PublishedEvent(money.PaymentSettled, ()),
    PublishedEvent(money.PaymentReturned, ()),
    PublishedEvent(claims.ClaimCommitted, ()),
    PublishedEvent(claims.ClaimQueued, ()),
    PublishedEvent(claims.ClaimRefused, ()),
    PublishedEvent(waiting.OrdersDelayed, ("payroll",)),
    PublishedEvent(waiting.PlacementDelayed, ("payroll",)),
    PublishedEvent(waiting.PayrollDelayed, ()),
)
"""States, each published by its owner on the stream of the owner's name."""

ALL_EVENTS: Final[tuple[type[Event], ...]] = REPORTED + tuple(entry.event for entry in PUBLISHED)


def reported_to(service: str) -> tuple[type[Event], ...]:
    """The facts a service accepts from outside, by any door."""
    return tuple(event for event in REPORTED if event.owner == service)


def published_by(service: str) -> tuple[type[Event], ...]:
    """The states a service publishes."""
    return tuple(entry.event for entry in PUBLISHED if entry.event.owner == service)


def read_by(service: str, stream: str) -> tuple[type[Event], ...]:
    """The states on `stream` that a service acts on."""
    return tuple(entry.event for entry in PUBLISHED if entry.event.owner == stream and service in entry.consumers)


def streams_read_by(service: str) -> tuple[str, ...]:
    """The other services' streams on which a service has a consumer group."""
    return tuple(stream for stream in SERVICES if read_by(service, stream))


def expected_groups(stream: str) -> tuple[str, ...]:
    """The consumer groups that must exist before anything is cut from a service's stream."""
    return tuple(service for service in SERVICES if read_by(service, stream))


def newest_version_of(type_without_version: str, events: Iterable[type[Event]] = ALL_EVENTS) -> int:
    """The newest known version of a type such as `attendance.recorded`; 0 when the type is unknown."""
    versions = (
        int(version)
        for name, _, version in (event.type_name().rpartition(".v") for event in events)
        if name == type_without_version
    )
    return max(versions, default=0)
