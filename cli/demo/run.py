"""Runs the demonstration from an empty folder, or again on the same one: nothing is paid twice."""

import signal
import sys
import threading
from pathlib import Path
from time import monotonic

import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cli.demo.checking import check_came_true
from cli.demo.facts import read_county
from cli.demo.paid_summary import print_paid
from cli.demo.paying import close_and_pay
from cli.demo.sending import SampleSender
from cli.demo.settling import wait_until_settled
from cli.demo.summary import print_summary
from cli.stack import Stack, running_stack
from shared.events.catalogue import SERVICES


def run_demo(data_folder: Path, sample: Path, *, base_port: int, stay: bool, log_level: str) -> None:
    """Start everything, send the sample, wait, check, print; then serve until Ctrl-C where `stay`.

    Raises DemoFailedError, and prints no result, where one is not what the sample says.
    """
    manifest = orjson.loads((sample / "manifest.json").read_bytes())
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(f"[bold]工坊 gongfang[/] — data in {data_folder}", highlight=False)
    with running_stack(
        data_folder, base_port=base_port, inbound_clients=manifest["inbound_clients"], log_level=log_level
    ) as stack:
        console.print("PostgreSQL, Valkey and six service processes are up", highlight=False)
        started = monotonic()
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
            sent = SampleSender(stack, sample, manifest).send(progress)
            wait_until_settled(stack, progress)
        seconds = monotonic() - started
        month = manifest["sample"]["month"]
        paid = close_and_pay(stack, month)
        wait_until_settled(stack)
        county = read_county(stack, month)
        check_came_true(manifest, sent, county, paid)
        print_summary(console, county, sent, seconds)
        print_paid(console, paid)
        if stay:
            serve(console, stack)


def serve(console: Console, stack: Stack) -> None:
    """Print addresses and tokens, and wait for Ctrl-C or SIGTERM."""
    console.rule("[bold]服务已就绪 · serving")
    for service in SERVICES:
        console.print(
            f"  {service:<10} {stack.url(service)}/docs   {stack.url(service)}/asyncapi.json   "
            f"worker {stack.worker_url(service)}/metrics",
            highlight=False,
            soft_wrap=True,
        )
    tokens = {
        "operator": ["operator", "payroll:read", "orders:read", "placement:read"],
        "county-office": ["orders:write", "placement:write", "orders:read", "placement:read"],
        "station-st-01": ["station:ST-01"],
    }
    console.print("\n演示令牌 · demo tokens, valid for 30 days", highlight=False)
    for client, scopes in tokens.items():
        console.print(f"  {client} ({' '.join(scopes)})", highlight=False)
        console.print(f"    {stack.keys.token(client, scopes)}", highlight=False, soft_wrap=True)
    console.print(f"\n日志 logs: {stack.data_folder / 'logs'}    Ctrl-C 结束 ends it", highlight=False)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    while not stopping.wait(0.5):
        stack.check()
    console.print("正在停止 · stopping", highlight=False)
