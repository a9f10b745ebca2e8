"""A county's recorded facts for the benchmark of simulations, copied straight into payroll's tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, Final

import asyncpg
import orjson

from shared.months import Month

WORKERS_PER_WORKSHOP: Final = 30
OPERATIONS: Final = (("cutting", "0.85"), ("sewing", "1.30"), ("stuffing", "0.62"), ("finishing", "0.48"))
_SUNDAY: Final = 6
_SENT: Final = (1, False)  # revision, withdrawn

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class County:
    """How large the county is. A worker works about 26 days a month and is recorded twice on each."""

    workers: int
    first_month: Month
    months: int
    seed: int = 1

    @property
    def workshops(self) -> list[str]:
        """Codes of the workshops."""
        return [f"WS-{number:03d}" for number in range(1, -(-self.workers // WORKERS_PER_WORKSHOP) + 1)]

    def workshop_of(self, worker: int) -> str:
        """Where a worker belongs all the time."""
        return f"WS-{worker // WORKERS_PER_WORKSHOP + 1:03d}"

    def all_months(self) -> list[Month]:
        """The months with facts."""
        return [self.first_month + offset for offset in range(self.months)]

    def working_days(self) -> Iterator[date]:
        """Every day but Sundays, in order, as facts would arrive."""
        for month in self.all_months():
            yield from (day for day in month.days() if day.weekday() != _SUNDAY)


async def fill_county(database_url: str, county: County) -> int:
    """Copy the county's states into a migrated, empty payroll database. Returns how many rows."""
    connection = await asyncpg.connect(database_url)
    total = 0
    try:
        for table, columns, rows in _tables(county):
            copied = await connection.copy_records_to_table(table, columns=columns, records=rows)
            total += int(copied.rpartition(" ")[2])
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
    return total


def _tables(county: County) -> Iterator[tuple[str, list[str], Iterator[Row]]]:
    state = ["revision", "withdrawn", "event", "correlation_id"]
    yield (
        "workshop",
        ["workshop", "name", "policy_pack", "township", "village_collective", *state],
        _workshops(county),
    )
    yield "worker", ["worker", "first_day", "assignments", *state], _workers(county)
    yield "roster", ["workshop", "worker_group", "month", "expected_days", *state], _rosters(county)
    yield (
        "certificate",
        ["certificate", "worker", "trade", "grade", "certified_on", *state],
        _certificates(county),
    )
    yield "attendance", ["worker", "day", "workshop", "weight_days", "paid_leave", *state], _attendance(county)
    pieces = ["worker", "entry", "workshop", "company", "product", "operation", "worked_on", "accepted_quantity"]
    yield "piecework", [*pieces, "rejected_quantity", "unit_rate_yuan", *state], _piecework(county)
    figures = ["workshop", "company", "month", "product", "fixed_quantity", "fixed_amount_yuan", "excess_quantity"]
    yield (
        "production",
        [*figures, "excess_amount_yuan", "accepted_quantity", "rejected_quantity", "complete", *state],
        _production(county),
    )
    yield "profit", ["workshop", "period", "net_profit_yuan", *state], _profits(county)
    yield "shareholding", ["workshop", "village", "effective_from", "shares", *state], _shareholdings(county)


def _from(service: str, subject: str) -> Row:
    return (*_SENT, f"gongfang:{service}#{subject}@1", f"county-office#{subject}")


def _workshops(county: County) -> Iterator[Row]:
    for number, name in enumerate(county.workshops):
        township = f"TS-{number // 5 + 1:02d}"
        yield name, f"Workshop {name}", "songtao", township, f"V-{name}", *_from("placement", f"workshop/{name}")


def _workers(county: County) -> Iterator[Row]:
    chance = Random(county.seed)
    for number in range(county.workers):
        worker, workshop = f"W-{number:05d}", county.workshop_of(number)
        since = county.first_month + chance.randrange(-6, county.months)
        first_day = since.first_day.isoformat()
        assignments = orjson.dumps([{"workshop": workshop, "since": first_day, "group": None}]).decode()
        yield worker, since.first_day, assignments, *_from("placement", f"worker/{worker}")


def _rosters(county: County) -> Iterator[Row]:
    for workshop in county.workshops[::2]:
        for month in county.all_months():
            days = {day.isoformat(): "1" for day in month.days() if day.weekday() != _SUNDAY}
            subject = f"roster/{workshop}//{month}"
            yield workshop, "", str(month), orjson.dumps(days).decode(), *_from("placement", subject)


def _certificates(county: County) -> Iterator[Row]:
    for number in range(0, county.workers, 8):
        name, worker = f"C-{number:05d}", f"W-{number:05d}"
        certified_on = (county.first_month + (number % 18 - 6)).first_day
        yield name, worker, "sewing", "elementary", certified_on, *_from("placement", f"certificate/{name}")


def _attendance(county: County) -> Iterator[Row]:
    for day, number in _presence(county):
        worker, workshop = f"W-{number:05d}", county.workshop_of(number)
        weight_days = Decimal("0.5") if (number + day.toordinal()) % 60 == 0 else Decimal(1)
        subject = f"attendance/{worker}/{workshop}/{day}"
        yield worker, day, workshop, weight_days, False, *_from("placement", subject)


def _presence(county: County) -> Iterator[tuple[date, int]]:
    """Most workers miss no day in a month, one in three misses a few."""
    for day in county.working_days():
        missing = day.toordinal() % 9
        for number in range(county.workers):
            if number % 3 or number % 9 != missing:
                yield day, number


def _piecework(county: County) -> Iterator[Row]:
    chance = Random(county.seed)
    for number, (day, person) in enumerate(_presence(county)):
        entry, worker, workshop = f"PW-{number:07d}", f"W-{person:05d}", county.workshop_of(person)
        operation, rate = OPERATIONS[(person + day.day // 8) % len(OPERATIONS)]
        made, rejected = chance.randrange(20, 90), chance.randrange(3)
        subject = f"piecework/{entry}/{worker}"
        product = f"toy-{person % 5}"
        yield (
            *(worker, entry, workshop, "QIAOJI", product, operation, day, made, rejected, Decimal(rate)),
            *_from("orders", subject),
        )


def _production(county: County) -> Iterator[Row]:
    for number, workshop in enumerate(county.workshops):
        for month in county.all_months():
            accepted = 9_000 + (number * 37 + month.number * 411) % 4_000
            subject = f"production/{workshop}/QIAOJI/toy-1/{month}"
            figures = (10_000, Decimal("200000.00"), 0, Decimal("0.00"), accepted, 100, accepted >= 10_000)
            yield workshop, "QIAOJI", str(month), "toy-1", *figures, *_from("orders", subject)


def _profits(county: County) -> Iterator[Row]:
    for number, workshop in enumerate(county.workshops):
        for year in sorted({month.year for month in county.all_months()}):
            net_yuan = Decimal(number * 1_117 - 9_000).quantize(Decimal("0.01"))
            yield workshop, str(year), net_yuan, *_from("orders", f"profit/{workshop}/{year}")


def _shareholdings(county: County) -> Iterator[Row]:
    since = date(2020, 1, 1)
    for workshop in county.workshops:
        for village in (1, 2, 3):
            subject = f"shareholding/{workshop}/V{village}/{since}"
            yield workshop, f"V{village}-{workshop}", since, Decimal(village), *_from("placement", subject)
