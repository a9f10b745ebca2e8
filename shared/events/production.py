"""Facts and states of production: agreements, rates, orders, piecework, deliveries, profit."""

from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field, JsonValue, model_validator

from shared.dates import Day, PastDay, PastMonth, PastYear
from shared.events.envelope import Event, EventData, FactData, StateData
from shared.identifiers import EntryQuantity, Identifier, PeriodText, Quantity, SharesText
from shared.money import AmountText, PublishedRateText, UnitRateText
from shared.months import MonthText
from shared.plain_words import CORRECT, field_error
from shared.refusals import Refusal
from shared.texts import Text
from shared.written_forms import POSITIVE_AMOUNT_PATTERN

OrderLine = Annotated[int, Field(ge=1, le=9999)]

WORKER_OR_GROUP: Final = Refusal(
    Text(
        "piecework.worker_or_group",
        "worker 和 group_shares 必须写一个，也只能写一个",
        "give either worker or group_shares, not both and not neither",
    ),
    CORRECT,
    "unusable",
)
MEMBER_TWICE: Final = Refusal(
    Text(
        "piecework.member_twice",
        "group_shares 里有工人写了两次；请把他的份额合在一起",
        "group_shares names a worker twice; add his shares together",
    ),
    CORRECT,
    "unusable",
)

_ONE_WORKER_OR_A_GROUP: Final[list[JsonValue]] = [
    {
        "required": ["worker"],
        "properties": {"worker": {"type": "string"}, "group_shares": {"maxItems": 0}},
    },
    {
        "required": ["group_shares"],
        "properties": {
            "worker": {"type": "null"},
            "group_shares": {
                "minItems": 1,
                "contains": {"properties": {"share": {"not": {"enum": ["0", "0.0", "0.00", "0.000", "0.0000"]}}}},
            },
        },
    },
]


class AgreementSigned(Event):
    """A company and a workshop agree to cooperate; orders between them need it to be active."""

    class Data(FactData):
        agreement: Identifier = Field(description="Its number, which stays that of the company that used it first")
        company: Identifier
        workshop: Identifier
        valid_from: Day
        valid_until: Day | None = Field(default=None, description="Last day; null while open-ended")

    owner = "orders"
    type: Literal["agreement.signed.v1"]
    data: Data


class RatePublished(Event):
    """What one accepted piece of an operation pays the worker, from a day on."""

    class Data(FactData):
        company: Identifier
        workshop: Identifier | None = Field(default=None, description="Null: all workshops of the company")
        product: Identifier
        operation: Identifier
        effective_from: Day
        unit_rate_yuan: PublishedRateText

    owner = "orders"
    type: Literal["rate.published.v1"]
    data: Data


class RoutingPublished(Event):
    """The operations of a product, in the order they are done, from a day on."""

    class Data(FactData):
        company: Identifier
        product: Identifier
        effective_from: Day
        operations: Annotated[
            tuple[Identifier, ...],
            Field(min_length=1, max_length=50, strict=False, json_schema_extra={"uniqueItems": True}),
        ]

    owner = "orders"
    type: Literal["routing.published.v1"]
    data: Data


class OrderPlaced(Event):
    """One line of a company's order to a workshop. A later one for the same line amends it."""

    class Data(FactData):
        model_config = ConfigDict(
            json_schema_extra={"allOf": [{"properties": {"amount_yuan": {"pattern": POSITIVE_AMOUNT_PATTERN}}}]}
        )

        company: Identifier
        order: Identifier
        line: OrderLine = 1
        workshop: Identifier
        kind: Literal["fixed", "excess"]
        product: Identifier
        month: MonthText = Field(description="The production month the order counts for")
        quantity: Quantity
        amount_yuan: AmountText
        agreed_on: Day = Field(description="An amendment agreed after the month's end changes no award")
        due_on: Day | None = None

    owner = "orders"
    type: Literal["order.placed.v1"]
    data: Data


class PieceworkReported(Event):
    """Pieces made by one worker, or by a group whose members' shares are recorded."""

    class Share(EventData):
        worker: Identifier
        share: SharesText

    class Data(FactData):
        model_config = ConfigDict(json_schema_extra={"oneOf": _ONE_WORKER_OR_A_GROUP})

        entry: Identifier = Field(
            description="The entry's number in the workshop's own records; it stays that of the workshop and company "
            "that used it first"
        )
        workshop: Identifier
        company: Identifier
        product: Identifier
        operation: Identifier
        worked_on: PastDay
        worker: Identifier | None = None
        group_shares: Annotated[tuple["PieceworkReported.Share", ...], Field(max_length=200, strict=False)] = ()
        accepted_quantity: EntryQuantity
        rejected_quantity: EntryQuantity = 0
        rework_of: Identifier | None = Field(
            default=None,
            description="Entry of the same workshop whose rejected pieces were made good: each is paid once",
        )

        @model_validator(mode="after")
        def _one_worker_or_a_group(self) -> "PieceworkReported.Data":
            if (self.worker is None) == (not self.group_shares):
                raise field_error(WORKER_OR_GROUP)
            members = [share.worker for share in self.group_shares]
            if len(set(members)) != len(members):
                raise field_error(MEMBER_TWICE)
            return self

    owner = "orders"
    type: Literal["piecework.reported.v1"]
    data: Data


class DeliveryInspected(Event):
    """The company's inspection of goods; it counts for the month they were produced in."""

    class Data(FactData):
        company: Identifier
        delivery: Identifier
        line: OrderLine = 1
        workshop: Identifier
        product: Identifier
        production_month: PastMonth
        inspected_on: PastDay
        accepted_quantity: Quantity
        rejected_quantity: Quantity = 0

    owner = "orders"
    type: Literal["delivery.inspected.v1"]
    data: Data


class ProfitDeclared(Event):
    """A workshop's net profit of a year; negative for a loss."""

    class Data(FactData):
        workshop: Identifier
        period: PastYear
        net_profit_yuan: AmountText

    owner = "orders"
    type: Literal["profit.declared.v1"]
    data: Data


class OrderAccepted(Event):
    """An order line stands under an active agreement."""

    class Data(StateData):
        company: Identifier
        order: Identifier
        line: OrderLine
        workshop: Identifier
        kind: Literal["fixed", "excess"]
        product: Identifier
        month: MonthText
        quantity: Quantity
        amount_yuan: AmountText
        agreement: Identifier

    owner = "orders"
    type: Literal["order.accepted.v1"]
    data: Data


class OrderCompleted(Event):
    """An order line's quantity has been delivered and accepted, or no longer is: `withdrawn` reopens it."""

    class Data(StateData):
        company: Identifier
        order: Identifier
        line: OrderLine
        workshop: Identifier
        product: Identifier
        month: MonthText
        quantity: Quantity
        accepted_quantity: Quantity

    owner = "orders"
    type: Literal["order.completed.v1"]
    data: Data


class PieceworkRecorded(Event):
    """What one worker made in one entry, with the rate in force on the day of work."""

    class Data(StateData):
        entry: Identifier
        worker: Identifier
        workshop: Identifier
        company: Identifier
        product: Identifier
        operation: Identifier
        worked_on: Day
        accepted_quantity: Quantity
        rejected_quantity: Quantity
        unit_rate_yuan: UnitRateText | None = Field(default=None, description="Null while no rate covers the day")

    owner = "orders"
    type: Literal["piecework.recorded.v1"]
    data: Data


class ProductionReported(Event):
    """Orders and accepted output of one workshop, company, product and month."""

    class Data(StateData):
        workshop: Identifier
        company: Identifier
        product: Identifier
        month: MonthText
        fixed_quantity: Quantity
        fixed_amount_yuan: AmountText
        excess_quantity: Quantity
        excess_amount_yuan: AmountText
        accepted_quantity: Quantity
        rejected_quantity: Quantity
        complete: bool = Field(description="The fixed quantity is above zero and has been accepted in full")

    owner = "orders"
    type: Literal["production.reported.v1"]
    data: Data


class ProfitReported(Event):
    """A workshop's net profit of a year, as the service holds it."""

    class Data(StateData):
        workshop: Identifier
        period: PeriodText
        net_profit_yuan: AmountText

    owner = "orders"
    type: Literal["profit.reported.v1"]
    data: Data
