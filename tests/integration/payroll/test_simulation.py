"""Another policy over recorded facts: exact differences, from one moment of the books, and nothing written."""

import asyncio
import csv
import io
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import openpyxl
import psutil
import pytest
import typer
from typer.testing import CliRunner, Result

from cli.databases import payroll_database
from services.payroll.calculator import InputError
from services.payroll.commands.simulate import simulate_command
from services.payroll.domain.basis import workshop_on
from services.payroll.domain.facts import WorkerMonth
from services.payroll.domain.statement import RULES_IN_ORDER, compute_statement
from services.payroll.simulation.pool import ProcessFailedError
from services.payroll.simulation.request import Request
from services.payroll.simulation.rows import Row, rows_of
from services.payroll.simulation.run import OnProgress, Simulation, simulate
from services.payroll.simulation.slices import SliceComputer, Task
from services.payroll.simulation.tallies import Differences, Person, close_people
from services.payroll.simulation.terms import terms_of
from services.payroll.store.simulation import list_workers, load_workshops, reading, share_snapshot
from services.payroll.store.worker_months import load_worker_months, months_of_workers
from shared.events.envelope import Event
from shared.months import Month
from shared.policy import Domain, Kind, PolicyError, load_pack
from shared.policy.library import PACKS_FOLDER
from shared.settings import load_settings
from tests.conftest import LONG_TESTS
from tests.harness import ServiceUnderTest
from tests.payroll_facts import attended, month_attended, pieces, production, profit, registered, shares, workshop
from tests.payroll_logs import LogWriter
from tests.servers import execute

JULY = "2022-07"
SONGTAO = PACKS_FOLDER / "songtao.yaml"
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


def other_values(domain: Domain) -> list[str]:
    """Some values a parameter could have instead."""
    if domain.kind is Kind.CHOICE:
        return [alternative.replace("<number>", "20") for alternative in domain.alternatives]
    if domain.kind is Kind.TABLE:
        return [", ".join(f"{key}={700 + number}" for number, key in enumerate(domain.alternatives))]
    return {
        Kind.DECIMAL: ["1", "24", "2600", "unset"],
        Kind.INTEGER: ["1", "2", "5"],
        Kind.DECIMALS: ["60,30", "unset"],
        Kind.FLAG: ["true", "false"],
        Kind.DATE: ["2022-08-01"],
    }[domain.kind]


def accepted(domain: Domain, value: str) -> bool:
    try:
        return value == "unset" or bool(domain.read(value)) or True
    except PolicyError:
        return False


ALTERNATIVES = sorted(
    (name, value)
    for name, history in load_pack("songtao").parameters.items()
    for value in other_values(history.domain)
    if name.partition(".")[0] in (*RULES_IN_ORDER, "scheme") and accepted(history.domain, value)
)
"""Every parameter that statements rest on, with values it might have."""


def busy_log(seed: int) -> list[Event]:
    """Workers with months attended nearly in full, pieces over many days, certificates, groups and transfers.

    One began in the middle of a month and makes the same piece every day, so that its days can matter.
    """
    writer = LogWriter(Random(seed))
    for _ in range(6):
        writer.write("roster", "")
    for number in range(24):
        worker = f"W-{number:02d}"
        for kind in ("registration", "month", "month", "certificate", *["piecework"] * 9, *["attendance"] * 4):
            writer.write(kind, worker)
    days = [f"2022-{month:02d}-{day:02d}" for month in (6, 7, 8) for day in range(2, 30, 3)]
    steady = [pieces("W-99", f"D-{day}", day, 10) for day in days if day >= "2022-06-14"]
    return [*writer.events, *steady, registered("W-99"), workshop("WS-01", 99), workshop("WS-02", 99)]


@pytest.mark.parametrize("seed", range(12 if LONG_TESTS else 2))
async def test_whatever_is_tried_condensed_facts_and_shared_rules_come_to_what_the_whole_computation_does(
    payroll: ServiceUnderTest, payroll_database_url: str, seed: int
) -> None:
    await payroll.send(*busy_log(seed))
    await payroll.compute()
    changing = set()
    async with reading(payroll_database_url) as connection:
        places = await load_workshops(connection)
        workers = await list_workers(connection, None, Month.parse("2022-06"), Month.parse("2022-09"))
        keys = [key for key in await months_of_workers(connection, workers) if "2022-06" <= key[1] <= "2022-09"]
        facts = await load_worker_months(connection, sorted(keys))
        for name, value in ALTERNATIVES:
            task = Task(payroll_database_url, "", "2022-06", "2022-09", None, {name: value}, places, [])
            found = Differences()
            for start in range(0, len(workers), 10):
                found.merge(await SliceComputer(task).compute(connection, workers[start : start + 10]))
            expected = from_whole_facts(facts, task)
            tried = f"{name}={value}"
            assert (found.total, found.rules) == (expected.total, expected.rules), tried
            assert (found.workshops, found.books_differ) == (expected.workshops, 0), tried
            assert sorted(found.changes, key=lambda change: change.name) == expected.changes, tried
            if expected.changes:
                changing.add(name.partition(".")[0])
    assert changing == set(RULES_IN_ORDER) - {"piecework"} | {"scheme"}, "what changes nothing proves nothing"


def from_whole_facts(facts: Sequence[WorkerMonth], task: Task) -> Differences:
    """The same from the facts as the service loads them to compute statements, each rule applied twice."""
    terms = terms_of(task.workshops, None, task.overrides)
    people: dict[str, Person] = {}
    for month in facts:
        name = workshop_on(month, month.month.last_day)
        if name not in terms:  # nothing is left of what was recorded
            continue
        own = terms[name]
        person = people.setdefault(month.worker, Person(name))
        person.workshop = name
        before = compute_statement(month, own.before, None, own.scope)
        person.add(before, compute_statement(month, own.after, task.overrides, own.scope))
    expected = Differences()
    close_people(expected, people)
    expected.changes.sort(key=lambda change: change.name)
    return expected


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


def pack_file(folder: Path, *changes: tuple[str, str]) -> str:
    """The county's pack with some of its text replaced."""
    text = SONGTAO.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file = folder / "tried.yaml"
    file.write_text(text, "utf-8")
    return str(file)


FLOOR_2000 = '{from: "2022-01-01", value: "2000", status: stated, source: floor}'


async def test_a_pack_that_begins_later_leaves_the_months_before_it_alone(
    payroll: ServiceUnderTest, payroll_database_url: str, tmp_path: Path
) -> None:
    await payroll.record(workshop(), registered("W-1"), *month_attended("W-1", JULY, 26))
    await payroll.record(*month_attended("W-1", "2022-08", 26))
    pack = pack_file(
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
        payroll_database_url, request_for(pack=pack_file(tmp_path, (FLOOR_2000, f"{FLOOR_2000}\n      - {own}")))
    )
    assert [(row.name, str(row.difference_yuan)) for row in found["person"]] == [("W-2", "300.00")]


async def test_a_pack_is_tried_where_its_name_is_in_use_unless_told_otherwise(
    payroll: ServiceUnderTest, payroll_database_url: str, tmp_path: Path
) -> None:
    for number in (1, 2):
        await payroll.record(workshop(f"WS-0{number}"), registered(f"W-{number}", f"WS-0{number}"))
        await payroll.record(*month_attended(f"W-{number}", JULY, 26, at=f"WS-0{number}"))
    pack = pack_file(
        tmp_path, ("pack: songtao\n", "pack: elsewhere\n"), (FLOOR_2000, FLOOR_2000.replace("2000", "1900"))
    )
    with pytest.raises(InputError, match=r"--pack: .*'elsewhere'.*under songtao.*--all"):
        await simulated(payroll_database_url, request_for(pack=pack))
    everywhere = await simulated(payroll_database_url, request_for(pack=pack, everywhere=True))
    assert {row.name: str(row.difference_yuan) for row in everywhere["person"]} == {"W-1": "-100.00", "W-2": "-100.00"}
    one = await simulated(payroll_database_url, request_for(pack=pack, workshops=["WS-02"]))
    assert {row.name: str(row.difference_yuan) for row in one["person"]} == {"W-2": "-100.00"}
    assert [row.workshop for row in one["workshop"]] == ["WS-02"]


async def run_command(database_url: str, *arguments: str) -> Result:
    """The command as a person gives it."""
    app = typer.Typer()
    app.command()(simulate_command(lambda data: database_url))
    return await asyncio.to_thread(CliRunner().invoke, app, ["--from", JULY, "--to", JULY, *arguments])


async def test_the_command_writes_csv_xlsx_and_tables(
    payroll: ServiceUnderTest, payroll_database_url: str, tmp_path: Path
) -> None:
    await floor_cases(payroll)
    await payroll.record(registered("W-6"), *month_attended("W-6", JULY, 26))
    await payroll.pool.execute("UPDATE worker SET worker = '=W-6' WHERE worker = 'W-6'")
    await payroll.pool.execute("UPDATE attendance SET worker = '=W-6' WHERE worker = 'W-6'")
    to_csv, to_xlsx = tmp_path / "out.csv", tmp_path / "out.xlsx"
    result = await run_command(
        payroll_database_url,
        *("--set", "guaranteed_floor.amount=1500", "--csv", str(to_csv), "--xlsx", str(to_xlsx), "--people", "1"),
    )
    assert result.exit_code == 0, result.output
    assert "试岗期兜底补足" in result.stdout
    assert "没有写入任何账目" in result.stdout.replace("\n", "")

    assert to_csv.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(to_csv.read_text("utf-8-sig"))))
    assert {row["name"]: row["difference_yuan"] for row in rows if row["level"] == "person"} == {
        "'=W-6": "-500.00",
        "W-2": "-500.00",
    }
    book = openpyxl.load_workbook(to_xlsx)
    people = list(book["有变化的人员"].iter_rows(values_only=True))
    heading = next(index for index, row in enumerate(people) if row[0] == "工坊")
    assert people[heading + 1 : heading + 3] == [
        ("WS-01", "=W-6", 2000, 1500, -500, 0, 1),
        ("WS-01", "W-2", 2000, 1500, -500, 0, 1),
    ]
    cell = book["有变化的人员"].cell(heading + 2, 2)
    assert (cell.value, cell.data_type) == ("=W-6", "s")


async def test_the_command_prints_json(payroll: ServiceUnderTest, payroll_database_url: str) -> None:
    await floor_cases(payroll)
    result = await run_command(payroll_database_url, "--set", "guaranteed_floor.base=piecework", "--json")
    document = json.loads(result.stdout)
    (total,) = [row for row in document["rows"] if row["level"] == "total"]
    assert (total["before"], total["after"], total["difference"]) == ("13850.00", "15200.00", "1350.00")
    assert document["set"] == FLOOR_ON_PIECEWORK


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--pack: say what to try"),
        (["--to", "2022-06", "--pack", "songtao"], "--to: 2022-06 is before --from 2022-07"),
        (["--from", "July", "--pack", "songtao"], "--from: 'July' is not a month; write it like 2022-07"),
        (["--pack", "nowhere"], "--pack: there is no pack 'nowhere'; available:"),
        (["--pack", "nowhere.yaml"], "--pack: nowhere.yaml: cannot be read"),
        (["--set", "guaranteed_floor.base"], "--set: 'guaranteed_floor.base' is not NAME=VALUE"),
        (
            ["--set", "guaranteed_floor.base=all"],
            "--set: guaranteed_floor.base: 'all' is not accepted; write all_earnings",
        ),
        (["--set", "floor.base=piecework"], "--set: floor.base is no parameter of pack 'songtao'"),
        (
            ["--set", "skill_uplift.minimum=1", "--set", "skill_uplift.minimum=2"],
            "--set: skill_uplift.minimum is given twice",
        ),
        (["--pack", "songtao", "--workshop", "WS-77"], "--workshop: WS-77 is not registered; there are WS-01"),
        (["--pack", "songtao", "--all", "--workshop", "WS-01"], "--all: cannot be given together with --workshop"),
        (["--pack", "songtao", "--csv", "/nowhere/out.csv"], "--csv: there is no folder /nowhere"),
    ],
)
async def test_the_command_names_the_option_that_is_wrong(
    payroll: ServiceUnderTest, payroll_database_url: str, arguments: list[str], said: str
) -> None:
    await payroll.record(workshop())
    result = await run_command(payroll_database_url, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr, result.stderr
    assert not result.stdout


async def test_the_command_tells_when_payroll_s_database_is_away_or_another_one(payroll_database_url: str) -> None:
    away = await run_command("postgresql://gongfang@127.0.0.1:1/payroll", "--pack", "songtao")
    assert away.exit_code == 1
    assert "is `gongfang up` running?" in away.stderr
    other = await run_command(payroll_database_url.rsplit("/", 1)[0] + "/postgres", "--pack", "songtao")
    assert other.exit_code == 1
    assert "no tables of payroll" in other.stderr


def test_the_database_is_that_of_the_settings_or_of_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GONGFANG_DATABASE_URL", "GONGFANG_PAYROLL_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    load_settings.cache_clear()
    with pytest.raises(InputError, match="--data: nothing was started in"):
        payroll_database(tmp_path)
    (tmp_path / "embedded.json").write_text('{"postgres": {"port": 12345, "password": "secret"}}')
    assert payroll_database(tmp_path) == "postgresql://gongfang:secret@127.0.0.1:12345/gongfang_payroll"
    monkeypatch.setenv("GONGFANG_DATABASE_URL", "postgresql://county@db")
    load_settings.cache_clear()
    assert payroll_database(tmp_path) == "postgresql://county@db/gongfang_payroll"
    load_settings.cache_clear()
