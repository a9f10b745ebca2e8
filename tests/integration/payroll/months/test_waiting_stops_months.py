"""What cannot be computed, in any of the three services, stops what is decided on it until it is held or mended."""

from typing import Any

from services.payroll.decisions.month_draft import draft_month
from services.payroll.decisions.supplements import approve_supplement, prepare_supplement
from shared.database import snapshot
from shared.events.waiting import PlacementDelayed
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.bank import all_items, details, pay
from tests.support.payroll.books import approve, close, settled, submit, told
from tests.support.payroll.claims import approve_profit
from tests.support.payroll.facts import attended, delayed, pieces, production, profit, registered, shares, workshop
from tests.support.refusing import refused_as

JULY, AUGUST = "2022-07", "2022-08"
WHY = "waits for the operator"
TOO_MUCH = "UPDATE piecework SET accepted_quantity = 1000000000, unit_rate_yuan = 99999999.9999 WHERE entry = $1"


async def a_july(payroll: ServiceUnderTest) -> None:
    """W-1 has earned 1 000.00, W-2 250.00."""
    await payroll.record(
        workshop(),
        registered("W-1", first_day="2022-04-01"),
        registered("W-2", first_day="2022-04-01"),
        pieces("W-1", "E-1", "2022-07-04", 400),
        pieces("W-2", "E-2", "2022-07-04", 100),
    )


async def overflow(payroll: ServiceUnderTest, worker: str, entry: str, day: str = "2022-07-05") -> None:
    """Pieces of an amount no statement can hold, planted behind the doors."""
    await payroll.send(pieces(worker, entry, day, 1))
    await payroll.pool.execute(TOO_MUCH, entry)
    await payroll.compute()


async def mended(payroll: ServiceUnderTest, worker: str, entry: str, day: str = "2022-07-05") -> None:
    await payroll.record(pieces(worker, entry, day, 40, revision=2))


def wages(**narrowed: str) -> dict[str, str]:
    return {"about": "wages"} | narrowed


async def refused_for(payroll: ServiceUnderTest, month: str = JULY, at: str = "WS-01", **more: Any) -> dict[str, Any]:
    """Who is named when the month is submitted, with what waits for each."""
    with refused_as("waiting.month") as refused:
        await submit(payroll, month, at, **more)
    assert refused.value.refusal.pointer == "/hold"
    named: dict[str, Any] = refused.value.told["waiting"]
    return {name: [(part["service"], part["kind"], part["reason"]) for part in parts] for name, parts in named.items()}


async def statement(payroll: ServiceUnderTest, worker: str, month: str = JULY, explain: bool = False) -> dict[str, Any]:
    found = await told(payroll, worker, month, explain=explain)
    assert found is not None
    return found


async def test_a_worker_whose_own_statement_cannot_be_computed_is_named_and_not_left_out_in_silence(
    payroll: ServiceUnderTest,
) -> None:
    await a_july(payroll)
    await payroll.record(registered("W-3", first_day="2022-04-01"))
    await overflow(payroll, "W-3", "E-3")
    named = {"W-3": [("payroll", "statement", "overflow:amount_yuan")]}
    assert await refused_for(payroll) == named
    assert await refused_for(payroll, accept="as they are") == named, "nobody can accept what nobody knows"

    draft = await close(payroll, JULY, held={"W-3": WHY})
    assert draft.workers == ["W-1", "W-2"]
    await mended(payroll, "W-3", "E-3")
    await payroll.record(pieces("W-1", "E-9", "2022-08-04", 1))
    later = await close(payroll, AUGUST)
    assert (await settled(payroll, AUGUST))["W-3"]["net_yuan"] == 100, (
        "he was not lost: a difference of the closed month"
    )
    assert later.waiting == {}


async def test_a_statement_that_never_could_be_computed_says_what_waits(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    await payroll.record(registered("W-3", first_day="2022-04-01"))
    await overflow(payroll, "W-3", "E-3")
    for explain in (False, True):
        found = await statement(payroll, "W-3", explain=explain)
        assert (found["revision"], found["total"], found["lines"]) == (0, None, [])
        assert (found["incomplete"], found["complete"]) == (["facts_waiting:statement"], False)
        assert (found["workshop"], found["state"]) == ("WS-01", "open")
        (part,) = found["waiting"]
        assert (part["service"], part["reason"], part["subject"]) == ("payroll", "overflow:amount_yuan", ["W-3", JULY])
        assert part["since"] > "2022"
    assert await told(payroll, "W-404", JULY) is None


async def test_a_statement_computed_before_stands_and_says_that_it_waits(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    await overflow(payroll, "W-1", "E-3")
    found = await statement(payroll, "W-1", explain=True)
    assert (found["total"], found["incomplete"], found["pending"]) == ("1000.00", ["facts_waiting:statement"], True)
    assert await refused_for(payroll) == {"W-1": [("payroll", "statement", "overflow:amount_yuan")]}
    await mended(payroll, "W-1", "E-3")
    found = await statement(payroll, "W-1")
    assert (found["total"], found["incomplete"], found["waiting"]) == ("1100.00", [], [])
    await close(payroll, JULY)


async def test_a_worker_nobody_registered_is_named_where_he_worked(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    await overflow(payroll, "W-8", "E-8")
    assert await refused_for(payroll) == {"W-8": [("payroll", "statement", "overflow:amount_yuan")]}


async def test_what_orders_and_placement_cannot_compute_names_its_people_and_their_months(
    payroll: ServiceUnderTest,
) -> None:
    await a_july(payroll)
    await payroll.record(pieces("W-1", "E-5", "2022-08-04", 4))
    of_two = (wages(worker="W-1", workshop="WS-01", month=JULY), wages(worker="W-7", workshop="WS-01", month=JULY))
    await payroll.record(delayed("piecework", ["E-1"], *of_two))
    day = wages(worker="W-2", workshop="WS-01", month=JULY)
    await payroll.record(delayed("attendance", ["W-2", "WS-01", "2022-07-05"], day, event=PlacementDelayed))
    assert await refused_for(payroll) == {
        "W-1": [("orders", "piecework", "overflow")],
        "W-2": [("placement", "attendance", "overflow")],
        "W-7": [("orders", "piecework", "overflow")],
    }
    assert (await statement(payroll, "W-1"))["incomplete"] == ["facts_waiting:piecework"]
    assert (await statement(payroll, "W-1", AUGUST))["incomplete"] == []

    ended = delayed("piecework", ["E-1"], *of_two, revision=2, withdrawn=True)
    await payroll.record(ended)
    await payroll.send(delayed("piecework", ["E-1"], *of_two, revision=1))  # a replay, out of order
    assert await refused_for(payroll) == {"W-2": [("placement", "attendance", "overflow")]}


async def test_a_worker_is_named_by_the_workshop_that_settles_him_wherever_the_fact_is_of(
    payroll: ServiceUnderTest,
) -> None:
    await a_july(payroll)
    await payroll.record(workshop("WS-02"), registered("W-5", "WS-02"), pieces("W-5", "E-5", "2022-07-04", 4))
    await payroll.record(registered("W-6", "WS-02"))
    here = [wages(worker=worker, workshop="WS-01", month=JULY) for worker in ("W-5", "W-6")]
    await payroll.record(delayed("piecework", ["E-7"], *here))
    assert list(await refused_for(payroll, at="WS-02")) == ["W-5", "W-6"]
    await close(payroll, JULY)


async def test_what_cannot_be_narrowed_down_to_people_stops_the_whole_workshop_and_no_other(
    payroll: ServiceUnderTest,
) -> None:
    await a_july(payroll)
    await payroll.record(
        workshop("WS-02"),
        registered("W-5", "WS-02"),
        registered("W-6", "WS-02"),
        pieces("W-5", "E-5", "2022-07-04", 4, workshop="WS-02"),
        pieces("W-6", "E-6", "2022-07-04", 4, workshop="WS-01"),
        registered("W-3"),
    )
    await payroll.record(delayed("clock", ["CN7"], wages(workshop="WS-01"), event=PlacementDelayed))
    assert list(await refused_for(payroll)) == ["W-1", "W-2", "W-3"], "also who has nothing yet: it may be all he has"
    assert list(await refused_for(payroll, at="WS-02")) == ["W-6"], "he worked there too"
    await close(payroll, JULY, held=dict.fromkeys(("W-1", "W-2", "W-3"), WHY))


async def test_what_nobody_can_narrow_down_stops_everybody(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    everything = [{"about": about} for about in ("wages", "awards", "profit", "accounts")]
    await payroll.record(delayed("piecework", ["E-1"], *everything))
    assert list(await refused_for(payroll)) == ["V-WS-01", "W-1", "W-2"]


async def test_what_begins_to_wait_after_the_submission_stops_the_approval(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    draft = await submit(payroll, JULY)
    await payroll.record(delayed("piecework", ["E-1"], wages(worker="W-1", month=JULY)))
    with refused_as("waiting.month") as refused:
        await approve(payroll, JULY, draft.statements_hash)
    assert list(refused.value.told["waiting"]) == ["W-1"]
    await payroll.record(delayed("piecework", ["E-1"], wages(worker="W-1", month=JULY), revision=2, withdrawn=True))
    await approve(payroll, JULY, draft.statements_hash)


async def test_a_difference_of_a_closed_month_waits_as_well(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    await close(payroll, JULY)
    await payroll.record(pieces("W-1", "E-1", "2022-07-04", 440, revision=2), pieces("W-2", "E-4", "2022-08-04", 4))
    waits = [wages(worker="W-1", workshop="WS-01", month=JULY)]
    await payroll.record(delayed("piecework", ["E-6"], *waits))
    assert list(await refused_for(payroll, AUGUST)) == ["W-1"]
    async with payroll.deciding() as transaction:
        with refused_as("waiting.difference"):
            await prepare_supplement(transaction, "WS-01", JULY, "W-1", "clerk", "he asked")
    await payroll.record(delayed("piecework", ["E-6"], *waits, revision=2, withdrawn=True))
    async with payroll.deciding() as transaction:
        number, _, prepared_hash = await prepare_supplement(transaction, "WS-01", JULY, "W-1", "clerk", "he asked")
    await payroll.record(delayed("piecework", ["E-6"], *waits, revision=3))
    async with payroll.deciding() as transaction:
        with refused_as("waiting.difference"):
            await approve_supplement(transaction, number, "checker", prepared_hash)


async def test_a_collective_whose_award_waits_is_held_and_settled_later(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    await payroll.record(production(JULY, 10_000, 12_000, "200000.00"))
    waits = [{"about": "awards", "workshop": "WS-01", "month": JULY}]
    await payroll.record(delayed("production", ["WS-01", "QIAOJI", "toy-a", JULY], *waits))
    assert await refused_for(payroll) == {"V-WS-01": [("orders", "production", "overflow")]}
    draft = await close(payroll, JULY, held={"V-WS-01": WHY})
    assert [part.beneficiary for part in draft.settlements] == ["W-1", "W-2"]

    await payroll.record(delayed("production", ["-"], *waits, revision=2, withdrawn=True))
    await payroll.record(pieces("W-1", "E-9", "2022-08-04", 1))
    later = await close(payroll, AUGUST)
    assert "V-WS-01" in [part.beneficiary for part in later.settlements]


async def test_an_award_that_payroll_cannot_compute_stops_its_collective(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    await payroll.record(production(JULY, 1, 100, "100.00"))
    await payroll.pool.execute(
        "UPDATE production SET fixed_amount_yuan = 99999999999999.99, accepted_quantity = 2000000000"
    )
    await payroll.send(production(JULY, 1, 100, "100.00", product="toy-b"))
    await payroll.compute()
    assert list(await refused_for(payroll)) == ["V-WS-01"]


async def test_a_division_is_not_approved_while_its_profit_waits(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), shares("V001", "1"), profit("2022", "7500000.00"))
    waits = [{"about": "profit", "workshop": "WS-01"}]
    await payroll.record(delayed("profit", ["WS-01", "2022"], *waits))
    with refused_as("waiting.profit"):
        await approve_profit(payroll, revision=1)
    await payroll.record(delayed("profit", ["WS-01", "2022"], *waits, revision=2, withdrawn=True))
    await approve_profit(payroll, revision=1)


async def test_an_account_whose_change_waits_is_not_paid_to(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    await payroll.record(details("W-1", "6217000000000000001"), details("W-2", "6217000000000000002"))
    await close(payroll, JULY)
    changed = {"about": "accounts", "worker": "W-1"}
    await payroll.record(delayed("details", ["W-1"], changed, event=PlacementDelayed))
    batch = await pay(payroll, JULY)
    assert [row.beneficiary for row in await all_items(payroll, batch)] == ["W-2"]
    blocked = await payroll.pool.fetchval("SELECT reason FROM payment_blocked")
    assert blocked == "a change of the details waits: it could not be computed"


async def test_somebody_who_waits_for_nothing_cannot_be_held(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    with refused_as("month.holds_strangers"):
        await submit(payroll, JULY, held={"W-404": WHY})


async def test_a_month_with_nothing_but_waiting_facts_is_not_an_empty_one(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), registered("W-1"))
    await overflow(payroll, "W-1", "E-1")
    assert list(await refused_for(payroll)) == ["W-1"]
    async with snapshot(payroll.pool) as connection:
        assert list((await draft_month(connection, "WS-01", JULY, {})).waiting) == ["W-1"]


async def test_a_first_statement_that_is_just_being_computed_is_waited_for(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    await payroll.send(registered("W-3"), attended("W-3", "2022-07-04"))
    await payroll.pool.execute("DELETE FROM recompute_due WHERE kind = 'worker'")
    with refused_as("waiting.being_computed"):
        await submit(payroll, JULY)


async def test_what_failed_once_is_tried_when_a_fact_comes_and_at_a_start(payroll: ServiceUnderTest) -> None:
    await a_july(payroll)
    await overflow(payroll, "W-1", "E-3")
    await payroll.pool.execute("UPDATE piecework SET unit_rate_yuan = 1, accepted_quantity = 1 WHERE entry = 'E-3'")
    await payroll.record(attended("W-1", "2022-07-04"))
    assert (await statement(payroll, "W-1"))["waiting"] == []


async def test_amounts_that_only_together_are_too_large_are_refused_and_not_an_error(payroll: ServiceUnderTest) -> None:
    """Each statement can be written; what the month comes to could not be published."""
    await a_july(payroll)
    for worker in ("W-1", "W-2"):
        await payroll.record(pieces(worker, f"E-9{worker}", "2022-07-06", 1_000_000_000, rate="600.00"))
    with refused_as("month.too_much"):
        await submit(payroll, JULY)
    draft = await close(payroll, JULY, held={"W-1": WHY})
    assert draft.totals()["net"] == "600000000250.00"

    await payroll.record(details("W-2", "6217000000000000002"), details("W-1", "6217000000000000001"))
    await payroll.record(pieces("W-1", "E-10", "2022-08-04", 4))
    await close(payroll, AUGUST)
    with refused_as("batch.unfit_for_bank"):
        await pay(payroll)
    await pay(payroll, JULY)
