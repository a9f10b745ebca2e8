"""A workshop's month as it really was: its people, days, orders and pieces, before anybody reports them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum
from random import Random

from cli.sample.people import STORY_ROLES, Person, Population, Role
from cli.sample.presence import Presence, presence_of
from cli.sample.production import (
    Delivery,
    PieceworkEntry,
    ProductMonth,
    deliveries_of,
    order_size,
    piecework_of,
    posts_of,
    rework_of,
    with_team_entry,
)
from cli.sample.products import PRODUCTS
from cli.sample.request import SampleRequest, WorkCalendar

SHAREHOLDING_VILLAGES = 4
"""Villages with shares in each workshop."""


class AttendanceDoor(IntEnum):
    """How a workshop's attendance is reported; workshops take turns."""

    CLOCK = 0
    STATION = 1
    SHEET = 2


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A worker belongs to the workshop from a day on."""

    person: Person
    since: date


@dataclass(frozen=True, slots=True)
class WorkshopPlan:
    """Everything true of a workshop's month."""

    number: int
    calendar: WorkCalendar
    enrolments: tuple[Enrolment, ...]
    presences: tuple[Presence, ...]
    products: tuple[ProductMonth, ...]
    deliveries: tuple[Delivery, ...]
    piecework: tuple[PieceworkEntry, ...]
    closed_on: date | None
    net_profit_yuan: Decimal | None
    leaving: Presence | None
    """Who moves on to the next workshop, with the days he works there."""

    @property
    def door(self) -> AttendanceDoor:
        return AttendanceDoor((self.number - 1) % len(AttendanceDoor))

    @property
    def code(self) -> str:
        return f"WS-{self.number:02d}"

    @property
    def taken_on(self) -> list[Enrolment]:
        """Who began in this workshop."""
        return [enrolment for enrolment in self.enrolments if enrolment.since == enrolment.person.first_day]

    @property
    def moved_here(self) -> list[Enrolment]:
        """Who came from another workshop."""
        return [enrolment for enrolment in self.enrolments if enrolment.since != enrolment.person.first_day]

    @property
    def station(self) -> str:
        return f"ST-{self.number:02d}"

    @property
    def clock_serial(self) -> str:
        return f"CN7A22{self.number:04d}"

    @property
    def villages(self) -> list[str]:
        first = (self.number - 1) * SHAREHOLDING_VILLAGES
        return [f"V{first + position + 1:03d}" for position in range(SHAREHOLDING_VILLAGES)]


def plan_workshop(
    request: SampleRequest, calendar: WorkCalendar, population: Population, number: int, arriving: Presence | None
) -> WorkshopPlan:
    """Decide a workshop's month. `arriving` came from the workshop before in mid month."""
    random = request.random_for("workshop", number)
    door = AttendanceDoor((number - 1) % len(AttendanceDoor))
    closed_on = _closure(calendar) if door is AttendanceDoor.STATION else None
    moves_on = door is AttendanceDoor.CLOCK and number < request.workshops
    people = list(population.people(_roles(request.workers_of(number), door, moves_on)))
    presences = [presence_of(person, calendar, closed_on, random) for person in people]
    enrolments = [Enrolment(person, person.first_day) for person in people]
    leaving = None
    if moves_on:
        presences, leaving = _split_at_move(presences, calendar)
    if arriving is not None:
        presences.append(_without(arriving, closed_on))
        enrolments.append(Enrolment(arriving.person, calendar.middle))
    products = _products(number, door, len(presences), random)
    piecework = piecework_of(posts_of(products), presences, f"PW-{number:02d}-", random)
    deliveries = [
        delivery
        for position, product in enumerate(products, start=1)
        for delivery in deliveries_of(product, f"D{number:02d}{position}", calendar, random)
    ]
    return WorkshopPlan(
        number,
        calendar,
        tuple(enrolments),
        tuple(presences),
        tuple(products),
        tuple(deliveries),
        tuple(_with_special_entries(piecework, number, calendar)),
        closed_on,
        _net_profit(number, random),
        leaving,
    )


def _roles(workers: int, door: AttendanceDoor, moves_on: bool) -> Iterator[Role]:
    for position in range(workers):
        role = STORY_ROLES[position] if position < len(STORY_ROLES) else Role.ORDINARY
        left_out = (
            (role is Role.TRANSFERRED and not moves_on)
            or (role is Role.REGISTERED_LATE and door is not AttendanceDoor.SHEET)
            or (role is Role.SUNDAY_FOR_WEEKDAY and door is AttendanceDoor.STATION)
        )
        yield Role.ORDINARY if left_out else role


def _closure(calendar: WorkCalendar) -> date:
    """A day in the second half on which the company has the workshop closed."""
    return calendar.workdays[calendar.workdays.index(calendar.middle) + 4]


def _split_at_move(presences: list[Presence], calendar: WorkCalendar) -> tuple[list[Presence], Presence]:
    position = next(n for n, presence in enumerate(presences) if presence.person.role is Role.TRANSFERRED)
    moving = presences[position]
    stays = moving.part(calendar.month.first_day, calendar.middle - timedelta(days=1))
    leaves = moving.part(calendar.middle, calendar.month.last_day)
    return [*presences[:position], stays, *presences[position + 1 :]], leaves


def _without(presence: Presence, day: date | None) -> Presence:
    return replace(presence, weights={worked: weight for worked, weight in presence.weights.items() if worked != day})


def _products(number: int, door: AttendanceDoor, workers: int, random: Random) -> list[ProductMonth]:
    """The first three workshops have fulfilments to tell of, further ones such as come."""
    if door is AttendanceDoor.SHEET:
        chosen, fulfilments = list(PRODUCTS[1:4]), [123, 110, 100]
    else:
        chosen, fulfilments = [PRODUCTS[0 if number == 1 else (number * 2) % len(PRODUCTS)]], [112]
    if number > len(AttendanceDoor):
        fulfilments = [random.choice((96, 99, 100, 104, 109, 110, 113, 118, 121, 130)) for _ in chosen]
    months = []
    for product, percent in zip(chosen, fulfilments, strict=True):
        fixed = order_size(product, workers, len(chosen))
        accepted = fixed * percent // 100
        if number == AttendanceDoor.STATION + 1:
            accepted = fixed - 18
        months.append(ProductMonth(product, fixed, accepted))
    return months


def _with_special_entries(entries: list[PieceworkEntry], number: int, calendar: WorkCalendar) -> list[PieceworkEntry]:
    """A team's entry and a rework, as every book has them."""
    written = with_team_entry(entries)
    written.append(rework_of(written, f"PW-{number:02d}-R0001", calendar.workdays[-1]))
    return written


def _net_profit(number: int, random: Random) -> Decimal | None:
    match number:
        case 1:
            return Decimal("386512.37")
        case 2:
            return Decimal("-42180.00")
        case 3:
            return None
    fen = random.randrange(-10_000_000, 60_000_000)
    return Decimal(fen) / 100 if random.randrange(5) else None
