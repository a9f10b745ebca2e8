"""A person who begins to look for work, or a business of his own: subsidies that are drawn once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, Literal

from pydantic import Field

from services.placement.domain.paid_once import Beginning
from services.placement.domain.rules.job_seeking_subsidy import job_seeking_subsidy
from services.placement.domain.rules.self_employment_subsidy import self_employment_subsidy
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import DateText, Identifier, Parameters, Strict, read_date
from shared.policy import Policy, PolicyPack
from shared.rules.lines import Line


class BeginningInput(Strict):
    """The day it began, the person's categories of that day, and when he drew it before."""

    begun_on: DateText
    categories: list[Identifier] = Field(default_factory=list, max_length=10)
    drawn_on: DateText | None = None
    person: Identifier = "person"
    township: Identifier | None = None
    parameters: Parameters = Field(default_factory=dict)


class JobSeekingInput(BeginningInput):
    """Looking for work, or starting up."""

    kind: Literal["job_seeking_subsidy"]


class SelfEmploymentInput(BeginningInput):
    """A business of one's own."""

    kind: Literal["self_employment_subsidy"]


def evaluate_job_seeking(given: JobSeekingInput, pack: PolicyPack) -> Evaluation:
    """The subsidy by the pack of the day it began."""
    return _evaluate(job_seeking_subsidy, given, pack)


def evaluate_self_employment(given: SelfEmploymentInput, pack: PolicyPack) -> Evaluation:
    """The subsidy by the pack of the day it began."""
    return _evaluate(self_employment_subsidy, given, pack)


def _evaluate(
    rule: Callable[[Beginning, Policy], tuple[Line, ...]], given: BeginningInput, pack: PolicyPack
) -> Evaluation:
    facts = Beginning(
        person=given.person,
        begun_on=date.fromisoformat(given.begun_on),
        categories=frozenset(given.categories),
        drawn_on=read_date(given.drawn_on),
        township=given.township or "",
    )
    return Evaluation.of_rule(rule, facts, pack.rules_on(facts.begun_on, given.parameters))


JOB_SEEKING_SUBSIDY: Final = CalculatorKind("job_seeking_subsidy", JobSeekingInput, evaluate_job_seeking)
SELF_EMPLOYMENT_SUBSIDY: Final = CalculatorKind(
    "self_employment_subsidy", SelfEmploymentInput, evaluate_self_employment
)
