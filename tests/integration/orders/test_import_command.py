"""`gongfang import` tells what was not taken, each reason once with its lines, and ends with an exit code for it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from typer.testing import CliRunner, Result

from cli.main import app as commands
from services.orders.api import create_app
from tests.support.orders.service import OrdersService
from tests.support.payroll.client_commands import served
from tests.support.tokens import TokenIssuer

HEAD = "entry,workshop,company,product,operation,worked_on,worker,accepted_quantity"


class Importing:
    """Runs `gongfang import orders piecework` on a text."""

    def __init__(self, url: str, token: str, folder: Path) -> None:
        self._environment = {"GONGFANG_ORDERS_URL": url, "GONGFANG_TOKEN": token}
        self._file = folder / "book.csv"

    def run(self, *rows: str) -> Result:
        return self.run_text("\n".join([HEAD, *rows, ""]))

    def run_text(self, text: str) -> Result:
        self._file.write_text(text, "utf-8")
        result = CliRunner().invoke(commands, ["import", "orders", "piecework", str(self._file)], env=self._environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result


@pytest_asyncio.fixture
async def importing(service: OrdersService, issuer: TokenIssuer, tmp_path: Path) -> AsyncIterator[Importing]:
    token = issuer.header("clerk", "orders:write")["Authorization"].removeprefix("Bearer ")
    app = create_app(service.settings.model_copy(update={"jwks_file": issuer.jwks_file}))
    with served(app) as url:
        yield Importing(url, token, tmp_path)


def told(result: Result) -> list[str]:
    """What the command printed, without the log of the application beside it."""
    return [line for line in result.stdout.splitlines() if not line.startswith("20")]


def row(entry: str, worker: str = "W-1", quantity: str = "120") -> str:
    return f"{entry},WS-01,C1,toy-a,sewing,2022-07-05,{worker},{quantity}"


async def test_a_file_of_which_all_rows_are_taken_ends_with_0(importing: Importing) -> None:
    result = importing.run(row("K-1"), row("K-2"))
    assert (result.exit_code, told(result)) == (
        0,
        ["2 行 rows: 2 接收 accepted, 0 重复 duplicate, 0 冲突 conflict, 0 拒绝 rejected"],
    )
    again = importing.run(row("K-1"), row("K-2"))
    assert (again.exit_code, "2 重复 duplicate" in again.stdout) == (0, True)
    assert len(told(again)) == 1


async def test_equal_reasons_are_told_once_with_their_lines_and_end_with_1(importing: Importing) -> None:
    bad = [row(f"K-{number}", worker="王") for number in range(3, 60)]
    result = importing.run(row("K-1"), *bad, row("K-2"), row("K-99", worker="李"), row("K-98", quantity="1o"))
    assert result.exit_code == 1
    assert "61 行 rows: 2 接收 accepted" in result.stdout
    assert "第 3-59, 61 行 line: 拒绝 rejected [worker]\n" in result.stdout
    assert "第 62 行 line: 拒绝 rejected\n    栏 accepted_quantity：'1o' 不是整数" in result.stdout
    assert len(told(result)) < 12


async def test_a_conflict_says_how_to_correct(importing: Importing) -> None:
    importing.run(row("K-1"))
    result = importing.run(row("K-1", quantity="119"))
    assert (result.exit_code, "第 2 行 line: 冲突 conflict" in result.stdout) == (1, True)
    assert "要更正，请在 revision 栏写 1" in result.stdout


async def test_a_file_that_is_refused_as_a_whole_ends_with_1(importing: Importing) -> None:
    result = importing.run('K-1,"WS-01')
    assert result.exit_code == 1
    assert "line 2 has a quote that never closes" in result.stderr
