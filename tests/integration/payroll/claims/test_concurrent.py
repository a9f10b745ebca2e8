"""Claims, money and withdrawals at one moment: what fits is committed, one fact paid once, the others are told."""

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Any

import asyncpg
import pytest

from services.payroll.decisions.divisions import Part
from shared.events.envelope import Event
from shared.refusals import Refused
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.bank import details, pay
from tests.support.payroll.books import balance, is_balanced
from tests.support.payroll.claims import answers, approve_profit, claim, give, open_, rows, states
from tests.support.payroll.facts import profit, shares, workshop


async def send_at_once(payroll: ServiceUnderTest, batches: Sequence[Sequence[Event]]) -> None:
    """Each batch by a connection of its own, all accepted."""
    for outcomes in await asyncio.gather(*(payroll.send(*batch) for batch in batches)):
        assert {outcome.status for outcome in outcomes} == {"accepted"}, outcomes


@pytest.mark.parametrize("seed", range(3))
async def test_of_many_claims_at_once_exactly_those_the_money_reaches_are_committed(
    payroll: ServiceUnderTest, seed: int
) -> None:
    await open_(payroll)
    await give(payroll, "700.00")
    arriving = [[claim(f"C-{place:02}", "200.00", approved=place)] for place in range(12)]
    Random(seed).shuffle(arriving)
    await send_at_once(payroll, arriving)
    names = [f"C-{place:02}" for place in range(12)]
    assert sorted(await states(payroll, *names)) == ["committed"] * 3 + ["queued"] * 9
    assert [await balance(payroll, "fund:awards"), await balance(payroll, "committed:awards")] == [100, 600]
    assert await is_balanced(payroll)
    waiting = sorted((row.facts.order, row.facts.claim) for row in await rows(payroll, *names) if row.state == "queued")
    await give(payroll, "500.00", "D-2")
    in_turn = [name for _, name in waiting]
    assert await states(payroll, *in_turn) == ["committed"] * 3 + ["queued"] * 6


async def test_a_person_claimed_for_twice_at_once_is_paid_once_and_the_other_names_the_winner(
    payroll: ServiceUnderTest,
) -> None:
    for fund in ("awards", "subsidies"):
        await open_(payroll, fund)
        await give(payroll, "100000.00", fund=fund)
    for person in range(15):
        one = claim(f"A-{person}", subject=f"W-{person}", fund="awards")
        other = claim(f"B-{person}", subject=f"W-{person}", fund="subsidies", rule="follow_up_subsidy")
        await send_at_once(payroll, [[one], [other]])
        first, second = await answers(payroll, f"A-{person}", f"B-{person}")
        won, lost = (first, second) if first[0] == "committed" else (second, first)
        winner = f"A-{person}" if won is first else f"B-{person}"
        assert won == ("committed", "", None)
        assert lost == ("refused", "paid_by_another_claim", winner)


@pytest.mark.parametrize("seed", range(3))
async def test_bulk_claims_on_two_funds_about_the_same_people_never_wait_for_each_other_in_a_circle(
    payroll: ServiceUnderTest, seed: int
) -> None:
    random = Random(seed)
    for fund in ("awards", "subsidies"):
        await open_(payroll, fund)
        await give(payroll, "2000.00", fund=fund)
    batches = []
    for bulk in range(6):
        fund = ("awards", "subsidies")[bulk % 2]
        batch = [
            claim(f"C-{bulk}-{person}", "100.00", approved=random.randrange(99), subject=f"W-{person}", fund=fund)
            for person in range(25)
        ]
        random.shuffle(batch)
        batches.append(batch)
    await send_at_once(payroll, batches)
    found = await payroll.pool.fetch("SELECT subject, array_agg(state ORDER BY state) AS states FROM claim GROUP BY 1")
    assert len(found) == 25
    for row in found:
        assert row["states"][0] in ("committed", "queued")
        assert row["states"][1:] == ["refused"] * 5
    for fund in ("awards", "subsidies"):
        committed = await payroll.pool.fetchval(
            "SELECT coalesce(sum(amount_yuan), 0) FROM claim WHERE state = 'committed' AND fund = $1", fund
        )
        assert await balance(payroll, f"committed:{fund}") == committed
    assert await is_balanced(payroll)


async def test_money_claims_and_withdrawals_at_once_leave_nothing_idle_and_nothing_doubled(
    payroll: ServiceUnderTest,
) -> None:
    await open_(payroll)
    first = [claim(f"C-{place:02}", "100.00", approved=place) for place in range(10)]
    await payroll.record(*first)
    withdrawn = [[claim(f"C-{place:02}", "100.00", revision=2, withdrawn=True)] for place in range(0, 10, 2)]
    more = [[claim(f"D-{place:02}", "100.00", approved=20 + place)] for place in range(5)]
    await asyncio.gather(
        send_at_once(payroll, withdrawn + more), *(give(payroll, "100.00", f"D-{number}") for number in range(7))
    )
    alive = [f"C-{place:02}" for place in range(1, 10, 2)] + [f"D-{place:02}" for place in range(5)]
    assert sorted(await states(payroll, *alive)) == ["committed"] * 7 + ["queued"] * 3
    assert [await balance(payroll, "fund:awards"), await balance(payroll, "committed:awards")] == [0, 700]
    assert await is_balanced(payroll)


async def test_a_claim_withdrawn_while_a_batch_is_made_is_paid_or_taken_back_never_both(
    payroll: ServiceUnderTest,
) -> None:
    await open_(payroll)
    await give(payroll, "100000.00")
    to_worker: dict[str, Any] = {"payee_kind": "worker", "payee": "W-1"}
    await payroll.record(details("W-1"))
    for number in range(10):
        name = f"C-{number}"
        await payroll.record(claim(name, **to_worker))
        withdrawn = claim(name, revision=2, withdrawn=True, **to_worker)
        outcome, _ = await asyncio.gather(pay(payroll), send_at_once(payroll, [[withdrawn]]), return_exceptions=True)
        ((state, reason, _),) = await answers(payroll, name)
        if isinstance(outcome, int):
            assert (state, reason) == ("committed", "withdrawn_too_late")
            assert await balance(payroll, f"transit:{outcome}") == 200
        else:
            assert isinstance(outcome, Refused | asyncpg.CheckViolationError), outcome
            assert (state, reason) == ("withdrawn", "withdrawn")
        assert await balance(payroll, "committed:awards") == 0
    assert await is_balanced(payroll)


async def test_a_document_sent_twice_at_once_gives_its_money_once(payroll: ServiceUnderTest) -> None:
    await open_(payroll)
    assert sorted(await asyncio.gather(*(give(payroll, "500.00") for _ in range(5)))) == [False] * 4 + [True]
    assert await balance(payroll, "fund:awards") == 500


async def test_two_documents_at_once_do_not_pass_the_budget_together(payroll: ServiceUnderTest) -> None:
    for fund in ("north", "south"):
        await open_(payroll, fund, budget="awards_budget")

    async def half(fund: str) -> str:
        try:
            await give(payroll, "6000000.00", fund=fund)
        except Refused:
            return "refused"
        return "posted"

    assert sorted(await asyncio.gather(half("north"), half("south"))) == ["posted", "refused"]


async def test_a_division_approved_twice_at_once_is_posted_once(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), shares("V001", "1"), profit("2022", "1000.00"))
    posted: list[list[Part]] = await asyncio.gather(*(approve_profit(payroll, 1) for _ in range(4)))
    assert sorted(len(parts) for parts in posted) == [0, 0, 0, 4]
    assert await balance(payroll, "profit:WS-01") == 1000
