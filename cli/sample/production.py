"""What a workshop was ordered, made and delivered in the month, and whose hands made it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Final

from cli.sample.presence import Presence, half_days
from cli.sample.products import Operation, Product
from cli.sample.request import WorkCalendar, week_of

_WANTED_PAY_YUAN: Final = Decimal(2150)
"""What a usual worker should come to in a month, from which the order's size follows."""
_SURPLUS_PERMILLE: Final = 4
"""Every operation makes a little more than the one after it can use."""
_REJECTED_PERMILLE: Final = 12


@dataclass(frozen=True, slots=True)
class Delivery:
    """One inspected delivery line."""

    delivery: str
    product: str
    inspected_on: date
    accepted_quantity: int
    rejected_quantity: int
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class ProductMonth:
    """A product's order in the month and what the company accepted of it."""

    product: Product
    fixed_quantity: int
    accepted_quantity: int

    @property
    def fixed_amount_yuan(self) -> Decimal:
        """The order's amount, to the fen."""
        return (self.product.price_yuan * self.fixed_quantity).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class PieceworkEntry:
    """One entry of a workshop's piecework book: a week of one worker, or of a team with its shares."""

    entry: str
    product: str
    operation: str
    worked_on: date
    worker: str | None
    accepted_quantity: int
    rejected_quantity: int
    shares: tuple[tuple[str, str], ...] = ()
    rework_of: str | None = None
    revision: int | None = None
    withdrawn: bool = False


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts of `total` in proportion to the weights, which sum to it exactly."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts, before, reached = [], 0, 0
    for weight in weights:
        reached += weight
        after = total * reached // whole
        parts.append(after - before)
        before = after
    return parts


def order_size(product: Product, workers: int, products: int) -> int:
    """Pieces a month that so many workers can make, dividing themselves among the products evenly."""
    pay_a_piece = sum((operation.unit_rate_yuan for operation in product.operations), Decimal(0))
    pieces = int(_WANTED_PAY_YUAN * workers / products / pay_a_piece)
    step = 500 if pieces >= 2_500 else 50
    return max(step, round(pieces / step) * step)


def deliveries_of(month: ProductMonth, prefix: str, calendar: WorkCalendar, random: Random) -> list[Delivery]:
    """Some inspected before the month, most of them week by week, the last in the month after."""
    weeks = sorted({week_of(day): day for day in calendar.workdays}.values())
    early = (calendar.month + -1).last_day
    inspected = [early, *weeks, calendar.of_next_month(4), calendar.of_next_month(10)]
    weights = [6, *[20] * len(weeks), 4, 3]
    quantities = apportion(month.accepted_quantity, weights)
    return [
        Delivery(f"{prefix}{number:02d}", month.product.code, day, quantity, random.randrange(0, 1 + quantity // 60))
        for number, (day, quantity) in enumerate(zip(inspected, quantities, strict=True), start=1)
    ]


@dataclass(frozen=True, slots=True)
class Post:
    """One product's operation, where a worker makes pieces."""

    product: Product
    operation: Operation
    total_quantity: int


def posts_of(months: Sequence[ProductMonth]) -> list[Post]:
    """Every operation of every product, with the pieces it must make."""
    posts = []
    for month in months:
        steps = len(month.product.operations)
        for position, operation in enumerate(month.product.operations, start=1):
            surplus = month.accepted_quantity * (steps - position + 1) * _SURPLUS_PERMILLE // 1000
            posts.append(Post(month.product, operation, month.accepted_quantity + surplus))
    return posts


def piecework_of(
    posts: Sequence[Post], presences: Sequence[Presence], prefix: str, random: Random
) -> list[PieceworkEntry]:
    """The book of the month, in order of days: each post's pieces among its people by pace and days.

    Posts are filled in turn; every fifth worker also helps at the next post.
    """
    crews: list[list[tuple[Presence, int]]] = [[] for _ in posts]
    for position, presence in enumerate(presences):
        pace = presence.person.speed_percent * presence.half_days
        helps = position % 5 == 4 and len(posts) > 1
        crews[position % len(posts)].append((presence, pace * 3 // 4 if helps else pace))
        if helps:
            crews[(position + 1) % len(posts)].append((presence, pace // 4))
    entries: list[PieceworkEntry] = []
    for post, crew in zip(posts, crews, strict=True):
        quantities = apportion(post.total_quantity, [pace for _, pace in crew])
        for (presence, _), quantity in zip(crew, quantities, strict=True):
            entries += _weeks_of(post, presence, quantity, random)
    entries.sort(key=lambda entry: (entry.worked_on, entry.worker or "", entry.product, entry.operation))
    return [replace(entry, entry=f"{prefix}{number:05d}") for number, entry in enumerate(entries, start=1)]


def _weeks_of(post: Post, presence: Presence, quantity: int, random: Random) -> list[PieceworkEntry]:
    """One worker's pieces at a post, entered on the last day he worked in each week."""
    weeks: dict[date, list[date]] = {}
    for day in presence.attended():
        weeks.setdefault(week_of(day), []).append(day)
    worked = [sum(half_days(presence.weights[day]) for day in days) for days in weeks.values()]
    entries = []
    for days, pieces in zip(weeks.values(), apportion(quantity, worked), strict=True):
        rejected = random.randrange(0, 2 + pieces * _REJECTED_PERMILLE * 2 // 1000)
        code, operation = post.product.code, post.operation.name
        entries.append(PieceworkEntry("", code, operation, days[-1], presence.person.worker, pieces, rejected))
    return entries


def with_team_entry(entries: Sequence[PieceworkEntry]) -> list[PieceworkEntry]:
    """The last three entries of one post and day become one of the whole team, shared 2 : 2 : 1."""
    alike: dict[tuple[str, str, date], list[PieceworkEntry]] = {}
    for entry in entries:
        alike.setdefault((entry.product, entry.operation, entry.worked_on), []).append(entry)
    teams = [team for team in alike.values() if len(team) >= 3]
    if not teams:
        return list(entries)
    team = max(teams, key=lambda team: team[0].worked_on)[-3:]
    shares = tuple((entry.worker or "", share) for entry, share in zip(team, ("2", "2", "1"), strict=True))
    merged = replace(
        team[0],
        worker=None,
        shares=shares,
        accepted_quantity=sum(entry.accepted_quantity for entry in team),
        rejected_quantity=sum(entry.rejected_quantity for entry in team),
    )
    return [merged if entry is team[0] else entry for entry in entries if entry not in team[1:]]


def rework_of(entries: Sequence[PieceworkEntry], entry_number: str, worked_on: date) -> PieceworkEntry:
    """An entry that makes good what the entry with most rejects had rejected."""
    original = max((entry for entry in entries if entry.worker), key=lambda entry: entry.rejected_quantity)
    return replace(
        original,
        entry=entry_number,
        worked_on=max(worked_on, original.worked_on),
        accepted_quantity=original.rejected_quantity,
        rejected_quantity=0,
        rework_of=original.entry,
    )
