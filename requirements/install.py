"""Set up the virtual environment from a lock file, quietly: what pip says goes to a log, shown where it fails.

Runs before anything is installed, so it needs nothing but Python itself: `install.py embedded <key>` for what
`make run` runs, `install.py development <key>` for what `make test` tests. The key stands for what the locks say; an
empty file of that name in the environment tells `make` that there is nothing to do.
"""

import os
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep
from typing import Final

VENV: Final = ".venv"
PURPOSES: Final = {"embedded": "`make run`", "development": "`make test`"}
"""The sets by what they are for. The second holds the first; an environment that has it keeps it up to date."""

_TAIL_LINES: Final = 20
_LOOK_SECONDS: Final = 0.2
_WIDTH: Final = 60
_PIP: Final = ("-m", "pip", "--disable-pip-version-check", "--no-input")
_USABLE: Final = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
_PER_PACKAGE: Final = ("Collecting ", "Requirement already satisfied: ", "Ignoring ")
"""How the lines begin that pip writes once for every package of a lock file."""


def install(root: Path, wanted: str, key: str) -> int:
    """Bring the environment of the folder to a set; the exit code."""
    venv = root / VENV
    chosen = "development" if _has_development(venv) else wanted
    packages = len(pinned(root, chosen))
    log = venv / "setup.log"
    shown = log.relative_to(root)
    _say(
        f"正在准备 {VENV}，供 {PURPOSES[chosen]} 使用：{packages} 个软件包，首次约一分钟 · "
        f"setting up {VENV} for {PURPOSES[chosen]}: {packages} packages, about a minute the first time (log: {shown})"
    )
    started = monotonic()
    _make_room(venv)
    for command in _commands(venv, root / "requirements" / f"{chosen}.lock"):
        if code := _run(command, root, log, packages, started):
            _say(f"准备失败，日志最后几行 · set-up failed; the last lines of {shown}:")
            for line in _tail(log):
                _say(f"    {line}")
            _say(f"完整日志 the whole log: {log}")
            return code
    _mark(venv, chosen, key)
    _say(f"准备完毕，用时 {monotonic() - started:.0f} 秒 · set up in {monotonic() - started:.0f} s")
    return 0


def pinned(root: Path, chosen: str) -> list[str]:
    """The names of a lock file."""
    lines = (root / "requirements" / f"{chosen}.lock").read_text(encoding="utf-8").splitlines()
    return [line.partition("==")[0] for line in lines if "==" in line and not line.startswith((" ", "#"))]


def progress(log: str, packages: int, seconds: float) -> str:
    """How long it has taken, and how far pip is by its log."""
    found = sum(line.lstrip().startswith(_PER_PACKAGE) for line in log.splitlines())
    installing = "\nInstalling collected packages" in log
    doing = "安装 installing" if installing else f"{min(found, packages)}/{packages} 个 packages"
    return f"  {seconds:3.0f} s  {doing}"


def _has_development(venv: Path) -> bool:
    # `.installed-` is how the mark was called when there was one set only, and it was that.
    return any(venv.glob(".development-*")) or any(venv.glob(".installed-*"))


def _make_room(venv: Path) -> None:
    """An environment whose Python is gone, too old or without pip is begun anew."""
    python = venv / "bin" / "python"
    usable = (
        python.exists() and not subprocess.run([python, "-c", _USABLE], capture_output=True, check=False).returncode
    )
    if venv.exists() and not usable:
        shutil.rmtree(venv)
    venv.mkdir(exist_ok=True)
    (venv / "setup.log").write_bytes(b"")


def _commands(venv: Path, lock: Path) -> list[list[str]]:
    python = str(venv / "bin" / "python")
    install_command = [python, *_PIP, "install", "--progress-bar", "off"]
    making = [] if Path(python).exists() else [[sys.executable, "-m", "venv", str(venv)]]
    return [
        *making,
        [*install_command, "--require-hashes", "-r", str(lock)],
        [python, *_PIP, "check"],
        [*install_command, "--no-build-isolation", "--no-deps", "--editable", "."],
    ]


def _run(command: Sequence[str], root: Path, log: Path, packages: int, started: float) -> int:
    """Run a step with all it says in the log; on a terminal a line moves while it does."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with log.open("ab") as output:
        output.write(f"$ {' '.join(command)}\n".encode())
        output.flush()
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            while process.poll() is None:
                if sys.stdout.isatty():
                    told = log.read_text(encoding="utf-8", errors="replace")
                    _show(progress(told, packages, monotonic() - started))
                sleep(_LOOK_SECONDS)
            return process.returncode
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
            if sys.stdout.isatty():
                _show("")


def _mark(venv: Path, chosen: str, key: str) -> None:
    for name in (*PURPOSES, "installed"):
        for mark in venv.glob(f".{name}-*"):
            mark.unlink()
    for name in PURPOSES if chosen == "development" else (chosen,):
        (venv / f".{name}-{key}").touch()


def _tail(log: Path) -> deque[str]:
    with log.open(encoding="utf-8", errors="replace") as lines:
        return deque((line.rstrip() for line in lines), _TAIL_LINES)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _show(line: str) -> None:
    """Write a line over the one before, and go back to its beginning."""
    sys.stdout.write(f"\r{' ' * _WIDTH}\r{line}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        sys.exit(install(Path(__file__).resolve().parent.parent, *sys.argv[1:]))
    except KeyboardInterrupt:
        _say("已中断；再次运行即可接着做 · interrupted; run it again")
        sys.exit(130)
