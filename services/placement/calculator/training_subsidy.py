"""A training course under one programme: the subsidy for each person who completed it."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from pydantic import Field

from services.placement.domain.rules.training_subsidy import CompletedCourse, training_subsidy
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import DateText, Identifier, Parameters, Strict, refuse_repeated
from shared.policy import PolicyPack, Scope


class TrainingSubsidyInput(Strict):
    """A course's people, and the programme under which each of them drew for it before, if any."""

    kind: Literal["training_subsidy"]
    course: Identifier
    programme: Identifier
    ended_on: DateText
    trainees: list[Identifier] = Field(max_length=5000)
    already_drawn: dict[Identifier, Identifier] = Field(default_factory=dict)
    workshop: Identifier = "workshop"
    township: Identifier | None = None
    parameters: Parameters = Field(default_factory=dict)


def evaluate_training_subsidy(given: TrainingSubsidyInput, pack: PolicyPack) -> Evaluation:
    """A line a person, by the pack of the course's last day. Raises InputError for a person given twice."""
    refuse_repeated("trainees", given.trainees)
    facts = CompletedCourse(
        course=given.course,
        programme=given.programme,
        ended_on=date.fromisoformat(given.ended_on),
        trainees=tuple(given.trainees),
        already_drawn=given.already_drawn,
        township=given.township or "",
        workshop=given.workshop,
    )
    policy = pack.rules_on(facts.ended_on, given.parameters, Scope(given.township or "", given.workshop))
    return Evaluation.of_rule(training_subsidy, facts, policy)


TRAINING_SUBSIDY: Final = CalculatorKind("training_subsidy", TrainingSubsidyInput, evaluate_training_subsidy)
