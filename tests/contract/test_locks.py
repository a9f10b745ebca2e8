"""The lock files agree with each other, name no host, and each holds what the code that runs from it needs."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from shared.events.catalogue import SERVICES

ROOT = Path(__file__).parents[2]
LOCKS = ("runtime.lock", "embedded.lock", "development.lock")
"""From the smallest to the largest: the image's, what `make run` runs, what `make test` tests."""

EXTRAS = {"runtime.lock": (), "embedded.lock": ("embedded",), "development.lock": ("embedded", "development")}

PINNED = re.compile(r"^([a-z0-9-]+)(?:\[[^]]*])?==([^ ;\\]+)(.*(?:\n    --hash.*)+)", re.MULTILINE)

ONLY_WHAT_IS_LOCKED = """
import importlib.metadata, re, sys
locked, ours = set(sys.argv[1].split(",")), set(sys.argv[2].split(","))
owners = importlib.metadata.packages_distributions()

class Absent:
    def find_spec(self, name, path=None, target=None):
        installed = {re.sub("[-_.]+", "-", owner).lower() for owner in owners.get(name, [])}
        if installed and not installed & locked and name not in ours:
            raise ModuleNotFoundError(f"{name} is not in the lock", name=name)

sys.meta_path.insert(0, Absent())
for module in sys.argv[3].split(","):
    __import__(module)
"""


def locked(name: str) -> dict[str, tuple[str, str]]:
    """The packages of a lock: version, and marker with hashes."""
    text = (ROOT / "requirements" / name).read_text("utf-8")
    return {package: (version, told) for package, version, told in PINNED.findall(text)}


def test_a_package_has_one_version_in_all_locks_and_one_set_of_hashes() -> None:
    runtime, embedded, development = (locked(name) for name in LOCKS)
    assert runtime
    assert runtime.keys() < embedded.keys() < development.keys()
    for smaller in (runtime, embedded):
        for package, (version, told) in smaller.items():
            assert (package, version) == (package, development[package][0])
            assert hashes(told) == hashes(development[package][1])


def hashes(told: str) -> set[str]:
    return set(re.findall(r"--hash=(\S+)", told))


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_asked_for_is_locked_at_a_version_that_was_asked_for(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"]]
    for extra in EXTRAS[name]:
        asked += project["optional-dependencies"][extra]
    found = locked(name)
    for requirement in map(Requirement, asked):
        assert requirement.specifier.contains(found[requirement.name.lower()][0])


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_and_no_address(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    assert all(re.match(r"[a-z0-9-]+(\[[^]]*])?==|    --hash=sha256:[0-9a-f]{64}", line) for line in lines)
    assert "://" not in text


def test_every_process_starts_with_the_files_and_packages_of_the_image_alone(tmp_path: Path) -> None:
    for copied in ("shared", "services"):
        (tmp_path / copied).symlink_to(ROOT / copied)
    processes = [f"services.{service}.{process}" for service in SERVICES for process in ("api", "worker")]
    answer = import_with("runtime.lock", processes, tmp_path)
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("module", ["cli.main", "hypothesis"])
def test_the_image_lacks_the_command_line_and_what_only_tests_need(module: str, tmp_path: Path) -> None:
    assert "ModuleNotFoundError" in import_with("runtime.lock", [module], tmp_path).stderr


def test_all_that_make_run_runs_finds_its_packages_in_the_lock_it_installs() -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for package in ("cli", "services", "shared")
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.name != "__init__.py" and "migrations" not in path.parts
    ]
    assert "cli.demo.run" in modules
    answer = import_with("embedded.lock", modules, ROOT, "cli")
    assert answer.returncode == 0, answer.stderr


def import_with(lock: str, modules: list[str], folder: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    """Import modules where only the packages of a lock can be found, and of ours the shared code and the services."""
    ours = ",".join(("shared", "services", *more))
    command = [sys.executable, "-c", ONLY_WHAT_IS_LOCKED, ",".join(locked(lock)), ours, ",".join(modules)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
