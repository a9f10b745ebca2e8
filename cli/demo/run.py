"""Runs the demonstration from an empty folder, or again on the same one: nothing is paid twice."""

import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any

import orjson
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cli.demo.afterwards import print_afterwards, send_afterwards
from cli.demo.catching_up import wait_until_caught_up
from cli.demo.checking import check_came_true
from cli.demo.facts import County, read_county
from cli.demo.failing import DemoFailedError
from cli.demo.next_steps import print_once_ended, print_while_serving
from cli.demo.overdue import print_overdue, read_overdue
from cli.demo.paid_summary import print_paid
from cli.demo.patience import AWAY, stayed_away
from cli.demo.paying import close_and_pay
from cli.demo.sending import SampleSender
from cli.demo.summary import print_summary
from cli.sample.manifest import MANIFEST
from cli.stack import Stack, running_stack
from shared.events.catalogue import SERVICES
from shared.terminal import Terminal, say, strong


def run_demo(data_folder: Path, sample: Path, *, base_port: int, stay: bool, log_level: str) -> None:
    """Start everything, send the sample, wait, check, print; then serve until Ctrl-C where `stay`.

    Raises DemoFailedError, and prints no result, where one is not what the sample says.
    """
    manifest = _manifest_of(sample)
    console = Terminal(width=None if sys.stdout.isatty() else 120)
    say(strong("工坊 gongfang"), f" — data in {data_folder}", to=console)
    with running_stack(
        data_folder, base_port=base_port, inbound_clients=manifest["inbound_clients"], log_level=log_level
    ) as stack:
        say("PostgreSQL, Valkey and six service processes are up", to=console)
        try:
            county = _show(console, stack, sample, manifest)
        except AWAY as error:
            raise stayed_away(f"{type(error).__name__}: {error}") from error
        if stay:
            serve(console, stack, county)
    print_once_ended(console, data_folder)


def _manifest_of(sample: Path) -> Mapping[str, Any]:
    try:
        manifest: Mapping[str, Any] = orjson.loads((sample / MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        raise DemoFailedError([f"{sample} is no sample: {error}", "make one with gongfang sample"]) from error
    return manifest


def _show(console: Terminal, stack: Stack, sample: Path, manifest: Mapping[str, Any]) -> County:
    started = monotonic()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        with SampleSender(stack, sample, manifest) as sender:
            sent = sender.send(progress)
        wait_until_caught_up(stack, progress)
    seconds = monotonic() - started
    month = manifest["sample"]["month"]
    paid = close_and_pay(stack, month)
    wait_until_caught_up(stack)
    afterwards = send_afterwards(stack, sample, manifest)
    wait_until_caught_up(stack)
    county = read_county(stack, month)
    check_came_true(manifest, sent, county, paid, afterwards)
    print_summary(console, county, sent, seconds)
    print_paid(console, paid)
    print_afterwards(console, afterwards)
    print_overdue(console, month, read_overdue(stack))
    return county


def serve(console: Terminal, stack: Stack, county: County | None = None) -> None:
    """Print addresses, tokens and of a demonstration what to look at, and wait for Ctrl-C or SIGTERM."""
    console.rule(strong("服务已就绪 · serving"))
    for service in SERVICES:
        say(
            f"  {service:<10} {stack.url(service)}/docs   {stack.url(service)}/asyncapi.json   "
            f"worker {stack.worker_url(service)}/metrics",
            to=console,
        )
    tokens = {
        "operator": ["operator", "payroll:read", "orders:read", "placement:read"],
        "county-office": ["orders:write", "placement:write", "orders:read", "placement:read"],
        "station-st-01": ["station:ST-01"],
    }
    say(to=console)
    say("演示令牌 · demo tokens, valid for 30 days", to=console)
    for client, scopes in tokens.items():
        say(f"  {client} ({' '.join(scopes)})", to=console)
        say(f"    {stack.keys.token(client, scopes)}", to=console)
    if county is not None:
        print_while_serving(console, stack, county)
    say(to=console)
    say(f"日志 logs: {stack.data_folder / 'logs'}    Ctrl-C 结束 ends it", to=console)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    while not stopping.wait(0.5):
        stack.check()
    say("正在停止 · stopping", to=console)
