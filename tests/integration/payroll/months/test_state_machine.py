"""Facts, closings, supplements and payments in any order, wrong ones among them: the books stay right."""

import asyncio
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from services.payroll.decisions.close_month import Exceptions, approve_month, send_month_back, submit_month
from services.payroll.decisions.supplements import approve_supplement, prepare_supplement, refuse_supplement
from services.payroll.definition import DEFINITION
from tests.conftest import LONG_TESTS
from tests.support.harness import ServiceUnderTest, service_on
from tests.support.payroll.bank import nothing_lost
from tests.support.payroll.books import LATER
from tests.support.payroll.closed_months import Books, assert_closed_months_add_up, read_books
from tests.support.payroll.facts_machine import FACTS, MONTHS, WORKERS, WORKSHOPS, Act, Acts
from tests.support.payroll.payments_machine import PAYMENTS, PaymentsMachine

LAST = "2022-09"

DECISIONS: Acts = (
    "a_clerk_or_checker_acts",
    (
        [*["close"] * 4, "submit", "approve", "approve", "send_back", *["supplement"] * 2],
        WORKSHOPS,
        (None, None, *MONTHS),
        WORKERS,
        range(12),
    ),
)


def acts(of: Acts) -> st.SearchStrategy[Act]:
    """As hypothesis draws them, and shrinks what fails."""
    method, options = of
    return st.tuples(st.just(method), *(st.sampled_from(list(listed)) for listed in options))


class Months(PaymentsMachine):
    """The workshops' clerks and their checker."""

    def __init__(self) -> None:
        super().__init__()
        self.supplements: list[tuple[int, str]] = []
        self.hashes: dict[tuple[str, str], str] = {}

    def next_month(self, at: str) -> str:
        """The first month the workshop has not closed."""
        return next((month for month in MONTHS if (at, month) not in self.hashes), MONTHS[-1])

    @rule(act=st.one_of(acts(FACTS), acts(DECISIONS), acts(PAYMENTS)))
    def something_happens(self, act: Act) -> None:
        """One rule, because of several hypothesis leaves most out of most runs; here they matter together."""
        getattr(self, act[0])(*act[1:])

    def a_clerk_or_checker_acts(self, kind: str, at: str, wrong_month: str | None, worker: str, choice: int) -> None:
        """On the next month mostly; whoever it is, and whether or not it is time."""
        getattr(self, f"_do_{kind}")(at, wrong_month or self.next_month(at), worker, choice)

    def _do_close(self, at: str, month: str, worker: str, choice: int) -> None:
        """Without a hitch, by two people; somebody may be held back."""
        self.everything_is_computed()
        held = {} if choice % 3 else {worker: "card disputed"}
        self.decide(self._submit(at, month, held, "as it is", "clerk"))
        self.decide(self._approve(at, month, "checker"))

    def _do_submit(self, at: str, month: str, worker: str, choice: int) -> None:
        held = {worker: "card disputed"} if choice % 3 == 0 else {}
        accepted = "as it is" if choice % 2 else None
        self.decide(self._submit(at, month, held, accepted, "checker" if choice == 11 else "clerk"))

    def _do_approve(self, at: str, month: str, _: str, choice: int) -> None:
        self.decide(self._approve(at, month, "clerk" if choice == 11 else "checker"))

    def _do_send_back(self, at: str, month: str, _: str, __: int) -> None:
        self.decide(self._send_back(at, month))

    def _do_supplement(self, at: str, _: str, worker: str, choice: int) -> None:
        """Prepared in the last closed month; then approved, by the wrong person too, or refused, or left waiting."""
        closed = [month for name, month in self.hashes if name == at]
        if choice % 2:
            self.everything_is_computed()
        if prepared := self.decide(self._prepare(at, max(closed, default=MONTHS[0]), worker)):
            self.supplements.append(prepared)
        if self.supplements and choice < 10:
            decided = "refused" if choice == 9 else "by the same" if choice == 8 else "approved"
            self.decide(self._decide_supplement(*self.supplements[-1], decided))

    async def _submit(self, at: str, month: str, held: dict[str, str], accept: str | None, actor: str) -> None:
        async with self.payroll.deciding() as transaction:
            await submit_month(transaction, (at, month), actor, LATER, Exceptions(held, accept))

    async def _approve(self, at: str, month: str, actor: str) -> None:
        async with self.payroll.deciding() as transaction:
            shown = await transaction.connection.fetchval(
                "SELECT submitted_hash FROM payroll_month WHERE workshop = $1 AND month = $2", at, month
            )
            await approve_month(transaction, at, month, actor, shown or "")

    async def _send_back(self, at: str, month: str) -> None:
        async with self.payroll.deciding() as transaction:
            await send_month_back(transaction, at, month, "checker", "look again")

    async def _prepare(self, at: str, month: str, worker: str) -> tuple[int, str]:
        async with self.payroll.deciding() as transaction:
            number, _, prepared_hash = await prepare_supplement(transaction, at, month, worker, "clerk", "he asked")
        return number, prepared_hash

    async def _decide_supplement(self, number: int, prepared_hash: str, decided: str) -> None:
        async with self.payroll.deciding() as transaction:
            if decided == "refused":
                await refuse_supplement(transaction, number, "checker", "not yet")
            else:
                actor = "checker" if decided == "approved" else "clerk"
                await approve_supplement(transaction, number, actor, prepared_hash)

    @invariant()
    def the_books_are_right(self) -> None:
        if self.log:
            self.look()

    def look(self) -> Books:
        books = self.run(read_books(self.payroll))
        books.assert_sound()
        assert self.run(nothing_lost(self.payroll))
        for key, statements_hash in self.hashes.items():
            assert books.hashes[key] == statements_hash, f"{key} was rewritten"
        self.hashes = books.hashes
        if not books.being_computed:
            assert_closed_months_add_up(books, self.log)
        return books

    def teardown(self) -> None:
        """Close and pay all that is open: nothing is left to settle but what is incomplete, and each has his net."""
        if not self.log:
            return
        self.run(self.payroll.compute())
        for month in (*MONTHS, LAST):
            for at in WORKSHOPS:
                self.decide(self._send_back(at, month))
                self.decide(self._submit(at, month, {}, "as it is", "clerk"))
                self.decide(self._approve(at, month, "checker"))
        books = self.look()
        assert not [key for key, due in books.due.items() if not due.incomplete]
        self.pay_everything()
        books = self.look()
        for kind in ("worker", "collective"):
            assert books.paid(kind) == {name: amount for name, amount in books.nets(kind).items() if amount}


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop of the machine's own: its rules are plain functions."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="module")
def machines_payroll(loop: asyncio.AbstractEventLoop, payroll_database_url: str) -> Iterator[ServiceUnderTest]:
    """Payroll on connections of that loop."""
    context = service_on(DEFINITION, payroll_database_url)
    yield loop.run_until_complete(context.__aenter__())
    loop.run_until_complete(context.__aexit__(None, None, None))


@pytest.fixture(scope="module")
def machine(loop: asyncio.AbstractEventLoop, machines_payroll: ServiceUnderTest) -> type[Months]:
    """The machine on these servers."""
    return type("MonthsHere", (Months,), {"loop": loop, "payroll": machines_payroll})


def test_in_whatever_order_things_happen_everybody_is_settled_and_paid_what_his_months_come_to(
    machine: type[Months],
) -> None:
    effort = settings(max_examples=300 if LONG_TESTS else 6, stateful_step_count=50 if LONG_TESTS else 30)
    run_state_machine_as_test(machine, settings=effort)


@pytest.mark.parametrize("seed", range(150 if LONG_TESTS else 8))
def test_a_long_walk_through_the_same_events_ends_with_everybody_settled_and_paid(
    machine: type[Months], seed: int
) -> None:
    """Hypothesis tries what is small and much alike; a walk gets to where debts, returns and supplements meet."""
    random, walker = Random(seed), machine()
    walker.two_have_an_account()
    walker.a_county()
    for _ in range(60):
        method, options = random.choice([FACTS, FACTS, DECISIONS, DECISIONS, PAYMENTS])
        walker.something_happens((method, *(random.choice(listed) for listed in options)))
        walker.look()
    walker.teardown()
