"""A collective's changed account: no award goes elsewhere before a second person has said so and the days are over."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, unquote

import asyncpg
import httpx
import orjson
import pytest
import pytest_asyncio

from cli.embedded import ServerAddresses
from services.payroll.decisions.payee_accounts import open_accounts
from services.payroll.decisions.payees import payee_purpose
from services.payroll.definition import DEFINITION
from services.payroll.store.payees import list_payees, write_given
from shared.clock import shanghai_today
from shared.database import migrate
from shared.details import BankAccount
from shared.policy import load_pack
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.bank import SEALER, all_items, details, pay, settle
from tests.support.payroll.books import close
from tests.support.payroll.facts import pieces, production, registered, workshop
from tests.support.servers import fresh_database, migrate_to
from tests.support.tokens import TokenIssuer

MONTH = "2022-07"
PAYEE = "/v1/payee-accounts/collective/V-WS-01"
FIRST, OTHER, THIRD = "8201010000000001", "8201010000000002", "8201010000000003"
DAYS = load_pack("songtao").rules_on(date(2022, 8, 1)).integer("payments.account_waiting_days")


def account(number: str) -> dict[str, str]:
    return {"number": number, "bank_name": "铜仁农村商业银行", "holder": "大兴村集体经济合作社"}


def decided(number: str, *, confirmed: bool = True) -> dict[str, Any]:
    return {"number": number, "confirmed": confirmed, "reason": "compared with the sealed letter"}


@pytest_asyncio.fixture
async def facts(payroll: ServiceUnderTest) -> None:
    """A closed month with an award to the collective, which has no account yet."""
    await payroll.record(
        workshop(),
        registered("W-1", first_day="2022-04-01"),
        pieces("W-1", "E-1", "2022-07-04", 400),
        production(MONTH, 10_000, 12_000, "200000.00"),
        details("W-1"),
    )
    await close(payroll, MONTH)


@pytest.fixture
def credentials(issuer: TokenIssuer) -> Mapping[str, Any]:
    """Sun of the county's finance, where a request names nobody else."""

    def signed(request: httpx.Request) -> httpx.Request:
        request.headers.update(issuer.header(unquote(request.headers.get("x-who", "sun")), "payroll:finance"))
        return request

    return {"auth": signed}


async def put(api: httpx.AsyncClient, who: str, path: str, body: dict[str, Any]) -> httpx.Response:
    return await api.put(path, json=body, headers={"x-who": who})


async def give(api: httpx.AsyncClient, number: str, who: str = "sun") -> str:
    answer = await put(api, who, PAYEE, account(number))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["state"])


async def shown(api: httpx.AsyncClient) -> dict[str, Any]:
    (found,) = (await api.get("/v1/payee-accounts")).json()["accounts"]
    return dict(found)


async def file_of_a_batch(api: httpx.AsyncClient, maker: str = "wu", fetcher: str = "qian") -> tuple[int, str]:
    """A batch of the award, and its file."""
    body = {"template": "generic-csv", "month": MONTH, "kind": "award"}
    made = await api.post("/v1/payment-batches", json=body, headers={"x-who": maker})
    assert made.status_code == 201, made.text
    batch = made.json()["batch"]
    file = await api.get(f"/v1/payment-batches/{batch}/file", headers={"x-who": fetcher})
    assert file.status_code == 200, file.text
    return batch, file.text


async def days_pass(payroll: ServiceUnderTest) -> None:
    """The waiting time of the confirmed account is over."""
    await payroll.pool.execute("UPDATE payee SET next_account_from = $1", shanghai_today())


async def test_the_first_account_of_a_payee_is_in_force_at_once(api: httpx.AsyncClient) -> None:
    assert await give(api, FIRST) == "in_force"
    assert FIRST in (await file_of_a_batch(api))[1]


async def test_another_account_changes_nothing_until_a_second_person_confirms_it_and_the_days_are_over(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    await give(api, FIRST)
    assert await give(api, OTHER) == "proposed"
    seen = await shown(api)
    assert (seen["account"]["account_number"], seen["proposed_account"]["account_number"]) == (
        "************0001",
        "************0002",
    )
    answer = await put(api, "zhou", f"{PAYEE}/decision", decided(OTHER))
    assert answer.json()["in_force_from"] == (shanghai_today() + timedelta(days=DAYS)).isoformat()
    seen = await shown(api)
    assert (seen["proposed_account"], seen["next_account"]["confirmed_by"]) == (None, "zhou")
    assert DAYS > 0
    assert FIRST in (await file_of_a_batch(api))[1]


async def test_a_changed_account_is_told_with_the_first_payment_to_it(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    await give(api, FIRST)
    batch = await pay(payroll, kind="award")
    await settle(payroll, batch, {"V-WS-01": "账号不存在"})
    (paid,) = await all_items(payroll, batch)
    await give(api, OTHER)
    await put(api, "zhou", f"{PAYEE}/decision", decided(OTHER))
    await days_pass(payroll)
    assert list(paid.notes) == ["first_payment"]
    body = {"template": "generic-csv"}
    refused = await api.post(f"/v1/payment-batches/{batch}/retry", json=body, headers={"x-who": "sun"})
    assert refused.json()["blocked"][0]["reason"] == "whoever makes this batch gave the account"
    made = await api.post(f"/v1/payment-batches/{batch}/retry", json=body, headers={"x-who": "wu"})
    assert [part["notes"] for part in made.json()["notes"]] == [["account_changed"]]
    refused = await api.get(f"/v1/payment-batches/{made.json()['batch']}/file", headers={"x-who": "sun"})
    assert (refused.status_code, refused.json()["code"]) == (403, "batch.accounts_by_same")
    file = await api.get(f"/v1/payment-batches/{made.json()['batch']}/file", headers={"x-who": "qian"})
    assert OTHER in file.text


@pytest.mark.parametrize("spelling", ["sun", "SUN", "ｓｕｎ"])
async def test_whoever_gave_an_account_confirms_it_under_no_spelling(api: httpx.AsyncClient, spelling: str) -> None:
    await give(api, FIRST)
    await give(api, OTHER)
    answer = await api.put(f"{PAYEE}/decision", json=decided(OTHER), headers={"x-who": quote(spelling)})
    assert answer.status_code == 403
    assert answer.json()["code"] == "account.given_by_same"
    assert (await shown(api))["proposed_account"] is not None


async def test_a_decision_names_the_number_that_was_given_and_ends_the_waiting(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    await give(api, FIRST)
    await give(api, OTHER)
    answer = await put(api, "zhou", f"{PAYEE}/decision", decided(THIRD))
    assert (answer.status_code, answer.json()["pointer"]) == (409, "/number")
    answer = await put(api, "sun", f"{PAYEE}/decision", decided(OTHER, confirmed=False))
    assert (answer.status_code, answer.json()["in_force_from"]) == (200, None)
    answer = await put(api, "zhou", f"{PAYEE}/decision", decided(OTHER))
    assert answer.json()["code"] == "account.no_proposal"
    rows = await payroll.pool.fetch(
        "SELECT actor, action FROM audit_log WHERE action LIKE 'payee_account%' ORDER BY id DESC LIMIT 3"
    )
    assert [tuple(row) for row in rows] == [
        ("sun", "payee_account.refused"),
        ("sun", "payee_account.given"),
        ("sun", "payee_account.given"),
    ]


async def test_the_account_in_force_told_again_takes_a_proposal_back(api: httpx.AsyncClient) -> None:
    await give(api, FIRST)
    await give(api, OTHER)
    assert (await api.get("/v1/payee-accounts", params={"proposed": True})).json()["accounts"]
    assert await give(api, FIRST) == "in_force"
    assert (await api.get("/v1/payee-accounts", params={"proposed": True})).json()["accounts"] == []


async def test_a_proposal_that_is_somebody_elses_account_is_told_to_whoever_decides(api: httpx.AsyncClient) -> None:
    await give(api, FIRST)
    await give(api, "6217000000000000001")
    assert (await shown(api))["notes"] == ["account_shared"]


async def test_nobody_confirms_while_no_pack_says_how_long_it_waits(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    await give(api, FIRST)
    await give(api, OTHER)
    await payroll.pool.execute("UPDATE workshop SET withdrawn = true")
    answer = await put(api, "zhou", f"{PAYEE}/decision", decided(OTHER))
    assert (answer.status_code, answer.json()["code"]) == (409, "payee_account.no_waiting_days")


async def test_a_withdrawn_account_is_paid_to_no_more_at_once_and_the_next_one_is_no_first_one(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    reason = {"reason": "the bank says it was closed"}
    unknown = await api.post(f"{PAYEE}/withdraw", json=reason)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "payee_account.unknown")
    await give(api, FIRST)
    await give(api, OTHER)
    assert (await api.post(f"{PAYEE}/withdraw", json=reason)).json()["state"] == "withdrawn"
    body = {"template": "generic-csv", "month": MONTH, "kind": "award"}
    refused = await api.post("/v1/payment-batches", json=body, headers={"x-who": "wu"})
    assert [part["reason"] for part in refused.json()["blocked"]] == ["no account is known"]

    assert await give(api, FIRST) == "proposed"
    assert (await put(api, "zhou", f"{PAYEE}/decision", decided(FIRST))).status_code == 200
    assert (await api.post("/v1/payment-batches", json=body, headers={"x-who": "wu"})).status_code == 409
    await days_pass(payroll)
    assert FIRST in (await file_of_a_batch(api))[1]


async def test_a_batch_made_before_the_withdrawal_does_not_reach_the_bank(api: httpx.AsyncClient) -> None:
    await give(api, FIRST)
    body = {"template": "generic-csv", "month": MONTH, "kind": "award"}
    made = await api.post("/v1/payment-batches", json=body, headers={"x-who": "wu"})
    path = f"/v1/payment-batches/{made.json()['batch']}"
    await api.post(f"{PAYEE}/withdraw", json={"reason": "the bank says it was closed"})
    refused = await api.get(f"{path}/file", headers={"x-who": "qian"})
    assert (refused.status_code, refused.json()["taken_back"]) == (409, ["V-WS-01"])
    cancelled = await api.post(f"{path}/cancel", json={"reason": "account withdrawn"}, headers={"x-who": "wu"})
    assert cancelled.json()["state"] == "cancelled"


async def test_numbers_are_sealed_at_rest(api: httpx.AsyncClient, payroll: ServiceUnderTest) -> None:
    await give(api, FIRST)
    await give(api, OTHER)
    await put(api, "zhou", f"{PAYEE}/decision", decided(OTHER))
    await give(api, THIRD)
    for table in ("payee", "payee_account", "audit_log"):
        kept = str([tuple(row) for row in await payroll.pool.fetch(f"SELECT * FROM {table}")])
        assert not any(number in kept for number in (FIRST, OTHER, THIRD)), table


async def test_the_account_given_last_before_the_upgrade_is_in_force_after_it(servers: ServerAddresses) -> None:
    key = ("village", "V001")
    with fresh_database(servers, "payroll") as url:
        migrate_to(url, DEFINITION.migrations, "0011")
        connection = await asyncpg.connect(url)
        try:
            for number in (FIRST, OTHER):
                sealed = SEALER.seal(orjson.dumps(BankAccount(number, "bank", None, "holder")), payee_purpose(key))
                await write_given(connection, key, sealed, "sun")
            migrate(url, DEFINITION.migrations)
            (row,) = await list_payees(connection, proposed=False)
        finally:
            await connection.close()
    accounts = open_accounts(SEALER, row)
    assert accounts.in_force is not None
    assert (accounts.in_force.number, accounts.following, accounts.proposed) == (OTHER, None, None)
