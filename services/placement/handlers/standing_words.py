"""Where the word in force on each thing is found that placement is told of."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from services.placement.domain.presence import Rank
from services.placement.handlers.keep_punches import FROM_THE_BEGINNING
from services.placement.store import fact_tables
from shared.events import details, people
from shared.events.envelope import Event
from shared.facts.tables import FACT_ORDER, FactTable
from shared.facts.words_in_force import FactWords


def _words(table: FactTable, key_of: Callable[[Any], Sequence[Any]]) -> FactWords:
    return FactWords(table.name, {name: table.columns[name] for name in table.key}, key_of, FACT_ORDER)


WORDS_IN_FORCE: Final[Mapping[type[Event], FactWords]] = {
    people.WorkerEnrolled: _words(fact_tables.ENROLMENT, lambda data: (data.worker, data.since)),
    # The account given last, be it in force or a proposal: whoever gave another before should know.
    details.WorkerAccountGiven: FactWords(
        "person",
        {"worker": "text"},
        lambda data: (data.worker,),
        ("account_revision", "account_time", "account_source", "account_event_id"),
    ),
    people.WorkshopRegistered: _words(fact_tables.WORKSHOP, lambda data: (data.workshop,)),
    people.StationRegistered: _words(fact_tables.STATION, lambda data: (data.station,)),
    people.SkillAssessed: _words(fact_tables.CERTIFICATE, lambda data: (data.certificate,)),
    people.ShareholdingRegistered: _words(
        fact_tables.SHAREHOLDING, lambda data: (data.workshop, data.village, data.effective_from)
    ),
    people.ClockEnrolled: _words(
        fact_tables.CLOCK_ENROLMENT, lambda data: (data.serial, data.since or FROM_THE_BEGINNING)
    ),
    people.PinAssigned: _words(fact_tables.PIN_ASSIGNMENT, lambda data: (data.serial, data.pin, data.valid_from)),
    people.PunchRecorded: _words(
        fact_tables.PUNCH,
        lambda data: (data.serial, data.pin, data.punched_at.replace(microsecond=0), data.station or ""),
    ),
    people.RosterPublished: _words(
        fact_tables.ROSTER_VERSION, lambda data: (data.workshop, data.group or "", data.month)
    ),
    people.AttendanceReported: FactWords(
        "attendance_report",
        {"worker": "text", "workshop": "text", "day": "date"},
        lambda data: (data.worker, data.workshop, data.day),
        FACT_ORDER,
        rank=("rank", int(Rank.STATION)),
    ),
}
"""By type of fact. Decisions about people are not facts that one says again: each is of its own moment."""
