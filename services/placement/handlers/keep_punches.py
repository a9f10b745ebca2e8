"""Recording punches, where clocks stand, and whom their numbers mean."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from services.placement import marks
from services.placement.handlers.own_workshop import refuse_clocks_of_others
from services.placement.store import fact_tables
from shared.events.people import ClockEnrolled, PinAssigned, PunchRecorded
from shared.messaging.transaction import Transaction
from shared.months import shanghai_date
from shared.refusals import Refusal, Refused
from shared.texts import Text

EARLIEST_PUNCH: Final = date(2001, 1, 1)
"""A clock that lost its power counts on from 2000: such a time is no time."""
_CLOCK_TOLERANCE: Final = timedelta(minutes=10)
ENDS_BEFORE_FIRST_DAY: Final = Refusal(
    Text("pin.ends_before_first_day", "{until} 早于首日 {since}", "{until} is before {since}, the first day"),
    Text(
        "pin.correct_a_date",
        "请更正其中一个日期，或撤回该对应",
        "correct one of the dates, or withdraw the assignment",
    ),
    "unusable",
    "/data/valid_until",
)
LOST_ITS_TIME: Final = Refusal(
    Text(
        "punch.lost_its_time",
        "{time} 早于 {earliest}：考勤机的时间丢失了",
        "{time} is before {earliest}: the clock had lost its time",
    ),
    Text(
        "punch.report_at_station",
        "请校准考勤机，那几天由劳务站补报",
        "set the clock, and report those days at the station",
    ),
    "unusable",
    "/data/punched_at",
)
AFTER_ITS_EVENT: Final = Refusal(
    Text(
        "punch.after_its_event",
        "{time} 晚于事件所说的发生时间 {said}",
        "{time} lies after {said}, when the event says it happened",
    ),
    Text(
        "punch.use_its_time",
        "请校准考勤机；事件的时间请用打卡时间或更晚的",
        "set the clock; use the time of the punch, or a later one, as the event's time",
    ),
    "unusable",
    "/data/punched_at",
)


async def keep_clocks(transaction: Transaction, events: Sequence[ClockEnrolled]) -> None:
    """Keep where clocks stand from a day on."""
    await fact_tables.CLOCK_ENROLMENT.keep_all(transaction.connection, events)
    for event in events:
        transaction.mark(marks.CLOCK, (event.data.serial,), event)


async def keep_pins(transaction: Transaction, events: Sequence[PinAssigned]) -> None:
    """Keep whom a number means from a day on. Raises Refused where the last day is before the first."""
    for event in events:
        if event.data.valid_until is not None and event.data.valid_until < event.data.valid_from:
            raise Refused(ENDS_BEFORE_FIRST_DAY.of(until=event.data.valid_until, since=event.data.valid_from))
    await refuse_clocks_of_others(transaction, events)
    await fact_tables.PIN_ASSIGNMENT.keep_all(transaction.connection, events)
    for event in events:
        transaction.mark(marks.PIN, (event.data.serial, event.data.pin), event)


async def keep_punches(transaction: Transaction, events: Sequence[PunchRecorded]) -> None:
    """Keep punches, whether or not clock and number are known yet.

    Raises Refused for a time the clock cannot have seen.
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
        raise Refused(LOST_ITS_TIME.of(time=punched_at.isoformat(), earliest=EARLIEST_PUNCH))
    if punched_at > event.time + _CLOCK_TOLERANCE:
        raise Refused(AFTER_ITS_EVENT.of(time=punched_at.isoformat(), said=event.time.isoformat()))
