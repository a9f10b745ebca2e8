"""Facts of the people of a village: who they are and where they live, before and beside any workshop."""

from typing import Literal

from pydantic import Field

from shared.dates import Day
from shared.events.envelope import Event, FactData
from shared.identifiers import Identifier, IdentityNumber, PersonName, Phone


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
