"""Follow-ups that are due, as they are answered."""

from datetime import date, datetime

from pydantic import Field

from services.placement.api.answers.stretches import MissingAnswer
from services.placement.domain.follow_ups import PointState
from shared.http.answers import Answer, NextText
from shared.identifiers import Identifier


class DueFollowUp(Answer):
    """A labourer to be asked after."""

    worker: Identifier
    station: Identifier = Field(description="Whose word the stretch's first placement is")
    placement: Identifier
    employer: Identifier = Field(description="Of the stretch's first placement")
    organiser: Identifier | None
    leader: Identifier | None
    contested: bool
    starts_on: date = Field(description="When the stretch began")
    months: int = Field(description="How many months from the start this one is")
    due_on: date
    state: PointState


class NotTold(Answer):
    """A labourer of whom nothing can be told yet."""

    worker: Identifier
    missing: MissingAnswer


class FollowUpsDue(Answer):
    """A page of them, by labourer."""

    as_of: date
    known_at: datetime | None = Field(description="Without what came later; null: as known now")
    due: list[DueFollowUp]
    not_told: list[NotTold]
    next: NextText
