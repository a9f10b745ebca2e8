"""Another policy over recorded facts: exact differences, from one moment of the books, and nothing written."""

from decimal import Decimal
from pathlib import Path

import asyncpg
import psutil
import pytest

from services.payroll.domain.statement import RULES_IN_ORDER
from services.payroll.simulation.pool import ProcessFailedError
from services.payroll.simulation.run import simulate
from services.payroll.store.simulation import reading, share_snapshot
from services.payroll.store.workshops import load_workshops
from shared.calculator import InputError
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.facts import (
    attended,
    month_attended,
    pieces,
    production,
    profit,
    registered,
    shares,
    workshop,
)
from tests.support.payroll.simulations import (
    FLOOR_2000,
    JULY,
    amounts,
    by_level,
    floor_cases,
    pack_folder,
    quiet,
    request_for,
    simulated,
)
from tests.support.servers import execute


async def test_the_pack_in_force_differs_nowhere_and_comes_to_what_the_books_hold(
    payroll: ServiceUnderTest, payroll_database_url: str
) -> None:
    await floor_cases(payroll)
    await payroll.record(production(JULY, 100, 150, "1000.00"), shares("V1", "1"), profit("2022", "1000.00"))
    simulation = await simulate(request_for(pack="songtao", last="2022-12"), payroll_database_url, quiet)
    found = by_level(simulation)
    assert {row.difference_yuan for rows in found.values() for row in rows} == {0}
    assert not set(found) & {"person", "person_rule", "recipient"}
    assert simulation.wages.books_differ == 0
    totals = {row.kind: row.before_yuan for row in found["total"]}
    assert totals == {
        "wages": await payroll.pool.fetchval("SELECT sum(total_yuan) FROM statement"),
        "awards": await payroll.pool.fetchval("SELECT sum(amount_yuan) FROM award"),
        "divisions": Decimal(1000),
    }
    assert simulation.wages.total.same == 5
    others = ["overfulfilment_award", "profit_split", "manager_pay", "management_staff_pay", "certificate_subsidy"]
    assert list(simulation.rules) == [*RULES_IN_ORDER, *others]


async def test_another_base_of_the_floor_differs_as_worked_out_by_hand(
    payroll: ServiceUnderTest, payroll_database_url: str
) -> None:
    await floor_cases(payroll)
    found = await simulated(payroll_database_url, request_for())
    # W-1: 1 400 + 700 + 500 reach 2 000, on piecework alone 600 are missing; W-2: 750, or 1 500 on piecework alone.
    assert amounts(found["rule"], "guaranteed_floor") == ("750.00", "2100.00")
    assert [(row.name, str(row.difference_yuan), row.better, row.worse) for row in found["person"]] == [
        ("W-2", "750.00", 1, 0),
        ("W-1", "600.00", 1, 0),
    ]
    assert [(row.name, row.rule, str(row.before_yuan), str(row.after_yuan)) for row in found["person_rule"]] == [
        ("W-2", "guaranteed_floor", "750.00", "1500.00"),
        ("W-1", "guaranteed_floor", "0.00", "600.00"),
    ]
    (total,) = found["total"]
    assert (str(total.difference_yuan), total.better, total.worse, total.same) == ("1350.00", 2, 0, 3)
    assert [(row.workshop, str(row.difference_yuan), row.better) for row in found["workshop"]] == [
        ("WS-01", "1350.00", 2)
    ]
    assert [(row.month, row.better, row.same) for row in found["month"]] == [(JULY, 2, 3)]


async def test_awards_and_divisions_of_the_period_belong_to_the_difference(
    payroll: ServiceUnderTest, payroll_database_url: str
) -> None:
    await payroll.record(
        workshop(),
        production(JULY, 10_000, 11_999, "200000.00"),
        production("2022-06", 10_000, 11_999, "200000.00"),
        shares("V1", "1"),
        profit("2021", "-100.00"),
        profit("2022", "1000.00"),
    )
    overrides = {"overfulfilment_award.mode": "prorata", "profit_split.losses_carried_forward": "false"}
    found = await simulated(payroll_database_url, request_for(last="2022-12", overrides=overrides))
    assert amounts(found["rule"], "overfulfilment_award") == ("2000.00", "3998.00"), "June is outside the period"
    assert amounts(found["rule"], "profit_split") == ("900.00", "1000.00")
    changed = {row.name: (str(row.before_yuan), str(row.after_yuan)) for row in found["recipient"]}
    assert changed == {
        "V-WS-01": ("2000.00", "3998.00"),
        "care_fund": ("90.00", "100.00"),
        "relief_and_redevelopment": ("180.00", "200.00"),
        "V1": ("180.00", "200.00"),
        "rolling_development": ("450.00", "500.00"),
    }
    half_a_year = await simulated(payroll_database_url, request_for(last="2022-11", overrides=overrides))
    assert {row.kind for row in half_a_year["total"]} == {"awards"}, "a year is divided when it ends"


async def dump(payroll: ServiceUnderTest) -> dict[str, str]:
    """Every row of every table, with the transaction that wrote it."""
    tables = await payroll.pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return {
        name: str(
            await payroll.pool.fetchval(f"SELECT string_agg(t.xmin || t::text, ',' ORDER BY t::text) FROM {name} t")
        )
        for (name,) in tables
    }


async def test_nothing_is_written_to_the_books(payroll: ServiceUnderTest, payroll_database_url: str) -> None:
    await floor_cases(payroll)
    before = await dump(payroll)
    assert "W-5" in before["statement"]
    await simulated(payroll_database_url, request_for())
    assert await dump(payroll) == before
    async with reading(payroll_database_url) as connection:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await connection.execute("DELETE FROM statement")


async def test_all_processes_see_the_moment_the_simulation_began(
    payroll: ServiceUnderTest, payroll_database_url: str
) -> None:
    await floor_cases(payroll)
    undisturbed = await simulated(payroll_database_url, request_for())

    def facts_arrive(done: int, total: int) -> None:
        if not done:  # before the first slice is read
            execute(payroll_database_url, "UPDATE piecework SET accepted_quantity = 1, unit_rate_yuan = 1")

    assert await simulated(payroll_database_url, request_for(), facts_arrive) == undisturbed
    assert await simulated(payroll_database_url, request_for()) != undisturbed


async def test_a_shared_snapshot_is_what_another_connection_reads(
    payroll: ServiceUnderTest, payroll_database_url: str
) -> None:
    await payroll.record(workshop("WS-01"))
    async with reading(payroll_database_url) as parent:
        name = await share_snapshot(parent)
        await payroll.record(workshop("WS-02"))
        async with reading(payroll_database_url, name) as child, reading(payroll_database_url) as now:
            assert list(await load_workshops(child)) == ["WS-01"]
            assert list(await load_workshops(now)) == ["WS-01", "WS-02"]


async def test_a_process_that_dies_ends_the_simulation_with_an_error(
    payroll: ServiceUnderTest, payroll_database_url: str
) -> None:
    await floor_cases(payroll)
    children: list[psutil.Process] = []

    def kill(done: int, total: int) -> None:
        children.extend(
            child for child in psutil.Process().children() if "services.payroll.simulation.process" in child.cmdline()
        )
        for child in children:
            child.kill()

    with pytest.raises(ProcessFailedError, match="ended early"):
        await simulate(request_for(), payroll_database_url, kill)
    assert children
    assert not any(child.is_running() for child in children)


async def test_what_is_incomplete_or_cannot_be_computed_is_counted_apart(
    payroll: ServiceUnderTest, payroll_database_url: str
) -> None:
    await payroll.record(
        workshop(),
        registered("W-1"),
        pieces("W-1", "E-1", "2022-07-04", 100, rate=None),
        pieces("W-1", "E-2", "2022-07-05", 100),
        attended("W-2", "2022-07-04"),
        registered("W-3", "WS-99"),
        attended("W-3", "2022-07-04", at="WS-99"),
    )
    simulation = await simulate(request_for(), payroll_database_url, quiet)
    assert simulation.wages.incomplete == {"rate_missing": 1, "worker_not_registered": 1}
    assert simulation.wages.not_computed == 1
    assert simulation.wages.counted == 2


async def test_books_that_wait_to_be_computed_are_said_to_differ(
    payroll: ServiceUnderTest, payroll_database_url: str
) -> None:
    await floor_cases(payroll)
    await payroll.send(pieces("W-1", "E-W-1", "2022-07-04", 600, revision=2))
    simulation = await simulate(request_for(), payroll_database_url, quiet)
    assert simulation.wages.books_differ == 1
    assert simulation.wages.rules["piecework"].before_fen == 150_000 + 50_000 + 50_000 + 500_000


async def test_a_pack_that_begins_later_leaves_the_months_before_it_alone(
    payroll: ServiceUnderTest, payroll_database_url: str, tmp_path: Path
) -> None:
    await payroll.record(workshop(), registered("W-1"), *month_attended("W-1", JULY, 26))
    await payroll.record(*month_attended("W-1", "2022-08", 26))
    pack = pack_folder(
        tmp_path,
        ("pack: songtao\n", 'pack: songtao\nfrom: "2022-08-01"\n'),
        (FLOOR_2000, FLOOR_2000.replace("2000", "2500")),
    )
    found = await simulated(payroll_database_url, request_for(last="2022-08", pack=pack))
    assert [(row.month, str(row.difference_yuan)) for row in found["month"]] == [
        (JULY, "0.00"),
        ("2022-08", "500.00"),
    ]


async def test_a_township_is_computed_with_its_own_values(
    payroll: ServiceUnderTest, payroll_database_url: str, tmp_path: Path
) -> None:
    await payroll.record(workshop("WS-01"), workshop("WS-02", township="TS-2"))
    for worker, at in (("W-1", "WS-01"), ("W-2", "WS-02")):
        await payroll.record(registered(worker, at), *month_attended(worker, JULY, 26, at=at))
    own = FLOOR_2000.replace("2000", "2300").replace("{from", "{township: TS-2, from")
    found = await simulated(
        payroll_database_url, request_for(pack=pack_folder(tmp_path, (FLOOR_2000, f"{FLOOR_2000}\n      - {own}")))
    )
    assert [(row.name, str(row.difference_yuan)) for row in found["person"]] == [("W-2", "300.00")]


async def test_a_pack_is_tried_where_its_name_is_in_use_unless_told_otherwise(
    payroll: ServiceUnderTest, payroll_database_url: str, tmp_path: Path
) -> None:
    for number in (1, 2):
        await payroll.record(workshop(f"WS-0{number}"), registered(f"W-{number}", f"WS-0{number}"))
        await payroll.record(*month_attended(f"W-{number}", JULY, 26, at=f"WS-0{number}"))
    pack = pack_folder(
        tmp_path, ("pack: songtao\n", "pack: elsewhere\n"), (FLOOR_2000, FLOOR_2000.replace("2000", "1900"))
    )
    with pytest.raises(InputError, match=r"--pack: .*'elsewhere'.*under songtao.*--all"):
        await simulated(payroll_database_url, request_for(pack=pack))
    everywhere = await simulated(payroll_database_url, request_for(pack=pack, everywhere=True))
    assert {row.name: str(row.difference_yuan) for row in everywhere["person"]} == {"W-1": "-100.00", "W-2": "-100.00"}
    one = await simulated(payroll_database_url, request_for(pack=pack, workshops=["WS-02"]))
    assert {row.name: str(row.difference_yuan) for row in one["person"]} == {"W-2": "-100.00"}
    assert [row.workshop for row in one["workshop"]] == ["WS-02"]
