"""What waits in any of the three services, as an answer says it."""

from collections.abc import Collection

from pydantic import Field

from services.payroll.store.waiting import Waiting, each_once
from shared.http.answers import Answer, MomentText


class WaitingFact(Answer):
    """Something that could not be computed: in which service, since when, and why as a code that tells no value."""

    service: str
    kind: str
    subject: list[str] = Field(description="What it is about, as its kind names it")
    since: MomentText
    reason: str = Field(description="`overflow`, `invalid:<field>`, or the name of the fault")


def waiting_facts(waiting: Collection[Waiting]) -> list[WaitingFact]:
    """Each waiting thing once, oldest first."""
    return [
        WaitingFact(
            service=part.service,
            kind=part.kind,
            subject=list(part.subject),
            since=part.since.isoformat(),
            reason=part.reason,
        )
        for part in each_once(waiting)
    ]
