"""Awards follow the highest production revision; profit is divided after earlier losses, by shares on the last day."""

from typing import Any

from services.payroll.explanations.live import explain_award, explain_division
from tests.support.harness import ServiceUnderTest
from tests.support.payroll.facts import production, profit, shares, workshop

JULY = "2022-07"


async def award(payroll: ServiceUnderTest, month: str = JULY) -> dict[str, Any]:
    return (await payroll.latest_states("award/"))[f"award/WS-01/QIAOJI/{month}"]


async def division(payroll: ServiceUnderTest, year: str) -> dict[str, str]:
    state = (await payroll.latest_states("division/"))[f"division/WS-01/{year}"]
    return {part["beneficiary"]: part["amount_yuan"] for part in state["parts"]}


async def test_an_award_rests_on_the_highest_production_revision_only(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), production(JULY, 10_000, 12_000, "200000.00", revision=3))
    await payroll.record(production(JULY, 10_000, 9_000, "200000.00", revision=1))
    await payroll.record(production(JULY, 10_000, 13_000, "200000.00", revision=2))
    granted = await award(payroll)
    assert granted["amount_yuan"] == "4000.00"
    assert (granted["beneficiary"], granted["payer"]) == ("V-WS-01", "QIAOJI")

    await payroll.record(production(JULY, 10_000, 9_999, "200000.00", revision=4))
    assert (await award(payroll))["amount_yuan"] == "0.00", "reopened by a late rejection"


async def test_an_award_waits_for_all_products_of_the_month(payroll: ServiceUnderTest) -> None:
    await payroll.record(
        workshop(), production(JULY, 100, 150, "1000.00"), production(JULY, 100, 99, "1000.00", product="b")
    )
    assert (await award(payroll))["amount_yuan"] == "0.00"
    await payroll.record(production(JULY, 100, 100, "1000.00", product="b", revision=2))
    assert (await award(payroll))["amount_yuan"] == "50.00"


async def test_an_award_of_an_unknown_workshop_waits_for_its_registration(payroll: ServiceUnderTest) -> None:
    await payroll.record(production(JULY, 100, 150, "1000.00"))
    assert (await award(payroll))["amount_yuan"] == "0.00"
    stored = await payroll.pool.fetchval("SELECT incomplete FROM award")
    assert stored == ["workshop_not_registered:WS-01"]
    await payroll.record(workshop())
    assert (await award(payroll))["amount_yuan"] == "50.00"
    assert await payroll.pool.fetchval("SELECT incomplete FROM award") == []


async def test_profit_is_divided_into_the_pots_and_among_the_villages(payroll: ServiceUnderTest) -> None:
    await payroll.record(workshop(), shares("V001", "10"), shares("V002", "5"), profit("2022", "7500000.00"))
    assert await division(payroll, "2022") == {
        "care_fund": "750000.00",
        "relief_and_redevelopment": "1500000.00",
        "V001": "1000000.00",
        "V002": "500000.00",
        "rolling_development": "3750000.00",
    }


async def test_a_loss_is_made_up_before_anything_is_divided_even_when_it_is_reported_last(
    payroll: ServiceUnderTest,
) -> None:
    await payroll.record(workshop(), shares("V001", "1"), profit("2023", "1000.00"), profit("2024", "1000.00"))
    assert (await division(payroll, "2023"))["rolling_development"] == "500.00"
    await payroll.record(profit("2022", "-1200.00"))
    assert await division(payroll, "2022") == {}
    assert await division(payroll, "2023") == {}
    assert (await division(payroll, "2024"))["rolling_development"] == "400.00"
    await payroll.record(profit("2022", "-1200.00", revision=2, withdrawn=True))
    assert (await division(payroll, "2023"))["rolling_development"] == "500.00"


async def test_shares_count_as_registered_on_the_last_day_of_the_year(payroll: ServiceUnderTest) -> None:
    await payroll.record(
        workshop(),
        shares("V001", "1"),
        shares("V002", "1", since="2022-12-31"),
        shares("V003", "1", since="2023-01-01"),
        profit("2022", "1000.00"),
    )
    assert {name: amount for name, amount in (await division(payroll, "2022")).items() if name.startswith("V")} == {
        "V001": "100.00",
        "V002": "100.00",
    }
    await payroll.record(shares("V002", "3", since="2022-12-31", revision=2))
    assert (await division(payroll, "2022"))["V002"] == "150.00"


async def test_explanations_give_the_stored_amounts(payroll: ServiceUnderTest) -> None:
    await payroll.record(
        workshop(),
        production(JULY, 10_000, 12_345, "333333.33"),
        shares("V001", "1"),
        shares("V002", "2"),
        profit("2022", "12345.67"),
    )
    explained = await explain_award(payroll.pool, ("WS-01", "QIAOJI", JULY))
    assert explained is not None
    assert explained.lines is not None
    assert [line["amount"] for line in explained.lines["lines"]] == [(await award(payroll))["amount_yuan"]]
    assert explained.lines["lines"][0]["events"] == [f"gongfang:orders#production/WS-01/QIAOJI/toy-a/{JULY}@1"]
    divided = await explain_division(payroll.pool, "WS-01", "2022")
    assert divided is not None
    assert divided.lines is not None
    assert {line["beneficiary"]: line["amount"] for line in divided.lines["lines"]} == await division(payroll, "2022")
