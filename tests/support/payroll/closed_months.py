"""What the books hold, read as plain rows, and what must always be true of them."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from shared.events.envelope import Event
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.recount import Recount, recount

WorkerMonth = tuple[str, str]
Row = dict[str, Any]


class Due(NamedTuple):
    """A difference that waits, in yuan, and what its month lacks."""

    amount_yuan: Decimal
    incomplete: list[str]


@dataclass(frozen=True)
class Books:
    """Everything posted, settled and waiting at one moment."""

    postings: list[Row]
    settlements: list[Row]
    guarded: dict[str, str]
    months: dict[tuple[str, str], Row]
    due: dict[WorkerMonth, Due]
    obligations: list[Row]
    payments: list[Row]
    being_computed: int

    @property
    def hashes(self) -> dict[tuple[str, str], str]:
        """The hash of every closed month, by workshop and month."""
        return {key: row["statements_hash"] for key, row in self.months.items() if row["statements_hash"]}

    def balances(self) -> dict[str, Decimal]:
        """Debits less credits of every account, in yuan."""
        totals: dict[str, Decimal] = defaultdict(Decimal)
        for posting in self.postings:
            totals[posting["debit_account"]] += posting["amount_yuan"]
            totals[posting["credit_account"]] -= posting["amount_yuan"]
        return totals

    def posted(self, kind: str = "worker") -> dict[tuple[str, str], dict[str, Decimal]]:
        """By beneficiary and month, what was posted under each rule, in yuan; what came to nothing left out."""
        totals: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for posting in self.postings:
            who, month, rule = f"payable:{kind}:{posting['beneficiary']}", posting["month"], posting["rule"]
            if rule is None or who not in (posting["debit_account"], posting["credit_account"]):
                continue
            sign = 1 if posting["credit_account"] == who else -1
            totals[posting["beneficiary"], month][rule] += sign * posting["amount_yuan"]
        return {key: {rule: amount for rule, amount in by_rule.items() if amount} for key, by_rule in totals.items()}

    def nets(self, kind: str = "worker") -> dict[str, Decimal]:
        """What all settlements of each beneficiary came to, in yuan."""
        totals: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.settlements:
            if row["beneficiary_kind"] == kind:
                totals[row["beneficiary"]] += row["net_yuan"]
        return totals

    def paid(self, kind: str = "worker") -> dict[str, Decimal]:
        """What has arrived with each beneficiary, in yuan."""
        totals: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.payments:
            if (row["beneficiary_kind"], row["state"]) == (kind, "settled"):
                totals[row["beneficiary"]] += row["amount_yuan"]
        return dict(totals)

    def assert_sound(self) -> None:
        """The ledger balances, nothing guarded is below zero, and nets are what is posted and still owed back."""
        balances = self.balances()
        assert sum(balances.values(), Decimal(0)) == 0
        for account, increases in self.guarded.items():
            assert balances.get(account, Decimal(0)) * (1 if increases == "debit" else -1) >= 0, account
        posted = self.posted()
        for worker, net_yuan in self.nets().items():
            of_worker = (by_rule for (name, _), by_rule in posted.items() if name == worker)
            computed = sum((sum(by_rule.values(), Decimal(0)) for by_rule in of_worker), Decimal(0))
            assert net_yuan == computed + balances.get(f"debt:worker:{worker}", Decimal(0)), worker
        assert all(row["net_yuan"] >= 0 for row in self.settlements)
        self._assert_settled_once()
        self._assert_paid_once(balances)
        for (at, month), statements_hash in self.hashes.items():
            assert self.hash_of_frozen(at, month) == statements_hash, f"{month} of {at} does not come to its hash"
            assert self.months[at, month]["submitted_hash"] == statements_hash, "what was approved was not looked at"

    def _assert_settled_once(self) -> None:
        """A month is earned once, and every difference is taken from what all settlements before it gave."""
        given: dict[tuple[str, ...], Decimal] = {}
        for row in self.settlements:
            whose = (row["beneficiary"], row["workshop"] if row["beneficiary_kind"] == "collective" else "")
            if row["content"]["lines"]:
                assert (*whose, row["month"]) not in given, f"{row['month']} of {whose[0]} was earned twice"
                given[*whose, row["month"]] = _sum_of(row["content"]["lines"])
            for adjustment in row["content"]["adjustments"]:
                key = (*whose, adjustment["month"])
                assert _sum_of(adjustment["before"]) == given.get(key, Decimal(0)), f"{key} had more before"
                given[key] = _sum_of(adjustment["after"])

    def _assert_paid_once(self, balances: dict[str, Decimal]) -> None:
        """No obligation is paid twice, nobody gets more than his nets, and what left the bank has arrived."""
        alive = [row["obligation"] for row in self.payments if row["state"] in ("instructed", "settled")]
        assert len(alive) == len(set(alive))
        for kind in ("worker", "collective"):
            nets, arrived_yuan = self.nets(kind), self.paid(kind)
            assert all(amount <= nets[name] for name, amount in arrived_yuan.items()), arrived_yuan
        arrived = [row for row in self.payments if row["state"] == "settled"]
        assert -balances.get("bank", Decimal(0)) == sum((row["amount_yuan"] for row in arrived), Decimal(0))
        done = {row["obligation"] for row in arrived}
        unpaid = {(row["workshop"], row["month"]) for row in self.obligations if row["obligation"] not in done}
        for key in self.hashes:
            assert (self.months[key]["state"] == "paid") == (key not in unpaid), key

    def hash_of_frozen(self, workshop: str, month: str) -> str:
        """The hash of a closed month, made again from its frozen settlements."""
        frozen = [
            [row["beneficiary_kind"], row["beneficiary"], row["content"]]
            for row in self.settlements
            if (row["workshop"], row["month"], row["supplement"]) == (workshop, month, None)
        ]
        frozen.sort(key=lambda part: (part[0] != "worker", part[1]))
        document = [workshop, month, frozen, sorted(self.months[workshop, month]["held"].items())]
        text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _sum_of(lines: Sequence[Row]) -> Decimal:
    return sum((Decimal(line["amount"]) for line in lines), Decimal(0))


_SETTLEMENTS = """
    SELECT settlement, workshop, month, beneficiary_kind, beneficiary, supplement, earned_yuan, adjustment_yuan,
           recovered_yuan, debt_after_yuan, net_yuan, content FROM settlement ORDER BY settlement
"""
_PAYMENTS = """
    SELECT obligation, state, payment_item.amount_yuan, beneficiary_kind, beneficiary
    FROM payment_item JOIN obligation USING (obligation)
"""


async def read_books(payroll: ServiceUnderTest) -> Books:
    """Read them all."""
    rows = payroll.pool.fetch
    assert not await rows("SELECT kind, key, failure FROM recompute_due WHERE failures > 0")
    months = await rows("SELECT * FROM payroll_month")
    accounts = await rows("SELECT account, increases FROM account WHERE never_below_zero")
    due = await rows("SELECT * FROM adjustment_due")
    return Books(
        postings=[dict(row) for row in await rows("SELECT * FROM posting ORDER BY posting")],
        settlements=[dict(row) for row in await rows(_SETTLEMENTS)],
        guarded={row["account"]: row["increases"] for row in accounts},
        months={(row["workshop"], row["month"]): dict(row) for row in months},
        due={(row["worker"], row["month"]): Due(row["amount_yuan"], row["incomplete"]) for row in due},
        obligations=[dict(row) for row in await rows("SELECT * FROM obligation")],
        payments=[dict(row) for row in await rows(_PAYMENTS)],
        being_computed=await payroll.pool.fetchval("SELECT count(*) FROM recompute_due"),
    )


def assert_closed_months_add_up(books: Books, log: Sequence[Event]) -> Recount:
    """Each closed month was settled to what its facts come to, or the difference waits; nothing else was."""
    counted = recount(event.to_json() for event in log)
    posted = books.posted()
    settled = {
        (row["beneficiary"], row["month"])
        for row in books.settlements
        if row["beneficiary_kind"] == "worker" and row["supplement"] is None and row["content"]["statement"]
    }
    assert not posted.keys() - counted.statements.keys()
    assert not books.due.keys() - counted.statements.keys()
    for key, amounts in counted.statements.items():
        should = {rule: Decimal(amount) for rule, amount in amounts.items()}
        if key in settled or key in posted or _closed_there(books, counted.homes[key], key[1]):
            _assert_settled(key, should, posted.get(key, {}), books.due.get(key))
        else:
            assert key not in books.due, f"{key} is open and yet waits to be adjusted"
    return counted


def _assert_settled(key: WorkerMonth, should: dict[str, Decimal], posted: dict[str, Decimal], due: Due | None) -> None:
    if due is None:
        assert posted == should, f"{key}: {posted} was settled, {should} should have been"
    else:
        waiting_yuan = sum(should.values(), Decimal(0)) - sum(posted.values(), Decimal(0))
        assert due.amount_yuan == waiting_yuan, f"{key}: {due.amount_yuan} waits, {waiting_yuan} should"


def _closed_there(books: Books, workshop: str, month: str) -> bool:
    """The workshop closed this month or one after it."""
    return any(at == workshop and closed >= month for at, closed in books.hashes)
