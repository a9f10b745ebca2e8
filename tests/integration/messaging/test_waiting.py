"""What cannot be computed is said to everybody who decides on it, in the transaction that sets it aside."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import InvalidOperation
from typing import Any

import asyncpg
import pytest

from shared.database import Connection
from shared.events.production import ProductionReported
from shared.events.waiting import MAXIMUM_CONCERNS, Concern
from shared.messaging.starting import run_at_start
from shared.messaging.transaction import Mark
from shared.messaging.waiting import concern, few, list_waiting, reason_of
from tests.support.harness import ServiceUnderTest
from tests.support.messaging.toy import NOTE, Toy
from tests.support.payroll.facts import attended

SECRET = "522229199001010014"


async def fail(_: Mark) -> None:
    raise ValueError(f"no such {SECRET}")


async def of_the_worker(_: Connection, subject: Sequence[str]) -> Collection[Concern]:
    return {concern("wages", subject[0])}


def failing(payroll: ServiceUnderTest, toy: Toy) -> ServiceUnderTest:
    return payroll.with_definition(replace(toy.definition, concerns={NOTE: of_the_worker}))


async def told(service: ServiceUnderTest) -> list[dict[str, Any]]:
    return await service.published("waiting/")


async def test_what_fails_is_published_once_with_its_reason_and_whom_it_concerns(payroll: ServiceUnderTest) -> None:
    service = failing(payroll, Toy(on_mark=fail))
    await service.send(attended("W-1", "2022-07-01"))
    for _ in range(3):
        await service.recomputer().run_pass()
        await service.pool.execute("UPDATE recompute_due SET retry_at = now()")
    (state,) = await told(service)
    assert (state["subject"], state["kind"], state["waiting"]) == ("waiting/note/1", "note", ["W-1"])
    assert (state["revision"], state["withdrawn"], state["reason"]) == (1, False, "ValueError")
    assert state["concerns"] == [{"about": "wages", "worker": "W-1"}]
    assert SECRET not in str(state), "a reason tells no value"


async def test_its_end_is_published_with_what_was_computed(payroll: ServiceUnderTest) -> None:
    toy = Toy(on_mark=fail)
    service = failing(payroll, toy)
    await service.send(attended("W-1", "2022-07-01"))
    await service.recomputer().run_pass()
    toy.on_mark = None
    await service.send(attended("W-1", "2022-07-02"))
    assert [state["withdrawn"] for state in await told(service)] == [False], "a new fact alone ends nothing"
    await service.recomputer().run_pass()
    assert [(state["revision"], state["withdrawn"]) for state in await told(service)] == [(1, False), (2, True)]
    assert not await list_of(service)


async def test_who_waits_again_waits_since_then(payroll: ServiceUnderTest) -> None:
    toy = Toy(on_mark=fail)
    service = failing(payroll, toy)
    for day, hook in enumerate((fail, None, fail), start=1):
        toy.on_mark = hook
        await service.send(attended("W-1", f"2022-07-0{day}"))
        await service.recomputer().run_pass()
    first, _, again = await told(service)
    assert (again["revision"], again["withdrawn"]) == (3, False)
    assert again["since"] > first["since"]


async def test_a_worker_that_starts_tries_everything_that_failed_again(payroll: ServiceUnderTest) -> None:
    toy = Toy(on_mark=fail)
    service = failing(payroll, toy)
    await service.send(attended("W-1", "2022-07-01"))
    await service.recomputer().run_pass()
    assert await service.recomputer().run_pass() == 0
    toy.on_mark = None  # as a program that knows better would
    await run_at_start(service.definition, service.pool)
    await service.recomputer().run_pass()
    assert toy.computed == ["W-1"]
    assert not await list_of(service)


async def test_where_nobody_can_say_whom_it_concerns_it_concerns_everybody(payroll: ServiceUnderTest) -> None:
    async def unreadable(connection: Connection, _: Sequence[str]) -> Collection[Concern]:
        await connection.execute("SELECT 1 / 0")
        return set()

    service = payroll.with_definition(replace(Toy(on_mark=fail).definition, concerns={NOTE: unreadable}))
    await service.send(attended("W-1", "2022-07-01"))
    await service.recomputer().run_pass()
    (state,) = await told(service)
    assert state["concerns"] == [{"about": about} for about in ("wages", "awards", "profit", "accounts")]


async def list_of(service: ServiceUnderTest) -> list[dict[str, Any]]:
    async with service.pool.acquire() as connection:
        return [dict(row) for row in await list_waiting(connection, 0, 100)]


def test_too_many_people_become_their_workshops_and_too_many_workshops_everything() -> None:
    people = {concern("wages", f"W-{number}", "WS-01", "2022-07") for number in range(MAXIMUM_CONCERNS + 1)}
    assert few(people) == [concern("wages", workshop="WS-01", month="2022-07")]
    months = {concern("wages", f"W-{n}", "WS-01", f"{1950 + n // 12}-{n % 12 + 1:02d}") for n in range(200)}
    assert few(months) == [concern("wages", workshop="WS-01")]
    assert few({concern("wages", f"W-{number}") for number in range(MAXIMUM_CONCERNS + 1)}) == [concern("wages")]
    some = [concern("wages", f"W-{number:03d}", "WS-01", "2022-07") for number in range(MAXIMUM_CONCERNS)]
    assert few(some) == some


def test_a_month_that_is_none_narrows_nothing_down() -> None:
    assert concern("wages", "W-1", "WS-01", "0001-01") == concern("wages", "W-1", "WS-01")


def too_large(**fields: object) -> Exception:
    data: dict[str, object] = {
        "revision": 1, "workshop": "WS-01", "company": "C1", "product": "toy", "month": "2022-07",
        "fixed_quantity": 1, "fixed_amount_yuan": "1.00", "excess_quantity": 0, "excess_amount_yuan": "0.00",
        "accepted_quantity": 0, "rejected_quantity": 0, "complete": False,
    }  # fmt: skip
    with pytest.raises(ValueError) as raised:
        ProductionReported.Data.model_validate(data | fields)
    return raised.value


def test_a_reason_is_a_code() -> None:
    assert reason_of(too_large(fixed_amount_yuan="2999999999999.97")) == "overflow:fixed_amount_yuan"
    assert reason_of(too_large(fixed_quantity=3_000_000_000)) == "overflow:fixed_quantity"
    assert reason_of(too_large(workshop="工坊")) == "invalid:workshop"
    assert reason_of(asyncpg.NumericValueOutOfRangeError("numeric field overflow")) == "overflow"
    assert reason_of(InvalidOperation()) == "overflow"
    assert reason_of(OverflowError("date value out of range")) == "overflow"
    assert reason_of(KeyError(SECRET)) == "KeyError"
