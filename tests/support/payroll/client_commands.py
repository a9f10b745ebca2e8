"""The command line against payroll's API: served on a port of its own, from a thread, as clerks reach it."""

import csv
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from typer.testing import CliRunner, Result

from cli.main import app as commands
from tests.support.harness import free_port
from tests.support.tokens import TokenIssuer

SCOPES = {
    "li": ("clerk:WS-01",),
    "zhao": ("checker:TS-1",),
    "both": ("clerk:WS-01", "checker:TS-1"),
    "finance": ("payroll:finance", "payroll:read"),
    "cashier": ("payroll:finance",),
    "operator": ("operator",),
    "registrar": ("payroll:finance",),
}
RETURN_TITLES = ("明细编号", "处理结果", "失败原因", "处理日期", "金额")
_STARTING_SECONDS = 20.0


@dataclass(frozen=True)
class Commands:
    """Runs `gongfang` as one of the month's people."""

    url: str
    issuer: TokenIssuer

    def run(self, who: str, *arguments: str, answer: str | None = None) -> Result:
        """A command and how it ended; `answer` is typed where it asks."""
        token = self.issuer.header(who, *SCOPES[who])["Authorization"].removeprefix("Bearer ")
        environment = {"GONGFANG_TOKEN": token, "GONGFANG_PAYROLL_URL": self.url}
        return CliRunner().invoke(commands, arguments, input=answer, env=environment)

    def told(self, who: str, *arguments: str, answer: str | None = None) -> str:
        """What a command prints that must succeed."""
        result = self.run(who, *arguments, answer=answer)
        assert result.exit_code == 0, result.output
        return result.stdout

    def refused(self, who: str, *arguments: str, answer: str | None = None, exit_code: int = 1) -> str:
        """What a command says that must be refused, without a traceback."""
        result = self.run(who, *arguments, answer=answer)
        assert result.exit_code == exit_code, result.output
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.stderr


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application behind an address, until the block ends."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + _STARTING_SECONDS
        while not server.started:
            assert thread.is_alive(), "the API ended while starting"
            assert time.monotonic() < deadline, "the API does not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(_STARTING_SECONDS)


def bank_answers(bank_file: Path, answer: Path, day: str, returned: int = 0, nonsense: bool = False) -> None:
    """A bank's return of a `generic-csv` file: the first `returned` come back, the others arrive."""
    with (
        bank_file.open(encoding="utf-8-sig", newline="") as source,
        answer.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out)
        writer.writerow(RETURN_TITLES)
        for number, row in enumerate(csv.DictReader(source)):
            result = ("失败", "户名与账号不符") if number < returned else ("成功", "")
            writer.writerow([row["明细编号"], *result, day, row["金额"]])
        if nonsense:
            writer.writerow(["胡说", "什么", "", "昨天", "许多"])
