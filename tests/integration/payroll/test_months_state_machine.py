"""Facts, corrections, closings and supplements in any order, wrong ones among them: the books stay right."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from services.payroll.decisions.close_month import approve_month, send_month_back, submit_month
from services.payroll.decisions.refusals import Refused
from services.payroll.decisions.supplements import approve_supplement, prepare_supplement, refuse_supplement
from services.payroll.definition import DEFINITION
from shared.messaging.decisions import deciding
from tests.conftest import LONG_TESTS
from tests.harness import ServiceUnderTest, service_on
from tests.integration.payroll.books import LATER
from tests.integration.payroll.closed_months import Books, assert_closed_months_add_up, read_books
from tests.integration.payroll.facts_machine import (
    MONTHS,
    WORKSHOPS,
    FactsMachine,
    Result,
    months,
    worker_names,
    workshop_names,
)

LAST = "2022-09"


class Months(FactsMachine):
    """The county's clerks, checkers and finance clerk."""

    def __init__(self) -> None:
        super().__init__()
        self.supplements: list[tuple[int, str]] = []
        self.hashes: dict[tuple[str, str], str] = {}

    def decide(self, work: Coroutine[Any, Any, Result]) -> Result | None:
        """A decision is taken, or refused with a reason; anything else fails."""
        with suppress(Refused):
            return self.run(work)
        return None

    @rule(
        at=workshop_names,
        month=months,
        held=st.sampled_from([None, None, "W-1", "W-2"]),
        accept=st.sampled_from([None, "as it is"]),
        actor=st.sampled_from(["clerk", "checker"]),
    )
    def a_month_is_submitted(self, at: str, month: str, held: str | None, accept: str | None, actor: str) -> None:
        self.decide(self._submit(at, month, {held: "card disputed"} if held else {}, accept, actor))

    async def _submit(self, at: str, month: str, held: dict[str, str], accept: str | None, actor: str) -> None:
        async with deciding(self.payroll.pool, DEFINITION) as transaction:
            await submit_month(transaction, at, month, actor, LATER, held, accept)

    @rule(at=workshop_names, month=months, actor=st.sampled_from(["clerk", "checker"]))
    def a_month_is_approved(self, at: str, month: str, actor: str) -> None:
        self.decide(self._approve(at, month, actor))

    @rule(at=workshop_names, month=months)
    def the_first_open_month_is_closed(self, at: str, month: str) -> None:
        """In one go, so that a run gets beyond a first closing."""
        self.run(self.payroll.compute())
        self.decide(self._submit(at, month, {}, "as it is", "clerk"))
        self.decide(self._approve(at, month, "checker"))

    async def _approve(self, at: str, month: str, actor: str) -> None:
        async with deciding(self.payroll.pool, DEFINITION) as transaction:
            shown = await transaction.connection.fetchval(
                "SELECT submitted_hash FROM payroll_month WHERE workshop = $1 AND month = $2", at, month
            )
            await approve_month(transaction, at, month, actor, shown or "")

    @rule(at=workshop_names, month=months)
    def a_month_is_sent_back(self, at: str, month: str) -> None:
        self.decide(self._send_back(at, month))

    async def _send_back(self, at: str, month: str) -> None:
        async with deciding(self.payroll.pool, DEFINITION) as transaction:
            await send_month_back(transaction, at, month, "checker", "look again")

    @rule(at=workshop_names, month=months, worker=worker_names)
    def a_supplement_is_prepared(self, at: str, month: str, worker: str) -> None:
        if prepared := self.decide(self._prepare(at, month, worker)):
            self.supplements.append(prepared)

    async def _prepare(self, at: str, month: str, worker: str) -> tuple[int, str]:
        async with deciding(self.payroll.pool, DEFINITION) as transaction:
            number, _, prepared_hash = await prepare_supplement(transaction, at, month, worker, "clerk", "he asked")
        return number, prepared_hash

    @rule(
        choice=st.integers(0, 5),
        approved=st.sampled_from([True, True, False]),
        actor=st.sampled_from(["clerk", "checker", "checker"]),
    )
    def a_supplement_is_decided(self, choice: int, approved: bool, actor: str) -> None:
        if self.supplements:
            self.decide(self._decide_supplement(*self.supplements[choice % len(self.supplements)], approved, actor))

    async def _decide_supplement(self, number: int, prepared_hash: str, approved: bool, actor: str) -> None:
        async with deciding(self.payroll.pool, DEFINITION) as transaction:
            if approved:
                await approve_supplement(transaction, number, actor, prepared_hash)
            else:
                await refuse_supplement(transaction, number, actor, "not yet")

    @invariant()
    def the_books_are_right(self) -> None:
        if self.log:
            self.look()

    def look(self) -> Books:
        books = self.run(read_books(self.payroll))
        books.assert_sound()
        for key, statements_hash in self.hashes.items():
            assert books.hashes[key] == statements_hash, f"{key} was rewritten"
        self.hashes = books.hashes
        if not books.being_computed:
            assert_closed_months_add_up(books, self.log)
        return books

    def teardown(self) -> None:
        """Close all that is open: nothing is left to settle but what is incomplete."""
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


def test_in_whatever_order_things_happen_everybody_is_settled_what_his_months_come_to(
    loop: asyncio.AbstractEventLoop, machines_payroll: ServiceUnderTest
) -> None:
    effort = settings(max_examples=200 if LONG_TESTS else 12, stateful_step_count=60 if LONG_TESTS else 40)
    machine = type("MonthsHere", (Months,), {"loop": loop, "payroll": machines_payroll})
    run_state_machine_as_test(machine, settings=effort)
