"""A command is loaded when it is called for, and loads nothing that only another one needs."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from cli.main import app

LOADED = """
import sys, cli.main
try:
    cli.main.app({arguments!r})
finally:
    print(*sorted(sys.modules), file=sys.stderr)
"""


def modules_after(*arguments: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", LOADED.format(arguments=list(arguments))], capture_output=True, text=True, check=False
    )
    return set(run.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("arguments", "needed", "left_alone"),
    [
        (("token", "--help"), "cli.tokens", ("services", "redis", "asyncpg", "shared.events.catalogue")),
        (
            ("months", "--help"),
            "cli.client.months",
            ("services.orders", "cli.embedded.servers", "cli.calculator.policy"),
        ),
        (
            ("policy", "simulate", "--help"),
            "services.payroll.simulation.run",
            ("services.orders", "services.placement"),
        ),
    ],
)
def test_a_command_loads_nothing_that_only_another_needs(
    arguments: tuple[str, ...], needed: str, left_alone: tuple[str, ...]
) -> None:
    loaded = modules_after(*arguments)
    assert needed in loaded
    assert not loaded.intersection(left_alone)


def test_every_command_of_the_table_is_there_and_tells_what_it_does() -> None:
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    for command in ("demo", "token", "policy", "months", "workers", "import"):
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0
        assert f" {command} " in shown.output


def test_a_command_that_is_not_there_is_refused_by_name() -> None:
    refused = CliRunner().invoke(app, ["mnths"])
    assert refused.exit_code == 2
    assert "mnths" in refused.output
