"""The ledger of people of working age as it is answered."""

from datetime import date

from pydantic import Field

from shared.http.answers import Answer, NextText
from shared.identifiers import Identifier


class StalePerson(Answer):
    """Somebody who has to be asked again."""

    person: Identifier
    village: Identifier
    township: Identifier
    last_surveyed_on: date | None = Field(description="Null where he was never asked")


class StalePage(Answer):
    """A page of people whose last survey is too old, by id."""

    stale_after_days: int = Field(description="As the pack has it on the day")
    people: list[StalePerson]
    next: NextText
