"""What the tests of simulations share: a few workers whose floor is known by hand, and a pack with changes."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from services.payroll.simulation.pool import OnProgress
from services.payroll.simulation.request import Request
from services.payroll.simulation.rows import Row, rows_of
from services.payroll.simulation.run import Simulation, simulate
from shared.events.envelope import Event
from shared.months import Month
from tests.support.harness import ServiceUnderTest
from tests.support.packs import changed_pack
from tests.support.payroll.facts import month_attended, pieces, registered, workshop

JULY = "2022-07"
FLOOR_ON_PIECEWORK = {"guaranteed_floor.base": "piecework"}


def quiet(done: int, total: int) -> None:
    """Nobody watches."""


def request_for(first: str = JULY, last: str = JULY, pack: str | None = None, **more: Any) -> Request:
    overrides: Mapping[str, str] = more.pop("overrides", {} if pack else FLOOR_ON_PIECEWORK)
    return Request(Month.parse(first), Month.parse(last), pack, overrides, **more)


async def simulated(database_url: str, request: Request, on_progress: OnProgress = quiet) -> dict[str, list[Row]]:
    """The rows of a simulation by level."""
    return by_level(await simulate(request, database_url, on_progress))


def by_level(simulation: Simulation) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows_of(simulation):
        found.setdefault(row.level, []).append(row)
    return found


def amounts(rows: Sequence[Row], rule: str) -> tuple[str, str]:
    (row,) = [row for row in rows if row.rule == rule]
    return str(row.before_yuan), str(row.after_yuan)


async def floor_cases(payroll: ServiceUnderTest) -> None:
    """The catalogue's cases of the floor: two who are topped up to other amounts, and three who never are."""
    events: list[Event] = [workshop()]
    for worker, quantity in (("W-1", 560), ("W-2", 200)):  # piecework of 1 400 and 500 yuan
        events += [registered(worker), *month_attended(worker, JULY, 26)]
        events += [pieces(worker, f"E-{worker}", "2022-07-04", quantity)]
    events += [registered("W-3"), *month_attended("W-3", JULY, 25), pieces("W-3", "E-3", "2022-07-04", 200)]
    events += [registered("W-4", first_day="2022-04-01"), *month_attended("W-4", JULY, 26)]
    events += [registered("W-5"), *month_attended("W-5", JULY, 26), pieces("W-5", "E-5", "2022-07-04", 2000)]
    await payroll.record(*events)


def pack_folder(folder: Path, *changes: tuple[str, str]) -> str:
    """The county's pack with some of its text replaced."""
    return str(changed_pack(folder, "songtao", *changes, name="tried"))


FLOOR_2000 = '{from: "2022-01-01", value: "2000", status: stated, source: floor}'
