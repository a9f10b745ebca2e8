"""One fact is paid once: whoever organised it, whichever budget pays, whichever programme claims it."""

from itertools import combinations
from typing import Any

import asyncpg
import pytest

from shared.policy import available_packs, load_pack
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.claims import answers, claim, give, open_, states

PAIRS = [
    (pack, group.name, *pair)
    for pack in available_packs()
    for group in load_pack(pack).exclusive_groups.values()
    for pair in combinations(group.rules, 2)
]
PERIOD = "2022"


async def with_money(payroll: ServiceUnderTest, *funds: str, pack: str = "sandu") -> None:
    """Open funds with more money than is claimed."""
    for fund in funds:
        await open_(payroll, fund, pack)
        await give(payroll, "100000.00", fund=fund)


def test_the_counties_have_groups_to_try() -> None:
    assert {(pack, group) for pack, group, _, _ in PAIRS} >= {
        ("pingli", "training_programmes"),
        ("pubei", "worker_training"),
        ("sandu", "follow_up_service"),
    }


@pytest.mark.parametrize(("pack", "group", "first", "second"), PAIRS)
@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one after the other"])
async def test_two_programmes_of_one_group_pay_a_person_once(
    payroll: ServiceUnderTest, pack: str, group: str, first: str, second: str, together: bool
) -> None:
    await with_money(payroll, "awards", "subsidies", pack=pack)
    common: dict[str, Any] = {"policy_pack": pack, "subject": "W-1", "purpose": "COURSE-7", "period": PERIOD}
    one = claim("C-1", approved=1, rule=first, fund="awards", **common)
    other = claim("C-2", approved=2, rule=second, fund="subsidies", beneficiary="COOP-2", payee="COOP-2", **common)
    for batch in ([other, one],) if together else ([one], [other]):
        await payroll.record(*batch)
    assert await answers(payroll, "C-1", "C-2") == [
        ("committed", "", None),
        ("refused", "paid_by_another_claim", "C-1"),
    ]
    refused = (await payroll.latest_states("claim/"))["claim/C-2"]
    assert (refused["winner"], refused["reason"]) == ("C-1", "paid_by_another_claim")


@pytest.mark.parametrize(
    "other",
    [
        {"purpose": "COURSE-8"},
        {"subject": "W-2"},
        {"period": "2023"},
        {"period": "2021"},
        {"rule": "leader_award"},
    ],
    ids=lambda other: next(iter(other)),
)
async def test_another_course_person_year_or_subsidy_is_another_fact(
    payroll: ServiceUnderTest, other: dict[str, Any]
) -> None:
    await with_money(payroll, "awards")
    common: dict[str, Any] = {"subject": "W-1", "purpose": "COURSE-7", "period": PERIOD}
    await payroll.record(claim("C-1", **common), claim("C-2", **(common | other)))
    assert await states(payroll, "C-1", "C-2") == ["committed", "committed"]


async def test_two_counties_do_not_exclude_each_other(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "awards")
    await with_money(payroll, "training", pack="pubei")
    await payroll.record(
        claim("C-1", subject="W-1", rule="housing"),
        claim("C-2", subject="W-1", rule="housing", policy_pack="pubei", fund="training"),
    )
    assert await states(payroll, "C-1", "C-2") == ["committed", "committed"]


async def test_two_organisers_of_one_worker_are_not_both_paid(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "awards")
    await payroll.record(
        claim("C-2", approved=2, subject="W-1", beneficiary="COOP-2", payee="COOP-2"),
        claim("C-3", approved=1, subject="W-1"),
        claim("C-1", approved=3, subject="W-1", beneficiary="LEADER-1", payee="W-9", payee_kind="worker"),
    )
    assert await answers(payroll, "C-3", "C-2", "C-1") == [
        ("committed", "", None),
        ("refused", "paid_by_another_claim", "C-3"),
        ("refused", "paid_by_another_claim", "C-3"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ("2022", "2022-06", True),
        ("2022-06", "2022", True),
        ("2022-Q2", "2022-06", True),
        ("2022-12", "2022-Q4", True),
        ("2022-Q1", "2022", True),
        ("2022-Q2", "2022-07", False),
        ("2022-Q2", "2022-03", False),
        ("2022-Q1", "2022-Q2", False),
        ("2022", "2023-01", False),
        ("2022", "2021-12", False),
    ],
)
async def test_a_year_a_quarter_and_a_month_exclude_each_other_where_they_meet(
    payroll: ServiceUnderTest, first: str, second: str, meet: bool
) -> None:
    await with_money(payroll, "awards")
    await payroll.record(
        claim("C-1", approved=1, subject="W-1", period=first),
        claim("C-2", approved=2, subject="W-1", period=second, rule="follow_up_subsidy"),
    )
    assert await states(payroll, "C-1", "C-2") == ["committed", "refused" if meet else "committed"]
    held = await payroll.pool.fetchval("SELECT count(*) FROM exclusivity WHERE claim = 'C-2'")
    assert bool(held) is not meet, "a loser reserves nothing, not even the months nobody else had"


async def test_a_claim_that_waits_for_money_keeps_others_from_its_fact(payroll: ServiceUnderTest) -> None:
    await open_(payroll)
    await payroll.record(claim("C-1", approved=1, subject="W-1"))
    await payroll.record(claim("C-2", approved=0, subject="W-1"))
    assert await answers(payroll, "C-1", "C-2") == [
        ("queued", "money_short", None),
        ("refused", "paid_by_another_claim", "C-1"),
    ]


async def test_what_the_winner_gives_up_the_refused_may_claim_again(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "awards")
    await payroll.record(claim("C-1", approved=1, subject="W-1"), claim("C-2", approved=2, subject="W-1"))
    await payroll.record(
        claim("C-2", approved=2, subject="W-1", revision=2), claim("C-1", subject="W-1", revision=2, withdrawn=True)
    )
    assert await answers(payroll, "C-1", "C-2") == [("withdrawn", "withdrawn", None), ("committed", "", None)]


async def test_the_constraint_alone_refuses_a_second_claim_of_one_fact(payroll: ServiceUnderTest) -> None:
    await with_money(payroll, "awards")
    await payroll.record(claim("C-1", subject="W-1"))
    with pytest.raises(asyncpg.UniqueViolationError, match="one_fact_is_paid_once"):
        await payroll.pool.execute(
            """
            INSERT INTO exclusivity
            SELECT policy_pack, exclusive_group, subject, purpose, month, 'C-2' FROM exclusivity WHERE month = '2022-06'
            """
        )
