"""What ends a worker's time in a workshop."""

from typing import Literal

from pydantic import Field

from shared.dates import Day
from shared.events.envelope import Event, FactData
from shared.identifiers import Identifier

EmploymentCause = Literal["resigned", "dismissed", "closed", "injury", "death", "retired", "other"]


class EmploymentEnded(Event):
    """A worker has left a workshop: the employment that his enrolment there of that day began."""

    class Data(FactData):
        worker: Identifier
        workshop: Identifier
        since: Day = Field(description="First day of the enrolment that it ends")
        last_day: Day = Field(description="His last day there")
        cause: EmploymentCause = Field(description="`closed`: the workshop")

    owner = "placement"
    type: Literal["employment.ended.v1"]
    data: Data
