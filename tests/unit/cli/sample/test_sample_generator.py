"""The generator gives the same bytes for the same arguments, scales, and says what is wrong with bad ones."""

from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.sample import sample
from cli.sample.people import invented_name
from cli.sample.production import apportion
from cli.sample.request import EARLIEST_MONTH, RequestRefusedError, checked_request, work_calendar
from shared.holidays import LAST_YEAR
from shared.months import Month
from tests.unit.cli.sample.conftest import Make
from tests.unit.cli.sample.reception import read_manifest

RUNNER = CliRunner()
application = typer.Typer()
application.command()(sample)


def _bytes_of(folder: Path) -> dict[str, bytes]:
    return {f"{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_committed_sample_is_what_the_generator_gives(make: Make, committed: Path) -> None:
    made = _bytes_of(make(workshops=3, workers=90, month="2022-07", seed=1))
    kept = _bytes_of(committed)
    assert sorted(kept) == sorted(made)
    assert [name for name in made if kept[name] != made[name]] == []


def test_the_same_arguments_give_the_same_bytes(make: Make) -> None:
    assert _bytes_of(make(seed=7)) == _bytes_of(make(seed=7))


def test_another_seed_gives_another_county(make: Make) -> None:
    first, second = _bytes_of(make(seed=7)), _bytes_of(make(seed=8))
    assert first["ws-01/workers.csv"] != second["ws-01/workers.csv"]


def test_the_committed_sample_is_small_enough_to_read(committed: Path) -> None:
    assert sum(len(content) for content in _bytes_of(committed).values()) < 600_000


def test_a_county_has_as_many_workshops_and_workers_as_asked_for(make: Make) -> None:
    folder = make(workshops=5, workers=103, faults=False)
    steps = {step["file"]: step["entries"] for step in read_manifest(folder)["steps"]}
    assert steps["county-office/workshops.csv"] == 5
    assert sum(entries for file, entries in steps.items() if file.endswith("/workers.csv")) == 103
    assert steps["county-office/workers-moved.csv"] == 2


def test_a_single_workshop_has_nobody_to_send_people_to(make: Make) -> None:
    folder = make(workshops=1, workers=16)
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {"county-office", "erp-qiaoji", "ws-01"}


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (["--workshops", "0"], "--workshops"),
        (["--workshops", "201"], "--workshops"),
        (["--workshops", "3", "--workers", "47"], "--workers"),
        (["--workshops", "1", "--workers", "3001"], "--workers"),
        (["--month", "2022-13"], "--month"),
        (["--month", "2021-12"], "--month"),
        (["--month", "2090-01"], "--month"),
    ],
)
def test_a_bad_argument_is_refused_naming_its_option(tmp_path: Path, arguments: list[str], option: str) -> None:
    result = RUNNER.invoke(application, [*arguments, str(tmp_path / "county")])
    assert result.exit_code == 2
    assert option in result.output
    assert not (tmp_path / "county").exists()


def test_a_month_whose_late_reports_are_not_all_in_is_refused() -> None:
    with pytest.raises(RequestRefusedError, match="2022-08-20"):
        checked_request(3, 60, "2022-07", 1, faults=True, today=date(2022, 8, 20))
    assert checked_request(3, 60, "2022-07", 1, faults=True, today=date(2022, 8, 21)).month == Month(2022, 7)


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept")
    result = RUNNER.invoke(application, ["--workshops", "1", "--workers", "16", str(tmp_path)])
    assert result.exit_code == 2
    assert "DIR" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "county").write_text("kept")
    result = RUNNER.invoke(application, ["--workshops", "1", "--workers", "16", str(tmp_path / "county")])
    assert result.exit_code == 2
    assert (tmp_path / "county").read_text() == "kept"


def test_the_command_writes_the_sample_and_says_how_much(tmp_path: Path) -> None:
    folder = tmp_path / "county"
    result = RUNNER.invoke(application, ["--workshops", "1", "--workers", "16", "--no-faults", str(folder)])
    assert result.exit_code == 0
    entries = sum(step["entries"] for step in read_manifest(folder)["steps"])
    assert f"{entries} entries" in result.output


def test_parts_in_proportion_sum_to_the_whole() -> None:
    assert apportion(10, [1, 1, 1]) == [3, 3, 4]
    assert apportion(7, [0, 2, 5]) == [0, 2, 5]
    assert apportion(5, [0, 0]) == [0, 0]
    assert sum(apportion(11_200, [26, 33, 41, 97, 110])) == 11_200


def test_no_two_people_of_a_large_county_share_a_name() -> None:
    assert len({invented_name(position) for position in range(30_000)}) == 30_000


def test_a_sample_of_a_year_nobody_has_announced_can_be_made() -> None:
    request = checked_request(3, 90, "2027-01", 1, faults=True, today=date(2027, 3, 1))
    assert len(work_calendar(request.month).workdays) == 25


def test_every_month_there_can_be_has_days_to_work_in_both_halves() -> None:
    for offset in range(Month(LAST_YEAR, 12) - EARLIEST_MONTH + 1):
        calendar = work_calendar(EARLIEST_MONTH + offset)
        assert 18 <= len(calendar.workdays) <= 27, calendar.month
        assert calendar.workdays[0] < calendar.middle


def test_sundays_and_statutory_holidays_are_no_working_days() -> None:
    july = work_calendar(Month(2022, 7))
    assert len(july.workdays) == 26
    assert july.sundays[0] == date(2022, 7, 3)
    assert july.middle == date(2022, 7, 16)
    october = work_calendar(Month(2022, 10))
    assert october.workdays[0] == date(2022, 10, 4)
