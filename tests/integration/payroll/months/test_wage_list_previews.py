"""The clerk sees on one page what an open month would pay and what to look at, before he decides."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from openpyxl import load_workbook
from pypdf import PdfReader

from services.payroll.api import create_app
from tests.support.harness import ServiceUnderTest, settings_for
from tests.support.payroll.bank import details
from tests.support.payroll.books import submit
from tests.support.payroll.client_commands import Commands, served
from tests.support.payroll.facts import attended, delayed, pieces, registered, workshop
from tests.support.tokens import TokenIssuer

PREVIEW = "/v1/wage-list-previews/WS-01/2022-07"
MARK = "未关账预览"
SECRETS = ("522229200607050014", "522229199001011234", "6217000000000000004", "13900001234")


@pytest_asyncio.fixture
async def facts(payroll: ServiceUnderTest) -> None:
    """W-1 is a child, W-2 has a doubted day and another's account, W-3 lacks a rate and has no account."""
    workers = ("W-1", "W-2", "W-3")
    await payroll.record(
        workshop(),
        *(registered(worker, first_day="2022-04-01") for worker in workers),
        pieces("W-1", "E-1", "2022-07-04", 400),
        pieces("W-2", "E-2", "2022-07-04", 100),
        pieces("W-3", "E-3", "2022-07-04", 40, rate=None),
        attended("W-2", "2022-07-05", "0.5", basis="clock", doubts=["unpaired_punch"]),
        details("W-1", "6217000000000000004", identity_number="522229200607050014"),
        details("W-2", "6217000000000000004"),
        details("W-3", account=None),
    )


@pytest.fixture
def credentials(issuer: TokenIssuer) -> Mapping[str, Any]:
    return {"headers": issuer.header("li", "clerk:WS-01")}


async def remarks(api: httpx.AsyncClient) -> set[tuple[Any, ...]]:
    """The sheet of what to look at."""
    answer = await api.get(PREVIEW, params={"format": "xlsx"})
    assert answer.status_code == 200, answer.text
    (_, looks) = load_workbook(io.BytesIO(answer.content)).worksheets
    return set(looks.iter_rows(min_row=3, values_only=True))


async def test_the_preview_names_per_person_whatever_is_to_be_looked_at(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    assert await remarks(api) == {
        ("W-1", "杨秀英", "年龄", "2022-07 不满十六周岁，须决定"),
        ("W-1", "杨秀英", "账号", "与他人同一账号"),
        ("W-2", "龙建国", "出勤", "2022-07-05 计 0.5 天：签到签退不成对"),
        ("W-2", "龙建国", "账号", "与他人同一账号"),
        ("W-3", "石老满", "未完结", "缺单价 gongfang:orders#piecework/E-3/W-3@1"),
        ("W-3", "石老满", "账号", "没有账号"),
    }
    await submit(payroll, "2022-07", held={"W-3": "单价下周公布"}, ages={"W-1": "what he worked is owed to him"})
    in_review = await remarks(api)
    assert ("W-3", "石老满", "暂缓", "单价下周公布") in in_review
    assert not any(kind == "年龄" for _, _, kind, _ in in_review), "that was decided"


async def test_what_waits_is_told_of_whom_it_concerns(api: httpx.AsyncClient, payroll: ServiceUnderTest) -> None:
    concern = {"about": "wages", "worker": "W-2", "workshop": "WS-01", "month": "2022-07"}
    await payroll.record(delayed("piecework", ["E-6"], concern))
    told = [detail for worker, _, kind, detail in await remarks(api) if (worker, kind) == ("W-2", "等待")]
    assert len(told) == 1
    assert told[0].startswith("piecework E-6")
    assert told[0].endswith("须先暂缓或更正")


async def test_a_preview_is_no_paper_in_any_format_and_who_looked_is_recorded(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    html = (await api.get(PREVIEW)).text
    pdf = await api.get(PREVIEW, params={"format": "pdf"})
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages]
    book = load_workbook(io.BytesIO((await api.get(PREVIEW, params={"format": "xlsx"})).content))
    assert 'filename="PREVIEW-wage-list-WS-01-2022-07.pdf"' in pdf.headers["content-disposition"]
    assert all(MARK in page for page in pages)
    assert all(sheet.title.startswith(MARK) for sheet in book.worksheets)
    cells = "\n".join(str(cell) for sheet in book.worksheets for row in sheet.values for cell in row)
    for text in (html, "".join(pages), cells):
        assert MARK in text
        assert "杨秀英" in text
        assert not [secret for secret in SECRETS if secret in text]
    seen = await payroll.pool.fetch("SELECT actor, subject FROM audit_log WHERE action = 'wage_list.previewed'")
    assert ("li", "WS-01/2022-07") in [tuple(row) for row in seen]


async def test_a_closed_month_has_its_wage_list_and_no_preview(
    api: httpx.AsyncClient, issuer: TokenIssuer, payroll: ServiceUnderTest
) -> None:
    assert (await api.get("/v1/wage-lists/WS-01/2022-07")).status_code == 409
    draft = await submit(payroll, "2022-07", held={"W-3": "later"}, ages={"W-1": "owed"})
    approval = {"statements_hash": draft.statements_hash}
    checker = issuer.header("zhao", "checker:TS-1")
    assert (await api.post("/v1/months/WS-01/2022-07/approve", json=approval, headers=checker)).status_code == 200
    refused = await api.get(PREVIEW)
    assert (refused.status_code, refused.json()["title"]) == (409, "Not open")
    assert MARK not in (await api.get("/v1/wage-lists/WS-01/2022-07")).text


@pytest.mark.parametrize(
    ("scope", "status"),
    [("payroll:read", 403), ("worker:W-1", 403), ("clerk:WS-02", 403), ("checker:TS-1", 200), ("payroll:finance", 200)],
)
async def test_who_may_not_fetch_the_wage_list_may_not_see_its_preview(
    api: httpx.AsyncClient, issuer: TokenIssuer, scope: str, status: int
) -> None:
    assert (await api.get(PREVIEW, headers=issuer.header("somebody", scope))).status_code == status


async def test_the_command_writes_a_preview_where_it_is_asked_for_and_says_so_where_it_is_not(
    api: httpx.AsyncClient, issuer: TokenIssuer, payroll_database_url: str, tmp_path: Path
) -> None:
    output = tmp_path / "preview.html"
    with served(create_app(settings_for("payroll", payroll_database_url, jwks_file=issuer.jwks_file))) as url:
        commands = Commands(url, issuer)
        told = commands.refused("li", "wage-list", "WS-01", "2022-07", "-o", str(output))
        assert "未结月份请加 --preview 看预览" in told
        commands.told("li", "wage-list", "WS-01", "2022-07", "--preview", "-o", str(output))
    assert MARK in output.read_text("utf-8")
