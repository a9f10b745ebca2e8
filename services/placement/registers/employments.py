"""What ends a worker's employment at a workshop."""

from typing import Final

from services.placement.handlers.check_employments import refuse_employment_ends
from shared.events import employments
from shared.facts.registers import Listing, Register
from shared.tables.words import EMPLOYMENT_END_WORDS

EMPLOYMENT_ENDS: Final = Register(
    name="employment_end",
    fact=employments.EmploymentEnded,
    state=None,
    concerns=None,
    keeps_all=True,
    path="/workers/{worker}/employment-ends/{workshop}/{since}",
    summary="Report that a worker has left a workshop, and why",
    file="Ends of employments at workshops",
    listing=Listing(
        summary="What ended a worker's employments",
        about="Each end as it was reported; `GET /v1/workers/{worker}/employments` shows what follows from them.",
        page="Ends of a worker's employments, by workshop and first day.",
    ),
    words={"cause": EMPLOYMENT_END_WORDS},
    check=refuse_employment_ends,
)
