"""The data folder: one run at a time, with ports and passwords that stay the same from run to run."""

import fcntl
import json
import os
import secrets
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from cli.embedded.errors import EmbeddedError

PASSWORD_BYTES = 24


@dataclass
class ServerState:
    """What is remembered about one server between runs."""

    port: int | None = None
    password: str = ""


class DataFolder:
    """The folder everything embedded lives in. Nothing outside it is changed."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.logs = self.path / "logs"
        self.records = self.path / "run"
        self._lock_file = self.path / "lock"
        self._state_file = self.path / "embedded.json"
        self._lock: int | None = None
        self._state_guard = threading.Lock()  # the servers are prepared at the same time

    def lock(self) -> None:
        """Make the folder if needed and take it for this run.

        Raises EmbeddedError when another run holds it, another user owns it, or it cannot be written.
        """
        if self._lock is not None:
            return
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._refuse_other_users()
            descriptor = os.open(self._lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise EmbeddedError(f"cannot use the data folder {self.path}: {error.strerror}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(descriptor, 32).decode(errors="replace").strip() or "unknown"
            os.close(descriptor)
            raise EmbeddedError(
                f"the data folder {self.path} is in use by another run (pid {holder}); "
                "stop that one first or choose another folder"
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._lock = descriptor

    def unlock(self) -> None:
        """Let the next run in; harmless when repeated."""
        if self._lock is not None:
            # The file stays: removing it would let two runs lock two files of the same name.
            os.ftruncate(self._lock, 0)
            os.close(self._lock)
            self._lock = None

    def read_state(self, server: str) -> ServerState:
        """What is remembered about a server; a password is made the first time and kept for ever."""
        with self._state_guard:
            states = self._read_states()
            if not states.setdefault(server, ServerState()).password:
                states[server].password = secrets.token_hex(PASSWORD_BYTES)
                self._write_states(states)
            return states[server]

    def remember_port(self, server: str, port: int) -> None:
        """Keep a server's port for the next run."""
        with self._state_guard:
            states = self._read_states()
            state = states.setdefault(server, ServerState())
            if state.port != port:
                state.port = port
                self._write_states(states)

    def _refuse_other_users(self) -> None:
        """Two users taking turns on one folder would lock each other out of the files they make."""
        with suppress(FileNotFoundError):
            owner = self._lock_file.stat().st_uid
            if owner != os.geteuid():
                raise EmbeddedError(
                    f"the data folder {self.path} was made by user id {owner}, this is user id "
                    f"{os.geteuid()}; run as that user or choose another folder"
                )

    def _read_states(self) -> dict[str, ServerState]:
        try:
            content = json.loads(self._state_file.read_text())
            return {name: ServerState(**values) for name, values in content.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise EmbeddedError(
                f"{self._state_file} holds the passwords of the servers and cannot be read ({error}); "
                "restore it, or start with another data folder"
            ) from error

    def _write_states(self, states: dict[str, ServerState]) -> None:
        """Replace the file in one step, on disk before the server it speaks of is created."""
        write_private(self._state_file, json.dumps({name: asdict(s) for name, s in states.items()}, indent=1))


def write_private(path: Path, content: str) -> None:
    """Write a file only its owner may read, replacing the old one in one durable step."""
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
