"""What to do next: while the demonstration serves, and once it has ended."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cli.demo.facts import County
from cli.stack import DEFAULT_BASE_PORT, PROJECT_FOLDER, Stack
from shared.events.catalogue import SERVICES
from shared.terminal import Terminal, faint, say, strong

DEFAULT_DATA_FOLDER = PROJECT_FOLDER / "data"


class Step(NamedTuple):
    """A command, and in Chinese and English what it shows; without words it prepares the next."""

    command: str
    chinese: str = ""
    english: str = ""


def steps_while_serving(stack: Stack, county: County) -> Iterator[Step]:
    """Commands for another terminal, which find this data folder and these ports."""
    yield Step(f"cd {shlex.quote(str(PROJECT_FOLDER))} && source .venv/bin/activate")
    if stack.data_folder != DEFAULT_DATA_FOLDER:
        yield Step(f"export GONGFANG_DATA={shlex.quote(str(stack.data_folder))}")
    for number, service in enumerate(SERVICES, start=1):
        if stack.settings.api_port(service) != DEFAULT_BASE_PORT + number:
            yield Step(f"export GONGFANG_{service.upper()}_URL={stack.url(service)}")
    yield Step("export GONGFANG_TOKEN=$(gongfang token operator operator payroll:read orders:read placement:read)")
    for statement in county.explained[:1]:
        asked = f"gongfang statement {statement['worker']} {county.month} --explain"
        yield Step(asked, "一个人的工资，为什么是这个数", "a worker's month, and why")
    yield Step("gongfang months list", "各坊各月到哪一步", "how far each month is")
    yield Step("gongfang payments overdue", "哪些工资拖欠", "which wages are overdue")
    yield Step("gongfang dead-letters list", "哪些数据没有收下", "what could not be applied")


def steps_once_ended(data_folder: Path) -> Iterator[Step]:
    """Commands once everything has stopped."""
    data = "" if data_folder == DEFAULT_DATA_FOLDER else f" --data {shlex.quote(str(data_folder))}"
    up, run = (f"gongfang up{data}", f"gongfang demo{data}") if data else ("make up", "make run")
    yield Step(up, "在这些数据上继续提供服务，打印网址和令牌", "serves this data, with addresses and tokens")
    yield Step(run, "再送一次：都是重复，不会多付", "sends it again: all duplicates, nothing is paid twice")
    yield Step("make test", "运行全部检验", "runs everything that proves it")


def print_while_serving(console: Terminal, stack: Stack, county: County) -> None:
    """Where to look while the services answer."""
    say(to=console)
    say(
        strong("接下来 · next"),
        "  网页见上面的 /docs；另开一个终端 · pages: /docs above; or in another terminal:",
        to=console,
    )
    _print_steps(console, steps_while_serving(stack, county))


def print_once_ended(console: Terminal, data_folder: Path) -> None:
    """What is left, and how to go on."""
    say(to=console)
    papers = data_folder / "papers"
    say(strong("接下来 · next"), f"  {papers}: 工资单、工资支付表、银行文件 payslip, wage list, bank files", to=console)
    _print_steps(console, steps_once_ended(data_folder))


def _print_steps(console: Terminal, steps: Iterator[Step]) -> None:
    listed = list(steps)
    width = max(len(step.command) for step in listed if step.chinese)
    for step in listed:
        told = [faint(f"  {step.chinese} · {step.english}")] if step.chinese else []
        say(f"  {step.command:<{width}}" if told else f"  {step.command}", *told, to=console)
