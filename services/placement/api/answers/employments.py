"""A worker's employments as they are answered."""

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from services.placement.domain.employments import Employment, EmploymentEnd
from shared.events.employments import EmploymentCause
from shared.http.answers import Answer
from shared.identifiers import Identifier


class EmploymentAnswer(Answer):
    """A worker in a workshop."""

    workshop: Identifier
    group: Identifier | None
    since: date
    last_day: date | None = Field(description="Null while he belongs there")
    cause: EmploymentCause | None = Field(description="Null while he is there, or where he went on to the next one")
    event: str | None = Field(description="What said so")


class WaitingEnd(Answer):
    """An end of an employment that nobody has registered."""

    workshop: Identifier
    since: date
    last_day: date
    cause: EmploymentCause
    event: str


class EmploymentsOfWorker(Answer):
    """A worker's employments, by first day."""

    worker: Identifier
    employments: list[EmploymentAnswer]
    waiting: list[WaitingEnd] = Field(description="Ends that wait for the enrolment they name")


def employments_of_worker(
    worker: str, employments: Iterable[Employment], waiting: Iterable[EmploymentEnd]
) -> EmploymentsOfWorker:
    """What is told of one worker."""
    return EmploymentsOfWorker(
        worker=worker,
        employments=[_employment(each) for each in employments],
        waiting=[WaitingEnd.model_validate(end, from_attributes=True) for end in waiting],
    )


def _employment(employment: Employment) -> EmploymentAnswer:
    enrolment, end = employment.enrolment, employment.end
    return EmploymentAnswer.model_validate(
        {
            "workshop": enrolment.workshop,
            "group": enrolment.group,
            "since": enrolment.since,
            "last_day": employment.last_day,
            "cause": end.cause if end is not None else None,
            "event": end.event if end is not None else None,
        }
    )
