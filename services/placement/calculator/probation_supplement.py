"""A new worker's month during free training: the supplement, where the pack switches it on."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from pydantic import Field

from services.placement.domain.rules.probation_supplement import ProbationMonth, probation_supplement
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import DateText, Identifier, Parameters, Strict, read_date
from shared.calculator.problems import InputError
from shared.months import Month, MonthText
from shared.policy import PolicyPack, Scope


class ProbationSupplementInput(Strict):
    """The month, the first day worked, and from when to when free training ran."""

    kind: Literal["probation_supplement"]
    month: MonthText
    first_day_worked: DateText
    training_from: DateText
    training_to: DateText | None = None
    worker: Identifier = "worker"
    workshop: Identifier = "workshop"
    township: Identifier | None = None
    company: Identifier = "company"
    parameters: Parameters = Field(default_factory=dict)


def evaluate_probation_supplement(given: ProbationSupplementInput, pack: PolicyPack) -> Evaluation:
    """The month's supplement. Raises InputError for dates that contradict each other."""
    month, first_day = Month.parse(given.month), date.fromisoformat(given.first_day_worked)
    if first_day > month.last_day:
        raise InputError("first_day_worked", f"{first_day} is after the month {month}")
    if given.training_to is not None and given.training_to < given.training_from:
        raise InputError("training_to", f"{given.training_to} is before {given.training_from}")
    facts = ProbationMonth(
        worker=given.worker,
        workshop=given.workshop,
        company=given.company,
        month=month,
        first_day=first_day,
        training_from=date.fromisoformat(given.training_from),
        training_to=read_date(given.training_to),
    )
    policy = pack.rules_on(month.first_day, given.parameters, Scope(given.township or "", given.workshop))
    return Evaluation.of_rule(probation_supplement, facts, policy)


PROBATION_SUPPLEMENT: Final = CalculatorKind(
    "probation_supplement", ProbationSupplementInput, evaluate_probation_supplement
)
