"""What stations hear of people of working age: what they can do, what they wish, how they live now."""

from typing import Final

from shared.events import households
from shared.facts.registers import Listing, Register
from shared.tables.words import LABOUR_STATE_WORDS, LABOUR_WISH_WORDS

LABOUR_SURVEYS: Final = Register(
    name="labour_survey",
    fact=households.LabourSurveyRecorded,
    state=None,
    concerns=None,
    path="/people/{person}/labour-surveys/{station}/{surveyed_on}",
    summary="Record what somebody can do, wishes and does now",
    file="Surveys of people's skills, wishes and work",
    listing=Listing(
        summary="What surveys heard of a person; recorded",
        about="Every survey of the person. Needs `placement:sensitive`; who read them goes to the audit log.",
        page="A person's surveys, by station and day.",
        sensitive=True,
    ),
    words={"state": LABOUR_STATE_WORDS, "wish": LABOUR_WISH_WORDS},
)
