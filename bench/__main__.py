"""`make bench`: one table, every ratio from figures of the same run on the same machine.

`python -m bench simulation` measures only what `gongfang policy simulate` takes.
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from redis.asyncio import Redis
from rich.console import Console
from rich.table import Table

from bench.baselines import hand_written, reading_only
from bench.latency import Latency, one_hop, register_workshop, whole_way, whole_way_rate
from bench.loads import attendance_events, fill_stream
from bench.machine import describe_machine
from bench.ours import Backlog, over_backlog, payroll_settings, prepare_payroll, running_worker, until_drained
from bench.simulation import measure_simulation, print_simulation
from cli.embedded import EmbeddedServers, ServerAddresses
from cli.stack import running_stack
from shared.database import ensure_database
from shared.messaging.doors import signer_from
from shared.settings import Settings

BACKLOG_EVENTS = 100_000
SINGLE_EVENTS = 3_000
MEMORY_EVENTS = 500_000
WHOLE_WAY_EVENTS = 60_000
STEADY_SECONDS = 20
BATCH = Settings().batch_maximum_entries

console = Console()


async def measure_streams(addresses: ServerAddresses) -> tuple[float, float, float, Backlog, Latency, Backlog]:
    """(a), (b), (c), (d), the latency of one hop, and memory over a long backlog."""
    redis: Redis = Redis.from_url(addresses.redis_url)
    base = addresses.database_url.rsplit("/", 1)[0]
    await ensure_database(f"{base}/bench_hand_written")
    settings = payroll_settings(addresses.redis_url, addresses.database_url, "bench_backlog")
    await fill_stream(redis, signer_from(settings), "load", attendance_events(BACKLOG_EVENTS))
    reading = await reading_only(redis, "load", BATCH)
    console.print(f"(a) {reading:,.0f}/s", highlight=False)
    by_hand = await hand_written(redis, "load", f"{base}/bench_hand_written", BATCH, BACKLOG_EVENTS)
    console.print(f"(b) {by_hand:,.0f}/s", highlight=False)
    single = await hand_written(redis, "load", f"{base}/bench_hand_written", 1, SINGLE_EVENTS)
    console.print(f"(c) {single:,.0f}/s", highlight=False)
    await redis.delete("load")

    await prepare_payroll(settings)
    ours = await over_backlog(settings, BACKLOG_EVENTS)
    console.print(f"(d) {ours.events_per_second:,.0f}/s", highlight=False)
    await redis.delete("placement", "payroll", "orders")

    settings = payroll_settings(addresses.redis_url, addresses.database_url, "bench_latency")
    await prepare_payroll(settings)
    async with running_worker(settings) as worker:
        latency = await one_hop(redis, signer_from(settings), STEADY_SECONDS)
        await until_drained(worker)
    console.print(
        f"one hop p50 {latency.p50_milliseconds:.0f} ms, p99 {latency.p99_milliseconds:.0f} ms", highlight=False
    )
    await redis.delete("placement", "payroll", "orders")

    settings = payroll_settings(addresses.redis_url, addresses.database_url, "bench_memory")
    await prepare_payroll(settings)
    memory = await over_backlog(settings, MEMORY_EVENTS)
    await redis.aclose()
    return reading, by_hand, single, ours, latency, memory


def measure_whole_way(folder: Path) -> tuple[float, Latency]:
    """HTTP at placement to statement at payroll, with all six processes running."""
    with running_stack(folder, base_port=0, log_level="warning") as stack:

        async def measure() -> tuple[float, Latency]:
            redis: Redis = Redis.from_url(stack.addresses.redis_url)
            await register_workshop(stack)
            latency = await whole_way(stack, redis, STEADY_SECONDS)
            rate = await whole_way_rate(stack, WHOLE_WAY_EVENTS, 1000)
            await redis.aclose()
            return rate, latency

        return asyncio.run(measure())


def simulation() -> None:
    """Measure simulations on servers of their own and print the table."""
    folder = Path(tempfile.mkdtemp(prefix="gongfang-bench-"))
    try:
        with EmbeddedServers(folder / "simulation") as servers:
            caption = f"{describe_machine()}; {servers.versions()[-1]}"
            print_simulation(console, measure_simulation(servers.addresses), caption)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Measure everything and print the table."""
    folder = Path(tempfile.mkdtemp(prefix="gongfang-bench-"))
    try:
        with EmbeddedServers(folder / "streams") as servers:
            versions = servers.versions()
            measured = asyncio.run(measure_streams(servers.addresses))
        rate, whole = measure_whole_way(folder / "whole")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    reading, by_hand, single, ours, hop, memory = measured
    mine = ours.events_per_second
    table = Table(title="Attendance arriving in payroll")
    for header in ("", "events/s", "of (b)", "× (c)"):
        table.add_column(header, justify="left" if not header else "right")
    for name, figure in (
        ("(a) read and acknowledge only", reading),
        ("(b) hand-written loop, same database work", by_hand),
        ("(c) one message, one transaction", single),
        ("(d) ours: entry in the stream → statement committed", mine),
        ("the whole way: HTTP at placement → statement in payroll", rate),
    ):
        table.add_row(name, f"{figure:,.0f}", f"{figure / by_hand:.2f}", f"{figure / single:.1f}")
    console.print(table)
    console.print(f"{describe_machine()}; {', '.join(versions)}", highlight=False, soft_wrap=True)
    latencies = Table(title="Latency at 500 events/s, to the statement's event in the stream")
    for header in ("", "p50 ms", "p99 ms", "events"):
        latencies.add_column(header, justify="left" if not header else "right")
    for name, found in (("one hop", hop), ("the whole way, 50 events a request", whole)):
        latencies.add_row(name, f"{found.p50_milliseconds:.0f}", f"{found.p99_milliseconds:.0f}", f"{found.events:,}")
    console.print(latencies)
    console.print(
        f"Worker's resident memory over a backlog of {MEMORY_EVENTS:,} events: {memory.early_mib:.0f} MiB a tenth of "
        f"the way, {memory.peak_mib:.0f} MiB at most ({memory.events_per_second:,.0f} events/s)",
        highlight=False,
    )


if __name__ == "__main__":
    if sys.argv[1:] != ["simulation"]:
        main()
    simulation()
