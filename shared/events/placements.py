"""Facts of labourers placed in work: where and since when, what interrupted it, when it ended, who asked after them.

Each is the word of one labour station, by whose id and its own numbers it is known: no station can touch another's.
"""

from typing import Annotated, Literal

from pydantic import Field

from shared.dates import Day, PastDay, PastMoment
from shared.events.envelope import Event, FactData
from shared.identifiers import Identifier, Readable
from shared.money import AmountText
from shared.months import MonthText

Side = Annotated[Literal["outside", "inside"], Field(description="Outside the county, or inside it")]
Interruption = Literal["rest", "leave", "injury", "closure", "unpaid"]
EndOfWork = Literal["returned", "resigned", "dismissed", "contract_ended", "closure", "injury", "death"]
Note = Annotated[Readable, Field(max_length=500)]


class VacancyAnnounced(Event):
    """An employer looks for people: how many, for which trade, from when until when."""

    class Data(FactData):
        vacancy: Identifier
        employer: Identifier
        trade: Identifier
        posts: Annotated[int, Field(ge=1, le=100_000, description="How many people")]
        opens_on: Day
        closes_on: Day | None = Field(default=None, description="Last day; null: until it is filled")
        monthly_pay_yuan: AmountText | None = None

    owner = "placement"
    type: Literal["vacancy.announced.v1"]
    data: Data


class PlacementReported(Event):
    """A labourer starts to work for an employer, and who organised it."""

    class Data(FactData):
        station: Identifier = Field(description="The labour station whose word it is")
        placement: Identifier = Field(description="The station's own number of the placement")
        worker: Identifier
        employer: Identifier
        side: Side
        departed_on: Day | None = Field(default=None, description="When he left home for it")
        starts_on: Day = Field(description="First day at work")
        organiser: Identifier | None = Field(
            default=None, description="The organisation that organised it; null: he went by himself"
        )
        leader: Identifier | None = Field(default=None, description="The leader who took him there")
        vacancy: Identifier | None = None
        monthly_pay_yuan: AmountText | None = Field(default=None, description="As agreed")
        last_answer_at: PastMoment | None = Field(
            default=None,
            description="When the station last had an answer from this server before it registered the placement: "
            "it was registered no earlier",
        )

    owner = "placement"
    type: Literal["placement.reported.v1"]
    data: Data


class PlacementInterrupted(Event):
    """A placed labourer is not at work for a while. Rest, leave, injury and closure are no gap; the unpaid is one."""

    class Data(FactData):
        station: Identifier
        placement: Identifier
        interruption: Identifier
        cause: Interruption
        first_day: Day
        last_day: Day | None = Field(default=None, description="Null while it lasts")

    owner = "placement"
    type: Literal["placement.interrupted.v1"]
    data: Data


class PlacementEnded(Event):
    """A placed labourer has stopped working there."""

    class Data(FactData):
        station: Identifier
        placement: Identifier
        last_day: PastDay = Field(description="His last day at work")
        cause: EndOfWork

    owner = "placement"
    type: Literal["placement.ended.v1"]
    data: Data


class FollowUpRecorded(Event):
    """A station asked after a placed labourer. The day it was made counts, whenever it was entered."""

    class Data(FactData):
        station: Identifier
        placement: Identifier
        follow_up: Identifier
        made_on: PastDay
        at_work: bool = Field(description="Whether he was at work there on that day")
        last_day_at_work: PastDay | None = Field(
            default=None,
            description="Up to when he worked, where he is no longer at work or it confirms an earlier day",
        )
        weekly_hours: Annotated[int, Field(ge=0, le=168, description="Hours worked in a usual week")] | None = None
        monthly_pay_yuan: AmountText | None = Field(default=None, description="What a month paid")
        pay_months: Annotated[tuple[MonthText, ...], Field(max_length=24, strict=False)] = Field(
            default=(), description="The months for which the station confirms that pay"
        )
        insured: bool | None = Field(default=None, description="Against work injury; null: not asked")
        note: Note | None = None

    owner = "placement"
    type: Literal["follow_up.recorded.v1"]
    data: Data


class LabourContractSigned(Event):
    """A labour contract of a placed labourer."""

    class Data(FactData):
        station: Identifier
        placement: Identifier
        contract: Identifier
        signed_on: PastDay
        starts_on: Day
        ends_on: Day | None = Field(default=None, description="Last day; null: without a term")
        insured: bool = Field(description="Whether the employer insures him against work injury")

    owner = "placement"
    type: Literal["labour_contract.signed.v1"]
    data: Data
