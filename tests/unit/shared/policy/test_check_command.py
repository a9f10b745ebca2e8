"""`gongfang policy`: what `check` tells of a pack, and what `show` says is in force where and when."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.calculator import policy_app
from tests.support.packs import changed_pack

NAMED = "pack: songtao\n"
AMOUNT = "full_attendance_award.amount"
OWN_VALUE = '      - {from: "2022-01-01", value: "500", status: stated, source: full_attendance}\n'
VALUE = """      - from: "{since}"
        {place}
        value: {value}
        status: stated
        source: full_attendance
"""


def county(folder: Path, *values: str) -> Path:
    """Songtao's pack under another name, with further values of the full-attendance award."""
    changes = (NAMED, "pack: county\n"), (OWN_VALUE, OWN_VALUE + "".join(values))
    return changed_pack(folder, "songtao", *changes, name="county")


def next_edition(folder: Path, pack: str, *changes: tuple[str, str]) -> Path:
    """Songtao's pack as the edition of 2023 of a pack."""
    return changed_pack(folder, "songtao", (NAMED, f'pack: {pack}\nfrom: "2023-01-01"\n'), *changes, name="later")


def policy(*arguments: str) -> Result:
    return CliRunner().invoke(policy_app, list(arguments))


def shown(*arguments: str) -> dict[str, Any]:
    """The full-attendance award as `show` prints it."""
    answer = policy("show", "county", "--rule", "full_attendance_award", "--json", *arguments)
    assert answer.exit_code == 0, answer.output
    return next(parameter for parameter in json.loads(answer.stdout) if parameter["name"] == AMOUNT)


def test_a_check_shows_values_of_places_editions_exclusions_and_what_is_not_configured(own_folder: Path) -> None:
    excluded = "{rules: [village_prize, town_prize], source: profit, why: {zh: 同一目的, en: one purpose}}"
    county(
        own_folder,
        VALUE.format(since="2022-07-01", place='until: "2022-08-31"\n        township: T1', value='"600"'),
        VALUE.format(since="2022-07-01", place="workshop: WS-01", value="null"),
    )
    later = next_edition(own_folder, "county")
    (later / "prizes.yaml").write_text(f"exclusive_groups:\n  prize: {excluded}\n", encoding="utf-8")
    answer = policy("check", "county")
    assert answer.exit_code == 0, answer.output
    first, second = answer.stdout.split("county from ")
    assert first.startswith("county: sound; ")
    assert f"  {AMOUNT} of township:T1: 600 from 2022-07-01 until 2022-08-31, stated\n" in first
    assert f"  {AMOUNT} of workshop:WS-01: not configured from 2022-07-01, stated\n" in first
    assert "  profit_split.relief_share is not configured\n" in first
    assert "prize: one person" not in first
    assert second.startswith(f"2023-01-01 ({later}): sound; ")
    assert "  prize: one person draws only one of village_prize, town_prize (构建联结方式)\n" in second
    assert "township" not in second


def test_a_check_of_all_packs_reaches_every_edition(own_folder: Path) -> None:
    later = next_edition(own_folder, "songtao", ("_award.months:", "_award.month:"))
    answer = policy("check")
    assert answer.exit_code == 1
    assert f"{later / 'awards.yaml'}: parameters.full_attendance_award.months: missing" in answer.stderr
    assert "songtao: sound; " in answer.stdout
    assert "songtao from 2023-01-01" in answer.stdout


@pytest.mark.parametrize("command", [("check",), ("list",), ("check", "county"), ("show", "county")])
def test_a_pack_that_cannot_be_used_is_refused_with_its_place(own_folder: Path, command: tuple[str, ...]) -> None:
    value = VALUE.format(since="2022-01-01", place="township: T1", value='"600"')
    spoilt = county(own_folder, value, value)
    answer = policy(*command)
    assert answer.exit_code == 2
    assert f"{spoilt / 'awards.yaml'}: parameters.{AMOUNT}.values.2.from: 2022-01-01 overlaps" in answer.stderr


def test_show_answers_for_a_day_and_a_place(own_folder: Path) -> None:
    value = VALUE.format(since="2022-07-01", place="township: T1", value='"600"')
    county(own_folder, value)
    next_edition(own_folder, "county", ('value: "500"', 'value: "700"'))
    in_july = ("--on", "2022-07-01")
    assert [shown(*in_july)[key] for key in ("value", "scope")] == ["500", "county"]
    assert [shown(*in_july, "--township", "T1")[key] for key in ("value", "scope")] == ["600", "township:T1"]
    assert [shown(*in_july, "--township", "T1", "--workshop", "WS-9")[key] for key in ("value", "scope")] == [
        "600",
        "township:T1",
    ]
    assert [shown("--on", "2023-01-01", "--township", "T1")[key] for key in ("value", "scope")] == ["700", "county"]
