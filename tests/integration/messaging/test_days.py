"""The day reached goes forward only, and only while the clocks agree; a person may say that the clock is right."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest
import pytest_asyncio
import structlog

from services.payroll.api import create_app
from shared.clock import shanghai_today
from shared.messaging.clock_watch import Reading
from shared.messaging.days import confirm_clock, day_reached, look_at_clocks, read_clocks
from tests.support.harness import ServiceUnderTest, settings_for
from tests.support.messaging.diary import VISIT, Diary, SetClocks, clocks_on
from tests.support.payroll.facts import attended
from tests.support.tokens import TokenIssuer

FIRST = date(2026, 7, 1)


def day(number: int) -> date:
    """A day by its number, counted from the first."""
    return FIRST + timedelta(days=number)


@pytest.fixture
def diary() -> Diary:
    return Diary(asks={"W-1": [day(number) for number in range(-1, 60)]})


@pytest.fixture
def clocks() -> SetClocks:
    return clocks_on(FIRST)


@pytest_asyncio.fixture
async def service(payroll: ServiceUnderTest, diary: Diary, clocks: SetClocks) -> ServiceUnderTest:
    """Where W-1 was computed on the first day and asks for each after it."""
    service = payroll.with_definition(diary.definition)
    await service.send(attended("W-1", "2022-07-01"))
    await service.recomputer(read=clocks).run_pass()
    assert diary.computed == [("W-1", FIRST)]
    return service


async def reached(service: ServiceUnderTest) -> date:
    async with service.pool.acquire() as connection:
        return await day_reached(connection)


async def test_set_back_a_day_nothing_is_undone_and_nothing_comes_twice(
    service: ServiceUnderTest, diary: Diary, clocks: SetClocks
) -> None:
    clocks.pass_by(3)
    recomputer = service.recomputer(read=clocks)
    await recomputer.run_pass()
    for days, boot in ((-1, "first"), (-3, "second"), (-400, "third")):
        clocks.jump(days)
        clocks.boot = boot
        await service.recomputer(read=clocks).run_pass()
        assert await reached(service) == day(3)
    await service.send(attended("W-1", "2022-07-02"))
    await service.recomputer(read=clocks).run_pass()
    assert diary.computed[1:] == [("W-1", day(3)), ("W-1", day(3))], "what is computed stands on the day reached"


async def test_the_database_refuses_to_take_a_day_back(service: ServiceUnderTest) -> None:
    with pytest.raises(asyncpg.RaiseError, match="stays reached"):
        await service.pool.execute("UPDATE day_reached SET day = day - 1")


@pytest.mark.parametrize("restarted", [False, True], ids=["running", "restarted"])
async def test_a_clock_that_jumps_forward_fires_nothing_until_it_is_right_again(
    service: ServiceUnderTest, diary: Diary, clocks: SetClocks, restarted: bool
) -> None:
    """Another process on the same start of the host knows what the one before compared with."""
    recomputer = service.recomputer(read=clocks)
    await recomputer.run_pass()
    clocks.pass_by(0.25)
    clocks.jump(30)
    if restarted:
        recomputer = service.recomputer(read=clocks)
    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            assert await recomputer.run_pass() == 0
    assert [(line["event"], line["doubt"]) for line in logs] == [("clock_doubted", "jumped")]
    assert recomputer.days.doubt == "jumped"
    assert (await reached(service), len(diary.computed)) == (FIRST, 1)
    assert service.metrics.registry.get_sample_value(
        "gongfang_clock_doubted", {"service": "payroll", "doubt": "jumped"}
    )

    clocks.jump(-30)
    clocks.pass_by(1)
    with structlog.testing.capture_logs() as logs:
        await recomputer.run_pass()
    assert [line["event"] for line in logs if "clock" in line["event"]] == ["clock_believed"]
    assert diary.computed[1:] == [("W-1", day(1))]


async def test_facts_are_computed_and_days_that_had_come_are_released_while_the_clock_is_doubted(
    service: ServiceUnderTest, diary: Diary, clocks: SetClocks
) -> None:
    clocks.jump(30)
    await service.pool.execute("INSERT INTO deadline VALUES ($1, '{W-2}', $2, 'c', 'c')", VISIT, FIRST)
    await service.send(attended("W-3", "2022-07-02"))
    await service.recomputer(read=clocks).run_pass()
    assert diary.computed[1:] == [("W-2", FIRST), ("W-3", FIRST)]


async def test_a_jump_that_a_person_confirms_is_believed_by_every_worker(
    service: ServiceUnderTest, diary: Diary, clocks: SetClocks
) -> None:
    clocks.jump(30)
    recomputer = service.recomputer(read=clocks)
    await recomputer.run_pass()
    async with service.pool.acquire() as connection, connection.transaction():
        state = await confirm_clock(connection, "operator-li", "the host was moved", clocks)
    assert state.doubt is None
    await recomputer.run_pass()
    assert (recomputer.days.doubt, diary.computed[1:]) == (None, [("W-1", day(30))])
    clocks.jump(1)
    assert await recomputer.run_pass() == 0, "one jump was confirmed, not those after it"
    row = await service.pool.fetchrow("SELECT actor, action, subject, detail FROM audit_log ORDER BY id DESC LIMIT 1")
    assert tuple(row or ()) == (
        "operator-li",
        "clock.confirmed",
        "clock",
        {"day": "2026-07-31", "doubt": "jumped", "reason": "the host was moved"},
    )


async def test_a_database_on_another_host_that_disagrees_holds_and_is_confirmed_as_far_as_it_was_ahead(
    service: ServiceUnderTest, clocks: SetClocks
) -> None:
    clocks.pass_by(2)
    clocks.database_ahead_seconds = -3600.0
    recomputer = service.recomputer(read=clocks)
    await recomputer.run_pass()
    assert (recomputer.days.doubt, await reached(service)) == ("database", FIRST)
    async with service.pool.acquire() as connection, connection.transaction():
        await confirm_clock(connection, "operator-li", "the server is an hour late", clocks)
    await recomputer.run_pass()
    assert (recomputer.days.doubt, await reached(service)) == (None, day(2))
    clocks.database_ahead_seconds = -5000.0
    await recomputer.run_pass()
    assert recomputer.days.doubt == "database"


async def test_a_first_process_with_a_wrong_clock_reaches_the_earlier_of_two_days(payroll: ServiceUnderTest) -> None:
    diary, clocks = Diary(), clocks_on(day(365))
    clocks.database_ahead_seconds = -365 * 86400.0
    service = payroll.with_definition(diary.definition)
    await service.send(attended("W-1", "2022-07-01"))
    await service.recomputer(read=clocks).run_pass()
    assert diary.computed == [("W-1", FIRST)]
    clocks.jump(-365)
    clocks.database_ahead_seconds = 0.0
    clocks.pass_by(1)
    recomputer = service.recomputer(read=clocks)
    await recomputer.run_pass()
    assert (recomputer.days.doubt, await reached(service)) == (None, day(1)), "nobody compared with the wrong clock"


async def test_a_host_that_starts_far_behind_and_is_set_right_needs_nobody(
    service: ServiceUnderTest, clocks: SetClocks
) -> None:
    """As one without a battery does, which learns the time from the network."""
    clocks.boot, clocks.elapsed_seconds = "second", 5.0
    clocks.jump(-9000)
    recomputer = service.recomputer(read=clocks)
    await recomputer.run_pass()
    clocks.jump(9001)
    await recomputer.run_pass()
    assert (recomputer.days.doubt, await reached(service)) == (None, day(1))


async def test_the_real_clocks_agree_and_reach_today(payroll: ServiceUnderTest) -> None:
    before = shanghai_today()
    await payroll.recomputer().run_pass()
    async with payroll.pool.acquire() as connection:
        first, second = await read_clocks(connection), await read_clocks(connection)
        state = await look_at_clocks(connection)
    assert first.boot == second.boot
    assert 0 <= second.elapsed_seconds - first.elapsed_seconds < 60
    assert (state.doubt, state.is_anchored) == (None, True)
    assert before <= (await reached(payroll)) <= shanghai_today()


@pytest.fixture
def issuer(tmp_path: Path) -> TokenIssuer:
    return TokenIssuer(tmp_path)


@pytest_asyncio.fixture
async def operator(payroll: ServiceUnderTest, issuer: TokenIssuer) -> AsyncIterator[httpx.AsyncClient]:
    """Payroll's API as an operator sees it."""
    assert payroll.settings.payroll_database_url is not None
    app = create_app(settings_for("payroll", payroll.settings.payroll_database_url, jwks_file=issuer.jwks_file))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://payroll",
            headers=issuer.header("operator-li", "operator"),
        ) as http,
    ):
        yield http


async def test_an_operator_sees_the_day_and_confirms_it_over_http(
    operator: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    today = shanghai_today()
    told = (await operator.get("/v1/clock")).json()
    assert (told["today"], told["reached"], told["doubt"]) == (today.isoformat(), None, None)
    reading = await _reading(payroll)
    await payroll.pool.execute(
        "INSERT INTO clock_anchor VALUES ($1, $2, $3)",
        reading.boot,
        reading.wall - timedelta(days=30),
        reading.elapsed_seconds,
    )
    await payroll.recomputer().run_pass()
    assert (await operator.get("/v1/clock")).json()["doubt"] == "jumped"

    wrong = {"day": (today - timedelta(days=30)).isoformat(), "reason": "looked at the wall"}
    refused = await operator.post("/v1/clock/confirm", json=wrong)
    assert (refused.status_code, refused.json()["code"]) == (409, "clock.another_day")
    assert (await operator.get("/v1/clock")).json()["doubt"] == "jumped"

    confirmed = await operator.post("/v1/clock/confirm", json={**wrong, "day": today.isoformat()})
    assert (confirmed.status_code, confirmed.json()["doubt"]) == (200, None)
    await payroll.recomputer().run_pass()
    assert (await operator.get("/v1/clock")).json()["reached"] == today.isoformat()
    assert await payroll.pool.fetchval("SELECT actor FROM audit_log WHERE action = 'clock.confirmed' ORDER BY id DESC")


async def _reading(payroll: ServiceUnderTest) -> Reading:
    async with payroll.pool.acquire() as connection:
        return await read_clocks(connection)


@pytest.mark.parametrize("scope", ["payroll:read", "payroll:finance", "clerk:WS-01"])
async def test_nobody_else_may_confirm_a_clock(
    operator: httpx.AsyncClient, scope: str, issuer: TokenIssuer, payroll: ServiceUnderTest
) -> None:
    token = issuer.header("somebody", scope)
    body = {"day": shanghai_today().isoformat(), "reason": "because"}
    answer = await operator.post("/v1/clock/confirm", json=body, headers=token)
    assert answer.status_code == 403
    assert await payroll.pool.fetchval("SELECT count(*) FROM day_reached") == 0
