"""Starts processes that die with us, and ends those that an earlier, killed run has left behind."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from cli.embedded import launch
from cli.embedded.errors import EmbeddedError

BOOT_ID_FILE = Path("/proc/sys/kernel/random/boot_id")
POLL_SECONDS = 0.01
# What the interpreter running the launcher may itself depend on, and the server shall not see.
LOADER_VARIABLES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True)
class SystemUser:
    """The user a server runs as."""

    user_id: int
    group_id: int


@dataclass(frozen=True)
class Launch:
    """How to start one process. The descriptors in `keep_open` keep their numbers in the new process."""

    command: Sequence[str]
    environment: Mapping[str, str]
    output: int
    owner_death_signal: signal.Signals = signal.SIGKILL
    user: SystemUser | None = None
    keep_open: Sequence[int] = ()
    working_folder: Path | None = None


class _Spawner:
    """One thread that lives as long as the program and starts every process.

    Linux reports "the parent died" when the thread that started the child ends; started from a short-lived
    thread, a server would be stopped while its owner is well.
    """

    def __init__(self) -> None:
        self._requests: queue.SimpleQueue[tuple[Callable[[], subprocess.Popen[bytes]], Future[object]]] = (
            queue.SimpleQueue()
        )
        self._owner_pid = os.getpid()
        self._thread = threading.Thread(target=self._serve, name="process-spawner", daemon=True)
        self._thread.start()

    def is_usable(self) -> bool:
        """False in a forked copy of the program, where the thread does not exist."""
        return self._owner_pid == os.getpid() and self._thread.is_alive()

    def run(self, start: Callable[[], subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
        answer: Future[object] = Future()
        self._requests.put((start, answer))
        process = answer.result()
        assert isinstance(process, subprocess.Popen)
        return process

    def _serve(self) -> None:
        while True:
            start, answer = self._requests.get()
            try:
                answer.set_result(start())
            except BaseException as error:  # noqa: BLE001 - handed to whoever asked, the thread must live
                answer.set_exception(error)


_spawner: _Spawner | None = None
_spawner_lock = threading.Lock()


def spawn(request: Launch) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own that gets a signal when this program ends, however it ends."""
    global _spawner
    with _spawner_lock:
        if _spawner is None or not _spawner.is_usable():
            _spawner = _Spawner()
    user = request.user
    identity = [launch.UNCHANGED] * 2 if user is None else [str(user.user_id), str(user.group_id)]
    prefix = [sys.executable, "-I", "-S", launch.__file__, str(os.getpid())]
    for_interpreter = {
        name: value
        for name, value in os.environ.items()
        if name in LOADER_VARIABLES and name not in request.environment
    }
    arguments = [*prefix, str(int(request.owner_death_signal)), *identity]
    arguments += [",".join(for_interpreter), *request.command]
    return _spawner.run(
        lambda: subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=request.output,
            stderr=request.output,
            env={**request.environment, **for_interpreter},
            pass_fds=request.keep_open,
            cwd=request.working_folder,
            start_new_session=True,
        )
    )


@dataclass(frozen=True)
class ProcessRecord:
    """What is kept on disk about a running process so that a later run can recognise it, and nothing else."""

    pid: int
    start_mark: str
    command: list[str]

    def write(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = path.with_name(path.name + ".new")
        temporary.write_text(json.dumps(asdict(self)))
        temporary.replace(path)

    @classmethod
    def read(cls, path: Path) -> "ProcessRecord | None":
        try:
            content = json.loads(path.read_text())
            return cls(int(content["pid"]), str(content["start_mark"]), [str(c) for c in content["command"]])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def find(self) -> psutil.Process | None:
        """The recorded process if it still runs: same id, start and command, so never a stranger."""
        try:
            process = psutil.Process(self.pid)
            if start_mark(self.pid) != self.start_mark or not is_alive(process):
                return None
            # Before it becomes the server, the launcher's own command ends in the recorded one.
            return process if process.cmdline()[-len(self.command) :] == self.command else None
        except (psutil.Error, OSError):
            return None


def record_process(path: Path, process: subprocess.Popen[bytes], command: Sequence[str]) -> None:
    """Note a process just started; one that has already ended leaves no record."""
    try:
        ProcessRecord(process.pid, start_mark(process.pid), list(command)).write(path)
    except (psutil.Error, FileNotFoundError, ProcessLookupError):
        path.unlink(missing_ok=True)


def start_mark(pid: int) -> str:
    """When a process started, in a form that setting the clock does not change; raises if there is none."""
    if sys.platform != "linux":
        return str(psutil.Process(pid).create_time())
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return f"{BOOT_ID_FILE.read_text().strip()}:{after_name[19]}"


def is_alive(process: psutil.Process) -> bool:
    """Whether a process runs; one that has ended and only waits to be reaped does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def end_processes(
    processes: Iterable[psutil.Process], steps: Sequence[tuple[signal.Signals, float]], what: str
) -> None:
    """Send the signals of `steps` in turn, waiting up to each one's seconds, until all have ended.

    Raises EmbeddedError naming the processes that outlive the last step.
    """
    remaining = list(processes)
    for number, patience_seconds in steps:
        for process in remaining:
            try:
                process.send_signal(number)
                _resume(process)
            except psutil.NoSuchProcess:
                continue
            except psutil.AccessDenied as error:
                raise EmbeddedError(f"{what} (pid {process.pid}) belongs to another user") from error
        deadline = time.monotonic() + patience_seconds
        while (remaining := [p for p in remaining if is_alive(p)]) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        if not remaining:
            return
    if remaining:
        pids = ", ".join(str(p.pid) for p in remaining)
        raise EmbeddedError(f"{what} (pid {pids}) does not end; end it by hand and start again")


def end_orphan(path: Path, steps: Sequence[tuple[signal.Signals, float]], what: str) -> bool:
    """End the process a killed run has recorded at `path`, with what it started; True if there was one."""
    record = ProcessRecord.read(path)
    process = record.find() if record else None
    if process is not None:
        try:
            descendants = process.children(recursive=True)
        except psutil.Error:
            descendants = []
        for descendant in descendants:
            _resume(descendant)
        end_processes([process], steps, what)
        end_processes(filter(is_alive, descendants), [(signal.SIGKILL, 5.0)], what)
    path.unlink(missing_ok=True)
    return process is not None


def _resume(process: psutil.Process) -> None:
    """Let a suspended process go on: it would sit out every polite signal, and its parent would wait."""
    with suppress(psutil.Error):
        process.send_signal(signal.SIGCONT)


def describe_exit(exit_code: int) -> str:
    """An exit code in words; a negative one means a signal."""
    if exit_code >= 0:
        return f"exit code {exit_code}"
    try:
        return f"signal {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"signal {-exit_code}"


def wait_for_exit(process: subprocess.Popen[bytes], patience_seconds: float) -> bool:
    """Wait for our own child; False if it still runs after the given seconds."""
    try:
        process.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
