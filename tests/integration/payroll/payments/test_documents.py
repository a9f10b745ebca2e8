"""Payslips and wage lists show what was settled and paid, in Chinese, masked where they leave the office."""

import io
import re
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
import pytest_asyncio
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.support.harness import ServiceUnderTest
from tests.support.payroll.bank import details, erased, items, pay, settle
from tests.support.payroll.books import close
from tests.support.payroll.facts import month_attended, pieces, registered, workshop
from tests.support.tokens import TokenIssuer

JULY, AUGUST = "2022-07", "2022-08"
ACCOUNT, IDENTITY, PHONE = "6217000000000000001", "522229199001011234", "13900001234"


@pytest_asyncio.fixture
async def facts(payroll: ServiceUnderTest) -> None:
    """An open July: W-1 made 400 pieces in 26 days, W-2 100."""
    await payroll.record(
        workshop(name="大兴刺绣工坊"),
        registered("W-1", first_day="2022-04-01"),
        registered("W-2", first_day="2022-04-01"),
        *month_attended("W-1", JULY, 26),
        pieces("W-1", "E-1", "2022-07-04", 400),
        pieces("W-2", "E-2", "2022-07-04", 100),
        details("W-1", ACCOUNT),
        details("W-2", "6217000000000000002"),
    )


@pytest.fixture
def credentials(issuer: TokenIssuer) -> Mapping[str, Any]:
    return {"headers": issuer.header("li", "clerk:WS-01")}


def seen(html: str) -> str:
    """The text of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL))


async def test_the_payslip_of_an_open_month_is_a_draft_and_that_of_a_closed_one_says_when_it_was_paid(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    draft = seen((await api.get(f"/v1/payslips/W-1/{JULY}")).text)
    assert "草稿，本月未结账" in draft
    assert "1,500.00" in draft

    await close(payroll, JULY)
    closed = seen((await api.get(f"/v1/payslips/W-1/{JULY}")).text)
    assert "草稿" not in closed
    assert "已结账，待发放" in closed
    await settle(payroll, await pay(payroll, JULY), returned={"W-2": "账号与户名不符"})
    paid = seen((await api.get(f"/v1/payslips/W-1/{JULY}")).text)
    for text in ("杨秀英", "大兴刺绣工坊", "已发放", "2022年8月10日", "壹仟伍佰元整", "522***********1234", "*0001"):
        assert text in paid, text
    for text in (ACCOUNT, IDENTITY, PHONE):
        assert text not in paid
    returned = seen((await api.get(f"/v1/payslips/W-2/{JULY}")).text)
    assert "已结账，待发放" in returned


async def test_a_payslip_shows_corrections_with_before_after_and_why(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    await close(payroll, JULY)
    await payroll.record(pieces("W-1", "E-1", "2022-07-04", 440, revision=2), pieces("W-1", "E-8", "2022-08-01", 100))
    preview = seen((await api.get(f"/v1/payslips/W-1/{AUGUST}")).text)
    await close(payroll, AUGUST)
    closed = seen((await api.get(f"/v1/payslips/W-1/{AUGUST}")).text)
    for text in (preview, closed):
        for part in ("2022年7月", "1,500.00", "1,600.00", "100.00", "350.00", "E-1/W-1@2"):
            assert part in text, part
    english = seen((await api.get(f"/v1/payslips/W-1/{AUGUST}", params={"language": "en"})).text)
    assert "Piecework: 100.00 yuan" in english


async def test_the_same_payslip_comes_as_pdf_and_workbook(api: httpx.AsyncClient, payroll: ServiceUnderTest) -> None:
    await close(payroll, JULY)
    printed = await api.get(f"/v1/payslips/W-1/{JULY}", params={"format": "pdf"})
    assert printed.headers["content-type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages)
    assert "杨秀英" in text
    assert "1,500.00" in text
    book = load_workbook(io.BytesIO((await api.get(f"/v1/payslips/W-1/{JULY}", params={"format": "xlsx"})).content))
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "杨秀英" in cells
    assert ACCOUNT not in "".join(cells)


async def test_the_wage_list_holds_what_the_ordinance_wants_recorded_and_each_fetching_is_audited(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    open_one = await api.get(f"/v1/wage-lists/WS-01/{JULY}")
    assert (open_one.status_code, open_one.json()["code"]) == (409, "wage_list.month_not_closed")
    await close(payroll, JULY)
    batch = await pay(payroll, JULY)
    await settle(payroll, batch, returned={"W-2": "账号与户名不符"})
    text = seen((await api.get(f"/v1/wage-lists/WS-01/{JULY}")).text)
    reference = (await items(payroll, batch))["W-1"].reference
    for part in (
        "大兴刺绣工坊",
        "2022年7月",
        "杨秀英",
        "龙建国",
        IDENTITY,
        PHONE,
        "26",
        "1,750.00",
        reference,
        "2022-08-10",
    ):
        assert part in text, part
    for signer in ("clerk", "checker", "finance"):
        assert signer in text
    book = load_workbook(io.BytesIO((await api.get(f"/v1/wage-lists/WS-01/{JULY}?format=xlsx")).content))
    cells = [cell for row in book.active.iter_rows(values_only=True) for cell in row]  # type: ignore[union-attr]
    assert cells.count(IDENTITY) == 2
    assert cells.count(reference) == 1
    audited = await payroll.pool.fetchval(
        "SELECT count(*) FROM audit_log WHERE action = 'wage_list.fetched' AND actor = 'li'"
    )
    assert audited >= 2


async def test_an_erased_worker_keeps_his_amounts_and_loses_his_name(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    await close(payroll, JULY)
    await payroll.record(erased("W-1", 2))
    text = seen((await api.get(f"/v1/wage-lists/WS-01/{JULY}")).text)
    assert "杨秀英" not in text
    assert "（姓名未登记）" in text
    assert "1,500.00" in text


@pytest.mark.parametrize(
    ("scopes", "path", "status"),
    [
        ("worker:W-1", f"/v1/payslips/W-1/{JULY}", 200),
        ("worker:W-2", f"/v1/payslips/W-1/{JULY}", 403),
        ("payroll:read", f"/v1/payslips/W-1/{JULY}", 200),
        ("clerk:WS-02", f"/v1/payslips/W-1/{JULY}", 403),
        ("checker:TS-1", f"/v1/payslips/W-1/{JULY}", 200),
        ("payroll:read", f"/v1/payslips/W-9/{JULY}", 404),
        ("payroll:read", f"/v1/payslips/W-1/{JULY}?format=docx", 422),
        ("payroll:read", f"/v1/wage-lists/WS-01/{JULY}", 403),
        ("worker:W-1", f"/v1/wage-lists/WS-01/{JULY}", 403),
        ("clerk:WS-02", f"/v1/wage-lists/WS-01/{JULY}", 403),
        ("payroll:finance", f"/v1/wage-lists/WS-01/{JULY}", 200),
    ],
)
async def test_who_may_read_what(
    api: httpx.AsyncClient, payroll: ServiceUnderTest, issuer: TokenIssuer, scopes: str, path: str, status: int
) -> None:
    await close(payroll, JULY)
    answer = await api.get(path, headers=issuer.header("somebody", scopes))
    assert answer.status_code == status, answer.text


async def test_who_was_held_and_settled_by_a_supplement_has_his_days_on_the_months_papers(
    api: httpx.AsyncClient, payroll: ServiceUnderTest, issuer: TokenIssuer
) -> None:
    await close(payroll, JULY, held={"W-1": "his card is disputed"})
    prepared = await api.post(f"/v1/months/WS-01/{JULY}/supplements", json={"worker": "W-1", "reason": "settled now"})
    approval = {"prepared_hash": prepared.json()["prepared_hash"]}
    checker = issuer.header("zhao", "checker:TS-1")
    path = f"/v1/supplements/{prepared.json()['supplement']}/approve"
    assert (await api.post(path, json=approval, headers=checker)).status_code == 200
    book = load_workbook(io.BytesIO((await api.get(f"/v1/wage-lists/WS-01/{JULY}", params={"format": "xlsx"})).content))
    (row,) = [row for row in book.worksheets[0].iter_rows(values_only=True) if "杨秀英" in row and 1500 in row]
    assert 26 in row
