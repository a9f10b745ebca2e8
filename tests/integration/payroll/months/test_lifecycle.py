"""A month through any steps in any order, by anybody: what may be done is done, the rest is refused as declared."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.payroll.decisions.close_month import approve_month, send_month_back
from services.payroll.decisions.lifecycles import MONTH
from services.payroll.decisions.supplements import prepare_supplement
from services.payroll.definition import DEFINITION
from services.payroll.store.months import find_month
from shared.decisions.history import steps_of
from shared.refusals import Refused
from tests.conftest import LONG_TESTS
from tests.support.harness import ServiceUnderTest, service_on
from tests.support.payroll import bank
from tests.support.payroll.books import submit
from tests.support.payroll.facts import pieces, registered, workshop

AT, JULY, WORKER = "WS-01", "2022-07", "W-1"
LI, LI_AGAIN, ZHAO = "li", "ＬＩ", "zhao"
"""Two people, of whom one writes himself in two ways."""

LEADS_TO: Final = {
    ("open", "submit"): ("submitted", "in_review"),
    ("in_review", "send_back"): ("sent_back", "open"),
    ("in_review", "approve"): ("approved", "closed"),
    ("closed", "arrive"): ("paid", "paid"),
    ("paid", "return"): ("payment_returned", "closed"),
}
"""By state and what is tried, the step and the state it leads to; written out once more, apart from the code."""

TRIED: Final = ("submit", "send_back", "approve", "supplement", "arrive", "return")


@dataclass
class Model:
    """The month as the table has it."""

    state: str = "open"
    submitted_by: str = ""
    steps: list[tuple[str, str, str]] = field(default_factory=list)

    def why_not(self, what: str, actor: str) -> str | None:
        """The code of the refusal, if this is refused."""
        if what == "supplement":
            closed = self.state in ("closed", "paid")
            return "supplement.nothing_due" if closed else "supplement.month_not_closed"
        if (self.state, what) not in LEADS_TO:
            return "month.other_state"
        same = {self.submitted_by, actor} <= {LI, LI_AGAIN} or self.submitted_by == actor
        return "month.submitted_by_same" if what == "approve" and same else None

    def take(self, what: str, actor: str) -> None:
        step, self.state = LEADS_TO[self.state, what]
        self.steps.append((step, self.state, actor))
        if step == "submitted":
            self.submitted_by = actor


async def try_it(payroll: ServiceUnderTest, what: str, actor: str) -> None:
    """The decision itself."""
    async with payroll.deciding() as transaction:
        if what == "approve":
            shown = await payroll.pool.fetchval("SELECT submitted_hash FROM payroll_month")
            await approve_month(transaction, AT, JULY, actor, shown or "")
        elif what == "send_back":
            await send_month_back(transaction, AT, JULY, actor, "look again")
        elif what == "supplement":
            await prepare_supplement(transaction, AT, JULY, WORKER, actor, "he asked")


async def walk(payroll: ServiceUnderTest, acts: list[tuple[str, str]]) -> None:
    """One history on a month with one worker, compared with the table at each step."""
    await payroll.forget_everything()
    await payroll.record(
        workshop(AT), registered(WORKER, AT, first_day="2022-01-01"), pieces(WORKER, "E-1", "2022-07-04", 400)
    )
    await payroll.record(bank.details(WORKER))
    model = Model()
    for what, actor in acts:
        expected = model.why_not(what, actor)
        if what in ("arrive", "return"):
            if expected is None:
                await the_bank_answers(payroll, what)
                model.take(what, "finance")
        elif expected is None:
            await (submit(payroll, JULY, AT, actor=actor) if what == "submit" else try_it(payroll, what, actor))
            model.take(what, actor)
        else:
            with pytest.raises(Refused) as refused:
                await (submit(payroll, JULY, AT, actor=actor) if what == "submit" else try_it(payroll, what, actor))
            assert refused.value.refusal.code == expected, (model.state, what, actor)
        await assert_stands_as(payroll, model)


async def the_bank_answers(payroll: ServiceUnderTest, what: str) -> None:
    """Everything of the month arrives, or all that arrived comes back."""
    if what == "arrive":
        await bank.settle(payroll, await bank.pay(payroll, JULY))
        return
    batch = await payroll.pool.fetchval("SELECT max(batch) FROM payment_batch")
    await bank.take(payroll, batch, await bank.answered(payroll, batch, {WORKER: "account closed"}))


async def assert_stands_as(payroll: ServiceUnderTest, model: Model) -> None:
    """State, history and what is declared agree."""
    async with payroll.pool.acquire() as connection:
        row = await find_month(connection, AT, JULY)
        taken = await steps_of(connection, MONTH, (AT, JULY))
    assert row.state == model.state
    assert [(part.step, part.state, part.actor) for part in taken] == model.steps
    declared = {step.name: step for step in MONTH.steps}
    state = MONTH.states[0].name
    for part in taken:
        assert state in declared[part.step].begins
        assert part.state in declared[part.step].ends
        state = part.state


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop of the walks' own: hypothesis calls plain functions."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="module")
def walked_payroll(loop: asyncio.AbstractEventLoop, payroll_database_url: str) -> Iterator[ServiceUnderTest]:
    """Payroll on connections of that loop."""
    context = service_on(DEFINITION, payroll_database_url)
    yield loop.run_until_complete(context.__aenter__())
    loop.run_until_complete(context.__aexit__(None, None, None))


def test_a_month_takes_the_steps_that_are_declared_and_no_other_in_whatever_order_they_are_tried(
    loop: asyncio.AbstractEventLoop, walked_payroll: ServiceUnderTest
) -> None:
    @settings(max_examples=200 if LONG_TESTS else 12, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(TRIED), st.sampled_from((LI, LI_AGAIN, ZHAO))), min_size=4, max_size=12))
    def any_history(acts: list[tuple[str, str]]) -> None:
        loop.run_until_complete(walk(walked_payroll, acts))

    any_history()


def test_a_month_goes_all_the_way_and_back(loop: asyncio.AbstractEventLoop, walked_payroll: ServiceUnderTest) -> None:
    """What chance seldom reaches: sent back, closed by another, paid, returned, paid again."""
    acts = [("submit", LI), ("send_back", ZHAO), ("submit", LI_AGAIN), ("approve", LI), ("approve", ZHAO)]
    acts += [(what, ZHAO) for what in ("arrive", "submit", "supplement", "return", "approve", "arrive", "send_back")]
    loop.run_until_complete(walk(walked_payroll, acts))


def test_every_step_and_state_that_is_declared_is_one_the_table_knows() -> None:
    of_their_own = {"nothing_to_pay", "supplemented"}
    assert {step.name for step in MONTH.steps} - of_their_own == {step for step, _ in LEADS_TO.values()}
    assert {state.name for state in MONTH.states} == {state for _, state in LEADS_TO.values()}
