"""The command line as a user runs it, and what is left of it afterwards."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

import orjson
import psutil

from cli.embedded.spawning import is_alive

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "samples" / "songtao-2022-07"
COMMAND = [sys.executable, "-m", "cli.main"]
_ENVIRONMENT = {**os.environ, "PYTHONUNBUFFERED": "1"}


def gongfang(*arguments: str, standard_input: str = "", seconds: float = 180.0) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env=_ENVIRONMENT,
        input=standard_input,
        capture_output=True,
        encoding="utf-8",
        timeout=seconds,
        check=False,
    )


def manifest() -> Any:
    """What the committed sample says of itself."""
    return orjson.loads((SAMPLE / "manifest.json").read_bytes())


class Up:
    """`gongfang up` on a folder, from its start until somebody ends it."""

    def __init__(self, data_folder: Path, log: Path) -> None:
        self._log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [*COMMAND, "up", "--data", str(data_folder), "--base-port", "0"],
                cwd=ROOT,
                env=_ENVIRONMENT,
                stdout=output,
                stderr=output,
            )

    def until_serving(self, seconds: float = 90.0) -> Self:
        """Wait until it prints where it answers. Fails with what it printed when it ends instead."""
        deadline = time.monotonic() + seconds
        while "Ctrl-C" not in self._log.read_text(encoding="utf-8"):
            assert self._process.poll() is None, self._log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, self._log.read_text(encoding="utf-8")
            time.sleep(0.1)
        return self

    @property
    def printed(self) -> str:
        """What it has printed so far."""
        return self._log.read_text(encoding="utf-8")

    def url(self, service: str) -> str:
        """Where a service's HTTP interface answers, as it prints it."""
        found: list[str] = re.findall(rf"^  {service} +(http://\S+)/docs", self.printed, re.MULTILINE)
        return found[0]

    def worker_url(self, service: str) -> str:
        """Where a service's worker answers, as it prints it."""
        found: list[str] = re.findall(rf"^  {service} .* worker (http://\S+)/metrics", self.printed, re.MULTILINE)
        return found[0]

    def wait(self, seconds: float) -> int:
        """Wait until it ends; the exit code."""
        return self._process.wait(timeout=seconds)

    def stop(self) -> int:
        """Ask it to stop, as Ctrl-C does; the exit code."""
        self._process.send_signal(signal.SIGINT)
        return self.wait(60)

    def kill(self) -> None:
        """End it as a crash would."""
        self._process.kill()
        self._process.wait()


def processes_of(data_folder: Path) -> set[psutil.Process]:
    """Every process on this machine that works in a data folder or was told of it."""
    return {process for process in psutil.process_iter() if _knows_of(process, str(data_folder))}


def _knows_of(process: psutil.Process, folder: str) -> bool:
    try:
        if process.pid == os.getpid() or not is_alive(process):
            return False
        told = [process.cwd(), *process.cmdline(), *process.environ().values()]
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
    return any(folder in text for text in told)
