"""A county's three months, late and wrong as they come, settled to the fen as somebody else counts them."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

import pytest
import structlog

from services.payroll.decisions.supplements import approve_supplement, prepare_supplement
from tests.conftest import LONG_TESTS
from tests.support.county import CLOSINGS, County, Round, make_county
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.books import close
from tests.support.payroll.closed_months import Books, assert_closed_months_add_up, read_books
from tests.support.payroll.recount import Cashbook, Closing, Recount, recount

WORKERS, WORKSHOPS, LARGEST_BATCH = (2700, 15, 1000) if LONG_TESTS else (150, 5, 200)
SUPPLEMENTS = 5
ZERO = Decimal(0)


@pytest.fixture(autouse=True)
def _few_logs() -> Iterator[None]:
    """A line for each of some hundred thousand events is nobody's to read."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))
    yield
    structlog.configure(**before)


@pytest.mark.timeout(1800 if LONG_TESTS else 120)
async def test_everybody_in_a_county_is_settled_to_the_fen_what_an_independent_recount_gives_him(
    payroll: ServiceUnderTest,
) -> None:
    county = make_county(2022, WORKERS, WORKSHOPS, LARGEST_BATCH)
    cashbook = Cashbook()
    given: list[tuple[str, str, Closing]] = []
    hashes: dict[tuple[str, str], str] = {}
    for number, round_ in enumerate(county.rounds):
        await arrive(payroll, round_)
        log = county.known_before(number)
        counted = recount(event.to_json() for event in log)
        if number:
            given += await supplement(payroll, CLOSINGS[number - 1], cashbook, counted)
        for at in county.workshops:
            hashes[at, round_.month] = await close_workshop(payroll, round_, at, counted)
        closed = cashbook.close(round_.month, counted, round_.held)
        given += [(worker, round_.month, closing) for worker, closing in closed.items()]
    books = await read_books(payroll)
    books.assert_sound()
    assert books.hashes == hashes
    assert not books.due
    counted = assert_closed_months_add_up(books, county.known_before(len(CLOSINGS)))
    assert_settled_as_given(books, given, cashbook)
    await assert_awards_and_divisions(payroll, books, counted, county)
    assert_covers_what_it_should(books, county)


async def arrive(payroll: ServiceUnderTest, round_: Round) -> None:
    """Send all batches while two recomputers work, as in production; nothing is refused."""
    is_over = asyncio.Event()

    async def work() -> None:
        recomputer = payroll.recomputer()
        while not is_over.is_set():
            if not await recomputer.run_pass():
                await asyncio.sleep(0.05)

    async def send() -> None:
        for batch in round_.batches:
            statuses = {outcome.status for outcome in await payroll.send(*batch)}
            assert statuses <= {"accepted", "duplicate"}, statuses
        is_over.set()

    await asyncio.gather(send(), work(), work())
    await payroll.compute(2)
    assert not await payroll.pool.fetch("SELECT kind, key, failure FROM recompute_due")


async def close_workshop(payroll: ServiceUnderTest, round_: Round, at: str, counted: Recount) -> str:
    """The clerk submits, without those held back, and the checker approves; the hash of what they closed."""
    here = {worker for (worker, month), home in counted.homes.items() if (month, home) == (round_.month, at)}
    held = dict.fromkeys(sorted(here & round_.held), "his card is disputed")
    draft = await close(payroll, round_.month, at, held, accept="what is missing comes later")
    return draft.statements_hash


async def supplement(
    payroll: ServiceUnderTest, last_closed: str, cashbook: Cashbook, counted: Recount
) -> list[tuple[str, str, Closing]]:
    """Some of those whose closed months changed do not wait for the next closing."""
    rows = await payroll.pool.fetch(
        "SELECT DISTINCT worker FROM adjustment_due WHERE cardinality(incomplete) = 0 ORDER BY worker LIMIT $1",
        SUPPLEMENTS,
    )
    given = []
    for worker in [row["worker"] for row in rows]:
        key = (counted.homes[max(key for key in counted.homes if key[0] == worker)], last_closed)
        async with payroll.deciding() as transaction:
            number, _, prepared_hash = await prepare_supplement(transaction, *key, worker, "clerk", "he asked")
        async with payroll.deciding() as transaction:
            await approve_supplement(transaction, number, "checker", prepared_hash)
        given.append((worker, last_closed, cashbook.supplement(worker, last_closed, counted)))
    return given


def assert_settled_as_given(books: Books, given: list[tuple[str, str, Closing]], cashbook: Cashbook) -> None:
    """Every settlement and every debt is the one of the cashbook."""
    settled = defaultdict(list)
    for row in books.settlements:
        if row["beneficiary_kind"] == "worker":
            amounts = (row["earned_yuan"], row["adjustment_yuan"], row["recovered_yuan"], row["net_yuan"])
            settled[row["beneficiary"], row["month"]].append(amounts)
    expected = defaultdict(list)
    for worker, month, part in given:
        expected[worker, month].append((part.earned, part.adjusted, part.recovered, part.net))
    empty = (ZERO, ZERO, ZERO, ZERO)
    for key in settled.keys() | expected.keys():
        both = [sorted(part for part in parts[key] if part != empty) for parts in (settled, expected)]
        assert both[0] == both[1], key
    balances = books.balances()
    for worker, debt_yuan in cashbook.debts.items():
        assert balances.get(f"debt:worker:{worker}", ZERO) == debt_yuan, worker


async def assert_awards_and_divisions(
    payroll: ServiceUnderTest, books: Books, counted: Recount, county: County
) -> None:
    """Collectives got each month's awards, and profits are divided, as counted again."""
    should: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for (at, _, month), amount in counted.awards.items():
        should[f"V-{at}", month] += Decimal(amount)
    posted = {key: sum(by_rule.values(), ZERO) for key, by_rule in books.posted("collective").items()}
    assert {key: amount for key, amount in posted.items() if amount} == {
        key: amount for key, amount in should.items() if amount
    }
    divided = await payroll.latest_states("division/")
    parts = {
        (state["workshop"], state["period"]): {
            (part["pot"], part["beneficiary"]): part["amount_yuan"] for part in state["parts"]
        }
        for state in divided.values()
    }
    assert parts == counted.divisions
    assert len(parts) == len(county.workshops)


def assert_covers_what_it_should(books: Books, county: County) -> None:
    """The county has what makes it worth counting: debts recovered and carried, supplements, corrections, batches."""
    workers = [row for row in books.settlements if row["beneficiary_kind"] == "worker"]
    assert any(row["recovered_yuan"] for row in workers)
    assert any(row["debt_after_yuan"] for row in workers)
    assert any(row["supplement"] for row in workers)
    assert any(row["adjustment_yuan"] > 0 and row["earned_yuan"] for row in workers)
    assert any(row["content"]["statement"] and row["content"]["statement"]["incomplete"] for row in workers)
    rules = {line["rule"] for row in workers for line in row["content"]["lines"]}
    assert {"piecework", "attendance_incentive", "full_attendance_award", "skill_uplift", "guaranteed_floor"} <= rules
