"""Entries that hold from a day on: which of them is in force on a given day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    """Something that holds from its first day on."""

    @property
    def since(self) -> date: ...


Entry = TypeVar("Entry", bound=Dated)


@dataclass(frozen=True, slots=True)
class ClockPlace:
    """Where a punch clock stands from a day on."""

    since: date
    workshop: str
    station: str


@dataclass(frozen=True, slots=True)
class PinHolder:
    """Whom a number on a clock means from a day on, at most until a last day."""

    since: date
    worker: str
    until: date | None = None


def in_force_on(entries: Iterable[Entry], day: date) -> Entry | None:
    """The entry with the latest first day that is not after `day`; None where there is none yet."""
    return max((entry for entry in entries if entry.since <= day), key=lambda entry: entry.since, default=None)


def holder_on(holders: Iterable[PinHolder], day: date) -> PinHolder | None:
    """Who holds a number on a day. The latest assignment decides: once it ended, the number means nobody."""
    holder = in_force_on(holders, day)
    if holder is not None and holder.until is not None and holder.until < day:
        return None
    return holder
