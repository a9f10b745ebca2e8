"""Who may call what: every route of the API with every kind of caller. A route without a line here fails."""

from collections.abc import Iterator, Sequence
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from services.payroll.api import create_app
from services.payroll.decisions.supplements import prepare_supplement
from tests.support.harness import ServiceUnderTest, settings_for
from tests.support.payroll.bank import details, fetch, pay
from tests.support.payroll.books import close
from tests.support.payroll.claims import claim, give, open_
from tests.support.payroll.facts import pieces, production, profit, registered, workshop
from tests.support.tokens import TokenIssuer

SCOPES = {
    "nobody": None,
    "stranger": "orders:read",
    "reader": "payroll:read",
    "finance": "payroll:finance",
    "clerk": "clerk:WS-01",
    "other clerk": "clerk:WS-02",
    "checker": "checker:TS-1",
    "other checker": "checker:TS-9",
    "worker": "worker:W-1",
    "other worker": "worker:W-2",
    "operator": "operator",
}
ALL = frozenset(SCOPES)
OFFICE = frozenset({"reader", "finance"})
OWN = OFFICE | {"clerk", "checker"}
LISTING = OWN | {"other clerk", "other checker"}
READER = frozenset({"reader"})
FINANCE = frozenset({"finance"})
CHECKER = frozenset({"checker"})
CLERK = frozenset({"clerk"})
OPERATOR = frozenset({"operator"})
REASON = {"reason": "as agreed"}
HASH = "0" * 64
PUBLISHED = "publisher=office&objections_from=2022-08-01&objections_until=2022-08-10&objections_to=office"

ROUTES: dict[tuple[str, str], tuple[frozenset[str], str, Any]] = {
    ("GET", "/v1/statements/{worker}/{month}"): (OWN | {"worker"}, "/v1/statements/W-1/2022-07?explain=true", None),
    ("GET", "/v1/statements/{worker}/{month}/history"): (
        OWN | {"worker"},
        "/v1/statements/W-1/2022-07/history",
        None,
    ),
    ("GET", "/v1/statements"): (READER, "/v1/statements?month=2022-07", None),
    ("GET", "/v1/awards"): (READER, "/v1/awards", None),
    ("GET", "/v1/awards/{workshop}/{company}/{month}"): (READER, "/v1/awards/WS-01/QIAOJI/2022-07", None),
    ("GET", "/v1/profit-divisions"): (READER, "/v1/profit-divisions", None),
    ("GET", "/v1/profit-divisions/{workshop}/{period}"): (READER, "/v1/profit-divisions/WS-01/2022", None),
    ("GET", "/v1/production-statements/{workshop}/{month}"): (READER, "/v1/production-statements/WS-01/2022-07", None),
    ("GET", "/v1/months"): (LISTING, "/v1/months", None),
    ("GET", "/v1/months/{workshop}/{month}"): (OWN, "/v1/months/WS-01/2022-07", None),
    ("POST", "/v1/months/{workshop}/{month}/submit"): (CLERK, "/v1/months/WS-01/2022-07/submit", {}),
    ("POST", "/v1/months/{workshop}/{month}/approve"): (
        CHECKER,
        "/v1/months/WS-01/2022-07/approve",
        {"statements_hash": HASH},
    ),
    ("POST", "/v1/months/{workshop}/{month}/send-back"): (
        CHECKER | CLERK,
        "/v1/months/WS-01/2022-07/send-back",
        REASON,
    ),
    ("GET", "/v1/months/{workshop}/{month}/supplements"): (OWN, "/v1/months/WS-01/2022-07/supplements", None),
    ("POST", "/v1/months/{workshop}/{month}/supplements"): (
        CLERK,
        "/v1/months/WS-01/2022-07/supplements",
        {"worker": "W-1", **REASON},
    ),
    ("GET", "/v1/supplements/{number}"): (OWN, "/v1/supplements/1", None),
    ("POST", "/v1/supplements/{number}/approve"): (CHECKER, "/v1/supplements/1/approve", {"prepared_hash": HASH}),
    ("POST", "/v1/supplements/{number}/refuse"): (CHECKER, "/v1/supplements/1/refuse", REASON),
    ("GET", "/v1/settlements/{number}"): (OWN | {"worker"}, "/v1/settlements/1", None),
    ("GET", "/v1/funds"): (OFFICE, "/v1/funds", None),
    ("GET", "/v1/funds/{fund}"): (OFFICE, "/v1/funds/awards", None),
    ("PUT", "/v1/funds/{fund}"): (FINANCE, "/v1/funds/awards", {"name": "Awards", "policy_pack": "sandu"}),
    ("POST", "/v1/funds/{fund}/appropriations"): (
        FINANCE,
        "/v1/funds/awards/appropriations",
        {"amount": "5.00", "document": "D-2", **REASON},
    ),
    ("POST", "/v1/funds/{fund}/allotments"): (
        FINANCE,
        "/v1/funds/awards/allotments",
        {"pot": "relief_fund", "amount": "5.00", "document": "D-2", **REASON},
    ),
    ("POST", "/v1/profit-divisions/{workshop}/{period}/approve"): (
        FINANCE,
        "/v1/profit-divisions/WS-01/2022/approve",
        {"revision": 9},
    ),
    ("GET", "/v1/claims"): (OFFICE, "/v1/claims", None),
    ("GET", "/v1/claims/{claim}"): (OFFICE | {"worker"}, "/v1/claims/C-1", None),
    ("GET", "/v1/publication-lists/{fund_or_rule}"): (OFFICE, f"/v1/publication-lists/awards?{PUBLISHED}", None),
    ("GET", "/v1/ledger/trial-balance"): (OFFICE, "/v1/ledger/trial-balance", None),
    ("GET", "/v1/ledger/accounts/{account}/postings"): (OFFICE, "/v1/ledger/accounts/bank/postings", None),
    ("GET", "/v1/bank-templates"): (OFFICE, "/v1/bank-templates", None),
    ("POST", "/v1/payment-batches"): (FINANCE, "/v1/payment-batches", {"template": "generic-csv"}),
    ("GET", "/v1/payment-batches"): (OFFICE, "/v1/payment-batches", None),
    ("GET", "/v1/payment-batches/{batch}"): (OFFICE, "/v1/payment-batches/1", None),
    ("GET", "/v1/payment-batches/{batch}/file"): (FINANCE, "/v1/payment-batches/1/file", None),
    ("POST", "/v1/payment-batches/{batch}/return"): (FINANCE, "/v1/payment-batches/1/return", b"no file of a bank"),
    ("POST", "/v1/payment-batches/{batch}/retry"): (FINANCE, "/v1/payment-batches/1/retry", {}),
    ("POST", "/v1/payment-batches/{batch}/cancel"): (FINANCE, "/v1/payment-batches/1/cancel", REASON),
    ("PUT", "/v1/payee-accounts/{kind}/{payee}"): (
        FINANCE,
        "/v1/payee-accounts/village/V001",
        {"number": "6217000000000000999", "bank_name": "bank", "holder": "V001"},
    ),
    ("PUT", "/v1/payee-accounts/{kind}/{payee}/decision"): (
        FINANCE,
        "/v1/payee-accounts/village/V001/decision",
        {"number": "6217000000000000999", "confirmed": True, **REASON},
    ),
    ("POST", "/v1/payee-accounts/{kind}/{payee}/withdraw"): (
        FINANCE,
        "/v1/payee-accounts/village/V404/withdraw",
        REASON,
    ),
    ("GET", "/v1/payee-accounts"): (OFFICE, "/v1/payee-accounts", None),
    ("GET", "/v1/overdue-wages"): (OFFICE, "/v1/overdue-wages", None),
    ("GET", "/v1/payslips/{worker}/{month}"): (OWN | {"worker"}, "/v1/payslips/W-1/2022-07", None),
    ("GET", "/v1/wage-lists/{workshop}/{month}"): (OWN - READER, "/v1/wage-lists/WS-01/2022-07", None),
    ("GET", "/v1/wage-list-previews/{workshop}/{month}"): (OWN - READER, "/v1/wage-list-previews/WS-01/2022-08", None),
    ("GET", "/v1/dead-letters"): (OPERATOR, "/v1/dead-letters", None),
    ("GET", "/v1/clock"): (OPERATOR, "/v1/clock", None),
    ("POST", "/v1/clock/confirm"): (OPERATOR, "/v1/clock/confirm", {}),
    ("GET", "/v1/waiting"): (OPERATOR, "/v1/waiting", None),
    ("GET", "/v1/dead-letters/{letter_id}/content"): (OPERATOR, "/v1/dead-letters/1/content", None),
    ("POST", "/v1/dead-letters/{letter_id}/retry"): (OPERATOR, "/v1/dead-letters/1/retry", {}),
    ("POST", "/v1/dead-letters/{letter_id}/discard"): (OPERATOR, "/v1/dead-letters/1/discard", REASON),
    ("POST", "/v1/replay"): (OPERATOR, "/v1/replay", {"subject_prefix": "nothing"}),
    ("GET", "/health/live"): (ALL, "/health/live", None),
    ("GET", "/health/ready"): (ALL, "/health/ready", None),
    ("GET", "/metrics"): (ALL, "/metrics", None),
    ("GET", "/asyncapi.json"): (ALL, "/asyncapi.json", None),
    ("GET", "/openapi.json"): (ALL, "/openapi.json", None),
    ("GET", "/docs"): (ALL, "/docs", None),
    ("GET", "/docs/oauth2-redirect"): (ALL, "/docs/oauth2-redirect", None),
    ("GET", "/redoc"): (ALL, "/redoc", None),
}
IN_CLEAR = {("GET", "/v1/wage-lists/{workshop}/{month}"), ("GET", "/v1/payment-batches/{batch}/file")}
SECRETS = ("522229199001011234", "6217000000000000001", "6217000000000000999", "13900001234")


def routes_of(routes: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Method and path of every route, those of included routers too."""
    for route in routes:
        if hasattr(route, "original_router"):
            yield from routes_of(route.original_router.routes)
        else:
            for method in getattr(route, "methods", None) or ():
                if method != "HEAD":
                    yield method, route.path


@pytest.fixture
def app(payroll_database_url: str, issuer: TokenIssuer) -> FastAPI:
    return create_app(settings_for("payroll", payroll_database_url, jwks_file=issuer.jwks_file))


@pytest_asyncio.fixture
async def facts(payroll: ServiceUnderTest) -> None:
    """July of WS-01 is closed and with the bank; W-1 has a supplement prepared and a claim."""
    await payroll.record(
        workshop(),
        workshop("WS-02", township="TS-9"),
        registered("W-1", first_day="2022-04-01"),
        registered("W-2", "WS-02", first_day="2022-04-01"),
        details("W-1"),
        pieces("W-1", "E-1", "2022-07-04", 400),
        pieces("W-2", "E-2", "2022-07-04", 400, workshop="WS-02"),
        production("2022-07", 10_000, 12_000, "200000.00"),
        profit("2022", "1000.00"),
    )
    await close(payroll, "2022-07")
    await open_(payroll)
    await give(payroll, "1000.00")
    await payroll.record(claim("C-1", subject="W-1", payee_kind="worker", payee="W-1"))
    await fetch(payroll, await pay(payroll))
    await payroll.record(pieces("W-1", "E-3", "2022-07-05", 40))
    async with payroll.deciding() as transaction:
        await prepare_supplement(transaction, "WS-01", "2022-07", "W-1", "li", "he asked")


async def call(
    api: httpx.AsyncClient, issuer: TokenIssuer, scopes: str | None, method: str, path: str, body: Any = None
) -> httpx.Response:
    headers = {} if scopes is None else issuer.header("somebody", scopes)
    sent = {"content": body} if isinstance(body, bytes) else {"json": body}
    return await api.request(method, path, headers=headers, **({} if body is None else sent))


def test_every_route_has_a_line(app: FastAPI) -> None:
    assert sorted(routes_of(app.routes)) == sorted(ROUTES)


@pytest.mark.parametrize("caller", SCOPES)
async def test_each_caller_is_let_in_where_he_belongs_and_nowhere_else(
    api: httpx.AsyncClient, issuer: TokenIssuer, caller: str
) -> None:
    let_in, shown_in_clear = set(), set()
    for route, (_, path, body) in ROUTES.items():
        answer = await call(api, issuer, SCOPES[caller], route[0], path, body)
        assert answer.status_code < 500, (route, answer.text)
        if answer.status_code not in (401, 403):
            let_in.add(route)
        if any(secret in answer.text for secret in SECRETS):
            shown_in_clear.add(route)
    assert let_in == {route for route, (callers, _, _) in ROUTES.items() if caller in callers}
    assert shown_in_clear == {route for route in IN_CLEAR if caller in ROUTES[route][0]}


@pytest.mark.parametrize("scopes", ["payroll:read clerk:WS-02", "payroll:read checker:TS-9", "clerk:WS-02"])
async def test_numbers_in_clear_are_for_who_keeps_the_list_whatever_else_he_may_read(
    api: httpx.AsyncClient, issuer: TokenIssuer, scopes: str
) -> None:
    answer = await call(api, issuer, scopes, "GET", "/v1/wage-lists/WS-01/2022-07")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("scopes", "path"),
    [
        ("clerk:", "/v1/months/WS-01/2022-07"),
        ("clerk:*", "/v1/months/WS-01/2022-07"),
        ("checker:TS", "/v1/months/WS-01/2022-07"),
        ("checker:TS-10", "/v1/months/WS-01/2022-07"),
        ("clerk:WS-02", "/v1/months/WS-02%2F..%2FWS-01/2022-07"),
        ("clerk:WS-02", "/v1/months/WS-02/../WS-01/2022-07"),
        ("clerk:WS-02", "/v1/months/WS-02/2022-07/../../WS-01/2022-07"),
        ("worker:*", "/v1/statements/W-1/2022-07"),
        ("worker:W-2", "/v1/statements/W-1%00/2022-07"),
        ("worker:W-2", "/v1/statements/W-2/../W-1/2022-07"),
        ("worker:W-2", "/v1/payslips/W-1/2022-07"),
        ("worker:", "/v1/payslips/W-1/2022-07"),
        ("clerk:", "/v1/payslips/W-9/2022-07"),
        ("worker:C-1", "/v1/claims/C-1"),
        ("payroll:finance:x", "/v1/ledger/trial-balance"),
    ],
)
async def test_tricks_with_scopes_and_paths_open_nothing(
    api: httpx.AsyncClient, issuer: TokenIssuer, scopes: str, path: str
) -> None:
    answer = await call(api, issuer, scopes, "GET", path)
    assert answer.status_code in (403, 404, 422), answer.text
    assert "1000.00" not in answer.text


async def test_what_was_read_in_clear_and_what_was_decided_is_recorded_with_who(
    api: httpx.AsyncClient, issuer: TokenIssuer, payroll: ServiceUnderTest
) -> None:
    before = await payroll.pool.fetchval("SELECT coalesce(max(id), 0) FROM audit_log")
    for scopes in ("payroll:finance", "checker:TS-1", "clerk:WS-01"):
        for method, route in ROUTES:
            _, path, body = ROUTES[method, route]
            await call(api, issuer, scopes, method, path, body)
    rows = await payroll.pool.fetch("SELECT actor, action FROM audit_log WHERE id > $1", before)
    assert {row["actor"] for row in rows} == {"somebody"}
    assert {row["action"] for row in rows} == {
        "fund.appropriated",
        "payee_account.given",
        "payment_file.fetched",
        "supplement.prepared",
        "supplement.refused",
        "wage_list.fetched",
        "wage_list.previewed",
    }


async def test_who_moved_has_one_payslip_which_the_workshop_of_the_month_reads(
    api: httpx.AsyncClient, issuer: TokenIssuer, payroll: ServiceUnderTest
) -> None:
    await close(payroll, "2022-07", at="WS-02")
    await payroll.record(
        registered("W-1", [("WS-01", "2020-01-01"), ("WS-02", "2022-09-01")], first_day="2022-04-01", revision=2),
        pieces("W-1", "E-4", "2022-08-05", 40),
    )
    await close(payroll, "2022-08", at="WS-02")
    await close(payroll, "2022-08", at="WS-01")
    for scopes, status in (("clerk:WS-01", 200), ("clerk:WS-02", 403)):
        answer = await call(api, issuer, scopes, "GET", "/v1/payslips/W-1/2022-08")
        assert answer.status_code == status, scopes
