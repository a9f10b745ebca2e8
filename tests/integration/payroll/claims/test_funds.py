"""Funds are given money once a document, never beyond their budget, and never hold less than nothing."""

from decimal import Decimal

import asyncpg
import pytest
from pydantic import ValidationError

from services.payroll.api.funds import Money
from shared.events.envelope import Event
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.books import balance, is_balanced
from tests.support.payroll.claims import allot_, answers, approve_profit, claim, figures, give, open_, owed, states
from tests.support.payroll.facts import profit, shares, workshop
from tests.support.refusing import refused_as

JOINT = "WS-01.relief_and_redevelopment"
RELIEF, REDEVELOPMENT = "WS-01.relief_fund", "WS-01.redevelopment_fund"


async def a_profit(payroll: ServiceUnderTest, amount: str = "7500000.00") -> None:
    """A year's profit of a workshop with two shareholding villages."""
    await payroll.record(workshop(), shares("V001", "1"), shares("V002", "3"), profit("2022", amount))


async def test_an_appropriation_reaches_the_fund_once_however_often_it_is_sent(payroll: ServiceUnderTest) -> None:
    await open_(payroll)
    assert await give(payroll, "1000.00", "Document 17")
    assert not await give(payroll, "1000.00", "Document 17")
    with refused_as("fund.gave_another_amount"):
        await give(payroll, "2000.00", "Document 17")
    assert await give(payroll, "500.00", "Document 18")
    assert await balance(payroll, "fund:awards") == Decimal("1500.00")
    assert await balance(payroll, "treasury:awards") == Decimal("1500.00")
    assert await is_balanced(payroll)


async def test_the_database_keeps_what_a_document_gave(payroll: ServiceUnderTest) -> None:
    await open_(payroll)
    await give(payroll, "1000.00")
    with pytest.raises(asyncpg.UniqueViolationError):
        await payroll.pool.execute(
            "INSERT INTO appropriation SELECT fund, document, 5, reason, actor FROM appropriation"
        )
    for statement in ("UPDATE appropriation SET amount_yuan = 5", "DELETE FROM appropriation"):
        with pytest.raises(asyncpg.RaiseError, match="append-only"):
            await payroll.pool.execute(statement)


async def test_funds_of_one_budget_are_together_given_no_more_than_it_has(payroll: ServiceUnderTest) -> None:
    await open_(payroll, "awards-north", budget="awards_budget")
    await open_(payroll, "awards-south", budget="awards_budget")
    await give(payroll, "9999999.99", fund="awards-north")
    with refused_as("budget.exceeded") as refused:
        await give(payroll, "0.02", fund="awards-south")
    assert refused.value.told["clause"]["document"]
    await give(payroll, "0.01", fund="awards-south")
    assert await balance(payroll, "fund:awards-south") == Decimal("0.01")


async def test_a_fund_cannot_turn_to_a_budget_that_what_it_was_given_exceeds(payroll: ServiceUnderTest) -> None:
    await open_(payroll)
    await give(payroll, "10000000.01")
    with refused_as("budget.exceeded"):
        await open_(payroll, budget="awards_budget")
    with refused_as("budget.without_amount"):
        await open_(payroll, budget="lottery")


@pytest.mark.parametrize(("pack", "budget"), [("sandu", "business_support_budget"), ("songtao", "training_budget")])
async def test_a_budget_the_source_gives_no_amount_of_bounds_nothing_and_opens_no_fund(
    payroll: ServiceUnderTest, pack: str, budget: str
) -> None:
    with refused_as("budget.without_amount"):
        await open_(payroll, pack=pack, budget=budget)


async def test_the_money_earmarked_for_workshops_is_given_to_the_last_fen_and_no_further(
    payroll: ServiceUnderTest,
) -> None:
    await open_(payroll, pack="songtao", budget="earmarked_budget")
    await give(payroll, "5850000.00")
    with refused_as("budget.exceeded"):
        await give(payroll, "0.01", "Document 18")


async def test_a_fund_stays_of_its_county_and_may_get_another_name(payroll: ServiceUnderTest) -> None:
    assert await open_(payroll) is None
    with refused_as("fund.other_county"):
        await open_(payroll, pack="pubei")
    with refused_as("fund.no_pack"):
        await open_(payroll, "other", pack="nowhere")
    await open_(payroll, name="Awards of the county")
    assert (await figures(payroll))["name"] == "Awards of the county"
    with refused_as("fund.unknown"):
        await give(payroll, "5.00", fund="relief")


async def test_received_is_balance_and_committed_and_spent(payroll: ServiceUnderTest) -> None:
    await open_(payroll)
    await give(payroll, "500.00")
    await payroll.record(claim("C-1", approved=1), claim("C-2", approved=2), claim("C-3", "300.00", approved=3))
    shown = await figures(payroll)
    amounts = {name: shown[name] for name in ("received", "balance", "committed", "spent", "queued")}
    assert amounts == {
        "received": "500.00",
        "balance": "100.00",
        "committed": "400.00",
        "spent": "0.00",
        "queued": "300.00",
    }
    assert shown["queued_claims"] == 1


@pytest.mark.parametrize("account", ["fund:awards", "committed:awards"])
async def test_the_database_refuses_to_take_more_from_a_fund_than_it_has(
    payroll: ServiceUnderTest, account: str
) -> None:
    await open_(payroll)
    await give(payroll, "300.00")
    await payroll.record(claim("C-1", "200.00"))
    left = await balance(payroll, account)
    with pytest.raises(asyncpg.CheckViolationError, match=rf"account {account} would fall to -0\.01"):
        await payroll.pool.execute(
            """
            INSERT INTO posting (effect, cause, debit_account, credit_account, amount_yuan, actor)
            VALUES ('theft', 'x', $1, 'treasury:awards', $2, 'nobody')
            """,
            account,
            left + Decimal("0.01"),
        )
    assert await balance(payroll, account) == left


async def test_an_approved_division_fills_the_pots_and_owes_the_villages(payroll: ServiceUnderTest) -> None:
    await a_profit(payroll)
    posted = await approve_profit(payroll, 1)
    assert {part.beneficiary: part.after_yuan for part in posted} == {
        "WS-01.care_fund": 750_000,
        JOINT: 1_500_000,
        "WS-01.rolling_development": 3_750_000,
        "V001": 375_000,
        "V002": 1_125_000,
    }
    assert await balance(payroll, f"fund:{JOINT}") == 1_500_000
    assert await balance(payroll, "payable:village:V002") == 1_125_000
    assert await balance(payroll, "profit:WS-01") == 7_500_000
    assert (await figures(payroll, JOINT))["policy_pack"] == "songtao"
    dividends = await payroll.pool.fetch("SELECT beneficiary, amount_yuan FROM obligation WHERE kind = 'dividend'")
    assert {row["beneficiary"]: row["amount_yuan"] for row in dividends} == {"V001": 375_000, "V002": 1_125_000}
    assert await is_balanced(payroll)


async def test_a_division_approved_again_posts_nothing_and_a_stale_one_is_refused(payroll: ServiceUnderTest) -> None:
    await a_profit(payroll)
    await approve_profit(payroll, 1)
    assert await approve_profit(payroll, 1) == []
    await payroll.record(profit("2022", "7500000.10", revision=2))
    with refused_as("division.other_revision"):
        await approve_profit(payroll, 1)
    assert await balance(payroll, "profit:WS-01") == 7_500_000


async def test_a_corrected_division_posts_the_difference_up_and_down(payroll: ServiceUnderTest) -> None:
    await a_profit(payroll)
    await approve_profit(payroll, 1)
    await payroll.record(profit("2022", "8000000.00", revision=2))
    up = await approve_profit(payroll, 2)
    assert {part.beneficiary: part.difference_yuan for part in up}[JOINT] == 100_000
    await payroll.record(profit("2022", "1000000.00", revision=3))
    await approve_profit(payroll, 3)
    assert await balance(payroll, "profit:WS-01") == 1_000_000
    assert await balance(payroll, f"fund:{JOINT}") == 200_000
    for village, amount in (("V001", 50_000), ("V002", 150_000)):
        assert await balance(payroll, f"payable:village:{village}") == amount
        standing = await payroll.pool.fetchval(
            """
            SELECT sum(amount_yuan) FROM obligation
            WHERE beneficiary = $1 AND obligation NOT IN (SELECT obligation FROM obligation_cancelled)
            """,
            village,
        )
        assert standing == amount
    assert await is_balanced(payroll)


async def test_a_pot_gives_back_only_what_it_still_has(payroll: ServiceUnderTest) -> None:
    await a_profit(payroll, "1000.00")
    await approve_profit(payroll, 1)
    care = "WS-01.care_fund"
    await payroll.record(claim("C-1", "75.00", fund=care, policy_pack="songtao", rule="cadres_care"))
    assert await states(payroll, "C-1") == ["committed"]
    await payroll.record(profit("2022", "700.00", revision=2))
    with refused_as("division.not_enough_left"):
        await approve_profit(payroll, 2)
    assert await balance(payroll, "profit:WS-01") == 1000
    await payroll.record(profit("2022", "750.00", revision=3))
    await approve_profit(payroll, 3)
    assert await balance(payroll, f"fund:{care}") == 0


async def test_an_incomplete_division_is_not_approved(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), profit("2022", "1000.00"))
    with refused_as("division.incomplete"):
        await approve_profit(payroll, 1)
    with refused_as("division.no_profit"):
        await approve_profit(payroll, 1, period="2021")


def relief_claim(name: str, amount: str, approved: int = 0, fund: str = RELIEF, revision: int = 1) -> Event:
    return claim(name, amount, approved, revision, fund=fund, policy_pack="songtao", rule="pension_premium")


async def test_relief_spends_only_what_was_allotted_to_it(payroll: ServiceUnderTest) -> None:
    await payroll.record(relief_claim("C-1", "150.00"), relief_claim("C-2", "60.00", approved=1))
    assert await answers(payroll, "C-1", "C-2") == [("queued", "fund_not_open", None)] * 2
    await a_profit(payroll, "1000.00")
    await approve_profit(payroll, 1)
    assert await answers(payroll, "C-1", "C-2") == [("queued", "fund_not_open", None)] * 2, "the pot is not divided"
    assert await allot_(payroll, "149.99")
    assert await answers(payroll, "C-1", "C-2") == [("queued", "money_short", None)] * 2
    assert await allot_(payroll, "0.01", "D-2")
    assert await answers(payroll, "C-1", "C-2") == [("committed", "", None), ("queued", "money_short", None)]
    assert await owed(payroll, "C-1") == [150]
    assert await balance(payroll, f"fund:{JOINT}") == 50
    assert await is_balanced(payroll)


async def test_nothing_is_spent_from_a_pot_that_is_two_funds(payroll: ServiceUnderTest) -> None:
    await a_profit(payroll, "1000.00")
    await approve_profit(payroll, 1)
    await payroll.record(relief_claim("C-1", "1.00", fund=JOINT))
    assert await answers(payroll, "C-1") == [("queued", "pot_not_allotted", None)]
    await allot_(payroll, "1.00")
    assert await answers(payroll, "C-1") == [("queued", "pot_not_allotted", None)]
    await payroll.record(relief_claim("C-1", "1.00", revision=2))
    assert await answers(payroll, "C-1") == [("committed", "", None)]


async def test_a_claim_on_the_joint_pot_waits_whether_it_came_before_the_profit_or_after(
    payroll: ServiceUnderTest,
) -> None:
    await open_(payroll, JOINT, "songtao")
    await payroll.record(relief_claim("C-1", "1.00", fund=JOINT))
    assert await answers(payroll, "C-1") == [("queued", "money_short", None)]
    await a_profit(payroll, "1000.00")
    await approve_profit(payroll, 1)
    assert await answers(payroll, "C-1") == [("queued", "pot_not_allotted", None)]


async def test_an_allotment_counts_once_and_never_beyond_what_the_pot_has(payroll: ServiceUnderTest) -> None:
    await a_profit(payroll, "1000.00")
    with refused_as("fund.unknown"):
        await allot_(payroll, "1.00")
    await approve_profit(payroll, 1)
    with refused_as("fund.not_joint"):
        await allot_(payroll, "1.00", fund="WS-01.care_fund")
    with refused_as("fund.not_enough_to_allot"):
        await allot_(payroll, "200.01")
    assert await allot_(payroll, "120.00")
    assert not await allot_(payroll, "120.00")
    for pot, amount in (("relief_fund", "120.01"), ("redevelopment_fund", "120.00")):
        with refused_as("fund.allotted_otherwise"):
            await allot_(payroll, amount, pot=pot)
    assert await allot_(payroll, "80.00", "D-2", pot="redevelopment_fund")
    assert await balance(payroll, f"fund:{JOINT}") == 0
    assert [await balance(payroll, f"fund:{fund}") for fund in (RELIEF, REDEVELOPMENT)] == [120, 80]
    kept = await payroll.pool.fetch("SELECT document, actor FROM allotment ORDER BY document")
    assert [tuple(row) for row in kept] == [("D-1", "finance"), ("D-2", "finance")]


async def test_what_was_allotted_goes_back_as_far_as_it_is_not_spent(payroll: ServiceUnderTest) -> None:
    await a_profit(payroll, "1000.00")
    await approve_profit(payroll, 1)
    await allot_(payroll, "200.00")
    await payroll.record(relief_claim("C-1", "150.00"), profit("2022", "900.00", revision=2))
    with refused_as("division.not_enough_left"):
        await approve_profit(payroll, 2)
    with refused_as("fund.not_enough_to_allot"):
        await allot_(payroll, "50.01", "D-2", given_back=True)
    await allot_(payroll, "50.00", "D-2", given_back=True)
    await approve_profit(payroll, 2)
    assert [await balance(payroll, f"fund:{fund}") for fund in (JOINT, RELIEF)] == [30, 0]
    assert await is_balanced(payroll)


async def test_the_township_holds_the_two_first_pots(payroll: ServiceUnderTest) -> None:
    await a_profit(payroll, "1000.00")
    await approve_profit(payroll, 1)
    await allot_(payroll, "120.00")
    await open_(payroll)
    funds = ("awards", "WS-01.care_fund", JOINT, RELIEF, "WS-01.rolling_development")
    held = {fund: (await figures(payroll, fund))["held_by"] for fund in funds}
    township = {"kind": "township", "id": "TS-1"}
    assert held == {
        "awards": {"kind": "county", "id": "sandu"},
        "WS-01.care_fund": township,
        JOINT: township,
        RELIEF: township,
        "WS-01.rolling_development": {"kind": "workshop", "id": "WS-01"},
    }


@pytest.mark.parametrize("document", [" 财预〔2019〕1号", "财预〔2019〕1号\u3000", "财预\n〔2019〕1号"])
def test_a_document_is_written_in_one_way_only(document: str) -> None:
    """It counts once for ever: a blank or line break would make another of it."""
    with pytest.raises(ValidationError, match="document"):
        Money(amount="100.00", document=document, reason="annual budget")
