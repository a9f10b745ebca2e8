"""`gongfang dead-letters` shows what others wrote, of one service or of all, and lets a terminal obey none of it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest_asyncio
from typer.testing import CliRunner, Result

from cli.main import app as commands
from services.orders.api import create_app
from tests.support.orders.service import OrdersService
from tests.support.payroll.client_commands import served
from tests.support.tokens import TokenIssuer

HEAD = "entry,workshop,company,product,operation,worked_on,worker,accepted_quantity"
HOSTILE = "[red]1\x1b[31m\u202eo2"


class Commands:
    """Runs `gongfang` as an operator. One service stands for all three: each has the same address."""

    def __init__(self, url: str, token: str) -> None:
        names = ("ORDERS", "PAYROLL", "PLACEMENT")
        self._environment = {f"GONGFANG_{name}_URL": url for name in names} | {"GONGFANG_TOKEN": token}

    def run(self, *arguments: str) -> Result:
        result = CliRunner().invoke(commands, arguments, env=self._environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result


@pytest_asyncio.fixture
async def gongfang(service: OrdersService, issuer: TokenIssuer, tmp_path: Path) -> AsyncIterator[Commands]:
    """With one dead letter, of a file with a hostile cell."""
    token = issuer.header("clerk", "orders:write", "operator")["Authorization"].removeprefix("Bearer ")
    app = create_app(service.settings.model_copy(update={"jwks_file": issuer.jwks_file}))
    with served(app) as url:
        operator = Commands(url, token)
        file = tmp_path / "book.csv"
        file.write_text(f"{HEAD}\nK-1,WS-01,C1,toy-a,sewing,2022-07-05,W-1,{HOSTILE}\n", "utf-8")
        imported = operator.run("import", "orders", "piecework", str(file))
        assert imported.exit_code == 1
        assert obeyed(imported.stdout) == []
        yield operator


def obeyed(text: str) -> list[str]:
    """The characters of an output that do something instead of being seen, without the application's own log."""
    lines = [line for line in text.splitlines() if not line.startswith("20")]
    return [part for part in "".join(lines) if not part.isprintable() and part != "\u3000"]


def letters_of(text: str) -> list[str]:
    """The services whose letters are listed."""
    return re.findall(r"│ (orders|payroll|placement) +│ +\d+ │", text)


async def test_without_a_service_the_letters_of_all_are_listed(gongfang: Commands) -> None:
    assert letters_of(gongfang.run("dead-letters", "list", "orders").stdout) == ["orders"]
    assert letters_of(gongfang.run("dead-letters", "list").stdout) == ["orders", "payroll", "placement"]
    assert letters_of(gongfang.run("dead-letters", "list", "--state", "discarded").stdout) == []


async def test_what_a_sender_wrote_is_shown_and_not_obeyed(gongfang: Commands, tmp_path: Path) -> None:
    listed = gongfang.run("dead-letters", "list", "orders").stdout
    assert obeyed(listed) == []
    number = re.findall(r"│ orders +│ +(\d+) │", listed)[0]
    shown = gongfang.run("dead-letters", "show", "orders", number).stdout
    assert obeyed(shown) == []
    assert "[red]1" in shown
    kept = tmp_path / "letter"
    assert gongfang.run("dead-letters", "show", "orders", number, "-o", str(kept)).exit_code == 0
    assert orjson.loads(kept.read_bytes())[-1] == HOSTILE
    assert kept.stat().st_mode & 0o077 == 0


async def test_a_service_that_takes_no_files_is_told_with_those_that_do(gongfang: Commands, tmp_path: Path) -> None:
    file = tmp_path / "book.csv"
    file.write_text(HEAD, "utf-8")
    refused = gongfang.run("import", "payroll", "piecework", str(file))
    assert refused.exit_code == 2
    assert "takes no files: write orders or placement" in " ".join(refused.stderr.replace("│", " ").split())
