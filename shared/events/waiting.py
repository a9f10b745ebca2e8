"""What a service cannot compute, said to whoever decides on it: what waits, since when, why, and whom it concerns."""

from typing import Annotated, Literal

from pydantic import Field

from shared.dates import Moment
from shared.events.envelope import Event, EventData, StateData
from shared.identifiers import Identifier, Number, Readable
from shared.months import MonthText

MAXIMUM_CONCERNS = 100
"""Of more, whole workshops are named instead of people: an event has a limit."""

DecisionAbout = Literal["wages", "awards", "profit", "accounts"]


class Concern(EventData):
    """Something payroll decides that rests on what waits. What is null is not narrowed down: all of them."""

    about: DecisionAbout = Field(description="What is not to be decided unknowingly")
    worker: Identifier | None = None
    workshop: Identifier | None = None
    month: MonthText | None = None


class DelayedData(StateData):
    """A subject whose computation failed. `withdrawn`: it has been computed since and waits no more."""

    number: Annotated[Number, Field(description="The service's own number of the subject")]
    kind: Annotated[Readable, Field(max_length=64, description="What was to be computed, such as piecework")]
    waiting: Annotated[
        tuple[Annotated[Readable, Field(max_length=200)], ...],
        Field(max_length=8, strict=False, description="The subject's key, ids and dates only"),
    ]
    since: Moment = Field(description="When it first failed")
    reason: Annotated[
        Readable, Field(max_length=200, description="A code: overflow, invalid, either with its field, or a name")
    ]
    concerns: Annotated[
        tuple[Concern, ...],
        Field(max_length=MAXIMUM_CONCERNS, strict=False, description="Which decisions rest on it; empty: none"),
    ]


class OrdersDelayed(Event):
    """Something of production waits: its facts are kept, and what was published of it before is out of date."""

    class Data(DelayedData):
        pass

    owner = "orders"
    type: Literal["orders.delayed.v1"]
    data: Data


class PlacementDelayed(Event):
    """Something of people, their days or a workshop waits; what was published of it before is out of date."""

    class Data(DelayedData):
        pass

    owner = "placement"
    type: Literal["placement.delayed.v1"]
    data: Data


class PayrollDelayed(Event):
    """A statement, an award or a division waits: it stands as it was computed before, or does not exist yet."""

    class Data(DelayedData):
        pass

    owner = "payroll"
    type: Literal["payroll.delayed.v1"]
    data: Data
