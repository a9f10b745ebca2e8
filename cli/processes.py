"""Runs the services' processes: restarts what dies, gives up on what cannot live, leaves nothing behind."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from cli.embedded.errors import EmbeddedError
from cli.embedded.folder import DataFolder
from cli.embedded.logs import open_log, quote_log
from cli.embedded.ports import LOOPBACK, somebody_listens
from cli.embedded.restarting import Failures, RestartPolicy
from cli.embedded.spawning import Launch, describe_exit, end_orphan, record_process, spawn, wait_for_exit
from shared.terminal import say

POLL_SECONDS = 0.05
HEALTH_REQUEST_SECONDS = 2.0
ORPHAN_STEPS = [(signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)]
RECORD_PREFIX = "process-"


@dataclass(frozen=True)
class ServiceProcess:
    """One process to keep running. `environment` is added to ours; `health_url` answers 200 when ready."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    health_url: str | None = None


@dataclass
class _Supervised:
    """What is known about one process while the group runs."""

    service: ServiceProcess
    failures: Failures
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_due_at: float = 0.0
    starts: int = 0
    killed_on_purpose: bool = False
    given_up: str | None = None


class ProcessGroup:
    """The processes of one data folder, which the caller has locked (EmbeddedServers does).

    Each runs in a session of its own, so Ctrl-C reaches only us; each ends at once when we end, however we
    end. `report` hears of every unexpected exit; by default it goes to standard error.
    """

    def __init__(
        self,
        data_folder: Path,
        services: Sequence[ServiceProcess],
        *,
        restart_policy: RestartPolicy | None = None,
        working_folder: Path | None = None,
        report: Callable[[str], None] | None = None,
        stop_patience_seconds: float = 20.0,
    ) -> None:
        self._folder = DataFolder(data_folder)
        self._policy = restart_policy or RestartPolicy()
        self._working_folder = working_folder
        self._report = report or _report_on_standard_error
        self._stop_patience_seconds = stop_patience_seconds
        self._services = list(services)
        self._members: dict[str, _Supervised] = {}
        self._lock = threading.RLock()
        self._stopping = threading.Event()
        self._watcher: threading.Thread | None = None

    def start(self) -> None:
        """End what a killed run left, start every process, and watch them from then on.

        Raises EmbeddedError when a port is taken by another program. Does not wait for readiness.
        """
        for record in sorted(self._folder.records.glob(f"{RECORD_PREFIX}*.json")):
            end_orphan(record, ORPHAN_STEPS, f"a process left behind in {self._folder.path}")
        for service in self._services:
            _refuse_taken_port(service)
        self._members = {service.name: _Supervised(service, Failures(self._policy)) for service in self._services}
        self._stopping.clear()
        with self._lock:
            for member in self._members.values():
                self._start_one(member)
        self._watcher = threading.Thread(target=self._watch, name="process-watcher", daemon=True)
        self._watcher.start()

    def wait_until_ready(self, deadline_seconds: float = 60.0) -> None:
        """Wait until every health URL answers 200.

        Raises EmbeddedError naming the process and quoting the end of its log when one is given up or not
        ready in time.
        """
        deadline = time.monotonic() + deadline_seconds
        with httpx.Client(timeout=HEALTH_REQUEST_SECONDS, trust_env=False) as client:
            waiting = [member for member in self._members.values() if member.service.health_url]
            while True:
                self.check()
                waiting = [member for member in waiting if not self._is_ready(client, member)]
                if not waiting:
                    return
                if time.monotonic() > deadline:
                    name = waiting[0].service.name
                    raise EmbeddedError(
                        f"{name} was not ready within {deadline_seconds:g} seconds:\n{self._quote_log(name)}"
                    )
                time.sleep(POLL_SECONDS)

    def check(self) -> None:
        """Raise EmbeddedError if a process has been given up, with the reason and the end of its log."""
        for member in self._members.values():
            if member.given_up is not None:
                raise EmbeddedError(member.given_up)

    def stop(self) -> None:
        """Ask every process to stop, end by force those that do not in time; harmless when repeated."""
        self._stopping.set()
        if self._watcher is not None:
            self._watcher.join()
            self._watcher = None
        with self._lock:
            for member in self._members.values():
                if member.process is not None:
                    member.process.send_signal(signal.SIGTERM)
            deadline = time.monotonic() + self._stop_patience_seconds
            for member in self._members.values():
                self._await_end(member, deadline)

    def kill(self, name: str) -> None:
        """End a process with SIGKILL, as a crash would; it is restarted, and no failure is counted."""
        with self._lock:
            member = self._members[name]
            if member.process is not None and member.process.poll() is None:
                member.killed_on_purpose = True
                os.killpg(member.process.pid, signal.SIGKILL)
                member.process.wait()

    def pid(self, name: str) -> int | None:
        """The process id, or None while the process does not run."""
        with self._lock:
            process = self._members[name].process
            return process.pid if process is not None and process.poll() is None else None

    def restarts(self, name: str) -> int:
        """How often a process was started again since the group started."""
        return max(0, self._members[name].starts - 1)

    def log_file(self, name: str) -> Path:
        """Where the output of a process goes."""
        return self._folder.logs / f"{name}.log"

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _record(self, name: str) -> Path:
        return self._folder.records / f"{RECORD_PREFIX}{name}.json"

    def _quote_log(self, name: str) -> str:
        return quote_log(self.log_file(name))

    def _start_one(self, member: _Supervised) -> None:
        service = member.service
        output = open_log(self.log_file(service.name))
        try:
            member.process = spawn(
                Launch(
                    service.command,
                    # Unbuffered, so that the log holds the last words of a process that crashes.
                    {**os.environ, "PYTHONUNBUFFERED": "1", **service.environment},
                    output,
                    working_folder=self._working_folder,
                )
            )
        finally:
            os.close(output)
        member.started_at = time.monotonic()
        member.starts += 1
        record_process(self._record(service.name), member.process, service.command)

    def _watch(self) -> None:
        while not self._stopping.wait(POLL_SECONDS):
            for member in self._members.values():
                with self._lock:
                    self._look_after(member)

    def _look_after(self, member: _Supervised) -> None:
        """Note an exit, or start again once the delay is over."""
        if member.given_up is not None:
            return
        if member.process is None:
            if time.monotonic() >= member.start_due_at:
                self._try_start(member)
        elif member.process.poll() is not None:
            self._note_exit(member, member.process.returncode)

    def _try_start(self, member: _Supervised) -> None:
        try:
            self._start_one(member)
        except OSError as error:
            self._give_up(member, f"{member.service.name} cannot be started: {error}")

    def _note_exit(self, member: _Supervised, exit_code: int) -> None:
        """Plan the restart, or give up after too many quick failures in a row."""
        member.process = None
        if member.killed_on_purpose:
            member.killed_on_purpose = False
            member.start_due_at = time.monotonic()
            return
        lived_seconds = time.monotonic() - member.started_at
        delay_seconds = member.failures.next_delay_seconds(lived_seconds)
        name = member.service.name
        what = f"{name} ended unexpectedly ({describe_exit(exit_code)}) after {lived_seconds:.1f} seconds"
        if delay_seconds is None:
            in_a_row = member.failures.quick_in_a_row
            self._give_up(member, f"{what}, {in_a_row} times in a row; given up\n{self._quote_log(name)}")
            return
        member.start_due_at = time.monotonic() + delay_seconds
        self._report(f"{what}; next start in {delay_seconds:.1f} seconds")

    def _give_up(self, member: _Supervised, message: str) -> None:
        member.given_up = message
        self._record(member.service.name).unlink(missing_ok=True)
        self._report(message)

    def _await_end(self, member: _Supervised, deadline: float) -> None:
        process, member.process = member.process, None
        if process is None:
            return
        if not wait_for_exit(process, max(0.0, deadline - time.monotonic())):
            self._report(f"{member.service.name} did not stop in time and was ended by force")
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._record(member.service.name).unlink(missing_ok=True)

    def _is_ready(self, client: httpx.Client, member: _Supervised) -> bool:
        if self.pid(member.service.name) is None or member.service.health_url is None:
            return False
        try:
            return client.get(member.service.health_url).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False


def _refuse_taken_port(service: ServiceProcess) -> None:
    """A program that already answers there would pass for ours in the health check."""
    if service.health_url is None:
        return
    address = urlsplit(service.health_url)
    port = address.port or 80
    if somebody_listens(address.hostname or LOOPBACK, port):
        raise EmbeddedError(f"port {port}, which {service.name} needs, is in use by another program")


def _report_on_standard_error(message: str) -> None:
    for line in message.split("\n"):
        say(line, error=True)
