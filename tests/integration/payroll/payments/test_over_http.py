"""Payments over HTTP: who may pay, what each is told, files that stay the same, numbers in clear nowhere else."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import httpx
import pytest
import pytest_asyncio

from shared.clock import shanghai_today
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.bank import bank_answer, details, erased
from tests.support.payroll.books import close
from tests.support.payroll.facts import pieces, production, registered, workshop
from tests.support.tokens import TokenIssuer

MONTH = "2022-07"
ACCOUNT = "6217000000000000001"
COLLECTIVE = {"number": "8201010000000001", "bank_name": "铜仁农村商业银行", "holder": "大兴村集体经济合作社"}


@pytest_asyncio.fixture
async def facts(payroll: ServiceUnderTest) -> None:
    """A closed month: W-1 and W-2 with accounts, W-3 without, and an award to the collective."""
    await payroll.record(
        workshop(),
        *(registered(worker, first_day="2022-04-01") for worker in ("W-1", "W-2", "W-3")),
        pieces("W-1", "E-1", "2022-07-04", 400),
        pieces("W-2", "E-2", "2022-07-04", 100),
        pieces("W-3", "E-3", "2022-07-04", 40),
        production(MONTH, 10_000, 12_000, "200000.00"),
        details("W-1", ACCOUNT),
        details("W-2", "6217000000000000002"),
        details("W-3", account=None),
    )
    await close(payroll, MONTH)


@pytest.fixture
def credentials(issuer: TokenIssuer) -> Mapping[str, Any]:
    return {"auth": of_finance(issuer)}


def of_finance(issuer: TokenIssuer) -> Callable[[httpx.Request], httpx.Request]:
    """Wu makes the batches, Qian fetches their files and Sun keeps accounts, where a test names nobody else."""

    def signed(request: httpx.Request) -> httpx.Request:
        path = request.url.path
        who = "qian" if path.endswith("/file") else "sun" if path.startswith("/v1/payee-accounts") else "wu"
        if "authorization" not in request.headers:
            request.headers.update(issuer.header(who, "payroll:finance"))
        return request

    return signed


async def create(api: httpx.AsyncClient, **wanted: Any) -> dict[str, Any]:
    answer = await api.post("/v1/payment-batches", json={"template": "generic-csv"} | wanted)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def references(api: httpx.AsyncClient, batch: int) -> dict[str, dict[str, Any]]:
    shown = (await api.get(f"/v1/payment-batches/{batch}")).json()
    return {part["reference"]: part for part in shown["payments"]}


def answer_to(payments: dict[str, dict[str, Any]], returned: str = "", day: date | None = None) -> bytes:
    """The bank's answer of today: everything went through but what is returned."""
    rows = {
        reference: ("失败", "账号与户名不符") if part["beneficiary"] == returned else ("成功", "")
        for reference, part in payments.items()
    }
    amounts = {reference: part["amount"] for reference, part in payments.items()}
    return bank_answer(rows, amounts, day or shanghai_today())


async def test_a_closed_month_is_paid_and_every_step_is_told(api: httpx.AsyncClient, payroll: ServiceUnderTest) -> None:
    made = await create(api, month=MONTH, kind="wage")
    batch = made["batch"]
    assert (made["state"], made["totals"]) == ("prepared", {"count": 2, "total": "1250.00"})
    assert [(part["beneficiary"], part["reason"], part["amount"]) for part in made["blocked"]] == [
        ("W-3", "no account is known", "100.00")
    ]
    again = await api.post("/v1/payment-batches", json={"template": "generic-csv", "month": MONTH, "kind": "wage"})
    assert (again.status_code, again.json()["code"]) == (409, "batch.nobody_payable")

    too_early = await api.post(f"/v1/payment-batches/{batch}/return", content=b"x")
    assert (too_early.status_code, too_early.json()["code"]) == (409, "return.never_fetched")
    file = await api.get(f"/v1/payment-batches/{batch}/file")
    assert f'filename="wages-{batch}.csv"' in file.headers["content-disposition"]
    cells = file.text.split("\r\n")[1].split(",")
    assert [cells[at] for at in (2, 3, 6, 7)] == ["杨秀英", ACCOUNT, "1000.00", "2022-07工资"]

    payments = await references(api, batch)
    content = answer_to(payments, returned="W-2")
    taken = (await api.post(f"/v1/payment-batches/{batch}/return", content=content)).json()
    assert (taken["settled"], taken["returned"], taken["problems"], taken["state"]) == (1, 1, [], "answered")
    assert taken["by_state"] == {
        "returned": {"count": 1, "amount": "250.00"},
        "settled": {"count": 1, "amount": "1000.00"},
    }
    retried = await api.post(f"/v1/payment-batches/{batch}/retry", json={})
    assert (retried.status_code, retried.json()["totals"]) == (201, {"count": 1, "total": "250.00"})
    assert retried.json()["batch"] == batch + 1, "what was refused between them took no number"
    listed = (await api.get("/v1/payment-batches", params={"month": MONTH})).json()["batches"]
    assert [(part["batch"], part["state"], part["retry_of"]) for part in listed] == [
        (retried.json()["batch"], "prepared", batch),
        (batch, "answered", None),
    ]
    trial = (await api.get("/v1/ledger/trial-balance")).json()
    assert trial["balanced"] is True


async def test_the_file_of_a_batch_is_the_same_for_ever_and_every_fetching_is_recorded(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    batch = (await create(api, month=MONTH, kind="wage"))["batch"]
    first = await api.get(f"/v1/payment-batches/{batch}/file")
    await payroll.record(details("W-1", "6217999999999999999", revision=2))
    second = await api.get(f"/v1/payment-batches/{batch}/file")
    assert first.content == second.content
    shown = (await api.get(f"/v1/payment-batches/{batch}")).json()
    audited = await payroll.pool.fetch(
        "SELECT actor, detail FROM audit_log WHERE action = 'payment_file.fetched' AND subject = $1 "
        "ORDER BY id DESC LIMIT 2",
        str(batch),
    )
    assert [(row["actor"], row["detail"]["file_hash"]) for row in audited] == [("qian", shown["file_hash"])] * 2
    cancelled = await api.post(f"/v1/payment-batches/{batch}/cancel", json={"reason": "changed my mind"})
    assert cancelled.status_code == 409

    await payroll.record(erased("W-1", 3))
    gone = await api.get(f"/v1/payment-batches/{batch}/file")
    assert (gone.status_code, gone.json()["erased"]) == (409, ["W-1"])


async def test_every_row_the_bank_got_wrong_is_named_and_the_others_are_taken(api: httpx.AsyncClient) -> None:
    batch = (await create(api, month=MONTH, kind="wage"))["batch"]
    await api.get(f"/v1/payment-batches/{batch}/file")
    payments = await references(api, batch)
    of = {part["beneficiary"]: reference for reference, part in payments.items()}
    header, first, second, _ = answer_to(payments).decode().split("\r\n")
    rows = [
        header,
        first,
        first,
        second.replace("250.00", "251.00"),
        second.replace(of["W-2"], "GF-999-999999"),
        second.replace(of["W-2"], "P/1"),
        second.replace("成功", "处理中"),
    ]
    content = "\r\n".join(rows).encode()
    taken = (await api.post(f"/v1/payment-batches/{batch}/return", content=content)).json()
    assert (taken["settled"], taken["returned"]) == (1, 0)
    assert [(problem["line"], problem["field"]) for problem in taken["problems"]] == [
        (3, "reference"),
        (4, "amount"),
        (5, "reference"),
        (6, "reference"),
        (7, "status"),
    ]
    assert taken["problems"][1]["advice"] == "differs from the 250.00 yuan instructed; ask the bank"
    no_table = await api.post(f"/v1/payment-batches/{batch}/return", content="什么都不是".encode())
    assert (no_table.status_code, no_table.json()["title"]) == (422, "Not usable")
    assert no_table.json()["code"] == "return.unreadable"


async def test_a_banks_answer_may_come_as_a_form_and_the_file_for_the_bank_is_declared(api: httpx.AsyncClient) -> None:
    batch = (await create(api, month=MONTH, kind="wage"))["batch"]
    sent = await api.get(f"/v1/payment-batches/{batch}/file")
    document = (await api.get("/openapi.json")).json()["paths"]["/v1/payment-batches/{batch}/file"]["get"]
    assert sent.headers["Content-Type"].partition(";")[0] in document["responses"]["200"]["content"]
    form = {"file": ("return.csv", answer_to(await references(api, batch)))}
    taken = await api.post(f"/v1/payment-batches/{batch}/return", files=form)
    assert (taken.status_code, taken.json()["problems"]) == (200, [])


async def test_a_return_of_another_batch_or_another_time_or_at_odds_with_itself_changes_nothing(
    api: httpx.AsyncClient,
) -> None:
    await api.put("/v1/payee-accounts/collective/V-WS-01", json=COLLECTIVE)
    batch = (await create(api, month=MONTH, kind="wage"))["batch"]
    await api.get(f"/v1/payment-batches/{batch}/file")
    payments = await references(api, batch)
    contradicting = answer_to(payments) + answer_to(payments, returned="W-1").split(b"\r\n", 1)[1]
    taken = (await api.post(f"/v1/payment-batches/{batch}/return", content=contradicting)).json()
    assert {problem["advice"] for problem in taken["problems"] if problem["field"] == "status"} == {
        "is settled in one line and returned in another; ask the bank which holds"
    }
    for day in (date(2022, 8, 10), date(2090, 1, 1)):
        content = answer_to(payments, day=day)
        taken = (await api.post(f"/v1/payment-batches/{batch}/return", content=content)).json()
        assert (taken["settled"], {problem["field"] for problem in taken["problems"]}) == (0, {"date"})

    other = (await create(api, month=MONTH, kind="award"))["batch"]
    await api.get(f"/v1/payment-batches/{other}/file")
    taken = (await api.post(f"/v1/payment-batches/{other}/return", content=answer_to(payments))).json()
    assert {problem["advice"] for problem in taken["problems"]} == {f"belongs to batch {batch}; upload the file there"}


async def test_a_collective_is_paid_to_the_account_finance_has_given(
    api: httpx.AsyncClient, payroll: ServiceUnderTest
) -> None:
    given = await api.put("/v1/payee-accounts/collective/V-WS-01", json=COLLECTIVE)
    assert given.json()["account"] == "************0001"
    made = await create(api, month=MONTH, kind="award")
    assert made["totals"] == {"count": 1, "total": "4000.00"}
    file = await api.get(f"/v1/payment-batches/{made['batch']}/file")
    assert "大兴村集体经济合作社,8201010000000001" in file.text
    sealed = await payroll.pool.fetch(
        "SELECT sealed_details FROM payee_account UNION ALL SELECT sealed_details FROM payment_item"
    )
    assert all(b"8201010000000001" not in row["sealed_details"] for row in sealed)


async def test_accounts_and_names_are_masked_everywhere_but_in_the_file(
    api: httpx.AsyncClient, payroll: ServiceUnderTest, capfd: pytest.CaptureFixture[str]
) -> None:
    made = await create(api, month=MONTH, kind="wage")
    await api.get(f"/v1/payment-batches/{made['batch']}/file")
    shown = (await api.get(f"/v1/payment-batches/{made['batch']}")).text
    listed = (await api.get("/v1/payment-batches")).text
    events = "".join(str(state) for state in await payroll.published())
    rows = "".join(str(dict(row)) for row in await payroll.pool.fetch("SELECT * FROM audit_log"))
    printed = "".join(capfd.readouterr())
    for text in (shown, listed, events, rows, printed, str(made)):
        assert ACCOUNT not in text
        assert "杨秀英" not in text
        assert "522229199001011234" not in text
    assert "杨**" in shown
    assert "***************0001" in shown


@pytest.mark.parametrize(
    ("scopes", "method", "path", "body", "status", "pointer"),
    [
        ("payroll:read", "POST", "/v1/payment-batches", {"template": "generic-csv"}, 403, None),
        ("clerk:WS-01", "GET", "/v1/payment-batches", None, 403, None),
        ("payroll:read", "GET", "/v1/payment-batches/1/file", None, 403, None),
        ("payroll:finance", "POST", "/v1/payment-batches", {"template": "icbc"}, 409, "/template"),
        ("payroll:finance", "POST", "/v1/payment-batches", {}, 422, "/body/template"),
        (
            "payroll:finance",
            "POST",
            "/v1/payment-batches",
            {"template": "generic-csv", "month": "07"},
            422,
            "/body/month",
        ),
        (
            "payroll:finance",
            "POST",
            "/v1/payment-batches",
            {"template": "generic-csv", "kind": "gift"},
            422,
            "/body/kind",
        ),
        ("payroll:finance", "GET", "/v1/payment-batches/99/file", None, 404, None),
        ("payroll:finance", "POST", "/v1/payment-batches/99/retry", {}, 404, None),
        ("payroll:finance", "PUT", "/v1/payee-accounts/worker/W-1", {}, 422, "/path/kind"),
    ],
)
async def test_strangers_and_bad_input_are_told_what_is_wrong(
    api: httpx.AsyncClient,
    issuer: TokenIssuer,
    scopes: str,
    method: str,
    path: str,
    body: Any,
    status: int,
    pointer: str | None,
) -> None:
    answer = await api.request(method, path, json=body, headers=issuer.header("somebody", scopes))
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert pointer is None or answer.json()["pointer"] == pointer


async def test_an_open_month_is_told_to_be_open(api: httpx.AsyncClient) -> None:
    wanted = {"template": "generic-csv", "month": "2022-08", "workshops": ["WS-01"]}
    answer = await api.post("/v1/payment-batches", json=wanted)
    assert (answer.status_code, answer.json()["code"]) == (409, "batch.nothing_owed_of")


async def test_the_banks_that_can_be_used_are_listed(api: httpx.AsyncClient) -> None:
    listed = (await api.get("/v1/bank-templates")).json()["templates"]
    assert [part["template"] for part in listed] == ["generic-csv", "generic-xlsx", "rural-credit-fixed"]


async def test_whoever_made_a_batch_does_not_fetch_its_file(api: httpx.AsyncClient, issuer: TokenIssuer) -> None:
    batch = (await create(api, month=MONTH, kind="wage"))["batch"]
    for spelling in ("wu", "WU", "ｗｕ"):
        header = issuer.header(spelling, "payroll:finance")
        refused = await api.get(f"/v1/payment-batches/{batch}/file", headers=header)
        assert (refused.status_code, refused.json()["code"]) == (403, "batch.made_by_same")
    shown = (await api.get(f"/v1/payment-batches/{batch}")).json()
    assert (shown["state"], shown["fetched_by"]) == ("prepared", None)
    assert (await api.get(f"/v1/payment-batches/{batch}/file")).status_code == 200
