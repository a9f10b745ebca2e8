"""The JSON objects the calculator reads: strict, so that a misspelt field or a bare number is refused."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.money import UNIT_RATE_PATTERN
from shared.months import MonthText

DATE_PATTERN: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
WEIGHT_PATTERN: Final = r"^(0(\.[0-9]{1,2})?|1(\.0{1,2})?)$"


def _real_date(text: str) -> str:
    date.fromisoformat(text)
    return text


DateText = Annotated[
    str,
    Field(pattern=DATE_PATTERN, description="A Shanghai date, YYYY-MM-DD"),
    AfterValidator(_real_date),
]
WeightText = Annotated[
    str,
    Field(pattern=WEIGHT_PATTERN, description="Days, from 0 to 1, as a string"),
]
YuanText = Annotated[
    str, Field(pattern=r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$", description="Yuan as a string, not negative")
]
SignedYuanText = Annotated[
    str, Field(pattern=r"^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$", description="Yuan as a string")
]
ShareText = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?$", description="Shares as a string")]
RateText = Annotated[str, Field(pattern=UNIT_RATE_PATTERN, description="Yuan per piece as a string")]
Identifier = Annotated[str, Field(min_length=1, max_length=64)]
Quantity = Annotated[int, Field(ge=0, le=1_000_000_000)]
Roster = list[DateText] | dict[DateText, WeightText] | None
Parameters = dict[str, str]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PieceworkInput(_Strict):
    """Pieces of one kind; `accepted` is what is paid, `rejected` is only recorded."""

    accepted: Quantity
    unit_rate: RateText | None
    rejected: Quantity = 0
    date: DateText | None = None
    workshop: Identifier | None = None
    company: Identifier = "company"
    product: Identifier = "product"
    operation: Identifier = "operation"


class CertificateInput(_Strict):
    """A skill certificate, perhaps revoked."""

    trade: Identifier
    grade: Identifier
    certified_on: DateText
    revoked_on: DateText | None = None


class AssignmentInput(_Strict):
    """The worker belongs to the workshop from this day on."""

    workshop: Identifier
    since: DateText


class WorkerMonthInput(_Strict):
    """A worker's month. Attendance is days by date, or by date and workshop where there are several."""

    kind: Literal["worker_month"]
    month: MonthText
    worker: Identifier = "worker"
    workshop: Identifier = "workshop"
    first_day_worked: DateText | None = None
    registered_first_day: DateText | None = None
    contract_months: Annotated[int, Field(ge=0, le=1200)] | None = None
    assignments: Annotated[list[AssignmentInput], Field(max_length=31)] = []
    attendance: dict[DateText, WeightText | dict[Identifier, WeightText]] = {}
    paid_leave: dict[DateText, WeightText] = {}
    roster: Roster = None
    rosters: dict[Identifier, Roster] = {}
    piecework: Annotated[list[PieceworkInput], Field(max_length=5000)] = []
    certificates: Annotated[list[CertificateInput], Field(max_length=100)] = []
    parameters: Parameters = {}


class ProductInput(_Strict):
    """One product's month: what was ordered as fixed and as excess, and what was accepted."""

    product: Identifier
    fixed_quantity: Quantity
    fixed_amount: YuanText
    excess_quantity: Quantity = 0
    excess_amount: YuanText = "0.00"
    accepted_quantity: Quantity


class WorkshopMonthInput(_Strict):
    """A workshop's month for one company."""

    kind: Literal["workshop_month"]
    month: MonthText
    workshop: Identifier = "workshop"
    company: Identifier = "company"
    village_collective: Identifier = "village collective"
    products: Annotated[list[ProductInput], Field(max_length=1000)]
    parameters: Parameters = {}


class ProfitInput(_Strict):
    """A workshop's net profit of a period and the shares registered on its last day."""

    kind: Literal["profit"]
    period: Annotated[str, Field(pattern=r"^(19|20)[0-9]{2}(-Q[1-4]|-(0[1-9]|1[0-2]))?$")]
    workshop: Identifier = "workshop"
    net_profit: SignedYuanText
    loss_brought_forward: YuanText = "0.00"
    shares: dict[Identifier, ShareText] = {}
    parameters: Parameters = {}
