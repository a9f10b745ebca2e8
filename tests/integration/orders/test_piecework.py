"""Piecework per worker: rates, groups, corrections and rework, in whatever order they are reported."""

from typing import Any

from shared.events.people import WorkerEnrolled
from tests.support.orders.facts import agreement, award, piecework, profit, rate, routing, shares
from tests.support.orders.service import OrdersService, fact


async def flags_of(service: OrdersService, entry: str) -> list[tuple[str, int]]:
    flags: list[dict[str, Any]] = await service.pool.fetchval(
        "SELECT flags FROM piecework_entry WHERE entry = $1", entry
    )
    return [(flag["kind"], flag["quantity"]) for flag in flags]


async def test_piecework_is_published_without_a_rate_and_priced_when_the_rate_arrives(
    service: OrdersService,
) -> None:
    await service.record(piecework(1, 120))
    assert (await service.states())["piecework/P-1/W1"].get("unit_rate_yuan") is None
    assert await flags_of(service, "P-1") == [("no_rate", 120)]

    await service.record(rate(2, "2.50"))
    assert (await service.states())["piecework/P-1/W1"]["unit_rate_yuan"] == "2.50"
    assert await flags_of(service, "P-1") == []


async def test_a_later_rate_leaves_the_days_before_it_alone(service: OrdersService) -> None:
    await service.record(piecework(1, 1, worked_on="2022-07-14"), piecework(2, 1, entry="P-2", worked_on="2022-07-15"))
    await service.record(rate(3, "2.50"), rate(4, "3.00", effective_from="2022-07-15"))
    states = await service.states()
    assert states["piecework/P-1/W1"]["unit_rate_yuan"] == "2.50"
    assert states["piecework/P-2/W1"]["unit_rate_yuan"] == "3.00"


async def test_a_workshops_own_rate_goes_before_a_later_one_of_the_company(service: OrdersService) -> None:
    await service.record(
        piecework(1, 1),
        piecework(2, 1, entry="P-2", workshop="WS-02"),
        rate(3, "2.80", workshop="WS-01", effective_from="2022-02-01"),
        rate(4, "3.00", effective_from="2022-07-01"),
    )
    states = await service.states()
    assert states["piecework/P-1/W1"]["unit_rate_yuan"] == "2.80"
    assert states["piecework/P-2/W1"]["unit_rate_yuan"] == "3.00"


async def test_a_rate_arriving_late_prices_work_from_its_very_first_day(service: OrdersService) -> None:
    await service.record(piecework(1, 1, worked_on="2022-07-05"), rate(2, "2.50"))
    await service.record(rate(3, "3.00", effective_from="2022-07-05"))
    assert (await service.states())["piecework/P-1/W1"]["unit_rate_yuan"] == "3.00"
    await service.record(rate(4, "3.20", effective_from="2022-07-05", workshop="WS-01"))
    assert (await service.states())["piecework/P-1/W1"]["unit_rate_yuan"] == "3.20"


async def test_a_withdrawn_rate_leaves_the_one_before_it_in_force(service: OrdersService) -> None:
    await service.record(piecework(1, 1), rate(2, "2.50"), rate(3, "3.00", effective_from="2022-07-01"))
    await service.record(rate(4, "3.00", effective_from="2022-07-01", withdrawn=True))
    assert (await service.states())["piecework/P-1/W1"]["unit_rate_yuan"] == "2.50"


async def test_a_groups_pieces_are_divided_whole_by_largest_remainder(service: OrdersService) -> None:
    await service.record(
        piecework(1, 100, rejected_quantity=1, group_shares=shares(W2="1", W1="1", W3="1")), rate(2, "1")
    )
    states = await service.states("piecework/P-1")
    assert {state["worker"]: state["accepted_quantity"] for state in states.values()} == {"W1": 34, "W2": 33, "W3": 33}
    assert {state["worker"]: state["rejected_quantity"] for state in states.values()} == {"W1": 1, "W2": 0, "W3": 0}


async def test_a_correction_to_another_worker_takes_the_first_workers_pieces_back(service: OrdersService) -> None:
    await service.record(piecework(1, 120), rate(2, "2.50"))
    await service.record(piecework(3, 120, worker="W2"))
    assert set(await service.states("piecework")) == {"piecework/P-1/W2"}
    (_, withdrawn) = await service.published("piecework/P-1/W1")
    assert withdrawn["withdrawn"] is True

    await service.record(piecework(4, 110))
    states = await service.states("piecework")
    assert set(states) == {"piecework/P-1/W1"}
    assert states["piecework/P-1/W1"]["accepted_quantity"] == 110


async def test_a_withdrawn_entry_counts_as_nothing(service: OrdersService) -> None:
    await service.record(piecework(1, 120))
    await service.record(piecework(2, 120, withdrawn=True))
    assert await service.states() == {}


async def test_rework_is_paid_up_to_what_the_original_had_rejected(service: OrdersService) -> None:
    await service.record(
        piecework(1, 90, rejected_quantity=10),
        piecework(2, 6, entry="R-1", rework_of="P-1", worker="W2"),
        piecework(3, 7, entry="R-2", rework_of="P-1", worker="W3"),
        rate(4, "1"),
    )
    states = await service.states("piecework/R")
    assert {state["worker"]: state["accepted_quantity"] for state in states.values()} == {"W2": 6, "W3": 4}
    assert await flags_of(service, "R-2") == [("rework_exceeds_rejects", 3)]

    await service.record(piecework(5, 6, entry="R-1", rework_of="P-1", worker="W2", withdrawn=True))
    assert (await service.states())["piecework/R-2/W3"]["accepted_quantity"] == 7


async def test_rework_counts_nothing_until_its_original_is_reported(service: OrdersService) -> None:
    await service.record(piecework(1, 6, entry="R-1", rework_of="P-1"), rate(2, "1"))
    assert (await service.states())["piecework/R-1/W1"]["accepted_quantity"] == 0
    assert await flags_of(service, "R-1") == [("rework_original_unknown", 6)]
    await service.record(piecework(3, 90, rejected_quantity=10))
    assert (await service.states())["piecework/R-1/W1"]["accepted_quantity"] == 6
    assert await flags_of(service, "R-1") == []


async def test_rework_moved_to_another_original_frees_the_pieces_of_the_first(service: OrdersService) -> None:
    await service.record(
        piecework(1, 90, rejected_quantity=5),
        piecework(2, 90, entry="P-2", rejected_quantity=5),
        piecework(3, 5, entry="R-1", rework_of="P-1"),
        piecework(4, 5, entry="R-2", rework_of="P-1"),
        rate(5, "1"),
    )
    assert (await service.states())["piecework/R-2/W1"]["accepted_quantity"] == 0
    await service.record(piecework(6, 5, entry="R-1", rework_of="P-2"))
    assert (await service.states())["piecework/R-2/W1"]["accepted_quantity"] == 5


async def test_entries_that_rework_each_other_are_flagged_and_none_is_paid_until_one_has_an_original(
    service: OrdersService,
) -> None:
    circle = {"R-1": "R-2", "R-2": "R-3", "R-3": "R-1"}
    await service.record(
        rate(1, "1"),
        *(
            piecework(number, 5, entry=entry, rework_of=of, rejected_quantity=5)
            for number, (entry, of) in enumerate(circle.items(), start=2)
        ),
    )
    for entry in circle:
        assert await flags_of(service, entry) == [("rework_without_original", 5)]
        assert (await service.states())[f"piecework/{entry}/W1"]["accepted_quantity"] == 0

    await service.record(piecework(6, 90, rejected_quantity=5))
    await service.record(piecework(7, 5, entry="R-3", rework_of="P-1", rejected_quantity=5))
    states = await service.states()
    assert {entry: states[f"piecework/{entry}/W1"]["accepted_quantity"] for entry in circle} == dict.fromkeys(circle, 5)
    assert [await flags_of(service, entry) for entry in circle] == [[], [], []]

    await service.record(piecework(8, 90, withdrawn=True))
    for entry in circle:
        assert await flags_of(service, entry) == [("rework_original_withdrawn", 5)]


async def test_the_latest_declaration_of_profit_is_reported(service: OrdersService) -> None:
    await service.record(profit(2, "7500000.00"))
    await service.record(profit(1, "1.00"))
    assert (await service.states())["profit/WS-01/2022"]["net_profit_yuan"] == "7500000.00"
    await service.record(profit(3, "-20.00"))
    assert (await service.states())["profit/WS-01/2022"]["net_profit_yuan"] == "-20.00"
    await service.record(profit(4, "-20.00", withdrawn=True))
    assert await service.states() == {}


async def test_an_awards_highest_revision_stays_whatever_comes_after_it(service: OrdersService) -> None:
    await service.record(award(2, "300.00"))
    await service.record(award(1, "200.00"))
    assert str(await service.pool.fetchval("SELECT amount_yuan FROM award")) == "300.00"


async def test_what_can_never_be_applied_is_refused_with_the_place_named(service: OrdersService) -> None:
    refused = [
        (piecework(1, 1, rework_of="P-1"), "/data/rework_of"),
        (piecework(2, 1, group_shares=shares(W1="0", W2="0.0")), "/data/group_shares"),
        (routing(3, "cutting", "sewing", "cutting"), "/data/operations"),
        (agreement(4, valid_until="2021-12-31"), "/data/valid_until"),
    ]
    one_member_without_share = piecework(5, 5, group_shares=shares(W1="0", W2="1"))
    outcomes = await service.send(*(event for event, _ in refused), one_member_without_share)
    assert [outcome.problem.pointer for outcome in outcomes[:4] if outcome.problem] == [place for _, place in refused]
    assert [outcome.status for outcome in outcomes] == ["rejected"] * 4 + ["accepted"]


async def test_an_agreement_of_a_single_day_is_taken(service: OrdersService) -> None:
    (outcome,) = await service.send(agreement(1, valid_until="2022-01-01"))
    assert outcome.status == "accepted"


async def test_rework_counts_nothing_once_its_original_is_withdrawn(service: OrdersService) -> None:
    await service.record(piecework(1, 90, rejected_quantity=10), piecework(2, 6, entry="R-1", rework_of="P-1"))
    assert (await service.states())["piecework/R-1/W1"]["accepted_quantity"] == 6
    await service.record(piecework(3, 90, rejected_quantity=10, withdrawn=True))
    assert (await service.states())["piecework/R-1/W1"]["accepted_quantity"] == 0
    assert ("rework_original_withdrawn", 6) in await flags_of(service, "R-1")


async def test_a_fact_of_another_service_is_refused_naming_it(service: OrdersService) -> None:
    data = {"worker": "W1", "workshop": "WS-01", "since": "2022-07-01", "name": "x", "identity_number": "1" * 18}
    (outcome,) = await service.send(fact(WorkerEnrolled, 1, **data))
    assert outcome.status == "rejected"
    assert outcome.problem is not None
    assert "placement" in outcome.problem.text.en + outcome.problem.advice.en


async def test_the_same_id_with_other_content_is_a_conflict_and_changes_nothing(service: OrdersService) -> None:
    await service.record(piecework(1, 120))
    (outcome,) = await service.send(piecework(1, 121))
    assert outcome.status == "conflict"
    await service.compute()
    assert (await service.states())["piecework/P-1/W1"]["accepted_quantity"] == 120
