"""The embedded PostgreSQL server: durable, on loopback, never run as root."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil

from cli.embedded.binaries import (
    copy_for_everybody,
    find_postgres_installation,
    installation_in,
    is_readable_by_everybody,
    remove_copy,
    version_line,
)
from cli.embedded.errors import EmbeddedError
from cli.embedded.folder import DataFolder
from cli.embedded.logs import open_log, quote_log
from cli.embedded.ports import LOOPBACK, ReservedPort, reserve_port
from cli.embedded.spawning import (
    Launch,
    SystemUser,
    end_orphan,
    end_processes,
    is_alive,
    record_process,
    spawn,
    wait_for_exit,
)
from cli.embedded.users import find_unprivileged_user

NAME = "postgres"
SUPERUSER = "gongfang"
INITIALISE_PATIENCE_SECONDS = 120.0
START_PATIENCE_SECONDS = 120.0
STOP_PATIENCE_SECONDS = 30.0
END_PATIENCE_SECONDS = 5.0
POLL_SECONDS = 0.02
STATUS_LINE = 7  # of postmaster.pid, counted from 0

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "shared_buffers": "128MB",
    "max_connections": "200",
    "max_wal_size": "1GB",
    "jit": "off",  # compiling costs more than it saves in transactions of a few milliseconds
    "logging_collector": "off",
    "log_destination": "stderr",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class PostgresServer:
    """One cluster on loopback with a password, its data under `<data folder>/postgres`.

    Started by root it runs as an unprivileged user who owns that subfolder alone. Its processes then reach
    it through a descriptor opened by root, so no folder above has to be opened to that user.
    """

    name = NAME

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._home = folder.path / NAME
        self._data = self._home / "data"
        self._record = folder.records / f"{NAME}.json"
        self._copy_note = folder.records / f"{NAME}-programs"
        self.log = folder.logs / f"{NAME}.log"
        self._port: ReservedPort | None = None
        self._password = ""
        self._user: SystemUser | None = None
        self._home_descriptor: int | None = None
        self._installation: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where clients connect as superuser, to the maintenance database; known once prepared."""
        if self._port is None:
            raise EmbeddedError("the embedded servers have not been started")
        return f"postgresql://{SUPERUSER}:{self._password}@{LOOPBACK}:{self._port.number}/postgres"

    def version(self) -> str:
        """What the server binary says about itself, for display."""
        return version_line(find_postgres_installation() / "bin" / "postgres")

    def prepare(self) -> None:
        """End what a killed run left, take the port, create the cluster the first time.

        The folder must be locked. Raises EmbeddedError.
        """
        self._end_orphans()
        self._open_home()
        self._choose_programs()
        state = self._folder.read_state(NAME)
        self._password = state.password
        if self._port is None:
            self._port = reserve_port(state.port)
        self._folder.remember_port(NAME, self._port.number)
        if not self._data.exists():
            self._initialise()

    def start(self) -> None:
        """Start and wait until it takes connections; a running server is left alone. Raises EmbeddedError."""
        if self.is_running():
            return
        if self._port is None or self._installation is None:
            raise EmbeddedError("the embedded servers have not been started")
        # We hold the folder's lock and have ended every server of it, so the file can only be stale; left in
        # place it would stop the start whenever its process id has meanwhile gone to another process.
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        settings = {"port": str(self._port.number), **SETTINGS}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(self._installation / "bin" / "postgres"), "-D", self._path("data"), *options]
        self._process = self._spawn(command)
        record_process(self._record, self._process, command)
        self._wait_until_ready(self._process)

    def stop(self) -> None:
        """Stop gracefully (clients are disconnected), by force after a bound; harmless when repeated."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)
            if not wait_for_exit(process, STOP_PATIENCE_SECONDS):
                process.kill()
                process.wait()
                self._end_strays()
        self._record.unlink(missing_ok=True)

    def kill(self) -> None:
        """End postmaster and children with SIGKILL, as a crash would; returns when all are gone."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
        self._end_strays()
        self._record.unlink(missing_ok=True)

    def is_running(self) -> bool:
        """Whether the postmaster lives."""
        return self._process is not None and self._process.poll() is None

    def exit_code(self) -> int | None:
        """How it ended by itself; None while it runs, and after it was stopped or killed from here."""
        return None if self._process is None else self._process.poll()

    def release(self) -> None:
        """Give up port, descriptor and copied programs; the server must be stopped."""
        if self._port is not None:
            self._port.release()
            self._port = None
        if self._home_descriptor is not None:
            os.close(self._home_descriptor)
            self._home_descriptor = None
        self._remove_copied_programs()

    def _path(self, name: str) -> str:
        """The server's own path to something in its home."""
        if self._home_descriptor is None:
            return str(self._home / name)
        return f"/proc/self/fd/{self._home_descriptor}/{name}"

    def _open_home(self) -> None:
        self._home.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() != 0 or self._home_descriptor is not None:
            return
        self._user = find_unprivileged_user(self._home)
        if self._home.stat().st_uid != self._user.user_id:
            os.chown(self._home, self._user.user_id, self._user.group_id)
        self._home_descriptor = os.open(self._home, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def _choose_programs(self) -> None:
        self._remove_copied_programs()
        self._installation = find_postgres_installation()
        if self._user is not None and not is_readable_by_everybody(self._installation):
            copy = copy_for_everybody(self._installation)
            self._copy_note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._copy_note.write_text(str(copy))
            self._installation = installation_in(copy, self._installation)

    def _remove_copied_programs(self) -> None:
        if self._copy_note.exists():
            remove_copy(Path(self._copy_note.read_text()))
            self._copy_note.unlink()

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        output = open_log(self.log)
        try:
            return spawn(
                Launch(
                    command,
                    # Nothing of ours is passed on: PGDATA, PGPORT and the like would change the server.
                    {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                    output,
                    owner_death_signal=signal.SIGINT,
                    user=self._user,
                    keep_open=[] if self._home_descriptor is None else [self._home_descriptor],
                    working_folder=None if self._home_descriptor is None else Path("/"),
                )
            )
        finally:
            os.close(output)

    def _initialise(self) -> None:
        """Create the cluster beside its final place, so that a killed first run leaves no half of one."""
        assert self._installation is not None
        unfinished = self._home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        password_file = self._write_password_file()
        try:
            process = self._spawn(
                [
                    str(self._installation / "bin" / "initdb"),
                    f"--pgdata={self._path(unfinished.name)}",
                    f"--username={SUPERUSER}",
                    f"--pwfile={self._path(password_file.name)}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                ]
            )
            finished = wait_for_exit(process, INITIALISE_PATIENCE_SECONDS)
        finally:
            password_file.unlink(missing_ok=True)
        if not finished:
            process.kill()
            process.wait()
        if process.returncode != 0:
            raise EmbeddedError(f"PostgreSQL could not create its files in {self._home}:\n{quote_log(self.log)}")
        unfinished.rename(self._data)

    def _write_password_file(self) -> Path:
        """The password, where only the user running the server can read it; for as long as it takes."""
        path = self._home / "password"
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(self._password + "\n")
            if self._user is not None:
                os.fchown(file.fileno(), self._user.user_id, self._user.group_id)
        return path

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        """Read the state the postmaster writes into its own file, as its own tools do."""
        deadline = time.monotonic() + START_PATIENCE_SECONDS
        state_file = self._data / "postmaster.pid"
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise EmbeddedError(f"PostgreSQL ended while starting:\n{quote_log(self.log)}")
            try:
                lines = state_file.read_text().splitlines()
            except FileNotFoundError:
                lines = []
            if len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready":
                return
            time.sleep(POLL_SECONDS)
        self.kill()
        raise EmbeddedError(
            f"PostgreSQL was not ready within {START_PATIENCE_SECONDS:.0f} seconds:\n{quote_log(self.log)}"
        )

    def _end_orphans(self) -> None:
        end_orphan(
            self._record,
            [
                (signal.SIGINT, STOP_PATIENCE_SECONDS),
                (signal.SIGQUIT, END_PATIENCE_SECONDS),
                (signal.SIGKILL, END_PATIENCE_SECONDS),
            ],
            f"a PostgreSQL server left behind in {self._folder.path}",
        )
        self._end_strays()

    def _end_strays(self) -> None:
        """End server processes that outlived their postmaster; a new one refuses to start beside them."""
        what = f"a PostgreSQL process left behind in {self._folder.path}"
        # One pass can miss a child born while it looked; none is born once nobody is left to fork.
        while strays := self._find_strays():
            end_processes(strays, [(signal.SIGKILL, END_PATIENCE_SECONDS)], what)

    def _find_strays(self) -> list[psutil.Process]:
        """Every PostgreSQL process works in its data folder, which tells ours from all others."""
        homes = {str(path.resolve()) for path in (self._data, self._home / "data.unfinished")}
        found = []
        for process in psutil.process_iter():
            try:
                if process.name() == "postgres" and process.cwd() in homes and is_alive(process):
                    found.append(process)
            except (psutil.Error, OSError):
                continue  # gone, or another user's and so not ours
        return found
