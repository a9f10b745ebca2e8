"""The demonstration says what did not come true, whichever part of it: each part is broken once and named."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli.demo.checking import check_came_true
from cli.demo.facts import County
from cli.demo.failing import DemoFailedError
from cli.demo.paying import Paid
from cli.demo.sending import Sent

MANIFEST: dict[str, Any] = {
    "steps": [
        {"file": "book.csv", "service": "orders", "door": "import", "entries": 3},
        {"file": "days.jsonl", "service": "placement", "door": "events", "entries": 2},
        {"file": "stream.jsonl", "service": "orders", "door": "stream", "entries": 1},
    ],
    "expected_refusals": [
        {"file": "book.csv", "line": 3, "status": "rejected", "pointer": "/line 3"},
        {"file": "days.jsonl", "line": 2, "status": "conflict", "pointer": "/id"},
        {"file": "stream.jsonl", "line": 1, "status": "rejected", "pointer": "/type"},
    ],
    "expected_incomplete": [{"worker": "W-3", "reason": "worker_not_registered"}],
    "without_account": ["W-2"],
}


class Run:
    """What a run came to that went as the sample says."""

    def __init__(self, paper: Path) -> None:
        self.sent = Sent(6, {"accepted": 3, "duplicate": 0, "conflict": 1, "rejected": 1}, _refused())
        self.county = County(
            "2022-07",
            [{"workshop": "WS-1"}, {"workshop": "WS-2"}],
            [],
            [],
            [_statement("W-1", "WS-1", "100.00"), _statement("W-2", "WS-2", "50.00"), _unregistered()],
            [],
            {"orders": [_letter("/line 3"), _letter("/type")], "placement": []},
            {},
            {},
            {},
        )
        self.paid = Paid(
            batches=[
                _batch(1, None, {"settled": "70.00", "returned": "30.00"}),
                _batch(2, 1, {"settled": "30.00"}),
            ],
            months=[_month("WS-1", "paid", 1, "100.00"), _month("WS-2", "closed", 2, "55.00")],
            settlements=[{"net": "100.00"}, {"net": "50.00"}],
            trial_balance={"balanced": True},
            papers=[paper],
        )

    def check(self) -> None:
        """Raises DemoFailedError."""
        check_came_true(MANIFEST, self.sent, self.county, self.paid)


def _refused() -> list[dict[str, Any]]:
    return [
        {"file": "book.csv", "index": 1, "status": "rejected", "problem": {"pointer": "/line 3"}},
        {"file": "days.jsonl", "index": 1, "status": "conflict", "problem": {"pointer": "/id"}},
    ]


def _statement(worker: str, workshop: str, total: str) -> dict[str, Any]:
    return {
        "worker": worker,
        "workshop": workshop,
        "total": total,
        "lines": [{"amount": "10.00"}, {"amount": str(float(total) - 10)}],
        "incomplete": [],
    }


def _unregistered() -> dict[str, Any]:
    lines = [{"amount": "5.00"}]
    return {
        "worker": "W-3",
        "workshop": "WS-2",
        "total": "5.00",
        "lines": lines,
        "incomplete": ["worker_not_registered"],
    }


def _letter(pointer: str) -> dict[str, Any]:
    return {"origin": "file:erp:book", "problem": {"pointer": pointer, "reason": "is not right"}}


def _batch(number: int, retry_of: int | None, amounts: dict[str, str]) -> dict[str, Any]:
    blocked = [{"beneficiary": "W-2", "workshop": "WS-2", "amount": "50.00"}] if retry_of is None else []
    by_state = {state: {"count": 1, "amount": amount} for state, amount in amounts.items()}
    return {"batch": number, "retry_of": retry_of, "blocked": blocked, "by_state": by_state}


def _month(workshop: str, state: str, workers: int, total: str) -> dict[str, Any]:
    return {"workshop": workshop, "month": "2022-07", "state": state, "workers": workers, "total": total}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A run that went well, with a paper on disk."""
    paper = tmp_path / "payslip.pdf"
    paper.write_bytes(b"%PDF-1.7 ...")
    return Run(paper)


def test_a_run_that_went_as_the_sample_says_passes(run: Run) -> None:
    run.check()


def _refuse_more(run: Run) -> None:
    run.sent.refused.append({"file": "book.csv", "index": 2, "status": "rejected", "problem": {"pointer": "/line 4"}})


def _take_a_fault(run: Run) -> None:
    del run.sent.refused[0]


def _lose_an_answer(run: Run) -> None:
    run.sent.counts["accepted"] -= 1


def _keep_a_letter(run: Run) -> None:
    run.county.dead_letters["placement"].append(_letter("/data/day"))


def _fail_a_computation(run: Run) -> None:
    run.county = replace(run.county, set_aside={"orders": 2})


def _miss_a_name(run: Run) -> None:
    run.county.statements[0]["incomplete"] = ["rate_missing:x"]


def _add_wrongly(run: Run) -> None:
    run.county.statements[0]["lines"].append({"amount": "0.01"})


def _leave_a_month_closed(run: Run) -> None:
    run.paid.months[0]["state"] = "closed"


def _pay_a_month_with_somebody_waiting(run: Run) -> None:
    run.paid.months[1]["state"] = "paid"


def _drop_somebody(run: Run) -> None:
    del run.county.statements[0]


def _forget_a_month(run: Run) -> None:
    del run.paid.months[0]


def _leave_a_payment_unanswered(run: Run) -> None:
    run.paid.batches[1]["by_state"] = {"instructed": {"count": 1, "amount": "30.00"}}


def _block_somebody_else(run: Run) -> None:
    run.paid.batches[0]["blocked"][0]["beneficiary"] = "W-9"


def _lose_a_fen(run: Run) -> None:
    run.paid.settlements[0]["net"] = "100.01"


def _unbalance(run: Run) -> None:
    run.paid.trial_balance["balanced"] = False


def _print_an_error(run: Run) -> None:
    run.paid.papers[0].write_bytes(b'{"title": "Not found"}')


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_refuse_more, "refused at a door, unexpected: book.csv 4 rejected /line 4"),
        (_take_a_fault, "refused at a door, missing: book.csv 3 rejected /line 3"),
        (_lose_an_answer, "5 entries went out over HTTP, 4 were answered"),
        (_keep_a_letter, "a dead letter nobody expected: placement file:erp:book /data/day is not right"),
        (_fail_a_computation, "orders: 2 subjects cannot be computed"),
        (_miss_a_name, "an incomplete statement, unexpected: W-1 rate_missing:x"),
        (_add_wrongly, "the lines of W-1 do not add up to 100.00 yuan"),
        (_leave_a_month_closed, "WS-1 2022-07 is closed, not paid"),
        (_pay_a_month_with_somebody_waiting, "WS-2 2022-07 is paid, not closed"),
        (_drop_somebody, "WS-1 2022-07 says 1 people and 100.00 yuan, its 0 statements 0.00"),
        (_forget_a_month, "WS-1 2022-07 was not closed"),
        (_leave_a_payment_unanswered, "batch 2: 1 payments were not answered"),
        (_block_somebody_else, "W-9 could not be paid"),
        (_lose_a_fen, "150.01 yuan were closed, 100.00 arrived and 50.00 are blocked"),
        (_unbalance, "the ledger does not balance"),
        (_print_an_error, "payslip.pdf is no paper"),
    ],
    ids=lambda part: part.__name__.strip("_") if callable(part) else "",
)
def test_whatever_went_another_way_is_named(run: Run, spoil: Callable[[Run], None], said: str) -> None:
    spoil(run)
    with pytest.raises(DemoFailedError) as failed:
        run.check()
    assert said in str(failed.value)


def test_of_very_many_differences_the_first_are_told_and_the_others_counted() -> None:
    told = str(DemoFailedError(f"reason {number}" for number in range(25)))
    assert "reason 19" in told
    assert "reason 20" not in told
    assert "and 5 more" in told
