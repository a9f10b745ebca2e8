"""Facts of the people of a village: who they are and where they live, before and beside any workshop."""

from typing import Annotated, Literal

from pydantic import Field

from shared.dates import Day, PastDay
from shared.events.envelope import Event, FactData
from shared.identifiers import Identifier, IdentityNumber, PersonName, Phone, Readable

Relation = Literal["head", "spouse", "child", "grandchild", "parent", "grandparent", "sibling", "other"]
Succession = Annotated[
    Literal["split", "merge"], Field(description="The successor was split off, or took the household in")
]
LabourState = Literal["employed_local", "employed_outside", "self_employed", "idle", "studying", "unable"]
LabourWish = Literal["outside", "inside", "self_employment", "training", "none"]
HolderKind = Literal["household", "person"]
CategoryName = Annotated[
    Literal["poor", "relocated", "low_income", "disabled", "hardship"],
    Field(description="poor, relocated and low_income are a household's, disabled and hardship a person's"),
]


class LabourerRegistered(Event):
    """A person of a village is known to the county, with where he lives from a day on.

    A worker enrolled under the same id is the same person. Names him, so it enters no stream.
    """

    class Data(FactData):
        person: Identifier
        since: Day = Field(description="First day in this village; an earlier entry ends the day before")
        village: Identifier
        township: Identifier
        name: PersonName
        identity_number: IdentityNumber
        phone: Phone | None = None

    owner = "placement"
    carries_identity = True
    type: Literal["labourer.registered.v1"]
    data: Data


class HouseholdRegistered(Event):
    """A household of a village, and who heads it."""

    class Data(FactData):
        household: Identifier
        village: Identifier
        township: Identifier
        head: Identifier | None = Field(default=None, description="The person who heads it; null while not known")

    owner = "placement"
    type: Literal["household.registered.v1"]
    data: Data


class HouseholdMemberRecorded(Event):
    """A person belongs to a household from a day on."""

    class Data(FactData):
        household: Identifier
        person: Identifier
        joined_on: PastDay
        left_on: Day | None = Field(default=None, description="Last day as a member; null while he is one")
        relation: Relation = Field(description="To the head of the household")

    owner = "placement"
    type: Literal["household_member.recorded.v1"]
    data: Data


class HouseholdSucceeded(Event):
    """A household was split, or merged with another: the successor has what it had, such as an award drawn once."""

    class Data(FactData):
        household: Identifier = Field(description="The household that was before")
        successor: Identifier = Field(description="The household that was split off, or that took it in")
        succeeded_on: PastDay
        kind: Succession

    owner = "placement"
    type: Literal["household.succeeded.v1"]
    data: Data


class CategoryCertified(Event):
    """A household or a person is of a category that policy favours, from a day of its own, with what proves it.

    Not everybody may know it, so it enters no stream.
    """

    class Data(FactData):
        holder_kind: HolderKind
        holder: Identifier
        category: CategoryName
        valid_from: Day
        valid_until: Day | None = Field(default=None, description="Last day; null while it lasts")
        proof: Annotated[Readable, Field(min_length=1, max_length=200, description="Document and its number")]

    owner = "placement"
    carries_identity = True
    type: Literal["category.certified.v1"]
    data: Data


class LabourSurveyRecorded(Event):
    """A station heard what a person can do, what he wishes, and what he does now.

    Not everybody may know it, so it enters no stream.
    """

    class Data(FactData):
        person: Identifier
        station: Identifier = Field(description="The labour station whose word it is")
        surveyed_on: PastDay
        state: LabourState
        skills: Annotated[tuple[Identifier, ...], Field(max_length=50, strict=False)] = Field(
            default=(), description="The classes of work he can do"
        )
        wish: LabourWish | None = Field(default=None, description="Null: not asked")
        told_by: Annotated[Readable, Field(min_length=1, max_length=200)] | None = Field(
            default=None, description="Where it is from, such as a visit at home or the list of the village"
        )

    owner = "placement"
    carries_identity = True
    type: Literal["labour_survey.recorded.v1"]
    data: Data
