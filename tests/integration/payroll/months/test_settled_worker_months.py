"""Whether a worker's month is settled: one answer for drafts, differences, supplements and overdue wages."""

from typing import NamedTuple

from services.payroll.decisions.close_month import send_month_back
from services.payroll.decisions.supplements import approve_supplement, prepare_supplement, refuse_supplement
from services.payroll.store import adjustments, to_settle
from services.payroll.store.overdue_wages import wages_not_arrived
from shared.events.envelope import Event
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.bank import details, pay, settle
from tests.support.payroll.books import close, submit
from tests.support.payroll.facts import pieces, registered, workshop

JULY, AUGUST = "2022-07", "2022-08"
PLACES = ("WS-01", "WS-02")


class Seen(NamedTuple):
    """A worker's July: how far it is, whose closing would take it, who settles its difference, who may do so by a
    supplement, and at which stages wages of July wait.
    """

    state: str
    drafted_at: str = ""
    due_at: str = ""
    supplement_at: str = ""
    overdue: str = ""


async def seen(payroll: ServiceUnderTest, worker: str = "W-1") -> Seen:
    async with payroll.pool.acquire() as connection:
        drafted = [at for at in PLACES if worker in await to_settle.closable_statements(connection, at, JULY)]
        due = await adjustments.find_due(connection, worker, JULY)
        may = [at for at in PLACES if (worker, JULY) in await adjustments.due_of_worker(connection, at, worker)]
        waiting = [part.stage for part in await wages_not_arrived(connection) if part.month == JULY]
        return Seen(
            await adjustments.state_of(connection, worker, JULY),
            " ".join(drafted),
            due.workshop if due else "",
            " ".join(may),
            " ".join(sorted(set(waiting))),
        )


def july(at: str = "WS-01", revision: int = 1) -> list[Event]:
    """Two workshops, and W-1 with 250.00 of July, registered in one of them."""
    return [
        workshop("WS-01"),
        workshop("WS-02"),
        registered("W-1", at, first_day="2022-01-01", revision=revision),
        pieces("W-1", "E-1", "2022-07-04", 100),
        details("W-1"),
    ]


async def prepare(payroll: ServiceUnderTest, at: str = "WS-01") -> tuple[int, str]:
    async with payroll.deciding() as transaction:
        number, _, prepared_hash = await prepare_supplement(transaction, at, JULY, "W-1", "clerk", "he asked")
    return number, prepared_hash


async def supplement(payroll: ServiceUnderTest, at: str = "WS-01") -> None:
    number, prepared_hash = await prepare(payroll, at)
    async with payroll.deciding() as transaction:
        await approve_supplement(transaction, number, "checker", prepared_hash)


async def test_a_month_is_open_until_it_is_closed_though_it_is_in_review_or_sent_back(
    payroll: ServiceUnderTest,
) -> None:
    await payroll.record(*july())
    assert await seen(payroll) == Seen("open", drafted_at="WS-01", overdue="unclosed")
    await submit(payroll, JULY)
    assert await seen(payroll) == Seen("in_review", drafted_at="WS-01", overdue="unclosed")
    async with payroll.deciding() as transaction:
        await send_month_back(transaction, "WS-01", JULY, "checker", "look again")
    assert await seen(payroll) == Seen("open", drafted_at="WS-01", overdue="unclosed")
    await close(payroll, JULY)
    assert await seen(payroll) == Seen("closed", overdue="unpaid")


async def test_a_settled_month_stays_settled_where_it_moves_to_another_workshop_in_which_it_is_open(
    payroll: ServiceUnderTest,
) -> None:
    await payroll.record(*july())
    await close(payroll, JULY)
    moved = registered("W-1", "WS-02", first_day="2022-01-01", revision=2)
    await payroll.record(moved, pieces("W-1", "E-1", "2022-07-04", 110, revision=2))
    assert await seen(payroll) == Seen(
        "closed", due_at="WS-02", supplement_at="WS-01 WS-02", overdue="difference unpaid"
    )
    await close(payroll, JULY, at="WS-02")
    assert await seen(payroll) == Seen("closed", overdue="unpaid")


async def test_pieces_in_two_workshops_are_settled_once_where_he_belongs(payroll: ServiceUnderTest) -> None:
    await payroll.record(*july(), pieces("W-1", "E-2", "2022-07-05", 100, workshop="WS-02"))
    assert await seen(payroll) == Seen("open", drafted_at="WS-01", overdue="unclosed")
    await close(payroll, JULY)
    assert await seen(payroll) == Seen("closed", overdue="unpaid")


async def test_who_was_held_is_closed_and_not_settled_until_his_difference_is(payroll: ServiceUnderTest) -> None:
    await payroll.record(*july())
    await close(payroll, JULY, held={"W-1": "his card is disputed"})
    # No closing took it, so a month that is open elsewhere takes it as its own.
    held = Seen("closed", drafted_at="WS-01", due_at="WS-01", supplement_at="WS-01", overdue="difference")
    assert await seen(payroll) == held
    await supplement(payroll)
    assert await seen(payroll) == Seen("closed", overdue="unpaid")


async def test_a_supplement_prepared_or_refused_settles_nothing(payroll: ServiceUnderTest) -> None:
    await payroll.record(*july())
    await close(payroll, JULY)
    await payroll.record(pieces("W-1", "E-1", "2022-07-04", 110, revision=2))
    waiting = Seen("closed", due_at="WS-01", supplement_at="WS-01", overdue="difference unpaid")
    number, _ = await prepare(payroll)
    assert await seen(payroll) == waiting
    async with payroll.deciding() as transaction:
        await refuse_supplement(transaction, number, "checker", "with the next closing")
    assert await seen(payroll) == waiting
    await supplement(payroll)
    assert await seen(payroll) == Seen("closed", overdue="unpaid")


async def test_a_month_is_paid_with_its_workshop_s_and_closed_again_with_a_supplement(
    payroll: ServiceUnderTest,
) -> None:
    await payroll.record(*july())
    await close(payroll, JULY)
    await settle(payroll, await pay(payroll))
    assert await seen(payroll) == Seen("paid")
    await payroll.record(pieces("W-1", "E-1", "2022-07-04", 110, revision=2))
    assert await seen(payroll) == Seen("paid", due_at="WS-01", supplement_at="WS-01", overdue="difference")
    await supplement(payroll)
    assert await seen(payroll) == Seen("closed", overdue="unpaid")


async def test_a_month_settled_as_a_difference_alone_is_closed_however_far_the_month_of_its_workshop_is(
    payroll: ServiceUnderTest,
) -> None:
    await payroll.record(*july(), registered("W-2", first_day="2022-01-01"), pieces("W-2", "E-2", "2022-07-04", 100))
    await close(payroll, JULY, held={"W-1": "his card is disputed"})
    await payroll.record(details("W-2", "6217000000000000002"), pieces("W-2", "E-3", "2022-08-04", 100))
    await close(payroll, AUGUST)
    await settle(payroll, await pay(payroll))
    assert await seen(payroll, "W-2") == Seen("paid")
    assert await seen(payroll) == Seen("closed")


async def test_a_month_that_comes_to_nothing_is_settled_with_its_closing(payroll: ServiceUnderTest) -> None:
    await payroll.record(*july()[:3], pieces("W-1", "E-1", "2022-07-04", 0, rejected_quantity=5))
    assert await seen(payroll) == Seen("open", drafted_at="WS-01")
    await close(payroll, JULY)
    assert await seen(payroll) == Seen("paid")


async def test_what_comes_too_late_is_closed_and_open_again_where_it_moves_to_an_open_month(
    payroll: ServiceUnderTest,
) -> None:
    await payroll.record(*july()[:3], registered("W-2", first_day="2022-01-01"))
    await payroll.record(pieces("W-2", "E-2", "2022-07-04", 100))
    await close(payroll, JULY)
    await payroll.record(july()[3])
    late = Seen("closed", drafted_at="WS-01", due_at="WS-01", supplement_at="WS-01", overdue="difference unpaid")
    assert await seen(payroll) == late
    await payroll.record(registered("W-1", "WS-02", first_day="2022-01-01", revision=2))
    assert await seen(payroll) == Seen("open", drafted_at="WS-02", overdue="unclosed unpaid")


async def test_a_month_without_a_statement_is_open(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop())
    assert await seen(payroll, "W-9") == Seen("open")
