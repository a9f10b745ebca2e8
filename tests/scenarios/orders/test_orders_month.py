"""What a month's orders and inspections come to."""

from datetime import date
from decimal import Decimal

import pytest

from services.orders.domain.orders import LineKey
from services.orders.domain.production import Figures, GroupFacts, LineDecision, allocate, decide_lines, figures
from tests.support.orders.months import AUGUST, agreed, inspected, month, placed

LINE = LineKey("C1", "O-1", 1)


def figures_of(facts: GroupFacts) -> Figures:
    computed = figures(facts)
    assert computed is not None
    return computed


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "status"),
    [
        (date(2022, 7, 1), None, "accepted"),
        (date(2022, 7, 2), None, "waiting"),
        (date(2022, 1, 1), date(2022, 7, 1), "accepted"),
        (date(2022, 1, 1), date(2022, 6, 30), "waiting"),
    ],
)
def test_a_line_stands_while_an_agreement_is_active_on_the_months_first_day(
    valid_from: date, valid_until: date | None, status: str
) -> None:
    decision = decide_lines(month(placed(100), agreements=[agreed(valid_from, valid_until)]))[LINE]
    assert decision.status == status
    assert decision.reason == (None if status == "accepted" else "no active agreement")


def test_a_withdrawn_agreement_is_none() -> None:
    first, withdrawal = agreed(date(2022, 1, 1)), agreed(date(2022, 1, 1), withdrawn=True)
    facts = month(placed(100), agreements=[withdrawal, first])
    assert decide_lines(facts)[LINE].status == "waiting"
    assert figures(facts) is None


def test_of_two_active_agreements_the_older_one_is_named() -> None:
    newer, older = agreed(date(2022, 5, 1), name="AG-1"), agreed(date(2022, 1, 1), name="AG-2")
    assert decide_lines(month(placed(100), agreements=[newer, older]))[LINE].agreement == "AG-2"


def test_lines_of_the_same_product_add_up_by_kind() -> None:
    computed = figures_of(
        month(
            placed(100, "1000.10"),
            placed(50, "500.25", order="O-2"),
            placed(30, "330.00", order="O-3", kind="excess"),
            inspections=[inspected(90, 5), inspected(70, 1, delivery="D-2")],
        )
    )
    assert computed == Figures(150, Decimal("1500.35"), 30, Decimal("330.00"), 160, 6)
    assert computed.complete


@pytest.mark.parametrize(("accepted", "complete"), [(99, False), (100, True), (101, True)])
def test_a_month_is_complete_from_the_fixed_quantity_on(accepted: int, complete: bool) -> None:
    assert figures_of(month(placed(100), inspections=[inspected(accepted)])).complete is complete


def test_a_month_without_fixed_quantity_is_never_complete() -> None:
    assert not figures_of(month(placed(10, kind="excess"), inspections=[inspected(10)])).complete
    assert not figures_of(month(placed(0), inspections=[inspected(10)])).complete


def test_waiting_lines_count_for_nothing_but_inspections_are_reported() -> None:
    computed = figures_of(month(placed(100), inspections=[inspected(60)], agreements=[]))
    assert computed == Figures(0, Decimal(0), 0, Decimal(0), 60, 0)


@pytest.mark.parametrize(("agreed_on", "counted"), [(date(2022, 7, 31), 80), (date(2022, 8, 1), 100)])
def test_an_amendment_counts_for_the_figures_if_agreed_by_the_months_last_day(agreed_on: date, counted: int) -> None:
    facts = month(placed(100), placed(80, agreed_on=agreed_on))
    assert figures_of(facts).fixed_quantity == counted
    decision = decide_lines(facts)[LINE]
    assert decision.current.quantity == 80
    assert (decision.note is None) == (counted == 80)


def test_a_line_first_agreed_after_the_month_counts_for_nothing_and_says_so() -> None:
    facts = month(placed(100, agreed_on=date(2022, 8, 1)))
    assert figures(facts) is None
    decision = decide_lines(facts)[LINE]
    assert (decision.status, decision.note) == (
        "accepted",
        "agreed after the month's end: counts for nothing in the month's figures",
    )


def test_a_cancellation_agreed_after_the_month_leaves_its_figures() -> None:
    facts = month(placed(100), placed(100, agreed_on=date(2022, 8, 3), withdrawn=True))
    assert figures_of(facts).fixed_quantity == 100
    assert decide_lines(facts)[LINE].status == "withdrawn"


@pytest.mark.parametrize(("withdrawn_on", "fixed_quantity"), [(date(2022, 7, 31), None), (date(2022, 8, 1), 100)])
def test_a_withdrawn_line_says_so_where_the_figures_keep_what_was_agreed_before(
    withdrawn_on: date, fixed_quantity: int | None
) -> None:
    facts = month(placed(100), placed(100, agreed_on=withdrawn_on, withdrawn=True), inspections=[inspected(100)])
    decision = decide_lines(facts)[LINE]
    assert (decision.status, decision.agreement, decision.allocated_quantity, decision.reason) == (
        "withdrawn",
        None,
        0,
        None,
    )
    assert figures_of(facts).fixed_quantity == (fixed_quantity or 0)
    kept = "amended after the month's end: the month's figures keep what was agreed before"
    assert decision.note == (kept if fixed_quantity else None)


def test_a_line_moved_to_august_within_july_leaves_july() -> None:
    orders = placed(100), placed(100, agreed_on=date(2022, 7, 31), group=AUGUST)
    assert figures(month(*orders)) is None
    assert figures_of(month(*orders, group=AUGUST)).fixed_quantity == 100


def test_a_line_moved_to_august_after_july_still_counts_for_july_as_it_was_agreed() -> None:
    orders = placed(100), placed(100, agreed_on=date(2022, 8, 1), group=AUGUST)
    assert figures_of(month(*orders)).fixed_quantity == 100
    assert LINE not in decide_lines(month(*orders))
    assert decide_lines(month(*orders, group=AUGUST))[LINE].status == "accepted"


def test_an_inspection_corrected_down_or_withdrawn_counts_as_last_reported() -> None:
    first = inspected(100)
    assert figures_of(month(placed(100), inspections=[inspected(40), first])).accepted_quantity == 40
    assert figures_of(month(placed(100), inspections=[first, inspected(100, withdrawn=True)])).accepted_quantity == 0
    assert figures_of(month(placed(100), inspections=[first, inspected(9, group=AUGUST)])).accepted_quantity == 0


def test_a_month_with_everything_withdrawn_has_no_figures() -> None:
    assert figures(month(placed(5), placed(5, withdrawn=True), inspections=[inspected(1, withdrawn=True)])) is None


def test_pieces_go_to_fixed_lines_by_order_and_line_then_to_excess_ones() -> None:
    lines = [
        placed(30, order="O-0", kind="excess"),
        placed(20, order="O-2"),
        placed(10, order="O-1", line=10),
        placed(10, order="O-1", line=2),
    ]
    given = {(key.order, key.line): pieces for key, pieces in allocate(lines, 35).items()}
    assert given == {("O-1", 2): 10, ("O-1", 10): 10, ("O-2", 1): 15, ("O-0", 1): 0}


def test_a_line_is_completed_with_its_last_piece() -> None:
    for accepted, status in ((99, "accepted"), (100, "completed")):
        assert decide_lines(month(placed(100), inspections=[inspected(accepted)]))[LINE].status == status


def test_a_line_of_nothing_is_never_completed() -> None:
    assert decide_lines(month(placed(0), inspections=[inspected(5)]))[LINE].status == "accepted"


def test_a_withdrawn_line_frees_its_pieces_for_the_next() -> None:
    orders = placed(100), placed(100, order="O-2"), placed(100, withdrawn=True)
    decisions = decide_lines(month(*orders, inspections=[inspected(100)]))
    assert decisions[LineKey("C1", "O-2", 1)].status == "completed"
    assert decisions[LINE].status == "withdrawn"


def test_a_decision_says_all_of_a_line() -> None:
    waiting, late = placed(100), placed(80, order="O-2", agreed_on=date(2022, 8, 1))
    undecided = decide_lines(month(waiting, late, agreements=[]))
    why = "no active agreement"
    after = "agreed after the month's end: counts for nothing in the month's figures"
    assert undecided[LINE] == LineDecision(waiting, "waiting", None, 0, why, None)
    assert undecided[late.key] == LineDecision(late, "waiting", None, 0, why, after)
    withdrawal = placed(100, withdrawn=True)
    decided = decide_lines(month(waiting, withdrawal, placed(60, order="O-3"), inspections=[inspected(40)]))
    assert decided[LINE] == LineDecision(withdrawal, "withdrawn", None, 0, None, None)
    accepted = decided[LineKey("C1", "O-3", 1)]
    assert (accepted.status, accepted.agreement, accepted.allocated_quantity) == ("accepted", "AG-1", 40)


def test_a_line_of_one_piece_is_completed_with_it() -> None:
    assert decide_lines(month(placed(1), inspections=[inspected(1)]))[LINE].status == "completed"


def test_a_line_that_left_the_month_hides_no_other() -> None:
    first, moved, other = placed(5), placed(5, group=AUGUST), placed(6, order="O-2")
    assert list(decide_lines(month(first, moved, other))) == [other.key]


def test_each_agreement_stands_by_itself() -> None:
    active, of_august = agreed(date(2022, 1, 1), name="AG-1"), agreed(date(2022, 8, 1), name="AG-2")
    assert decide_lines(month(placed(100), agreements=[active, of_august]))[LINE].agreement == "AG-1"


def test_a_line_agreed_on_the_months_last_day_was_amended_and_not_first_agreed_later() -> None:
    orders = placed(100, agreed_on=date(2022, 7, 31)), placed(80, agreed_on=date(2022, 8, 1))
    note = decide_lines(month(*orders))[LINE].note
    assert note == "amended after the month's end: the month's figures keep what was agreed before"


def test_amounts_of_no_line_at_all_are_exact_decimals_too() -> None:
    computed = figures_of(month(inspections=[inspected(1)]))
    assert [type(amount) for amount in (computed.fixed_amount_yuan, computed.excess_amount_yuan)] == [Decimal, Decimal]
