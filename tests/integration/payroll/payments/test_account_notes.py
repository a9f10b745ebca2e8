"""What stands beside a payment before it is made: a changed account, one of two people, a mistyped card."""

from services.payroll.store import payment_batches
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.bank import all_items, details, fetch, items, pay, retry, settle
from tests.support.payroll.books import close
from tests.support.payroll.facts import pieces, registered, workshop
from tests.support.refusing import refused_as

GOOD, OTHER_GOOD, MISTYPED = "6217000000000000004", "6217000000000000012", "6217000000000000001"


async def closed(payroll: ServiceUnderTest, **accounts: str | None) -> None:
    """A closed month in which everybody named earned something and has this account."""
    names = [name.replace("_", "-") for name in accounts]
    await payroll.record(
        workshop(),
        *(registered(worker, first_day="2022-04-01") for worker in names),
        *(pieces(worker, f"E-{worker}", "2022-07-04", 400) for worker in names),
        *(details(worker, account) for worker, account in zip(names, accounts.values(), strict=True)),
    )
    await close(payroll, "2022-07")


async def notes(payroll: ServiceUnderTest, batch: int) -> dict[str, list[str]]:
    return {row.beneficiary: list(row.notes) for row in await all_items(payroll, batch)}


async def test_a_first_payment_and_a_mistyped_card_are_told_with_the_batch(payroll: ServiceUnderTest) -> None:
    await closed(payroll, W_1=GOOD, W_2=MISTYPED)
    batch = await pay(payroll)
    assert await notes(payroll, batch) == {"W-1": ["first_payment"], "W-2": ["first_payment", "card_number_wrong"]}
    async with payroll.pool.acquire() as connection:
        told = await payment_batches.notes_of(connection, batch)
        assert [(part["beneficiary"], part["notes"]) for part in told] == [
            ("W-2", ["first_payment", "card_number_wrong"])
        ]
        assert await payment_batches.first_payments_of(connection, batch) == 2


async def test_a_changed_account_is_told_with_the_first_payment_to_it_and_with_no_later_one(
    payroll: ServiceUnderTest,
) -> None:
    await closed(payroll, W_1=GOOD)
    first = await pay(payroll)
    await settle(payroll, first, {"W-1": "账号不存在"})
    await payroll.record(details("W-1", OTHER_GOOD, revision=2))
    second = await retry(payroll, first)
    assert await notes(payroll, second) == {"W-1": ["account_changed"]}
    await settle(payroll, second, {"W-1": "账号不存在"})
    assert await notes(payroll, await retry(payroll, second)) == {"W-1": []}


async def test_one_account_of_two_people_is_told_before_either_is_paid(payroll: ServiceUnderTest) -> None:
    await closed(payroll, W_1=GOOD)
    await payroll.record(details("W-9", GOOD))
    assert "account_shared" in (await notes(payroll, await pay(payroll)))["W-1"]


async def test_an_account_in_anothers_name_is_told(payroll: ServiceUnderTest) -> None:
    await closed(payroll, W_1=GOOD, W_2=OTHER_GOOD)
    await payroll.record(details("W-1", GOOD, revision=2, holder="王大山"))
    told = await notes(payroll, await pay(payroll))
    assert told == {"W-1": ["first_payment", "holder_differs"], "W-2": ["first_payment"]}


async def test_whoever_gave_an_account_neither_pays_to_it_first_nor_fetches_that_file(
    payroll: ServiceUnderTest,
) -> None:
    await closed(payroll, W_1=GOOD, W_2=OTHER_GOOD)
    await payroll.record(details("W-1", GOOD, revision=2, given_by="finance"))
    batch = await pay(payroll, actor="Finance")
    assert list(await items(payroll, batch)) == ["W-2"]
    async with payroll.pool.acquire() as connection:
        (blocked,) = await payment_batches.blocked_of(connection, batch)
    assert (blocked["beneficiary"], blocked["reason"]) == ("W-1", "whoever makes this batch gave the account")

    await payroll.record(details("W-1", GOOD, revision=3, given_by="cashier"))
    batch = await pay(payroll)
    assert list(await items(payroll, batch)) == ["W-1"]
    with refused_as("batch.accounts_by_same"):
        await fetch(payroll, batch)
