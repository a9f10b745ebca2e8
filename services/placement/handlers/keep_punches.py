"""Recording punches, where clocks stand, and whom their numbers mean."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from services.placement import marks
from services.placement.handlers.own_workshop import refuse_clocks_of_others
from services.placement.store import fact_tables
from shared.events.people import ClockEnrolled, PinAssigned, PunchRecorded
from shared.messaging.entries import EventRefused
from shared.messaging.transaction import Transaction
from shared.months import shanghai_date

EARLIEST_PUNCH: Final = date(2001, 1, 1)
"""A clock that lost its power counts on from 2000: such a time is no time."""
_CLOCK_TOLERANCE: Final = timedelta(minutes=10)


async def keep_clocks(transaction: Transaction, events: Sequence[ClockEnrolled]) -> None:
    """Keep where clocks stand from a day on."""
    await fact_tables.CLOCK_ENROLMENT.keep_all(transaction.connection, events)
    for event in events:
        transaction.mark(marks.CLOCK, (event.data.serial,), event)


async def keep_pins(transaction: Transaction, events: Sequence[PinAssigned]) -> None:
    """Keep whom a number means from a day on. Raises EventRefused where the last day is before the first."""
    for event in events:
        if event.data.valid_until is not None and event.data.valid_until < event.data.valid_from:
            raise EventRefused(
                "/data/valid_until",
                f"{event.data.valid_until} is before {event.data.valid_from}, the first day",
                "correct one of the dates, or withdraw the assignment",
            )
    await refuse_clocks_of_others(transaction, events)
    await fact_tables.PIN_ASSIGNMENT.keep_all(transaction.connection, events)
    for event in events:
        transaction.mark(marks.PIN, (event.data.serial, event.data.pin), event)


async def keep_punches(transaction: Transaction, events: Sequence[PunchRecorded]) -> None:
    """Keep punches, whether or not clock and number are known yet.

    Raises EventRefused for a time the clock cannot have seen.
    """
    for event in events:
        _refuse_impossible_time(event)
    await refuse_clocks_of_others(transaction, events)
    await fact_tables.PUNCH.keep_newest(transaction.connection, events)
    for event in events:
        day = shanghai_date(event.data.punched_at).isoformat()
        transaction.mark(marks.PUNCH, (event.data.serial, event.data.pin, day), event)
        transaction.mark(marks.UNATTRIBUTED_PUNCHES, (event.data.serial, event.data.pin, day), event)


def _refuse_impossible_time(event: PunchRecorded) -> None:
    punched_at = event.data.punched_at
    if punched_at.year < EARLIEST_PUNCH.year:
        raise EventRefused(
            "/data/punched_at",
            f"{punched_at.isoformat()} is before {EARLIEST_PUNCH}: the clock had lost its time",
            "set the clock, and report those days at the station",
        )
    if punched_at > event.time + _CLOCK_TOLERANCE:
        raise EventRefused(
            "/data/punched_at",
            f"{punched_at.isoformat()} lies after {event.time.isoformat()}, when the event says it happened",
            "set the clock; use the time of the punch, or a later one, as the event's time",
        )
