"""A person's skill certificate: the direct subsidy for it."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from pydantic import Field

from services.placement.domain.rules.certificate_subsidy import CertifiedPerson, certificate_subsidy
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import DateText, Identifier, Parameters, Strict, refuse_repeated
from shared.policy import PolicyPack, Scope


class DrawnInput(Strict):
    """A trade and grade for which the person drew the subsidy before."""

    trade: Identifier
    grade: Identifier


class CertificateSubsidyInput(Strict):
    """A certificate, and what the same person has drawn already."""

    kind: Literal["certificate_subsidy"]
    trade: Identifier
    grade: Identifier
    certified_on: DateText
    already_drawn: list[DrawnInput] = Field(default_factory=list, max_length=100)
    person: Identifier = "person"
    workshop: Identifier = "workshop"
    township: Identifier | None = None
    company: Identifier = "company"
    parameters: Parameters = Field(default_factory=dict)


def evaluate_certificate_subsidy(given: CertificateSubsidyInput, pack: PolicyPack) -> Evaluation:
    """The subsidy by the pack of the issue date. Raises InputError for a draw given twice."""
    refuse_repeated("already_drawn", [(item.trade, item.grade) for item in given.already_drawn])
    facts = CertifiedPerson(
        person=given.person,
        trade=given.trade,
        grade=given.grade,
        certified_on=date.fromisoformat(given.certified_on),
        already_drawn=frozenset((item.trade, item.grade) for item in given.already_drawn),
        workshop=given.workshop,
        company=given.company,
    )
    policy = pack.rules_on(facts.certified_on, given.parameters, Scope(given.township or "", given.workshop))
    return Evaluation.of_rule(certificate_subsidy, facts, policy)


CERTIFICATE_SUBSIDY: Final = CalculatorKind(
    "certificate_subsidy", CertificateSubsidyInput, evaluate_certificate_subsidy
)
