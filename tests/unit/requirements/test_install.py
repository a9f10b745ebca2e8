"""Setting up: one line before and one after, what pip says in a log, and what is installed already is kept."""

from collections.abc import Callable
from pathlib import Path

import pytest

from requirements.install import install, pinned, progress

FAKE_PYTHON = """#!/bin/sh
case "$*" in *-r*) echo "$*" >> asked; echo "Collecting one==1"; {ending} ;; esac
"""
LOCKS = {
    "embedded": "one==1 \\\n    --hash=sha256:0\n    # via two\n",
    "development": "one==1\ntwo==2 ; python_version\n",
}

Project = Callable[[str], Path]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Makes a folder with lock files and an environment whose Python says little and ends as told."""

    def made(ending: str = "true") -> Path:
        (tmp_path / "requirements").mkdir()
        for name, text in LOCKS.items():
            (tmp_path / "requirements" / f"{name}.lock").write_text(text)
        python = tmp_path / ".venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(FAKE_PYTHON.format(ending=ending))
        python.chmod(0o755)
        return tmp_path

    return made


def marks(root: Path) -> set[str]:
    return {path.name for path in (root / ".venv").glob(".*")}


def asked(root: Path) -> list[str]:
    return [Path(line.split()[-1]).name for line in (root / "asked").read_text().splitlines()]


def test_one_line_before_and_one_after_and_the_rest_in_the_log(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project("true")
    assert install(root, "embedded", "7") == 0
    before, after = capsys.readouterr().out.splitlines()
    assert "make run" in before
    assert ".venv/setup.log" in before
    assert "set up in" in after
    assert "Collecting one==1" in (root / ".venv/setup.log").read_text()
    assert (asked(root), marks(root)) == (["embedded.lock"], {".embedded-7"})


def test_a_failure_shows_the_end_of_the_log_and_where_it_is_and_marks_nothing(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project("seq 100; echo no such host; exit 3")
    assert install(root, "development", "7") == 3
    told = capsys.readouterr().out
    assert "    100\n    no such host\n" in told
    assert "    50\n" not in told
    assert told.rstrip().endswith(str(root / ".venv/setup.log"))
    assert marks(root) == set()


def test_what_tests_need_holds_what_runs_and_stays_when_only_a_run_is_asked_for(project: Project) -> None:
    root = project("true")
    assert install(root, "development", "7") == 0
    assert marks(root) == {".embedded-7", ".development-7"}
    assert install(root, "embedded", "8") == 0
    assert asked(root) == ["development.lock", "development.lock"]
    assert marks(root) == {".embedded-8", ".development-8"}


def test_an_environment_from_before_there_were_two_sets_has_what_tests_need(project: Project) -> None:
    root = project("true")
    (root / ".venv/.installed-6").touch()
    assert install(root, "embedded", "7") == 0
    assert marks(root) == {".embedded-7", ".development-7"}


def test_an_environment_whose_python_does_not_run_is_begun_anew(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project("true")
    working = root / "other"
    (root / ".venv/bin/python").rename(working)
    (root / ".venv/bin/python").symlink_to("/nowhere/python3.9")
    maker = root / "maker"
    maker.write_text(f"#!/bin/sh\nmkdir -p .venv/bin && cp {working} .venv/bin/python\n")
    maker.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(maker))
    assert install(root, "embedded", "7") == 0
    assert marks(root) == {".embedded-7"}


def test_a_lock_is_counted_by_its_names(project: Project) -> None:
    root = project("true")
    assert pinned(root, "embedded") == ["one"]
    assert pinned(root, "development") == ["one", "two"]


def test_progress_counts_the_packages_pip_has_looked_at() -> None:
    looked_at = (
        "Collecting one==1",
        "  Downloading one",
        "Requirement already satisfied: two==2 in x",
        "Ignoring three: m",
    )
    log = "\n".join(("$ pip", *looked_at))
    assert progress(log, 4, 12.3).split() == ["12", "s", "3/4", "个", "packages"]
    assert progress(f"{log}\nInstalling collected packages: one", 4, 30).split()[-1] == "installing"
