"""`gongfang policy`: what `check` tells of a pack, and what `show` says is in force where and when."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.calculator.policy import policy_app

SONGTAO = (Path(__file__).parents[3] / "shared" / "policy" / "packs" / "songtao.yaml").read_text(encoding="utf-8")
AMOUNT = "full_attendance_award.amount"
VALUE = """      - from: "{since}"
        {place}
        value: {value}
        status: stated
        source: full_attendance
"""


def county(*values: str) -> str:
    """Songtao's pack under another name, with further values of the full-attendance award."""
    text = SONGTAO.replace("pack: songtao", "pack: county")
    before, name, after = text.partition(f"  {AMOUNT}:\n")
    own, blank, rest = after.partition("  full_attendance_award.")
    return before + name + own + "".join(values) + blank + rest


def policy(*arguments: str) -> Result:
    return CliRunner().invoke(policy_app, list(arguments))


def shown(*arguments: str) -> dict[str, Any]:
    """The full-attendance award as `show` prints it."""
    answer = policy("show", "county", "--rule", "full_attendance_award", "--json", *arguments)
    assert answer.exit_code == 0, answer.output
    return next(parameter for parameter in json.loads(answer.stdout) if parameter["name"] == AMOUNT)


def test_a_check_shows_values_of_places_editions_exclusions_and_what_is_not_configured(own_folder: Path) -> None:
    excluded = "{rules: [village_prize, town_prize], source: profit, why: {zh: 同一目的, en: one purpose}}"
    (own_folder / "county.yaml").write_text(
        county(
            VALUE.format(since="2022-07-01", place='until: "2022-08-31"\n        township: T1', value='"600"'),
            VALUE.format(since="2022-07-01", place="workshop: WS-01", value="null"),
        )
    )
    section = "\nexclusive_groups:\n"
    later = county() if section in SONGTAO else county() + section
    later = later.replace(section, f"{section}  prize: {excluded}\n")
    (own_folder / "later.yaml").write_text(later.replace("pack: county", 'pack: county\nfrom: "2023-01-01"'))
    answer = policy("check", "county")
    assert answer.exit_code == 0, answer.output
    first, second = answer.stdout.split("county from ")
    assert first.startswith("county: sound; ")
    assert f"  {AMOUNT} of township:T1: 600 from 2022-07-01 until 2022-08-31, stated\n" in first
    assert f"  {AMOUNT} of workshop:WS-01: not configured from 2022-07-01, stated\n" in first
    assert "  profit_split.relief_share is not configured\n" in first
    assert "prize: one person" not in first
    assert second.startswith(f"2023-01-01 ({own_folder / 'later.yaml'}): sound; ")
    assert "  prize: one person draws only one of village_prize, town_prize (构建联结方式)\n" in second
    assert "township" not in second


def test_a_check_of_all_packs_reaches_every_edition(own_folder: Path) -> None:
    later = SONGTAO.replace("pack: songtao", 'pack: songtao\nfrom: "2023-01-01"').replace(
        "_award.months:", "_award.month:"
    )
    (own_folder / "later.yaml").write_text(later)
    answer = policy("check")
    assert answer.exit_code == 1
    assert f"{own_folder / 'later.yaml'}: parameters.full_attendance_award.months: missing" in answer.stderr
    assert "songtao: sound; " in answer.stdout
    assert "songtao from 2023-01-01" in answer.stdout


@pytest.mark.parametrize("command", [("check",), ("list",), ("check", "county"), ("show", "county")])
def test_a_pack_that_cannot_be_used_is_refused_with_its_place(own_folder: Path, command: tuple[str, ...]) -> None:
    value = VALUE.format(since="2022-01-01", place="township: T1", value='"600"')
    (own_folder / "county.yaml").write_text(county(value, value))
    answer = policy(*command)
    assert answer.exit_code == 2
    assert f"{own_folder / 'county.yaml'}: parameters.{AMOUNT}.values.2.from: 2022-01-01 overlaps" in answer.stderr


def test_show_answers_for_a_day_and_a_place(own_folder: Path) -> None:
    value = VALUE.format(since="2022-07-01", place="township: T1", value='"600"')
    (own_folder / "county.yaml").write_text(county(value))
    later = county().replace("pack: county", 'pack: county\nfrom: "2023-01-01"').replace('value: "500"', 'value: "700"')
    (own_folder / "later.yaml").write_text(later)
    in_july = ("--on", "2022-07-01")
    assert [shown(*in_july)[key] for key in ("value", "scope")] == ["500", "county"]
    assert [shown(*in_july, "--township", "T1")[key] for key in ("value", "scope")] == ["600", "township:T1"]
    assert [shown(*in_july, "--township", "T1", "--workshop", "WS-9")[key] for key in ("value", "scope")] == [
        "600",
        "township:T1",
    ]
    assert [shown("--on", "2023-01-01", "--township", "T1")[key] for key in ("value", "scope")] == ["700", "county"]
