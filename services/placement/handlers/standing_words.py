"""Where the word in force on each thing is found that placement is told of."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from services.placement.domain.presence import Rank
from services.placement.handlers.keep_punches import FROM_THE_BEGINNING
from services.placement.store import fact_tables
from services.placement.store.fact_tables import FACT_ORDER, FactTable
from shared.events import details, people
from shared.events.envelope import Event
from shared.messaging.words_in_force import FactRegister


def _register(table: FactTable, key_of: Callable[[Any], Sequence[Any]]) -> FactRegister:
    return FactRegister(table.name, {name: table.columns[name] for name in table.key}, key_of, FACT_ORDER)


REGISTERS: Final[Mapping[type[Event], FactRegister]] = {
    people.WorkerEnrolled: _register(fact_tables.ENROLMENT, lambda data: (data.worker, data.since)),
    # The account given last, be it in force or a proposal: whoever gave another before should know.
    details.WorkerAccountGiven: FactRegister(
        "person",
        {"worker": "text"},
        lambda data: (data.worker,),
        ("account_revision", "account_time", "account_source", "account_event_id"),
    ),
    people.WorkshopRegistered: _register(fact_tables.WORKSHOP, lambda data: (data.workshop,)),
    people.StationRegistered: _register(fact_tables.STATION, lambda data: (data.station,)),
    people.SkillAssessed: _register(fact_tables.CERTIFICATE, lambda data: (data.certificate,)),
    people.ShareholdingRegistered: _register(
        fact_tables.SHAREHOLDING, lambda data: (data.workshop, data.village, data.effective_from)
    ),
    people.ClockEnrolled: _register(
        fact_tables.CLOCK_ENROLMENT, lambda data: (data.serial, data.since or FROM_THE_BEGINNING)
    ),
    people.PinAssigned: _register(fact_tables.PIN_ASSIGNMENT, lambda data: (data.serial, data.pin, data.valid_from)),
    people.PunchRecorded: _register(
        fact_tables.PUNCH,
        lambda data: (data.serial, data.pin, data.punched_at.replace(microsecond=0), data.station or ""),
    ),
    people.RosterPublished: _register(
        fact_tables.ROSTER_VERSION, lambda data: (data.workshop, data.group or "", data.month)
    ),
    people.AttendanceReported: FactRegister(
        "attendance_report",
        {"worker": "text", "workshop": "text", "day": "date"},
        lambda data: (data.worker, data.workshop, data.day),
        FACT_ORDER,
        rank=("rank", int(Rank.STATION)),
    ),
}
"""By type of fact. Decisions about people are not facts that one says again: each is of its own moment."""
