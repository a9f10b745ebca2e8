"""What a labourer's stretches earn whoever organised them, as it is answered."""

from datetime import date, datetime

from pydantic import Field

from services.placement.api.answers.stretches import MissingAnswer
from services.placement.domain.organised_stretches import Earned
from shared.http.answers import Answer
from shared.http.lines import LineExplained, LineUnpaid
from shared.identifiers import Identifier


class EarnedAnswer(Answer):
    """A stretch outside and its line."""

    starts_on: date
    due_on: date = Field(description="The day whose parameters decide, at whose end the months are done")
    contested: bool
    line: LineExplained | LineUnpaid = Field(description="Where nothing is paid, with the reason and what is missing")


class SubsidiesOfWorker(Answer):
    """What is due for organising a labourer's work, stretch by stretch."""

    worker: Identifier
    as_of: date
    known_at: datetime | None = Field(description="Without what came later; null: as known now")
    policy_pack: Identifier | None
    missing: MissingAnswer | None = Field(description="What has to be known before anything can be told")
    earned: list[EarnedAnswer] = Field(description="In order of the days they are due")


def earned_answer(earned: Earned) -> EarnedAnswer:
    """One stretch, explained by the policy of its due day."""
    line, explanation = earned.line, earned.line.explanation(earned.policy)
    shown: LineExplained | LineUnpaid = (
        LineExplained.model_validate(explanation)
        if line.amount_yuan
        else LineUnpaid.model_validate(explanation | {"reason": line.reason, "missing": line.missing or None})
    )
    return EarnedAnswer(
        starts_on=earned.known.stretch.start,
        due_on=earned.due_on,
        contested=earned.known.is_contested,
        line=shown,
    )
