"""Lines of a file that have the same fault, told once."""

from collections.abc import Hashable, Iterable
from itertools import groupby
from typing import Final, TypeVar

RUNS_SHOWN: Final = 12

Fault = TypeVar("Fault", bound=Hashable)


def by_fault(faults: Iterable[tuple[int, Fault]]) -> dict[Fault, list[int]]:
    """The lines of each fault, faults in the order of their first line."""
    grouped: dict[Fault, list[int]] = {}
    for line, fault in sorted(faults, key=lambda pair: pair[0]):
        grouped.setdefault(fault, []).append(line)
    return grouped


def lines_in_short(lines: Iterable[int]) -> str:
    """Lines in order as `3-5, 9`; beyond RUNS_SHOWN runs only how many more there are."""
    ordered = sorted(set(lines))
    runs = [
        [line for _, line in run]
        for _, run in groupby(enumerate(ordered), key=lambda numbered: numbered[1] - numbered[0])
    ]
    shown = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs[:RUNS_SHOWN])
    left = sum(map(len, runs[RUNS_SHOWN:]))
    return f"{shown} … +{left}" if left else shown
