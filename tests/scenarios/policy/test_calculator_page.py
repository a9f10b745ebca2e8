"""Every example of the calculator's page runs as printed and comes to the total it states."""

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.calculator import policy_app
from cli.calculator.all_rules import KINDS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "policy-calculator.md"
EXAMPLE = re.compile(
    r"^## (?P<kind>\w+)\n.*?^```\n(?P<command>gongfang policy .*?) <<'FACTS'\n(?P<facts>.*?)\nFACTS\n```\n\n"
    r"Total: (?P<total>\S+)$",
    re.DOTALL | re.MULTILINE,
)
EXAMPLES = [match.groupdict() for match in EXAMPLE.finditer(PAGE.read_text(encoding="utf-8"))]


def test_every_kind_has_its_example() -> None:
    assert sorted(example["kind"] for example in EXAMPLES) == sorted(KINDS)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["kind"])
def test_an_example_runs_as_printed_and_comes_to_its_total(example: dict[str, str]) -> None:
    arguments = shlex.split(example["command"])[2:]
    result = CliRunner().invoke(policy_app, [*arguments, "--json"], input=example["facts"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(example["facts"])["kind"] == example["kind"]
    assert json.loads(result.stdout)["total"] == example["total"]
