"""Names stand beside ids for whoever may fetch the wage list, and for nobody else."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from services.payroll.api import create_app
from tests.support.harness import ServiceUnderTest, settings_for
from tests.support.payroll.bank import details, erased
from tests.support.payroll.books import close
from tests.support.payroll.claims import claim
from tests.support.payroll.client_commands import Commands, served
from tests.support.payroll.facts import attended, delayed, pieces, registered, workshop
from tests.support.tokens import TokenIssuer

JULY, AUGUST = "/v1/months/WS-01/2022-07", "/v1/months/WS-01/2022-08"
PATHS = (JULY, AUGUST, "/v1/statements/W-1/2022-07", "/v1/statements/W-1/2022-07/history", f"{JULY}/supplements")
NAME = "杨秀英"
HARMFUL = "龙\x1b[31m建\u202e国"


@pytest_asyncio.fixture
async def url(payroll: ServiceUnderTest, payroll_database_url: str, issuer: TokenIssuer) -> AsyncIterator[str]:
    """July closed with W-3 held, then more of W-1; August open, with a day of W-2 to look at; a claim for W-1."""
    workers = ("W-1", "W-2", "W-3")
    await payroll.record(
        workshop(),
        *(registered(worker, first_day="2022-04-01") for worker in workers),
        *(pieces(worker, f"E-{worker}", "2022-07-04", 400) for worker in workers),
        *(details(worker, f"621700000000000000{worker[-1]}") for worker in ("W-1", "W-3")),
        details("W-2", "6217000000000000002", called=HARMFUL),
    )
    await close(payroll, "2022-07", held={"W-3": "absent"})
    await payroll.record(
        pieces("W-1", "E-W-1", "2022-07-04", 440, revision=2),
        *(pieces(worker, f"A-{worker}", "2022-08-04", 400) for worker in workers),
        attended("W-2", "2022-08-05", "0.5", basis="clock", doubts=["unpaired_punch"]),
        claim("C-1", subject="W-1", payee_kind="worker", payee="W-1"),
    )
    with served(create_app(settings_for("payroll", payroll_database_url, jwks_file=issuer.jwks_file))) as address:
        clerk = issuer.header("li", "clerk:WS-01")
        proposal = {"worker": "W-1", "reason": "his rent is due"}
        async with httpx.AsyncClient(base_url=address) as client:
            assert (await client.post(f"{JULY}/supplements", json=proposal, headers=clerk)).status_code == 200
        yield address


async def read(url: str, headers: dict[str, str], path: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=url, headers=headers) as client:
        return await client.get(path)


@pytest.mark.parametrize("scopes", ["clerk:WS-01", "checker:TS-1", "payroll:finance", "payroll:finance payroll:read"])
async def test_whoever_keeps_the_month_sees_names(url: str, issuer: TokenIssuer, scopes: str) -> None:
    for path in PATHS:
        answer = await read(url, issuer.header("somebody", scopes), path)
        assert (answer.status_code, NAME in answer.text) == (200, True), path


async def test_whoever_only_reads_sees_ids(url: str, issuer: TokenIssuer) -> None:
    for path in (*PATHS, "/v1/claims", "/v1/claims/C-1"):
        answer = await read(url, issuer.header("auditor", "payroll:read"), path)
        assert (answer.status_code, NAME in answer.text, "W-1" in answer.text) == (200, False, True), path


async def test_finance_sees_whose_claims_they_are_and_a_worker_his_own_name(url: str, issuer: TokenIssuer) -> None:
    finance = issuer.header("wu", "payroll:finance")
    for path in ("/v1/claims", "/v1/claims/C-1"):
        assert (await read(url, finance, path)).json()["names"] == {"W-1": NAME}
    own = await read(url, issuer.header("w1", "worker:W-1"), "/v1/statements/W-1/2022-07")
    assert own.json()["name"] == NAME
    assert (await read(url, issuer.header("w2", "worker:W-2"), "/v1/statements/W-1/2022-07")).status_code == 403


async def test_nobody_has_a_name_after_an_erasure(url: str, issuer: TokenIssuer, payroll: ServiceUnderTest) -> None:
    await payroll.record(erased("W-1", 2))
    for path in PATHS:
        answer = await read(url, issuer.header("li", "clerk:WS-01"), path)
        assert (answer.status_code, NAME in answer.text) == (200, False), path


async def test_commands_print_names_beside_ids_and_nothing_raw(
    url: str, issuer: TokenIssuer, payroll: ServiceUnderTest
) -> None:
    commands = Commands(url, issuer)
    concern = {"about": "wages", "worker": "W-3", "workshop": "WS-01", "month": "2022-08"}
    await payroll.record(delayed("piecework", ["E-6"], concern))
    told: dict[Any, str] = {
        arguments: commands.told(who, *arguments)
        for who, arguments in (
            ("li", ("months", "show", "WS-01", "2022-07")),
            ("li", ("months", "show", "WS-01", "2022-08")),
            ("li", ("statement", "W-1", "2022-07")),
            ("li", ("statement", "W-1", "2022-07", "--history")),
            ("li", ("supplements", "list", "WS-01", "2022-07")),
            ("finance", ("claims", "list")),
            ("finance", ("claims", "show", "C-1")),
        )
    }
    for arguments, text in told.items():
        assert f"W-1 {NAME}" in text, text
        assert not {"\x1b", "\u202e"} & set(text), arguments
    shown = told["months", "show", "WS-01", "2022-08"]
    assert "W-2 龙\\x1b[31m建\\u202e国" in shown
    assert "等待 waiting W-3 石老满" in shown
    assert "暂缓 held W-3 石老满: absent" in told["months", "show", "WS-01", "2022-07"]


async def test_the_list_of_months_says_how_much_waits(url: str, issuer: TokenIssuer, payroll: ServiceUnderTest) -> None:
    async def waiting() -> dict[str, int]:
        listed = (await read(url, issuer.header("li", "clerk:WS-01"), "/v1/months")).json()["months"]
        return {row["month"]: row["waiting"] for row in listed}

    assert await waiting() == {"2022-08": 0, "2022-07": 0}
    concern = {"about": "wages", "worker": "W-3", "workshop": "WS-01", "month": "2022-08"}
    other = {"about": "wages", "worker": "W-1", "workshop": "WS-01", "month": "2022-08"}
    await payroll.record(
        delayed("piecework", ["E-6"], concern, other), delayed("piecework", ["E-7"], concern, number=2)
    )
    assert await waiting() == {"2022-08": 2, "2022-07": 0}
    assert "等待 waiting" in Commands(url, issuer).told("li", "months", "list")
