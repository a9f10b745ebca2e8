"""The embedded Valkey (or, for tests, Redis) server: what it acknowledged is on disk."""

import os
import signal
import subprocess
import time
from pathlib import Path

import redis

from cli.embedded.binaries import find_valkey_server, version_line
from cli.embedded.errors import EmbeddedError
from cli.embedded.folder import DataFolder, write_private
from cli.embedded.logs import open_log, quote_log
from cli.embedded.ports import LOOPBACK, ReservedPort, reserve_port
from cli.embedded.spawning import Launch, end_orphan, record_process, spawn, wait_for_exit

NAME = "valkey"
INBOUND_USERS = "inbound-users.conf"
"""In the data folder: the users of systems that write inbound streams, a line each."""
START_PATIENCE_SECONDS = 60.0
STOP_PATIENCE_SECONDS = 20.0
POLL_SECONDS = 0.02

CONFIGURATION = """\
bind {host}
port {port}
protected-mode yes
requirepass {password}
dir {folder}
daemonize no
supervised no
set-proc-title no
databases 16
tcp-backlog 511
loglevel notice
save ""
appendonly yes
appendfsync always
no-appendfsync-on-rewrite no
aof-load-truncated yes
maxmemory-policy noeviction
shutdown-timeout 5
include {users}
"""


def embedded_url(data_folder: Path) -> str | None:
    """Where the server of a data folder answers, or would; None where it was never started."""
    if not (data_folder / "embedded.json").exists():
        return None
    state = DataFolder(data_folder).read_state(NAME)
    return f"redis://:{state.password}@{LOOPBACK}:{state.port}/0" if state.port else None


class ValkeyServer:
    """One server process on loopback with a password, its data under `<data folder>/valkey`."""

    name = NAME

    def __init__(self, folder: DataFolder, binary: Path | None = None) -> None:
        self._folder = folder
        self._binary = binary
        self._data = folder.path / NAME
        self._configuration = folder.path / "valkey.conf"
        self._record = folder.records / f"{NAME}.json"
        self.log = folder.logs / f"{NAME}.log"
        self._port: ReservedPort | None = None
        self._password = ""
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where clients connect, password included; known once prepared."""
        return f"redis://:{self._password}@{LOOPBACK}:{self._require_port()}/0"

    def version(self) -> str:
        """What the server binary says about itself, for display."""
        return version_line(self._find_binary())

    def prepare(self) -> None:
        """End what a killed run left, take the port, write the configuration. The folder must be locked."""
        end_orphan(
            self._record,
            [(signal.SIGTERM, STOP_PATIENCE_SECONDS), (signal.SIGKILL, 5.0)],
            f"a Valkey server left behind in {self._folder.path}",
        )
        self._data.mkdir(mode=0o700, exist_ok=True)
        state = self._folder.read_state(NAME)
        self._password = state.password
        if self._port is None:
            self._port = reserve_port(state.port)
        self._folder.remember_port(NAME, self._port.number)
        (self._folder.path / INBOUND_USERS).touch()
        # The folder is the working folder of the process: a path would need quoting in this format.
        values = {"host": LOOPBACK, "port": self._port.number, "password": self._password}
        values["users"] = f"../{INBOUND_USERS}"
        write_private(self._configuration, CONFIGURATION.format(folder="./", **values))

    def start(self) -> None:
        """Start and wait until it answers; a running server is left alone. Raises EmbeddedError."""
        if self.is_running():
            return
        self._require_port()
        command = [str(self._find_binary()), str(self._configuration)]
        output = open_log(self.log)
        try:
            self._process = spawn(
                Launch(
                    command,
                    {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                    output,
                    owner_death_signal=signal.SIGTERM,
                    working_folder=self._data,
                )
            )
        finally:
            os.close(output)
        record_process(self._record, self._process, command)
        self._wait_until_it_answers(self._process)

    def stop(self) -> None:
        """Stop gracefully, by force after a bound; harmless when it does not run."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGTERM)
            if not wait_for_exit(process, STOP_PATIENCE_SECONDS):
                process.kill()
                process.wait()
        self._record.unlink(missing_ok=True)

    def kill(self) -> None:
        """End it with SIGKILL, as a crash would; `start` brings it back on the same port."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
        self._record.unlink(missing_ok=True)

    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def exit_code(self) -> int | None:
        """How it ended by itself; None while it runs, and after it was stopped or killed from here."""
        return None if self._process is None else self._process.poll()

    def release(self) -> None:
        """Give up the port; the server must be stopped."""
        if self._port is not None:
            self._port.release()
            self._port = None

    def _find_binary(self) -> Path:
        if self._binary is None:
            self._binary = find_valkey_server()
        return self._binary

    def _require_port(self) -> int:
        if self._port is None:
            raise EmbeddedError("the embedded servers have not been started")
        return self._port.number

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_PATIENCE_SECONDS
        client = redis.Redis.from_url(self.url, socket_timeout=1.0, socket_connect_timeout=1.0)
        try:
            while time.monotonic() < deadline:
                if process.poll() is not None:
                    raise EmbeddedError(f"the Valkey server ended while starting:\n{quote_log(self.log)}")
                try:
                    client.ping()
                except (redis.ConnectionError, redis.TimeoutError):  # also while it loads its file
                    time.sleep(POLL_SECONDS)
                else:
                    return
        finally:
            client.close()
        self.kill()
        raise EmbeddedError(
            f"the Valkey server did not answer within {START_PATIENCE_SECONDS:.0f} seconds:\n{quote_log(self.log)}"
        )
