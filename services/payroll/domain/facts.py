"""What a computation rests on: the facts of a worker's month, a workshop's month and a year's profit.

Plain immutable values, filled by the store from projections or by the calculator from JSON. `event`
names the fact's event as `source#id`, or is empty where the calculator was given no event. The two kinds
that come by the thousand are named tuples, which are made several times faster than dataclasses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from shared.months import Month


class AttendanceDay(NamedTuple):
    """Presence of the worker in one workshop on one day, in days (0, 0.5 or 1)."""

    workshop: str
    day: date
    weight_days: Decimal
    paid_leave: bool = False
    event: str = ""


class PieceworkEntry(NamedTuple):
    """Pieces of one worker; `unit_rate_yuan` is the rate in force on the day of work.

    The rate is None while no rate card covers the day: the statement is then incomplete.
    """

    workshop: str
    company: str
    product: str
    operation: str
    day: date
    accepted_quantity: int
    unit_rate_yuan: Decimal | None
    rejected_quantity: int = 0
    event: str = ""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A skill certificate; it counts from the month after `certified_on` to the month of `revoked_on`."""

    trade: str
    grade: str
    certified_on: date
    revoked_on: date | None = None
    event: str = ""


@dataclass(frozen=True, slots=True)
class WorkshopAssignment:
    """The worker belongs to `workshop`, and to `group` in it, from `since` until the next assignment begins."""

    workshop: str
    since: date
    event: str = ""
    group: str = ""


WORKSHOP_ROSTER: Final = ""
"""The group of a roster that is for the whole workshop."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The days a workshop expects its workers in a month, with the weight expected on each.

    A roster with a `group` goes before the workshop's own for the workers of that group.
    """

    workshop: str
    expected_days: Mapping[date, Decimal]
    event: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class WorkerMonth:
    """Everything a worker's statement for one month is computed from.

    `registered_first_day` is what the workshop registered; `first_worked_day` is the first attended
    day or accepted piece ever recorded, in any month; the earlier one counts. `registered` is False
    while facts arrived for a worker nobody has registered yet. `contract_months` is the term of the
    labour contract where it is known; it only serves to warn of a probation longer than the law allows.
    """

    worker: str
    month: Month
    registered: bool
    registered_first_day: date | None
    first_worked_day: date | None
    assignments: tuple[WorkshopAssignment, ...] = ()
    attendance: tuple[AttendanceDay, ...] = ()
    piecework: tuple[PieceworkEntry, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    rosters: tuple[Roster, ...] = ()
    registration_event: str = ""
    contract_months: int | None = None


@dataclass(frozen=True, slots=True)
class ProductFigures:
    """One product's month in one workshop for one company, as agreed by the month's end."""

    product: str
    fixed_quantity: int
    fixed_amount_yuan: Decimal
    excess_quantity: int
    excess_amount_yuan: Decimal
    accepted_quantity: int
    event: str = ""


@dataclass(frozen=True, slots=True)
class WorkshopMonth:
    """One workshop's production for one company in one month: what the over-fulfilment award rests on."""

    workshop: str
    company: str
    month: Month
    village_collective: str
    products: tuple[ProductFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfitPeriod:
    """A workshop's net profit of one period (a year) and the shares registered on its last day.

    `loss_brought_forward_yuan` is the sum of earlier losses not yet made up, as a positive number.
    """

    workshop: str
    period: str
    net_profit_yuan: Decimal
    loss_brought_forward_yuan: Decimal = Decimal(0)
    shares: Mapping[str, Decimal] = field(default_factory=dict)
    event: str = ""
    share_events: tuple[str, ...] = ()

    @property
    def parameters_day(self) -> date:
        """A year is divided by the parameters in force in its last month, when it ends."""
        return Month(int(self.period), 12).first_day
