"""What the tests of the embedded servers share: owners to kill, processes to look for, folders to compare."""

import json
import os
import pwd
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import psutil

from cli.embedded import EmbeddedServers
from cli.embedded.spawning import ProcessRecord, is_alive

REPOSITORY = Path(__file__).resolve().parents[3]
OWNER = Path(__file__).with_name("owner.py")
PATIENCE_SECONDS = 15.0

Fact = TypeVar("Fact")


@dataclass(frozen=True)
class Owner:
    """A running owner and what it announced."""

    process: subprocess.Popen[str]
    facts: dict[str, str]


@contextmanager
def running_owner(
    *arguments: str,
    python: str = sys.executable,
    search_path: str = "",
    user: str | None = None,
    environment: dict[str, str] | None = None,
) -> Iterator[Owner]:
    """Start the owner program and wait until it announces that everything runs; end it afterwards."""
    search = os.pathsep.join(part for part in (search_path, str(REPOSITORY)) if part)
    process = subprocess.Popen(
        [python, str(OWNER), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {}), "PYTHONPATH": search},
        user=user,
        group=None if user is None else pwd.getpwnam(user).pw_gid,
        extra_groups=None if user is None else [],
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        yield Owner(process, json.loads(line))
    finally:
        process.kill()
        process.communicate()


def embedded(folder: Path) -> EmbeddedServers:
    """Servers on a folder, with the stream server this test run was asked to use."""
    binary = os.environ.get("GONGFANG_TEST_REDIS_SERVER")
    return EmbeddedServers(folder, redis_server_binary=Path(binary) if binary else None)


def recorded_pids(folder: Path) -> list[int]:
    """Process ids of the servers running on a folder, with all they started."""
    pids = []
    for name in ("valkey", "postgres"):
        record = ProcessRecord.read(folder / "run" / f"{name}.json")
        assert record is not None
        process = psutil.Process(record.pid)
        pids += [process.pid, *(child.pid for child in process.children(recursive=True))]
    return pids


def facts_of(pids: Iterable[int], look: Callable[[psutil.Process], Fact]) -> list[Fact]:
    """Look at each process; one that has meanwhile ended (the database has such helpers) is left out."""
    facts = []
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            facts.append(look(psutil.Process(pid)))
    return facts


def is_gone(pid: int) -> bool:
    """Whether a process has ended (it may still wait to be reaped)."""
    try:
        return not is_alive(psutil.Process(pid))
    except psutil.NoSuchProcess:
        return True


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that must come true soon."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"not within {PATIENCE_SECONDS:.0f} seconds: {what}"
        time.sleep(0.02)


def permissions_around(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Mode, user and group of every parent of a folder and of everything beside it."""
    paths = [*folder.parents, *(path for path in folder.parent.iterdir() if path != folder)]
    return {str(path): (path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in paths}
