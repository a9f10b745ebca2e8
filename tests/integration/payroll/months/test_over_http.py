"""Months over HTTP: who may do what, and what each is told."""

from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.support.harness import ServiceUnderTest
from tests.support.payroll.books import close
from tests.support.payroll.facts import attended, pieces, registered, workshop
from tests.support.tokens import TokenIssuer

MONTH = "/v1/months/WS-01/2022-07"


@pytest_asyncio.fixture
async def facts(payroll: ServiceUnderTest) -> None:
    """A workshop with a month of two workers, one of them without a rate."""
    await payroll.record(
        workshop(),
        registered("W-1", first_day="2022-04-01"),
        registered("W-2", first_day="2022-04-01"),
        pieces("W-1", "E-1", "2022-07-04", 400),
        pieces("W-2", "E-2", "2022-07-04", 100, rate=None),
    )


async def call(api: httpx.AsyncClient, header: dict[str, str], path: str, body: Any = None) -> tuple[int, Any]:
    answer = await (api.get(path, headers=header) if body is None else api.post(path, headers=header, json=body))
    return answer.status_code, answer.json()


async def test_a_month_goes_from_open_to_closed_by_clerk_and_checker(
    api: httpx.AsyncClient, issuer: TokenIssuer, payroll: ServiceUnderTest
) -> None:
    clerk, checker = issuer.header("li", "clerk:WS-01"), issuer.header("zhao", "checker:TS-1")
    status, problem = await call(api, clerk, f"{MONTH}/submit", {})
    assert (status, problem["pointer"]) == (409, "/accept_incomplete")
    assert list(problem["incomplete"]) == ["W-2"]

    await payroll.record(pieces("W-2", "E-2", "2022-07-04", 100, revision=2))
    status, submitted = await call(api, clerk, f"{MONTH}/submit", {})
    assert (status, submitted["state"], submitted["totals"]["net"]) == (200, "in_review", "1250.00")

    status, seen = await call(api, checker, MONTH)
    assert seen["statements_hash"] == submitted["statements_hash"]
    status, problem = await call(api, checker, f"{MONTH}/approve", {"statements_hash": "0" * 64})
    assert (status, problem["pointer"]) == (409, "/statements_hash")
    status, closed = await call(api, checker, f"{MONTH}/approve", {"statements_hash": seen["statements_hash"]})
    assert (status, closed["state"]) == (200, "closed")
    status, again = await call(api, checker, f"{MONTH}/approve", {"statements_hash": seen["statements_hash"]})
    assert (status, again["code"]) == (409, "month.other_state")
    assert again["words"]["detail"] == {
        "zh": "WS-01 的 2022-07 现在是“已结”（zhao），不是“审核中”",
        "en": "2022-07 of WS-01 is closed by zhao, not in_review",
    }

    status, shown = await call(api, checker, MONTH)
    assert [step["action"] for step in shown["steps"]] == ["submitted", "approved"]
    assert [step["actor"] for step in shown["steps"]] == ["li", "zhao"]
    assert {part["beneficiary"]: part["net"] for part in shown["settlements"]} == {"W-1": "1000.00", "W-2": "250.00"}


async def test_a_month_behind_the_last_closed_one_is_shown_as_settled_later_and_not_as_open(
    api: httpx.AsyncClient, issuer: TokenIssuer, payroll: ServiceUnderTest
) -> None:
    await close(payroll, "2022-07", held={"W-2": "no rate yet"})
    await payroll.record(pieces("W-1", "E-late", "2022-06-04", 150), pieces("W-1", "E-next", "2022-08-04", 4))
    reader = issuer.header("county", "payroll:read")
    _, listed = await call(api, reader, "/v1/months")
    assert {row["month"]: row["state"] for row in listed["months"]} == {
        "2022-06": "settled_later",
        "2022-07": "closed",
        "2022-08": "open",
    }
    status, june = await call(api, reader, "/v1/months/WS-01/2022-06")
    assert (status, june["state"], june["settlements"]) == (200, "settled_later", [])
    assert (await call(api, reader, "/v1/months/WS-01/2022-08"))[1]["state"] == "open"


async def test_a_late_fact_shows_before_and_after_and_can_be_settled_at_once(
    api: httpx.AsyncClient, issuer: TokenIssuer, payroll: ServiceUnderTest
) -> None:
    clerk, checker = issuer.header("li", "clerk:WS-01"), issuer.header("zhao", "checker:TS-1")
    worker = issuer.header("W-2", "worker:W-2")
    status, submitted = await call(api, clerk, f"{MONTH}/submit", {"accept_incomplete": "rate to follow"})
    assert status == 200
    await call(api, checker, f"{MONTH}/approve", {"statements_hash": submitted["statements_hash"]})
    await payroll.record(pieces("W-2", "E-2", "2022-07-04", 100, revision=2))

    preparation = {"worker": "W-2", "reason": "his rent is due"}
    status, prepared = await call(api, clerk, f"{MONTH}/supplements", preparation)
    assert (status, prepared["net"]) == (200, "250.00")
    status, problem = await call(api, clerk, f"{MONTH}/supplements", preparation)
    assert status == 409
    assert problem["code"] == "supplement.another_waits"
    path = f"/v1/supplements/{prepared['supplement']}/approve"
    both = issuer.header("li", "clerk:WS-01 checker:TS-1")
    status, problem = await call(api, both, path, {"prepared_hash": prepared["prepared_hash"]})
    assert (status, problem["code"]) == (403, "supplement.prepared_by_same")
    status, approved = await call(api, checker, path, {"prepared_hash": prepared["prepared_hash"]})
    assert (status, approved["state"]) == (200, "approved")

    status, statement = await call(api, worker, "/v1/statements/W-2/2022-07?explain=true")
    assert (statement["state"], statement["difference_due"]) == ("closed", None)
    supplement = statement["settlements"][-1]
    (adjustment,) = supplement["adjustments"]
    assert (adjustment["before"], adjustment["amount"]) == ([], "250.00")
    assert adjustment["lines"][0]["clause"]["document"]
    assert any("E-2" in event for event in adjustment["causes"])
    status, history = await call(api, worker, "/v1/statements/W-2/2022-07/history")
    assert [version["total"] for version in history["versions"]] == ["0.00", "250.00"]
    assert any("E-2/W-2@2" in event for event in history["versions"][1]["events_added"])


async def test_the_checker_sees_what_a_supplement_settles_and_whether_facts_have_changed_it(
    api: httpx.AsyncClient, issuer: TokenIssuer, payroll: ServiceUnderTest
) -> None:
    clerk, checker = issuer.header("li", "clerk:WS-01"), issuer.header("zhao", "checker:TS-1")
    _, submitted = await call(api, clerk, f"{MONTH}/submit", {"accept_incomplete": "rate to follow"})
    await call(api, checker, f"{MONTH}/approve", {"statements_hash": submitted["statements_hash"]})
    await payroll.record(pieces("W-2", "E-2", "2022-07-04", 100, revision=2))
    _, prepared = await call(api, clerk, f"{MONTH}/supplements", {"worker": "W-2", "reason": "his rent is due"})
    path = f"/v1/supplements/{prepared['supplement']}"

    _, seen = await call(api, checker, path)
    assert (seen["state"], seen["changed"], seen["prepared_hash"]) == ("prepared", False, prepared["prepared_hash"])
    assert seen["content"] == {name: prepared[name] for name in seen["content"]}
    assert seen["content"]["net"] == "250.00"

    await payroll.record(pieces("W-2", "E-2", "2022-07-04", 90, revision=3))
    _, seen = await call(api, checker, path)
    assert (seen["changed"], seen["content"]["net"]) == (True, "225.00")
    await payroll.record(pieces("W-2", "E-2", "2022-07-04", 0, revision=4))
    _, seen = await call(api, checker, path)
    assert (seen["changed"], seen["content"]) == (True, None)
    await payroll.record(pieces("W-2", "E-2", "2022-07-04", 100, revision=5))
    status, _ = await call(api, checker, f"{path}/approve", {"prepared_hash": seen["prepared_hash"]})
    assert status == 409  # the same amount, by a later revision of the facts
    await call(api, checker, f"{path}/refuse", {"reason": "prepared anew"})
    _, seen = await call(api, checker, path)
    assert (seen["state"], seen["changed"], seen["content"]) == ("refused", False, None)

    _, prepared = await call(api, clerk, f"{MONTH}/supplements", {"worker": "W-2", "reason": "his rent is due"})
    path = f"/v1/supplements/{prepared['supplement']}"
    await call(api, checker, f"{path}/approve", {"prepared_hash": prepared["prepared_hash"]})
    await payroll.record(pieces("W-2", "E-2", "2022-07-04", 10, revision=6))
    _, seen = await call(api, checker, path)
    assert (seen["state"], seen["changed"], seen["content"]["net"]) == ("approved", False, "250.00")


@pytest.mark.parametrize(
    ("scopes", "path", "body", "status"),
    [
        ("checker:TS-1", "/v1/supplements/99", None, 404),
        ("clerk:WS-01", "/v1/statements/W-9/2022-07", None, 404),
        ("clerk:WS-02", f"{MONTH}/submit", {}, 403),
        ("payroll:read", f"{MONTH}/submit", {}, 403),
        ("checker:TS-9", f"{MONTH}/approve", {"statements_hash": "0" * 64}, 403),
        ("checker:TS-1", "/v1/months/WS-99/2022-07/approve", {"statements_hash": "0" * 64}, 404),
        ("checker:TS-1", f"{MONTH}/approve", {"statements_hash": "short"}, 422),
        ("checker:TS-1", f"{MONTH}/send-back", {}, 422),
        ("clerk:WS-01", f"{MONTH}/submit", {"hold": [{"worker": "W-9", "reason": "unknown"}]}, 409),
        ("clerk:WS-01", "/v1/months/WS-01/2022-13/submit", {}, 422),
        ("clerk:WS-01", f"{MONTH}/submit", {"accept": "misspelt"}, 422),
        ("worker:W-1", MONTH, None, 403),
        ("clerk:WS-01", "/v1/ledger/trial-balance", None, 403),
    ],
)
async def test_bad_input_and_strangers_are_told_what_is_wrong(
    api: httpx.AsyncClient, issuer: TokenIssuer, scopes: str, path: str, body: Any, status: int
) -> None:
    answered, problem = await call(api, issuer.header("somebody", scopes), path, body)
    assert answered == status
    assert problem["detail"]


async def test_lists_show_each_caller_his_own_months(api: httpx.AsyncClient, issuer: TokenIssuer) -> None:
    for scopes, expected in (("clerk:WS-01", 1), ("checker:TS-1", 1), ("clerk:WS-02", 0), ("payroll:read", 1)):
        status, listed = await call(api, issuer.header("somebody", scopes), "/v1/months")
        assert (status, len(listed["months"])) == (200, expected), scopes
    status, listed = await call(api, issuer.header("somebody", "payroll:read"), "/v1/months")
    assert listed["months"][0] | {"approved_at": None} == {
        "workshop": "WS-01",
        "month": "2022-07",
        "state": "open",
        "workers": 2,
        "incomplete": 1,
        "waiting": 0,
        "submitted_by": None,
        "approved_by": None,
        "approved_at": None,
        "paid_at": None,
        "total": "1000.00",
    }


async def test_the_trial_balance_agrees_and_an_account_shows_its_postings(
    api: httpx.AsyncClient, issuer: TokenIssuer
) -> None:
    clerk, checker = issuer.header("li", "clerk:WS-01"), issuer.header("zhao", "checker:TS-1")
    finance = issuer.header("finance", "payroll:finance")
    _, submitted = await call(api, clerk, f"{MONTH}/submit", {"accept_incomplete": "rate to follow"})
    await call(api, checker, f"{MONTH}/approve", {"statements_hash": submitted["statements_hash"]})
    status, trial = await call(api, finance, "/v1/ledger/trial-balance")
    assert (status, trial["balanced"], trial["debits"], trial["credits"]) == (200, True, "1000.00", "1000.00")
    status, postings = await call(api, finance, "/v1/ledger/accounts/payable:worker:W-1/postings")
    (posting,) = postings["postings"]
    assert (posting["effect"], posting["amount"], posting["rule"]) == ("earning", "1000.00", "piecework")


async def test_days_to_look_at_stand_on_the_month_and_submitting_says_how_many_are_left(
    api: httpx.AsyncClient, issuer: TokenIssuer, payroll: ServiceUnderTest
) -> None:
    clerk = issuer.header("li", "clerk:WS-01")
    await payroll.record(
        attended("W-1", "2022-07-04", "0", basis="clock", doubts=["single_punch"]),
        attended("W-1", "2022-07-05", "0.5", basis="clock", doubts=["unpaired_punch"]),
        attended("W-1", "2022-08-01", "0", basis="clock", doubts=["single_punch"]),
        attended("W-2", "2022-07-31", "0", basis="clock", doubts=["shift_unclear"]),
        attended("W-2", "2022-07-30", "0", basis="clock", doubts=["shift_unclear"], at="WS-02"),
    )
    _, shown = await call(api, clerk, MONTH)
    days = [
        {"worker": "W-1", "day": "2022-07-04", "weight_days": "0", "doubts": ["single_punch"]},
        {"worker": "W-1", "day": "2022-07-05", "weight_days": "0.5", "doubts": ["unpaired_punch"]},
        {"worker": "W-2", "day": "2022-07-31", "weight_days": "0", "doubts": ["shift_unclear"]},
    ]
    assert shown["days_to_look_at"] == days
    await payroll.record(attended("W-1", "2022-07-04", "1", revision=2))
    status, submitted = await call(
        api, clerk, f"{MONTH}/submit", {"hold": [{"worker": "W-2", "reason": "no rate yet"}]}
    )
    assert (status, submitted["days_to_look_at"]) == (200, days[1:])
    _, shown = await call(api, clerk, MONTH)
    assert shown["steps"][-1]["reason"] == "held W-2: no rate yet; days left that need a look: 1, of people: 1"


async def test_a_month_without_days_to_look_at_says_nothing_of_them(
    api: httpx.AsyncClient, issuer: TokenIssuer, payroll: ServiceUnderTest
) -> None:
    clerk = issuer.header("li", "clerk:WS-01")
    await payroll.record(pieces("W-2", "E-2", "2022-07-04", 100, revision=2))
    status, submitted = await call(api, clerk, f"{MONTH}/submit", {})
    assert (status, submitted["days_to_look_at"]) == (200, [])
    _, shown = await call(api, clerk, MONTH)
    assert shown["steps"][-1]["reason"] is None
