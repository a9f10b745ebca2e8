"""Who made how many pieces: a group's pieces divided by shares, and rework paid once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from shared.facts.precedence import Precedence
from shared.money import FEN, split_by_largest_remainder

FlagKind = Literal[
    "rework_original_unknown",
    "rework_original_withdrawn",
    "rework_without_original",
    "rework_of_another_product",
    "rework_of_another_workshop",
    "rework_exceeds_rejects",
    "no_rate",
]

LONGEST_REWORK_CHAIN: Final = 16
"""Through how many entries rework of rework is followed to its original; one that runs in a circle has none."""


@dataclass(frozen=True, slots=True)
class PieceworkEntry:
    """One report of an entry of piecework. A single worker is a group of one with a share of 1."""

    entry: str
    workshop: str
    company: str
    product: str
    operation: str
    worked_on: date
    shares: tuple[tuple[str, Decimal], ...]
    accepted_quantity: int
    rejected_quantity: int
    rework_of: str | None
    withdrawn: bool
    precedence: Precedence

    def reworks_goods_of(self, original: "PieceworkEntry") -> bool:
        """Whether the pieces made good can be the original's: the same company's product, in the same workshop.

        So nobody uses up what another workshop has to make good.
        """
        return (self.workshop, self.company, self.product) == (original.workshop, original.company, original.product)


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a person should look at; `quantity` is the number of pieces concerned."""

    kind: FlagKind
    quantity: int


@dataclass(frozen=True, slots=True)
class WorkerPieces:
    """One worker's whole pieces of an entry."""

    worker: str
    accepted_quantity: int
    rejected_quantity: int


def divide_pieces(pieces: int, shares: Sequence[tuple[str, Decimal]]) -> dict[str, int]:
    """Whole pieces by largest remainder of the shares; of equal remainders the lower worker id gains.

    Raises ValueError when the shares sum to zero.
    """
    # The division of money works in fen: a piece takes the place of a fen.
    parts = split_by_largest_remainder(pieces * FEN, shares)
    return {worker: int(part / FEN) for worker, part in parts.items()}


def counted_pieces(
    entry: PieceworkEntry, entries: Mapping[str, PieceworkEntry], reworks: Sequence[PieceworkEntry]
) -> tuple[int, list[Flag]]:
    """How many accepted pieces of an entry are paid, and what is to be looked at.

    Rework is paid up to the pieces its original had rejected, less other rework of the same original, in
    order of entry numbers: so each piece is paid once. Where what it reworks is rework itself, that must
    lead to an original too: of entries that rework each other none is paid. `entries` has the newest
    report of each entry above by number; `reworks` are all entries in force, this one included, that
    rework the same.
    """
    if entry.rework_of is None:
        return entry.accepted_quantity, []
    fault = _why_without_original(entry, entries)
    if fault is not None:
        return 0, [Flag(fault, entry.accepted_quantity)]
    original = entries[entry.rework_of]
    if entry.workshop != original.workshop:
        return 0, [Flag("rework_of_another_workshop", entry.accepted_quantity)]
    if not entry.reworks_goods_of(original):
        return 0, [Flag("rework_of_another_product", entry.accepted_quantity)]
    earlier = sum(
        rework.accepted_quantity
        for rework in reworks
        if rework.entry < entry.entry and rework.reworks_goods_of(original)
    )
    left = max(0, original.rejected_quantity - earlier)
    counted = min(entry.accepted_quantity, left)
    unpaid = entry.accepted_quantity - counted
    return counted, [Flag("rework_exceeds_rejects", unpaid)] if unpaid else []


def _why_without_original(entry: PieceworkEntry, entries: Mapping[str, PieceworkEntry]) -> FlagKind | None:
    above = entry
    for _ in range(LONGEST_REWORK_CHAIN):
        if above.rework_of is None:
            return None
        original = entries.get(above.rework_of)
        if original is None:
            return "rework_original_unknown"
        if original.withdrawn:
            return "rework_original_withdrawn"
        above = original
    return None if above.rework_of is None else "rework_without_original"


def divide_entry(entry: PieceworkEntry, counted_quantity: int) -> list[WorkerPieces]:
    """An entry's counted and rejected pieces, divided among its workers, by worker id."""
    accepted = divide_pieces(counted_quantity, entry.shares)
    rejected = divide_pieces(entry.rejected_quantity, entry.shares)
    return [WorkerPieces(worker, accepted[worker], rejected[worker]) for worker in sorted(accepted)]
