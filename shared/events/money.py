"""States payroll publishes: statements, awards, profit splits, closed months, incomes and payments."""

from typing import Annotated, Final, Literal

from pydantic import Field

from shared.dates import Day
from shared.events.envelope import Event, EventData, StateData
from shared.identifiers import Identifier, Number, PeriodText, Readable
from shared.money import AmountText
from shared.months import MonthText
from shared.written_forms import HASH_PATTERN

MAXIMUM_LINES: Final = 10_000
MAXIMUM_WORKERS: Final = 1_000_000

Reason = Annotated[Readable, Field(min_length=1, max_length=400)]
"""A code, and what it is about, such as `rate_missing:QIAOJI/sewing`."""


class StatementComputed(Event):
    """A worker's month in money: every line, and what is still missing."""

    class Line(EventData):
        rule: Identifier
        amount_yuan: AmountText
        workshop: Identifier
        payer: Identifier

    class Data(StateData):
        worker: Identifier
        month: MonthText
        workshop: Identifier | None = Field(default=None, description="Where the worker is registered at month end")
        lines: Annotated[tuple["StatementComputed.Line", ...], Field(max_length=MAXIMUM_LINES, strict=False)]
        total_yuan: AmountText
        incomplete: Annotated[tuple[Reason, ...], Field(max_length=MAXIMUM_LINES, strict=False)]

    owner = "payroll"
    type: Literal["statement.computed.v1"]
    data: Data


class AwardGranted(Event):
    """The over-fulfilment award of a workshop's month for one company; an amount of 0.00 grants nothing."""

    class Data(StateData):
        workshop: Identifier
        company: Identifier
        month: MonthText
        beneficiary: Identifier
        payer: Identifier
        amount_yuan: AmountText

    owner = "payroll"
    type: Literal["award.granted.v1"]
    data: Data


class ProfitDivided(Event):
    """A workshop's profit of a year, divided into its pots and the shareholding villages."""

    class Part(EventData):
        pot: Identifier
        beneficiary: Identifier
        amount_yuan: AmountText

    class Data(StateData):
        workshop: Identifier
        period: PeriodText
        net_profit_yuan: AmountText
        parts: Annotated[tuple["ProfitDivided.Part", ...], Field(max_length=MAXIMUM_LINES, strict=False)]

    owner = "payroll"
    type: Literal["profit.divided.v1"]
    data: Data


class MonthClosed(Event):
    """A workshop's month is closed; `paid` once everything of it has arrived."""

    class Data(StateData):
        workshop: Identifier
        month: MonthText
        statements_hash: Annotated[
            str, Field(pattern=HASH_PATTERN, max_length=64, description="SHA-256 over the approved statements")
        ]
        workers: Annotated[int, Field(ge=0, le=MAXIMUM_WORKERS)]
        earned_yuan: AmountText
        adjustments_yuan: AmountText = Field(description="Differences of earlier months settled in this one")
        recovered_yuan: AmountText = Field(description="Debts taken off")
        net_yuan: AmountText
        paid: bool

    owner = "payroll"
    type: Literal["month.closed.v1"]
    data: Data


class IncomeRecorded(Event):
    """What a worker's month has come to so far, by the month worked: on closing, and on each adjustment of it."""

    class Line(EventData):
        rule: Identifier
        amount_yuan: AmountText

    class Data(StateData):
        worker: Identifier
        month: MonthText
        amount_yuan: AmountText
        lines: Annotated[tuple["IncomeRecorded.Line", ...], Field(max_length=MAXIMUM_LINES, strict=False)]

    owner = "payroll"
    type: Literal["income.recorded.v1"]
    data: Data


class _PaymentData(StateData):
    """One payment of one obligation, through one batch."""

    payment: Number
    batch: Number
    kind: Literal["wage", "award", "claim", "dividend"]
    beneficiary_kind: Identifier
    beneficiary: Identifier
    worker: Identifier | None = Field(default=None, description="The beneficiary where he is a worker")
    workshop: Identifier | None = None
    month: MonthText | None = Field(default=None, description="The month a wage or award is of")
    claim: Identifier | None = None
    amount_yuan: AmountText


class PaymentSettled(Event):
    """The bank has confirmed a payment."""

    class Data(_PaymentData):
        confirmed_on: Day = Field(description="The bank's day")

    owner = "payroll"
    type: Literal["payment.settled.v1"]
    data: Data


class PaymentReturned(Event):
    """The bank has sent a payment back, at once or after it had settled: the amount is owed again."""

    class Data(_PaymentData):
        reason: Annotated[Readable, Field(max_length=500, description="The bank's words")]

    owner = "payroll"
    type: Literal["payment.returned.v1"]
    data: Data
