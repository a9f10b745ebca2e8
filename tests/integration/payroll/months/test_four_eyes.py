"""Four eyes over HTTP: whoever prepared a month approves it under no spelling of his name."""

from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.support.harness import ServiceUnderTest
from tests.support.payroll.facts import pieces, registered, workshop
from tests.support.tokens import TokenIssuer

MONTH = "/v1/months/WS-01/2022-07"


@pytest_asyncio.fixture
async def facts(payroll: ServiceUnderTest) -> None:
    """A workshop with a month of one worker."""
    await payroll.record(workshop(), registered("W-1", first_day="2022-04-01"), pieces("W-1", "E-1", "2022-07-04", 400))


async def call(api: httpx.AsyncClient, header: dict[str, str], path: str, body: Any = None) -> tuple[int, Any]:
    answer = await (api.get(path, headers=header) if body is None else api.post(path, headers=header, json=body))
    return answer.status_code, answer.json()


@pytest.mark.parametrize("spelling", ["boss", "BOSS", "ｂｏｓｓ", "boſs"])
async def test_whoever_submitted_a_month_does_not_approve_it_under_another_spelling_of_his_name(
    api: httpx.AsyncClient, issuer: TokenIssuer, spelling: str
) -> None:
    _, submitted = await call(api, issuer.header("Boss", "clerk:WS-01"), f"{MONTH}/submit", {})
    approval = {"statements_hash": submitted["statements_hash"]}
    status, problem = await call(api, issuer.header(spelling, "checker:TS-1"), f"{MONTH}/approve", approval)
    assert (status, problem["code"]) == (403, "month.submitted_by_same")


async def test_a_name_stored_before_there_was_a_rule_is_compared_by_it_too(
    api: httpx.AsyncClient, issuer: TokenIssuer, payroll: ServiceUnderTest
) -> None:
    _, submitted = await call(api, issuer.header("boss", "clerk:WS-01"), f"{MONTH}/submit", {})
    await payroll.pool.execute("UPDATE payroll_month SET submitted_by = 'boss '")
    approval = {"statements_hash": submitted["statements_hash"]}
    status, _ = await call(api, issuer.header("boss", "checker:TS-1"), f"{MONTH}/approve", approval)
    assert status == 403
    status, _ = await call(api, issuer.header("zhao", "checker:TS-1"), f"{MONTH}/approve", approval)
    assert status == 200


@pytest.mark.parametrize("subject", ["boss ", "bo\u200bss", "b" * 101, "bo\nss", "", "gongfang:payroll"])
async def test_a_token_whose_subject_could_pass_for_another_is_not_accepted(
    api: httpx.AsyncClient, issuer: TokenIssuer, subject: str
) -> None:
    status, problem = await call(api, issuer.header(subject, "clerk:WS-01"), MONTH)
    assert (status, problem["title"]) == (401, "Not authenticated")
    assert "the subject" in problem["detail"]
