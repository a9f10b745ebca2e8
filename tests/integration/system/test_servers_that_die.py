"""`gongfang up` starts killed servers again, loses nothing it accepted, and gives up with a reason."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from cli.embedded.spawning import ProcessRecord
from cli.keys import Keys
from shared.events.catalogue import SERVICES
from tests.integration.system.command import SAMPLE, Up

WORKERS, DAYS, BATCH_EVENTS = 12, 30, 10
PATIENCE_SECONDS = 120.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the system that is run."""
    return tmp_path_factory.mktemp("dying") / "data"


@pytest.fixture(scope="module")
def up(folder: Path) -> Iterator[Up]:
    """The whole system in processes of its own."""
    running = Up(folder, folder.with_name("output")).until_serving()
    yield running
    running.kill()


def kill_server(folder: Path, name: str) -> None:
    """End a server as the machine would."""
    record = ProcessRecord.read(folder / "run" / f"{name}.json")
    assert record is not None
    os.kill(record.pid, signal.SIGKILL)


def facts() -> list[dict[str, Any]]:
    """A day of attendance each."""
    return [
        {
            "specversion": "1.0",
            "id": f"{worker}-{day}",
            "source": "county-office",
            "type": "attendance.reported.v1",
            "time": f"2022-08-{day:02d}T18:00:00+08:00",
            "data": {
                "worker": f"W-{worker:05d}",
                "workshop": "WS-01",
                "day": f"2022-08-{day:02d}",
                "weight_days": "1",
            },
        }
        for day in range(1, DAYS + 1)
        for worker in range(1, WORKERS + 1)
    ]


class Sender:
    """Sends facts until each is answered `accepted`, or `duplicate` where the answer was lost on its way."""

    def __init__(self, url: str, token: str) -> None:
        self.sent = 0
        self.interruptions = 0
        self._http = httpx.Client(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=30, trust_env=False
        )

    def import_workshops(self) -> None:
        """Say which workshops there are."""
        content = (SAMPLE / "county-office" / "workshops.csv").read_bytes()
        assert self._http.post("/v1/imports/workshops", content=content).json()["accepted"]

    def send(self, events: list[dict[str, Any]]) -> None:
        """One batch after the other, each again until it is taken."""
        for start in range(0, len(events), BATCH_EVENTS):
            batch = events[start : start + BATCH_EVENTS]
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not self._taken(batch):
                assert time.monotonic() < deadline, f"no answer after {self.sent} facts"
                self.interruptions += 1
                time.sleep(0.1)
            self.sent += len(batch)

    def _taken(self, batch: list[dict[str, Any]]) -> bool:
        try:
            answer = self._http.post("/v1/events", json=batch)
        except httpx.HTTPError:
            return False
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            return False
        assert answer.status_code == httpx.codes.OK, answer.text
        told = answer.json()
        assert told["accepted"] + told["duplicate"] == len(batch), told
        return True


def kill_along(folder: Path, sender: Sender, moments: dict[int, str]) -> threading.Thread:
    """Kill a server whenever so many facts have been sent."""

    def kill() -> None:
        for facts_sent, name in sorted(moments.items()):
            while sender.sent < facts_sent:
                time.sleep(0.01)
            kill_server(folder, name)

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


def test_every_fact_answered_accepted_is_there_after_the_servers_were_killed(up: Up, folder: Path) -> None:
    keys = Keys(folder)
    sender = Sender(up.url("placement"), keys.token("county-office", ["placement:write"]))
    sender.import_workshops()
    killer = kill_along(folder, sender, {50: "valkey", 120: "postgres", 200: "valkey", 280: "postgres"})
    sender.send(facts())
    killer.join()
    assert sender.interruptions, "the sender felt that the database was killed"
    headers = {"Authorization": f"Bearer {keys.token('tests', ['payroll:read'])}"}
    with httpx.Client(base_url=up.url("payroll"), headers=headers, timeout=60, trust_env=False) as payroll:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (days := _attended(payroll)) != {f"W-{worker:05d}": f"{DAYS}.0" for worker in range(1, WORKERS + 1)}:
            assert time.monotonic() < deadline, days
            time.sleep(0.2)


def _attended(payroll: httpx.Client) -> dict[str, str]:
    try:
        statements = payroll.get("/v1/statements", params={"month": "2022-08", "limit": 500}).json()["statements"]
    except (httpx.HTTPError, KeyError):
        return {}
    return {row["worker"]: row["attendance_days"] for row in statements}


def test_every_process_is_ready_again(up: Up) -> None:
    for service in SERVICES:
        for url in (up.url(service), up.worker_url(service)):
            deadline = time.monotonic() + PATIENCE_SECONDS
            while httpx.get(f"{url}/health/ready", trust_env=False).status_code != httpx.codes.OK:
                assert time.monotonic() < deadline, url
                time.sleep(0.2)


def test_the_terminal_and_the_supervisors_log_tell_what_died_and_what_runs_again(up: Up, folder: Path) -> None:
    logged = [orjson.loads(line)["event"] for line in (folder / "logs" / "supervisor.log").read_bytes().splitlines()]
    for name in ("valkey", "postgres"):
        for told in (f"{name} ended unexpectedly (signal SIGKILL)", f"{name} runs again"):
            assert up.printed.count(told) == 2, told
            assert sum(told in line for line in logged) == 2, told


def test_a_server_that_dies_again_and_again_is_given_up_and_ends_the_system_with_the_reason(
    up: Up, folder: Path
) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    killed: set[int] = set()
    while time.monotonic() < deadline:
        record = ProcessRecord.read(folder / "run" / "valkey.json")
        if record is not None and record.pid not in killed and record.find() is not None:
            os.kill(record.pid, signal.SIGKILL)
            killed.add(record.pid)
        try:
            exit_code = up.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    assert exit_code == 1
    assert "6 times in a row; given up" in up.printed
    assert "gongfang: valkey" in up.printed
    assert "Traceback" not in up.printed
