"""How the demonstration ends: what is overdue and by whose clock, and commands the program takes."""

import io
import shlex
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from cli.demo.facts import County
from cli.demo.next_steps import DEFAULT_DATA_FOLDER, Step, steps_once_ended, steps_while_serving
from cli.demo.overdue import print_overdue
from cli.stack import DEFAULT_BASE_PORT, Stack
from shared.events.catalogue import SERVICES
from shared.terminal import Terminal
from tests.unit.cli.test_documented_commands import resolve

COUNTY = cast(County, SimpleNamespace(month="2022-07", explained=[{"worker": "W-1"}, {"worker": "W-2"}]))


def stack(folder: Path = DEFAULT_DATA_FOLDER, base_port: int = DEFAULT_BASE_PORT) -> Stack:
    ports = {service: base_port + number for number, service in enumerate(SERVICES, start=1)}
    made = SimpleNamespace(
        data_folder=folder,
        settings=SimpleNamespace(api_port=ports.__getitem__),
        url=lambda service: f"http://127.0.0.1:{ports[service]}",
    )
    return cast(Stack, made)


def printed(found: dict[str, Any]) -> str:
    file = io.StringIO()
    print_overdue(Terminal(file=file, width=120), "2022-07", found)
    return file.getvalue()


def totals(**workers: int) -> dict[str, Any]:
    return {stage: {"workers": number, "amount": "10.00", "oldest_days": 7} for stage, number in workers.items()}


def test_what_is_overdue_is_told_with_the_day_it_is_counted_on_and_why() -> None:
    told = printed({"on": "2026-11-30", "totals": totals(unpaid=2, unclosed=0, difference=1)})
    assert "as of 2026-11-30" in told
    assert "closed, not arrived: 2 人 people, 10.00 元, 最久 the oldest 7 天 days" in told
    assert "difference to be settled: 1 " in told
    assert "not closed" not in told
    assert "The sample is of 2022-07 and the clock is today's" in told


def test_of_a_month_whose_day_has_not_come_nothing_is_explained() -> None:
    told = printed({"on": "2022-08-10", "totals": totals(unpaid=0, unclosed=0, difference=0)})
    assert told.strip().endswith("截至 as of 2022-08-10: 没有 none")


def test_every_command_is_one_the_program_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGFANG_TOKEN", "a-token")
    elsewhere = Path("/tmp/elsewhere")
    steps = [*steps_while_serving(stack(), COUNTY), *steps_once_ended(elsewhere)]
    commands = [step.command for step in steps if step.command.startswith("gongfang ")]
    assert "gongfang statement W-1 2022-07 --explain" in commands
    assert [command for command in commands if str(elsewhere) in command] == commands[-2:]
    commands += [step.command.partition("$(")[2].rstrip(")") for step in steps if "$(" in step.command]
    for command in commands:
        resolve(shlex.split(command)[1:])


def test_a_folder_and_ports_that_are_not_the_usual_ones_are_told_to_the_commands() -> None:
    def exported(steps: list[Step]) -> list[str]:
        return [step.command for step in steps if step.command.startswith("export") and "TOKEN" not in step.command]

    assert exported(list(steps_while_serving(stack(), COUNTY))) == []
    assert exported(list(steps_while_serving(stack(Path("/tmp/else where"), 7000), COUNTY))) == [
        "export GONGFANG_DATA='/tmp/else where'",
        "export GONGFANG_ORDERS_URL=http://127.0.0.1:7001",
        "export GONGFANG_PAYROLL_URL=http://127.0.0.1:7002",
        "export GONGFANG_PLACEMENT_URL=http://127.0.0.1:7003",
    ]


def test_what_make_can_do_is_said_as_make() -> None:
    assert [step.command for step in steps_once_ended(DEFAULT_DATA_FOLDER)] == ["make up", "make run", "make test"]
