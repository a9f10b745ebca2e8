"""Wages that do not arrive in time are counted, named and told to Prometheus, from the day after they were due."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client import CollectorRegistry, generate_latest

from services.payroll.api import create_app
from services.payroll.watching import measure_wages, overdue_wages, totals_by_stage
from tests.support.harness import ServiceUnderTest, WorkerProcess, eventually, settings_for
from tests.support.payroll.bank import details, pay, settle
from tests.support.payroll.books import close
from tests.support.payroll.facts import pieces, registered, workshop
from tests.support.tokens import TokenIssuer

JULY = "2022-07"
DUE, LATE = date(2022, 8, 15), date(2022, 8, 16)


async def overdue_on(payroll: ServiceUnderTest, day: date) -> list[tuple[Any, ...]]:
    async with payroll.pool.acquire() as connection:
        found = await overdue_wages(connection, day)
    return [
        (part.waiting.stage, part.waiting.workers, part.waiting.amount_yuan, part.due_on, part.days_late)
        for part in found
    ]


async def two_workers(payroll: ServiceUnderTest) -> None:
    """W-1 is owed 1 000.00 of July, W-2 250.00."""
    await payroll.record(
        workshop(),
        registered("W-1", first_day="2022-04-01"),
        registered("W-2", first_day="2022-04-01"),
        pieces("W-1", "E-1", "2022-07-04", 400),
        pieces("W-2", "E-2", "2022-07-04", 100),
        details("W-1"),
        details("W-2"),
    )


async def test_a_month_not_closed_by_its_day_is_overdue_from_the_day_after(payroll: ServiceUnderTest) -> None:
    await two_workers(payroll)
    assert await overdue_on(payroll, DUE) == []
    assert await overdue_on(payroll, LATE) == [("unclosed", 2, Decimal("1250.00"), DUE, 1)]


async def test_a_closed_month_is_overdue_until_the_bank_has_confirmed_everybody(payroll: ServiceUnderTest) -> None:
    await two_workers(payroll)
    await close(payroll, JULY)
    assert await overdue_on(payroll, DUE) == []
    assert await overdue_on(payroll, LATE) == [("unpaid", 2, Decimal("1250.00"), DUE, 1)]
    batch = await pay(payroll, JULY)
    assert len(await overdue_on(payroll, LATE)) == 1
    await settle(payroll, batch, returned={"W-2": "账号与户名不符"})
    assert await overdue_on(payroll, date(2022, 9, 15)) == [("unpaid", 1, Decimal("250.00"), DUE, 31)]
    await settle(payroll, await pay(payroll, JULY))
    assert await overdue_on(payroll, date(2022, 9, 15)) == []


async def test_who_was_held_is_overdue_though_the_month_is_closed(payroll: ServiceUnderTest) -> None:
    await two_workers(payroll)
    await close(payroll, JULY, held={"W-2": "his card is disputed"})
    await settle(payroll, await pay(payroll, JULY))
    assert await overdue_on(payroll, LATE) == [("difference", 1, Decimal("250.00"), DUE, 1)]


async def test_prometheus_is_told_what_is_overdue_and_how_late_wages_arrive(
    payroll: ServiceUnderTest, capfd: pytest.CaptureFixture[str]
) -> None:
    await two_workers(payroll)
    await close(payroll, JULY)
    registry = CollectorRegistry()
    measure = measure_wages(registry)
    async with payroll.pool.acquire() as connection:
        await measure(connection)
        told = generate_latest(registry).decode()
        assert 'gongfang_wages_overdue_workers{stage="unpaid"} 2.0' in told
        assert 'gongfang_wages_overdue_yuan{stage="unpaid"} 1250.0' in told
        assert "gongfang_wage_delay_days_count 0.0" in told
        assert capfd.readouterr().out.count("wages_overdue ") == 1
        await measure(connection)
        assert "wages_overdue " not in capfd.readouterr().out
        await settle(payroll, await pay(payroll, JULY))
        await measure(connection)
    told = generate_latest(registry).decode()
    assert 'gongfang_wages_overdue_workers{stage="unpaid"} 0.0' in told
    assert [f'gongfang_wage_delay_days_bucket{{le="{days}"}} {wages}' in told for days, wages in (
        (5, 0.0), (10, 2.0), ("+Inf", 2.0)
    )] == [True] * 3  # fmt: skip
    assert "gongfang_wage_delay_days_sum 20.0" in told


async def test_a_worker_process_shows_it_at_its_metrics(
    payroll: ServiceUnderTest, payroll_database_url: str, fresh_redis_url: str, tmp_path: Path
) -> None:
    await two_workers(payroll)
    process = WorkerProcess("payroll", payroll_database_url, fresh_redis_url, tmp_path / "worker.log").start()
    try:
        await process.until_ready()

        async def shown() -> bool:
            return 'gongfang_wages_overdue_workers{stage="unclosed"} 2.0' in (await process.answers("/metrics"))[1]

        await eventually(shown)
    finally:
        process.kill()


async def test_overdue_wages_are_named_by_workshop(
    payroll: ServiceUnderTest, payroll_database_url: str, tmp_path: Path
) -> None:
    await two_workers(payroll)
    issuer = TokenIssuer(tmp_path)
    app = create_app(settings_for("payroll", payroll_database_url, jwks_file=issuer.jwks_file))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://payroll") as api,
    ):
        header = issuer.header("county", "payroll:read")
        answer = (await api.get("/v1/overdue-wages", params={"on": "2022-08-20"}, headers=header)).json()
        other = await api.get("/v1/overdue-wages", params={"workshop": "WS-9"}, headers=header)
        stranger = await api.get("/v1/overdue-wages", headers=issuer.header("li", "clerk:WS-01"))
    assert answer["overdue"] == [
        {
            "workshop": "WS-01",
            "month": JULY,
            "stage": "unclosed",
            "workers": 2,
            "amount": "1250.00",
            "due_on": "2022-08-15",
            "days_late": 5,
        }
    ]
    assert answer["totals"]["unclosed"] == {"workers": 2, "amount": "1250.00", "oldest_days": 5}
    assert other.json()["overdue"] == []
    assert stranger.status_code == 403


async def test_the_stages_are_told_even_where_nothing_is_overdue() -> None:
    assert {stage: totals.workers for stage, totals in totals_by_stage([]).items()} == {
        "unpaid": 0,
        "unclosed": 0,
        "difference": 0,
    }


async def test_facts_of_a_month_nobody_can_close_any_more_are_overdue_until_they_are_settled_and_paid(
    payroll: ServiceUnderTest,
) -> None:
    later = date(2022, 12, 1)
    await payroll.record(
        workshop(), registered("W-1", first_day="2022-01-01"), pieces("W-1", "E-1", "2022-07-04", 400), details("W-1")
    )
    await close(payroll, JULY)
    await settle(payroll, await pay(payroll, JULY))
    await payroll.record(pieces("W-1", "E-late", "2022-06-04", 150), pieces("W-1", "E-2", "2022-08-04", 40))
    assert [(row[0], row[2], row[3]) for row in await overdue_on(payroll, later)] == [
        ("difference", Decimal("375.00"), date(2022, 7, 15)),
        ("unclosed", Decimal("100.00"), date(2022, 9, 15)),
    ]
    await close(payroll, "2022-08")
    assert [row[:3] for row in await overdue_on(payroll, later)] == [("unpaid", 1, Decimal("475.00"))]
    await settle(payroll, await pay(payroll, "2022-08"))
    assert await overdue_on(payroll, later) == []
