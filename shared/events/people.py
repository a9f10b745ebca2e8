"""Facts and states of people and presence: workers, workshops, clocks, rosters, attendance, skills."""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field, JsonValue

from shared.dates import Day, PastDay, PastMoment
from shared.events.envelope import Event, EventData, FactData, StateData
from shared.identifiers import Identifier, IdentityNumber, Label, PersonName, Phone, Readable, SharesText, WeightText
from shared.months import MonthText
from shared.written_forms import SHIFT_HOURS_PATTERN

Leave = Literal["paid", "unpaid"]
Basis = Literal["clock", "station", "clerk"]
Grade = Literal["elementary", "intermediate", "senior", "technician", "senior_technician"]
ClockDoubt = Literal["single_punch", "unpaired_punch", "directions_incomplete", "shift_unclear"]


def _by_date(days: dict[date, str]) -> dict[date, str]:
    return dict(sorted(days.items()))


ExpectedDays = Annotated[
    dict[Day, Literal["0.5", "1"]],
    Field(max_length=31, json_schema_extra={"additionalProperties": False}),
    AfterValidator(_by_date),
]
"""The weight expected on each date, kept in date order so that equal rosters are equal bytes."""


NO_LEAVE_BESIDE_A_WHOLE_DAY: Final[JsonValue] = {
    "required": ["leave"],
    "properties": {"leave": {"type": "string"}, "weight_days": {"const": "1"}},
}
"""What a report of attendance is not, as its schema says it."""


class WorkerEnrolled(Event):
    """A workshop takes a worker on, or moves him, from a day on. Names him, so it enters no stream."""

    class Data(FactData):
        worker: Identifier
        workshop: Identifier
        since: Day = Field(description="First day in this workshop; an earlier entry ends the day before")
        group: Identifier | None = Field(default=None, description="Production group, where rosters go by group")
        first_day: Day | None = Field(default=None, description="First day of employment, as registered")
        name: PersonName
        identity_number: IdentityNumber
        phone: Phone | None = None

    owner = "placement"
    carries_identity = True
    type: Literal["worker.enrolled.v1"]
    data: Data


class WorkshopRegistered(Event):
    """A workshop, its county's policy pack and the village collective behind it."""

    class Data(FactData):
        workshop: Identifier
        name: Label
        policy_pack: Identifier
        township: Identifier
        village_collective: Identifier

    owner = "placement"
    type: Literal["workshop.registered.v1"]
    data: Data


class StationRegistered(Event):
    """A labour station and the workshops it reports for."""

    class Data(FactData):
        station: Identifier
        name: Label
        workshops: Annotated[tuple[Identifier, ...], Field(max_length=500, strict=False)]
        policy_pack: Identifier | None = Field(default=None, description="The pack its placements are decided by")

    owner = "placement"
    type: Literal["station.registered.v1"]
    data: Data


class ClockEnrolled(Event):
    """A punch clock, by its serial number, stands in a workshop of a station, from a day on."""

    class Data(FactData):
        serial: Identifier
        station: Identifier
        workshop: Identifier
        since: Day | None = Field(
            default=None,
            description="First day in this place; null: from the beginning. A clock that moves gets another",
        )

    owner = "placement"
    type: Literal["clock.enrolled.v1"]
    data: Data


class PinAssigned(Event):
    """A number on a punch clock means this worker, from a day on."""

    class Data(FactData):
        serial: Identifier
        pin: Identifier
        worker: Identifier
        valid_from: Day
        valid_until: Day | None = Field(default=None, description="Last day; null while in use")

    owner = "placement"
    type: Literal["pin.assigned.v1"]
    data: Data


class PunchRecorded(Event):
    """One punch: natural key serial, pin and time. Attendance is derived from a day's punches."""

    class Data(FactData):
        serial: Identifier
        pin: Identifier
        punched_at: PastMoment
        status: Annotated[int, Field(ge=0, le=255, description="0 in, 1 out, 2-5 breaks, 255 not given")] = 255
        station: Identifier | None = Field(
            default=None, description="The station that sends it; counts only while the clock is enrolled for it"
        )

    owner = "placement"
    type: Literal["punch.recorded.v1"]
    data: Data


class RosterPublished(Event):
    """The days a workshop, or one of its groups, expects its workers in a month."""

    class Data(FactData):
        workshop: Identifier
        group: Identifier | None = None
        month: MonthText
        expected_days: ExpectedDays
        closure_reason: Annotated[Readable, Field(min_length=1, max_length=500)] | None = Field(
            default=None, description="Needed, with approved_by, to change a roster after its month began"
        )
        approved_by: Identifier | None = None
        shift_hours: Annotated[str, Field(pattern=SHIFT_HOURS_PATTERN, max_length=11)] | None = Field(
            default=None,
            description="From when to when its shift lasts, such as 20:00-08:00; "
            "says which shift punches without keys belong to",
        )

    owner = "placement"
    type: Literal["roster.published.v1"]
    data: Data


class AttendanceReported(Event):
    """A station or a clerk says how much of a day a worker was present in a workshop."""

    class Data(FactData):
        model_config = ConfigDict(json_schema_extra={"not": NO_LEAVE_BESIDE_A_WHOLE_DAY})

        worker: Identifier
        workshop: Identifier
        day: PastDay
        weight_days: WeightText
        leave: Leave | None = None
        station: Identifier | None = None

    owner = "placement"
    type: Literal["attendance.reported.v1"]
    data: Data


class SkillAssessed(Event):
    """A certificate of skill was issued, or revoked."""

    class Data(FactData):
        certificate: Identifier
        worker: Identifier
        trade: Identifier
        grade: Grade
        certified_on: PastDay
        revoked_on: PastDay | None = None

    owner = "placement"
    type: Literal["skill.assessed.v1"]
    data: Data


class ShareholdingRegistered(Event):
    """A village's shares in a workshop from a day on."""

    class Data(FactData):
        workshop: Identifier
        village: Identifier
        effective_from: Day
        shares: SharesText

    owner = "placement"
    type: Literal["shareholding.registered.v1"]
    data: Data


class WorkerRegistered(Event):
    """A worker, his first day and the workshops he belongs to over time."""

    class Assignment(EventData):
        workshop: Identifier
        since: Day
        group: Identifier | None = None

    class Data(StateData):
        worker: Identifier
        first_day: Day | None = None
        assignments: Annotated[tuple["WorkerRegistered.Assignment", ...], Field(max_length=500, strict=False)]

    owner = "placement"
    type: Literal["worker.registered.v1"]
    data: Data


class WorkshopChanged(Event):
    """A workshop as the register holds it."""

    class Data(StateData):
        workshop: Identifier
        name: Label
        policy_pack: Identifier
        township: Identifier
        village_collective: Identifier

    owner = "placement"
    type: Literal["workshop.changed.v1"]
    data: Data


class RosterChanged(Event):
    """The roster of a workshop, or of one of its groups, for a month."""

    class Data(StateData):
        workshop: Identifier
        group: Identifier | None = None
        month: MonthText
        expected_days: ExpectedDays

    owner = "placement"
    type: Literal["roster.changed.v1"]
    data: Data


class AttendanceRecorded(Event):
    """How much of a day a worker counts as present in a workshop, and on whose word."""

    class Data(StateData):
        worker: Identifier
        workshop: Identifier
        day: Day
        weight_days: WeightText
        leave: Leave | None = None
        basis: Basis
        doubts: Annotated[tuple[ClockDoubt, ...], Field(max_length=4)] = Field(
            default=(), description="Why a clerk should look at a day that its punches make less than a whole one"
        )

    owner = "placement"
    type: Literal["attendance.recorded.v1"]
    data: Data


class SkillCertified(Event):
    """A worker's certificate as the register holds it."""

    class Data(StateData):
        certificate: Identifier
        worker: Identifier
        trade: Identifier
        grade: Grade
        certified_on: Day
        revoked_on: Day | None = None

    owner = "placement"
    type: Literal["skill.certified.v1"]
    data: Data


class ShareholdingChanged(Event):
    """A village's shares in a workshop from a day on, as the register holds them."""

    class Data(StateData):
        workshop: Identifier
        village: Identifier
        effective_from: Day
        shares: SharesText

    owner = "placement"
    type: Literal["shareholding.changed.v1"]
    data: Data
