"""Where the word in force on each thing is found that placement is told of."""

from collections.abc import Mapping
from typing import Final

from services.placement.domain.presence import Rank
from services.placement.store import fact_tables
from shared.events import details, households, people
from shared.events.envelope import Event
from shared.facts.precedence import FACT_PRECEDENCE, PrecedenceColumns
from shared.facts.words_in_force import FactWords

WORDS_IN_FORCE: Final[Mapping[type[Event], FactWords]] = {
    people.WorkerEnrolled: fact_tables.ENROLMENT.words(),
    households.LabourerRegistered: fact_tables.LABOURER.words(),
    # The account given last, be it in force or a proposal: whoever gave another before should know.
    details.WorkerAccountGiven: FactWords(
        "person",
        {"worker": "text"},
        lambda event: (event.data.worker,),
        PrecedenceColumns("account_revision", "account_time", "account_source", "account_event_id"),
    ),
    people.ClockEnrolled: fact_tables.CLOCK_ENROLMENT.words(),
    people.PinAssigned: fact_tables.PIN_ASSIGNMENT.words(),
    people.PunchRecorded: fact_tables.PUNCH.words(),
    people.RosterPublished: fact_tables.ROSTER_VERSION.words(),
    # Of a day, whatever the rank of the word that is in force.
    people.AttendanceReported: FactWords(
        "attendance_report",
        {"worker": "text", "workshop": "text", "day": "date"},
        lambda event: (event.data.worker, event.data.workshop, event.data.day),
        FACT_PRECEDENCE,
        rank=("rank", int(Rank.STATION)),
    ),
}
"""By type of fact; those of registers stand in their declarations.

Decisions about people are not facts that one says again: each is of its own moment.
"""
