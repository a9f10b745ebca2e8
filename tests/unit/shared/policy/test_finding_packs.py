"""How a pack is named to a command: by its name, its file or its folder."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.calculator import policy_app
from shared.policy import PolicyError, find_pack
from tests.unit.shared.policy.small_pack import AWARDS, HEAD, SMALL_FOLDER, SMALL_PACK, write, write_folder

AMOUNT = "full_attendance_award.amount"
pytestmark = pytest.mark.usefixtures("working_folder")


@pytest.fixture
def working_folder(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody works in the own folder."""
    monkeypatch.chdir(own_folder)


def test_a_pack_is_found_by_its_name_its_file_or_its_folder() -> None:
    folder = write_folder(Path("county"), head=SMALL_FOLDER[HEAD].replace("pack: small", "pack: other"))
    assert find_pack("other").place.endswith("/county")
    assert [find_pack(name).place for name in ("county", "./county", "county/")] == ["county"] * 3
    assert find_pack(str(folder.absolute())).name == "other"
    assert find_pack(str(write(Path(), SMALL_PACK))).place == "small.yaml"
    with pytest.raises(PolicyError, match="there is no pack 'absent'; available: other, pingli"):
        find_pack("absent")
    with pytest.raises(PolicyError, match=r"absent/pack: cannot be read: No such file"):
        find_pack("absent/pack")


def test_a_pack_at_hand_goes_before_a_folder_of_its_name() -> None:
    write_folder(Path("songtao"))
    assert "piecework" in find_pack("songtao").rules
    assert "piecework" not in find_pack("./songtao").rules
    assert "piecework" not in find_pack("songtao/").rules


def test_the_commands_take_a_folder_and_name_the_file_of_each_problem() -> None:
    write_folder(Path("county"), awards=SMALL_FOLDER[AWARDS].replace(".amount:", ".amuont:"))
    checked = CliRunner().invoke(policy_app, ["check", "./county"])
    assert checked.exit_code == 1
    said = checked.stderr.splitlines()
    assert f"county/{AWARDS}: parameters.{AMOUNT}: missing; a rule of the pack reads it" in said
    unread = "parameters.full_attendance_award.amuont: no rule of the pack reads it; remove it or correct its name"
    assert f"county/{AWARDS}: {unread}" in said
    assert "county: parameters.wages.due_days: missing; every pack must give it" in said
    shown = CliRunner().invoke(policy_app, ["show", "county/"])
    assert (shown.exit_code, "amuont" in shown.stdout) == (0, True)
