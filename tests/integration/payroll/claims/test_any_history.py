"""Whatever happens to claims and their fund, in any order: the money adds up, and no fact is paid twice."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.payroll.domain.claims import months_of
from services.payroll.store.claims import ClaimRow
from shared.events.envelope import Event
from shared.refusals import Refused
from tests.conftest import LONG_TESTS
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.books import balance, is_balanced
from tests.support.payroll.claims import approve_profit, claim, figures, give, open_, owed, rows
from tests.support.payroll.facts import profit, shares, workshop

EXAMPLES = 200 if LONG_TESTS else 15
POT = "WS-01.rolling_development"
NAMES = [f"C-{number}" for number in range(5)]


@dataclass(frozen=True)
class Money:
    """An appropriation to the pot's fund."""

    amount: int
    document: int


@dataclass(frozen=True)
class Profit:
    """The year's profit as it turns out now, approved; 50 % of it are the pot's."""

    amount: int


@dataclass(frozen=True)
class Claimed:
    """A further revision of a claim."""

    name: str
    amount: int
    approved: int
    subject: int
    period: str
    withdrawn: bool

    def event(self, revision: int) -> Event:
        return claim(
            self.name,
            f"{self.amount}.00",
            approved=self.approved,
            revision=revision,
            withdrawn=self.withdrawn,
            subject=f"W-{self.subject}",
            period=self.period,
            fund=POT,
            policy_pack="songtao",
            rule="pension_premium",
        )


Step = Money | Profit | list[Claimed]
STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(Money, st.integers(1, 300), st.integers(0, 5)),
    st.builds(Profit, st.sampled_from([0, 200, 400, 800])),
    st.lists(
        st.builds(
            Claimed,
            st.sampled_from(NAMES),
            st.integers(0, 250),
            st.integers(0, 9),
            st.integers(0, 2),
            st.sampled_from(["2022", "2022-Q2", "2022-05", "2023"]),
            st.sampled_from([False, False, False, True]),
        ),
        min_size=1,
        max_size=4,
    ),
)


@settings(max_examples=EXAMPLES)
@given(steps=st.lists(STEPS, min_size=1, max_size=14))
async def test_whatever_happens_the_money_adds_up_and_no_fact_is_paid_twice(
    payroll: ServiceUnderTest, steps: list[Step]
) -> None:
    await payroll.forget_everything()
    await payroll.record(workshop(), shares("V001", "1"))
    await open_(payroll, POT, "songtao")
    revisions: Counter[str] = Counter()
    appropriated: dict[int, int] = {}
    pot_yuan = Decimal(0)
    for step in steps:
        if isinstance(step, Money):
            await _give(payroll, step, appropriated)
        elif isinstance(step, Profit):
            revisions["profit"] += 1
            pot_yuan = await _divide(payroll, step, revisions["profit"], pot_yuan)
        else:
            events = []
            for part in step:
                revisions[part.name] += 1
                events.append(part.event(revisions[part.name]))
            await payroll.record(*events)
        await assert_sound(payroll, sum(appropriated.values()) + pot_yuan)


async def _give(payroll: ServiceUnderTest, step: Money, appropriated: dict[int, int]) -> None:
    try:
        await give(payroll, f"{step.amount}.00", f"D-{step.document}", POT)
    except Refused:
        assert appropriated[step.document] != step.amount
    else:
        assert appropriated.setdefault(step.document, step.amount) == step.amount


async def _divide(payroll: ServiceUnderTest, step: Profit, revision: int, pot_yuan: Decimal) -> Decimal:
    """What the pot has been given after a new figure of the profit; as before where it has spent too much."""
    await payroll.record(profit("2022", f"{step.amount}.00", revision=revision))
    division = await payroll.pool.fetchrow("SELECT revision FROM profit_division")
    assert division is not None
    left = await balance(payroll, f"fund:{POT}")
    wanted = Decimal(step.amount) / 2
    try:
        await approve_profit(payroll, division["revision"])
    except Refused:
        assert pot_yuan - wanted > left
        return pot_yuan
    return wanted


async def assert_sound(payroll: ServiceUnderTest, received_yuan: Decimal) -> None:
    """Every invariant, after every step."""
    known = await payroll.pool.fetch("SELECT claim FROM claim")
    found = await rows(payroll, *(row["claim"] for row in known))
    committed_yuan = sum((row.facts.amount_yuan for row in found if row.state == "committed"), Decimal(0))
    left_yuan = await balance(payroll, f"fund:{POT}")
    assert left_yuan >= 0
    assert await balance(payroll, f"committed:{POT}") == committed_yuan
    assert left_yuan + committed_yuan == received_yuan
    shown = await figures(payroll, POT)
    assert (Decimal(shown["received"]), shown["spent"]) == (received_yuan, "0.00")
    for row in found:
        assert await owed(payroll, row.facts.claim) == ([row.facts.amount_yuan] if row.state == "committed" else [])
    waiting = sorted((row for row in found if row.state == "queued"), key=lambda row: row.facts.order)
    assert not waiting or waiting[0].facts.amount_yuan > left_yuan, "money lies idle before a claim it reaches"
    _assert_paid_once(found)
    await _assert_told(payroll, found)
    assert await is_balanced(payroll)


def _assert_paid_once(found: list[ClaimRow]) -> None:
    taken = Counter(
        (row.facts.subject, month)
        for row in found
        if row.state in ("committed", "queued")
        for month in months_of(row.facts.period)
    )
    assert not [key for key, times in taken.items() if times > 1]


async def _assert_told(payroll: ServiceUnderTest, found: list[ClaimRow]) -> None:
    """The last answer published is the one in force; revisions have no gap."""
    latest: dict[str, Any] = await payroll.latest_states("claim/")
    assert set(latest) == {f"claim/{row.facts.claim}" for row in found}
    for row in found:
        told = latest[f"claim/{row.facts.claim}"]
        assert (told["claim_revision"], told["reason"]) == (row.facts.revision, row.reason)
        assert told["withdrawn"] is (row.state == "withdrawn")
        assert ("position" in told) is (row.state == "queued")
