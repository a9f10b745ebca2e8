"""Whole pieces divided by shares, and rework that is paid once."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.piecework import (
    LONGEST_REWORK_CHAIN,
    PieceworkEntry,
    counted_pieces,
    divide_entry,
    divide_pieces,
)

MOMENT = datetime(2022, 7, 5, tzinfo=UTC)


def entry(
    number: str,
    accepted: int,
    rejected: int = 0,
    *,
    workshop: str = "WS-01",
    product: str = "toy",
    of: str | None = None,
) -> PieceworkEntry:
    return PieceworkEntry(
        entry=number,
        workshop=workshop,
        company="C1",
        product=product,
        operation="sewing",
        worked_on=date(2022, 7, 5),
        shares=(("W1", Decimal(1)),),
        accepted_quantity=accepted,
        rejected_quantity=rejected,
        rework_of=of,
        withdrawn=False,
        precedence=(0, MOMENT, "erp", number),
    )


def counted(rework: PieceworkEntry, *others: PieceworkEntry) -> tuple[int, list[str]]:
    """What counts of a rework among the entries there are, and the kinds of its flags."""
    entries = {known.entry: known for known in (rework, *others)}
    siblings = [known for known in entries.values() if known.rework_of == rework.rework_of and not known.withdrawn]
    pieces, flags = counted_pieces(rework, entries, siblings)
    assert all(flag.quantity == rework.accepted_quantity - pieces for flag in flags)
    return pieces, [flag.kind for flag in flags]


def test_equal_remainders_favour_the_lower_worker_id() -> None:
    assert divide_pieces(2, [("W3", Decimal(1)), ("W1", Decimal(1)), ("W2", Decimal(1))]) == {"W1": 1, "W2": 1, "W3": 0}


def test_the_larger_remainder_goes_before_the_lower_id() -> None:
    assert divide_pieces(10, [("W1", Decimal(1)), ("W2", Decimal("2.5"))]) == {"W1": 3, "W2": 7}


def test_shares_that_sum_to_zero_divide_nothing() -> None:
    with pytest.raises(ValueError, match="more than zero"):
        divide_pieces(10, [("W1", Decimal(0))])


@given(
    pieces=st.integers(0, 1_000_000_000),
    shares=st.dictionaries(
        st.text("ABC123", min_size=1, max_size=4), st.decimals("0.0001", 999, places=4), min_size=1, max_size=20
    ),
)
def test_a_division_neither_loses_nor_makes_pieces_and_is_off_by_less_than_one(
    pieces: int, shares: dict[str, Decimal]
) -> None:
    parts = divide_pieces(pieces, list(shares.items()))
    total = sum(shares.values())
    assert sum(parts.values()) == pieces
    assert all(abs(parts[worker] - Decimal(pieces) * share / total) < 1 for worker, share in shares.items())


def test_rejected_pieces_are_divided_by_themselves() -> None:
    assert divide_entry(entry("P-1", 10, 3), 7)[0].rejected_quantity == 3
    assert divide_entry(entry("P-1", 10, 3), 7)[0].accepted_quantity == 7
    assert divide_entry(entry("P-1", 10, 3), 7)[0].worker == "W1"


def test_work_that_is_no_rework_counts_in_full() -> None:
    assert counted_pieces(entry("P-1", 90, 10), {}, []) == (90, [])


def test_rework_of_exactly_the_rejected_pieces_counts_in_full() -> None:
    rework = entry("R-1", 10, of="P-1")
    assert counted(rework, entry("P-1", 90, 10)) == (10, [])


def test_rework_of_one_more_than_rejected_leaves_one_unpaid() -> None:
    rework = entry("R-1", 11, of="P-1")
    pieces, (flag,) = counted_pieces(rework, {"P-1": entry("P-1", 90, 10)}, [rework])
    assert (pieces, flag.kind, flag.quantity) == (10, "rework_exceeds_rejects", 1)


@given(rejected=st.integers(0, 30), accepted=st.lists(st.integers(0, 20), max_size=6))
def test_reworks_together_never_pay_more_than_was_rejected(rejected: int, accepted: list[int]) -> None:
    original = entry("P-1", 90, rejected)
    reworks = [entry(f"R-{number}", pieces, of="P-1") for number, pieces in enumerate(accepted)]
    paid = [counted_pieces(rework, {"P-1": original}, reworks)[0] for rework in reworks]
    assert sum(paid) == min(rejected, sum(accepted))


def test_rework_of_another_product_counts_nothing_and_takes_no_pieces_from_the_others() -> None:
    stray, rework = entry("R-1", 5, product="bag", of="P-1"), entry("R-2", 5, of="P-1")
    original = entry("P-1", 90, 5)
    assert counted(stray, original, rework) == (0, ["rework_of_another_product"])
    assert counted(rework, original, stray) == (5, [])


@pytest.mark.parametrize("length", [2, 3, 5, LONGEST_REWORK_CHAIN, LONGEST_REWORK_CHAIN + 3])
def test_of_entries_that_rework_each_other_in_a_circle_none_is_paid(length: int) -> None:
    circle = [entry(f"R-{number}", 3, 3, of=f"R-{(number + 1) % length}") for number in range(length)]
    outside = entry("R-outside", 3, of="R-0")
    for rework in (*circle, outside):
        assert counted(rework, *circle, outside) == (0, ["rework_without_original"])


@pytest.mark.parametrize(
    ("links", "pieces"), [(1, 3), (2, 3), (LONGEST_REWORK_CHAIN, 3), (LONGEST_REWORK_CHAIN + 1, 0)]
)
def test_rework_of_rework_is_paid_as_far_as_a_chain_may_reach_to_its_original(links: int, pieces: int) -> None:
    chain = [entry(f"R-{number}", 3, 3, of=f"R-{number - 1}") for number in range(1, links + 1)]
    original = entry("R-0", 9, 3)
    assert counted(chain[-1], original, *chain) == (pieces, [] if pieces else ["rework_without_original"])


def test_rework_of_rework_waits_for_the_original_of_the_first() -> None:
    first, second = entry("R-1", 3, 3, of="P-1"), entry("R-2", 3, of="R-1")
    assert counted(second, first) == (0, ["rework_original_unknown"])
    assert counted(second, first, replace(entry("P-1", 9, 3), withdrawn=True)) == (0, ["rework_original_withdrawn"])
    assert counted(second, first, entry("P-1", 9, 3)) == (3, [])


def test_rework_named_by_another_workshop_counts_nothing_and_takes_no_pieces_from_the_originals_own() -> None:
    stray, rework = entry("R-1", 5, workshop="WS-02", of="P-1"), entry("R-2", 5, of="P-1")
    original = entry("P-1", 90, 5)
    assert counted(stray, original, rework) == (0, ["rework_of_another_workshop"])
    assert counted(rework, original, stray) == (5, [])
