"""The documents say what the services do: schemathesis tries every operation, with every check and every kind of token.

Short as part of `make test`, the same requests each time; `make fuzz` tries many more. What it may report is listed in
tests/contract/accepted_reports.yaml with the reason.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
import yaml

from shared.events.catalogue import SERVICES
from tests.conftest import LONG_TESTS
from tests.support.api_process import ApiProcess
from tests.support.harness import REPOSITORY

ACCEPTED_FILE: Final = REPOSITORY / "tests/contract/accepted_reports.yaml"
WHOLE: Final = ("operator", "orders:read", "orders:write", "payroll:read", "payroll:finance", "placement:read")
ROLES: Final[Mapping[str, Sequence[str]]] = {
    "county": (*WHOLE, "placement:write", "placement:identity"),
    "clerk": ("clerk:WS-01",),
    "company": ("orders:write", "orders:read", "company:WS-01"),
    "station": ("station:WS-01",),
    "checker": ("checker:TS-1",),
    "worker": ("worker:WS-01",),
    "stranger": ("nothing",),
}
NOBODY: Final = "nobody"
"""Without a token."""
AT_HOME: Final[Mapping[str, Sequence[str]]] = {
    "orders": ("county", "clerk", "company", NOBODY),
    "payroll": ("county", "clerk", "checker", "worker", NOBODY),
    "placement": ("county", "clerk", "station", "worker", NOBODY),
}
"""Who has to do with a service: the short run tries their tokens only."""
RUNS: Final = [(name, role) for name in SERVICES for role in ((*ROLES, NOBODY) if LONG_TESTS else AT_HOME[name])]
SECONDS: Final = 3_000
CONFIGURATION: Final = """
# 410 tells of what was there what 404 tells of the rest.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "401", "403", "404", "409", "410", "429", "5xx"]
"""


class Report(NamedTuple):
    """What schemathesis says of an operation."""

    operation: str
    report: str


def accepted() -> dict[str, dict[Report, str]]:
    """The listed reports of each service, with their reasons."""
    listed = yaml.safe_load(ACCEPTED_FILE.read_text("utf-8"))
    return {
        service: {Report(entry["operation"], entry["report"]): entry["reason"] for entry in entries}
        for service, entries in listed.items()
    }


def tried(api: ApiProcess, role: str, folder: Path) -> set[Report]:
    """What a run with the token of a role reports."""
    folder.mkdir()
    (folder / "schemathesis.toml").write_text(CONFIGURATION)
    command = [str(Path(sys.executable).with_name("schemathesis")), "--no-color", "run", f"{api.url}/openapi.json"]
    command += ["--checks", "all", "--generation-deterministic", "--no-shrink", "--continue-on-failure"]
    command += ["--report", "json", "--report-json-path", str(folder / "report.json"), *_length(role)]
    if role != NOBODY:
        token = api.issuer.header(role, *ROLES[role], valid_seconds=2 * SECONDS)["Authorization"]
        command += ["--header", f"Authorization:{token}"]
    with (folder / "output").open("wb") as output:
        subprocess.run(command, cwd=folder, stdout=output, stderr=output, timeout=SECONDS, check=False)
    told: dict[str, Any] = json.loads((folder / "report.json").read_text("utf-8"))
    assert told["complete"], (folder / "output").read_text("utf-8")[-4000:]
    assert told["errors"] == []
    return set(_reports(told["failures"]))


def _length(role: str) -> Sequence[str]:
    if LONG_TESTS:
        return ("--max-examples", "40")
    phases = "examples,coverage,fuzzing" if role == "county" else "examples"
    return ("--phases", phases, "--max-examples", "1")


def _reports(failures: Iterable[Mapping[str, Any]]) -> Iterable[Report]:
    for failure in failures:
        yield from (Report(operation, failure["type"]) for operation in failure["operations"])


@pytest.fixture(scope="module")
def reported(
    apis: Mapping[str, ApiProcess], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[tuple[str, str], set[Report]]:
    """What each run reports, by service and role."""
    folder = tmp_path_factory.mktemp("runs")

    def of_service(service: str) -> dict[tuple[str, str], set[Report]]:
        roles = [role for name, role in RUNS if name == service]
        return {(service, role): tried(apis[service], role, folder / f"{service}-{role}") for role in roles}

    with ThreadPoolExecutor(max_workers=len(SERVICES)) as threads:
        return {run: reports for runs in threads.map(of_service, SERVICES) for run, reports in runs.items()}


@pytest.mark.parametrize(("service", "role"), RUNS)
@pytest.mark.timeout(SECONDS)
def test_the_document_says_what_the_service_does(
    reported: Mapping[tuple[str, str], set[Report]], service: str, role: str
) -> None:
    assert sorted(reported[service, role] - set(accepted()[service])) == [], "mend the service or its document"


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_failed_meanwhile(
    apis: Mapping[str, ApiProcess], reported: Mapping[tuple[str, str], set[Report]], service: str
) -> None:
    assert "request_failed" not in apis[service].log.read_text("utf-8")


@pytest.mark.skipif(not LONG_TESTS, reason="the short run does not come to all of them")
@pytest.mark.parametrize("service", SERVICES)
def test_every_accepted_report_still_occurs(reported: Mapping[tuple[str, str], set[Report]], service: str) -> None:
    seen = set().union(*(reported[run] for run in RUNS if run[0] == service))
    assert sorted(set(accepted()[service]) - seen) == [], "it is reported no more: take it off the list"
