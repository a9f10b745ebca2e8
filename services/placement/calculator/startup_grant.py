"""An operator's case for the start-up and employment grant."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from pydantic import Field

from services.placement.domain.rules.startup_grant import GrantCase, startup_grant
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import DateText, Identifier, Parameters, Strict, read_date
from shared.calculator.problems import InputError
from shared.policy import PolicyPack, Scope


class StartupGrantInput(Strict):
    """A case, approved or not; `drawn_on` is when the operator drew the grant before."""

    kind: Literal["startup_grant"]
    requested_on: DateText
    approved_on: DateText | None = None
    drawn_on: DateText | None = None
    operator: Identifier = "operator"
    case: Identifier = "case"
    workshop: Identifier = "workshop"
    township: Identifier | None = None
    parameters: Parameters = Field(default_factory=dict)


def evaluate_startup_grant(given: StartupGrantInput, pack: PolicyPack) -> Evaluation:
    """The grant by the pack of its approval. Raises InputError for an approval before the request."""
    if given.approved_on is not None and given.approved_on < given.requested_on:
        raise InputError("approved_on", f"{given.approved_on} is before the request of {given.requested_on}")
    facts = GrantCase(
        operator=given.operator,
        case=given.case,
        requested_on=date.fromisoformat(given.requested_on),
        approved_on=read_date(given.approved_on),
        drawn_on=read_date(given.drawn_on),
        township=given.township or "",
        workshop=given.workshop,
    )
    scope = Scope(given.township or "", given.workshop)
    policy = pack.rules_on(facts.approved_on or facts.requested_on, given.parameters, scope)
    return Evaluation.of_rule(startup_grant, facts, policy)


STARTUP_GRANT: Final = CalculatorKind("startup_grant", StartupGrantInput, evaluate_startup_grant)
