"""Deciding which word on a worker's day counts, and saying so once it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from services.placement.computations.clock_facts import derive_clock_days
from services.placement.domain.clock_day import ClockDay
from services.placement.domain.presence import Presence, presence_in_force
from services.placement.store import attendance as attendance_store
from services.placement.store import registers
from services.placement.store.attendance import AttendanceState, DayKey
from shared.events.people import AttendanceRecorded
from shared.messaging.transaction import Cause, Mark, Transaction


async def recompute_attendance(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Lock the marked days, then decide them."""
    causes = {(mark.subject[0], mark.subject[1], date.fromisoformat(mark.subject[2])): mark for mark in marks}
    states = await attendance_store.lock_attendance(transaction.connection, list(causes))
    await decide_days(transaction, states, causes)


async def decide_days(
    transaction: Transaction, states: Mapping[DayKey, AttendanceState], causes: Mapping[DayKey, Cause]
) -> dict[DayKey, AttendanceState]:
    """Decide locked days from all that is known of them; write and publish those that changed."""
    connection, keys = transaction.connection, sorted(states)
    reports = await attendance_store.read_reports(connection, keys)
    named = {report.station for of_day in reports.values() for report in of_day if report.station is not None}
    stations = await registers.workshops_of_stations(connection, sorted(named))
    clock_days = await derive_clock_days(connection, keys)
    decided: dict[DayKey, AttendanceState] = {}
    for key in keys:
        presence = presence_in_force(reports.get(key, ()), clock_days.get(key), key[1], stations)
        decided[key] = _next_state(states[key], presence, clock_days.get(key))
    await attendance_store.save_attendance(
        connection, {key: state for key, state in decided.items() if state != states[key]}
    )
    for key, state in decided.items():
        if state.revision != states[key].revision:
            _publish(transaction, key, state, causes[key])
    return decided


def _next_state(state: AttendanceState, presence: Presence | None, clock_day: ClockDay | None) -> AttendanceState:
    if presence == state.in_force:
        return replace(state, clock_day=clock_day)
    return AttendanceState(
        revision=state.revision + 1,
        withdrawn=presence is None,
        presence=presence or state.presence,
        clock_day=clock_day,
    )


def _publish(transaction: Transaction, key: DayKey, state: AttendanceState, cause: Cause) -> None:
    worker, workshop, day = key
    assert state.presence is not None
    data = AttendanceRecorded.Data.model_validate(
        {
            "revision": state.revision,
            "withdrawn": state.withdrawn,
            "worker": worker,
            "workshop": workshop,
            "day": day,
            "weight_days": state.presence.weight_days,
            "leave": state.presence.leave,
            "basis": state.presence.basis,
            "doubts": state.presence.doubts,
        }
    )
    transaction.publish(AttendanceRecorded, f"attendance/{worker}/{workshop}/{day}", data, cause)
