"""A pack that changed between two starts reaches the statements from its date on, and none before."""

import asyncio
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from services.payroll.computations.pack_changes import mark_changed_packs
from services.payroll.marks import WORKSHOP
from shared.messaging.starting import run_at_start
from shared.messaging.transaction import Transaction
from shared.policy import available_packs, load_pack
from tests.support.harness import ServiceUnderTest, WorkerProcess, eventually
from tests.support.packs import changed_pack
from tests.support.payroll.facts import month_attended, registered, workshop

NAMED = "pack: songtao\n"


def county(folder: Path, name: str, *changes: tuple[str, str], begins: str = "") -> None:
    """Songtao's pack as the county's, or as an edition of it, with some of its text replaced."""
    changed_pack(folder, "songtao", (NAMED, f"pack: county\n{begins}"), *changes, name=name)


def award_of(amount: str) -> tuple[str, str]:
    """The change to another full-attendance award."""
    return 'value: "500"', f'value: "{amount}"'


@pytest.fixture
def worker(payroll: ServiceUnderTest, fresh_redis_url: str, tmp_path: Path) -> Iterator[WorkerProcess]:
    """A payroll worker that reads packs from a folder of its own, which holds the county's; not started yet."""
    url = payroll.settings.payroll_database_url
    assert url is not None
    folder = tmp_path / "policy"
    folder.mkdir()
    county(folder, "county")
    process = WorkerProcess("payroll", url, fresh_redis_url, tmp_path / "worker.log", policy_folder=folder)
    yield process
    process.kill()


async def statements(payroll: ServiceUnderTest) -> dict[str, tuple[str, int]]:
    """Total and revision of each month's statement."""
    rows = await payroll.pool.fetch("SELECT month, total_yuan, revision FROM statement ORDER BY month")
    return {row["month"]: (str(row["total_yuan"]), row["revision"]) for row in rows}


async def since(payroll: ServiceUnderTest) -> dict[str, datetime]:
    """Since when each pack is computed with as it is."""
    return {row["pack"]: row["since"] for row in await payroll.pool.fetch("SELECT * FROM policy_pack_in_use")}


async def until(payroll: ServiceUnderTest, expected: dict[str, tuple[str, int]]) -> None:
    async def reached() -> bool:
        idle = not await payroll.pool.fetchval("SELECT count(*) FROM recompute_due")
        return idle and await statements(payroll) == expected

    await eventually(reached, what=f"{expected}")


async def test_a_pack_replaced_from_a_date_on_changes_statements_after_a_restart_and_none_before_the_date(
    worker: WorkerProcess, payroll: ServiceUnderTest, tmp_path: Path
) -> None:
    await payroll.send(
        workshop(pack="county"),
        workshop("WS-02", pack="songtao"),
        registered("W-1", first_day="2020-01-01"),
        *month_attended("W-1", "2022-07", 26),
        *month_attended("W-1", "2022-08", 26),
    )
    await worker.start().until_ready()
    await until(payroll, {"2022-07": ("500.00", 1), "2022-08": ("500.00", 1)})
    assert worker.stop() == 0
    began = await since(payroll)

    county(tmp_path / "policy", "county-next", award_of("600"), begins='from: "2022-08-01"\n')
    await worker.start().until_ready()
    await until(payroll, {"2022-07": ("500.00", 1), "2022-08": ("600.00", 2)})
    fingerprint = await payroll.pool.fetchval("SELECT fingerprint FROM policy_pack_in_use WHERE pack = 'county'")
    cause = await payroll.pool.fetchval("SELECT causation_id FROM statement WHERE month = '2022-08'")
    assert cause == f"gongfang:payroll#policy_pack/county@{fingerprint[:16]}"
    assert worker.stop() == 0

    replaced = await since(payroll)
    await worker.start().until_ready()
    assert worker.stop() == 0
    assert await since(payroll) == replaced
    assert replaced["county"] > began["county"]
    assert replaced["songtao"] == began["songtao"]
    changes = re.findall(r'"packs":\s*(\[[^]]*\]).*?"workshops":\s*(\d+)', worker.log.read_text())
    assert changes[1:] == [('["county"]', "1")]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (award_of("-1"), "parameters.full_attendance_award.amount.values.0.value: '-1'"),
        (("_award.months:", "_award.month:"), "award.months: missing"),
    ],
    ids=["a value that is none", "a parameter a rule misses"],
)
async def test_a_worker_does_not_start_with_a_pack_that_cannot_be_used(
    worker: WorkerProcess, payroll: ServiceUnderTest, tmp_path: Path, change: tuple[str, str], place: str
) -> None:
    shutil.rmtree(tmp_path / "policy" / "county")
    county(tmp_path / "policy", "county", change)
    worker.start()
    assert await asyncio.to_thread(worker.wait) != 0
    assert re.search(rf"county/awards\.yaml: .*{re.escape(place)}", worker.log.read_text())
    assert await payroll.pool.fetchval("SELECT count(*) FROM policy_pack_in_use") == 0


async def start(payroll: ServiceUnderTest, workers: int = 1) -> list[list[str]]:
    """What each of several workers that start at once marks."""
    marked: list[list[str]] = []

    async def mark_and_note(transaction: Transaction) -> None:
        await mark_changed_packs(transaction)
        marked.append(sorted(subject[0] for kind, subject in transaction.marks if kind == WORKSHOP))

    definition = replace(payroll.definition, at_start=(mark_and_note,))
    await asyncio.gather(*(run_at_start(definition, payroll.pool) for _ in range(workers)))
    return marked


async def in_use(payroll: ServiceUnderTest) -> dict[str, Any]:
    rows = await payroll.pool.fetch("SELECT pack, fingerprint FROM policy_pack_in_use")
    return {row["pack"]: row["fingerprint"] for row in rows}


async def test_of_workers_that_start_at_once_the_first_marks_what_changed(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop("WS-01"), workshop("WS-02"), workshop("WS-03", pack="elsewhere"))
    assert await start(payroll, workers=4) == [["WS-01", "WS-02"], [], [], []]
    assert await in_use(payroll) == {name: load_pack(name).fingerprint for name in available_packs()}


async def test_a_pack_that_is_gone_reaches_its_workshops_too(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop("WS-01"), workshop("WS-02", pack="gone"))
    await start(payroll)
    await payroll.pool.execute("INSERT INTO policy_pack_in_use VALUES ('gone', 'f', now())")
    assert await start(payroll) == [["WS-02"]]
    assert "gone" not in await in_use(payroll)
    assert await start(payroll) == [[]]


async def test_a_withdrawn_workshop_follows_no_pack(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop("WS-01"), workshop("WS-02"))
    await payroll.record(workshop("WS-02", revision=2, withdrawn=True))
    assert await start(payroll) == [["WS-01"]]
