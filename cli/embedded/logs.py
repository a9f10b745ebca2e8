"""Log files of supervised processes: opened for appending, bounded, quoted when something fails."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import orjson

from shared.terminal import say

LOG_SIZE_LIMIT_BYTES = 16 * 1024 * 1024
TAIL_BYTES = 8 * 1024
SUPERVISOR_LOG = "supervisor.log"


def open_log(path: Path, size_limit_bytes: int = LOG_SIZE_LIMIT_BYTES) -> int:
    """Open a log for appending and return its descriptor; a log over the limit first becomes `<name>.1`.

    One older log is kept, so a log never takes more than the limit plus what one run adds.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > size_limit_bytes:
        path.replace(path.with_name(path.name + ".1"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)


def supervisor_report(folder: Path) -> Callable[[str], None]:
    """Says something on the terminal, and keeps it as a line of JSON in `supervisor.log` of the folder."""

    def report(message: str) -> None:
        for line in message.split("\n"):
            say(line, error=True)
        moment = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        entry = orjson.dumps({"timestamp": moment, "process": "supervisor", "event": message}) + b"\n"
        descriptor = open_log(folder / SUPERVISOR_LOG)
        try:
            os.write(descriptor, entry)
        finally:
            os.close(descriptor)

    return report


def log_tail(path: Path, line_count: int = 15) -> str:
    """The last lines of a log, indented for an error message."""
    try:
        with path.open("rb") as log:
            log.seek(max(0, path.stat().st_size - TAIL_BYTES))
            lines = log.read().decode("utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    if not lines:
        return f"    (nothing in {path})"
    return "\n".join(f"    {line}" for line in lines[-line_count:])


def quote_log(path: Path) -> str:
    """The end of a log and where it is, for an error message."""
    return f"{log_tail(path)}\n  log: {path}"
