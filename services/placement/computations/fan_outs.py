"""From something that changed to the days whose attendance rests on it.

Rather too many days are marked than too few: computing a day again that did not change publishes nothing.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from services.placement.computations.clock_facts import days_resting_on, read_clock_facts
from services.placement.domain.attribution import Attributed
from services.placement.marks import ATTENDANCE, UNATTRIBUTED_PUNCHES
from services.placement.store import attendance, clocks
from services.placement.store.clocks import PinKey
from shared.messaging.transaction import Cause, Mark, Transaction
from shared.months import Month, shanghai_date


def _mark_day(transaction: Transaction, worker: str, workshop: str, day: date, cause: Cause) -> None:
    transaction.mark(ATTENDANCE, (worker, workshop, day.isoformat()), cause)


async def fan_out_punches(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Punches of a number and calendar day: the worker's days that rest on them, as far as they are known."""
    cause = {(mark.subject[0], mark.subject[1], date.fromisoformat(mark.subject[2])): mark for mark in marks}
    facts = await read_clock_facts(transaction.connection, ((serial, pin) for serial, pin, _ in cause))
    for punch in await clocks.read_punches(transaction.connection, sorted(cause), days=1):
        found = facts.attribute(punch)
        if isinstance(found, Attributed):
            mark = cause[punch.serial, punch.pin, shanghai_date(punch.punched_at)]
            for day in days_resting_on(found.day):
                _mark_day(transaction, found.worker, found.workshop, day, mark)


async def fan_out_pins(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Numbers assigned anew: every punched day of everybody they mean or meant."""
    await _spread_numbers(transaction, {(mark.subject[0], mark.subject[1]): mark for mark in marks})


async def fan_out_clocks(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Clocks enrolled anew: as for all numbers punched on them."""
    cause = {mark.subject[0]: mark for mark in marks}
    pins = await clocks.pins_punched_on(transaction.connection, sorted(cause))
    await _spread_numbers(transaction, {(serial, pin): cause[serial] for serial, pin in pins})


async def fan_out_workshop_clocks(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Workshops whose policy pack may have changed: as for all clocks that stand or stood there."""
    for mark in marks:
        serials = await clocks.clocks_ever_in(transaction.connection, [mark.subject[0]])
        pins = await clocks.pins_punched_on(transaction.connection, serials)
        await _spread_numbers(transaction, dict.fromkeys(pins, mark))


async def fan_out_worker_clocks(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Workers enrolled anew, maybe in another group with other shift hours: their days on clocks."""
    cause = {mark.subject[0]: mark for mark in marks}
    pins_of_worker = await clocks.pins_ever_of_workers(transaction.connection, sorted(cause))
    numbers = {pin: cause[worker] for worker, pins in pins_of_worker.items() for pin in pins}
    await _spread_numbers(transaction, numbers)


async def fan_out_shift_hours(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Rosters of workshops and months published anew: the days of that month there, and those beside it."""
    for mark in marks:
        workshop, month = mark.subject[0], Month.parse(mark.subject[1])
        first, last = days_resting_on(month.first_day)[0], days_resting_on(month.last_day)[-1]
        for worker, day in await attendance.days_of_workshop(transaction.connection, workshop, first, last):
            _mark_day(transaction, worker, workshop, day, mark)


async def fan_out_stations(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Stations registered anew: every day they ever reported."""
    for mark in marks:
        for worker, workshop, day in await attendance.days_reported_by(transaction.connection, [mark.subject[0]]):
            _mark_day(transaction, worker, workshop, day, mark)


async def _spread_numbers(transaction: Transaction, cause: dict[PinKey, Mark]) -> None:
    if not cause:
        return
    pins = sorted(cause)
    workers = await clocks.workers_ever_of_pins(transaction.connection, pins)
    workshops = await clocks.workshops_ever_of_clocks(transaction.connection, sorted({serial for serial, _ in pins}))
    for serial, pin, day in await clocks.punch_days_of_pins(transaction.connection, pins):
        mark = cause[serial, pin]
        transaction.mark(UNATTRIBUTED_PUNCHES, (serial, pin, day.isoformat()), mark)
        for worker in workers.get((serial, pin), ()):
            for workshop in workshops.get(serial, ()):
                # Early punches belong to the day before, and the cut hour may have changed too.
                for counted in sorted({*days_resting_on(day - timedelta(days=1)), *days_resting_on(day)}):
                    _mark_day(transaction, worker, workshop, counted, mark)
