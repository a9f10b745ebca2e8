"""A labour contract with a worker from a poor household: the awards to employer and household."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from pydantic import Field

from services.placement.domain.rules.contract_award import LabourContract, contract_award, due_day
from shared.calculator.evaluation import CalculatorKind, Evaluation, refuse_without_rule
from shared.calculator.fields import DateText, Identifier, Parameters, Strict, read_date
from shared.calculator.problems import InputError
from shared.policy import PolicyPack, Scope


class ContractAwardInput(Strict):
    """A contract, its workshop and household on its first day, and how the work ended if it did."""

    kind: Literal["contract_award"]
    as_of: DateText
    signed_on: DateText
    starts_on: DateText
    ends_on: DateText | None = None
    last_day: DateText | None = None
    end_cause: Literal["returned", "resigned", "dismissed", "contract_ended", "closure", "injury", "death"] | None = (
        None
    )
    accredited: bool = True
    categories: list[Identifier] = Field(default_factory=list, max_length=10)
    employer_drawn_for: list[Identifier] = Field(default_factory=list, max_length=1000)
    household_drawn_for: list[Identifier] = Field(default_factory=list, max_length=100)
    contract: Identifier = "contract"
    person: Identifier = "person"
    employer: Identifier = "employer"
    household: Identifier | None = None
    workshop: Identifier = "workshop"
    township: Identifier | None = None
    parameters: Parameters = Field(default_factory=dict)


def evaluate_contract_award(given: ContractAwardInput, pack: PolicyPack) -> Evaluation:
    """Both awards by the pack of the day they are due. Raises InputError for dates that contradict each other."""
    for field, day in (("ends_on", given.ends_on), ("last_day", given.last_day)):
        if day is not None and day < given.starts_on:
            raise InputError(field, f"{day} is before {given.starts_on}")
    signed_on, starts_on = date.fromisoformat(given.signed_on), date.fromisoformat(given.starts_on)
    scope = Scope(given.township or "", given.workshop)
    begun = pack.rules_on(starts_on, given.parameters, scope)
    refuse_without_rule(begun, contract_award.__name__)
    facts = LabourContract(
        contract=given.contract,
        person=given.person,
        employer=given.employer,
        household=given.household or "",
        signed_on=signed_on,
        starts_on=starts_on,
        ends_on=read_date(given.ends_on),
        as_of=date.fromisoformat(given.as_of),
        accredited=given.accredited,
        household_categories=frozenset(given.categories),
        last_day=read_date(given.last_day),
        end_cause=given.end_cause or "",
        employer_drawn_for=frozenset(given.employer_drawn_for),
        household_drawn_for=frozenset(given.household_drawn_for),
        workshop=given.workshop,
        township=given.township or "",
    )
    policy = pack.rules_on(due_day(signed_on, starts_on, begun), given.parameters, scope)
    return Evaluation.of_rule(contract_award, facts, policy)


CONTRACT_AWARD: Final = CalculatorKind("contract_award", ContractAwardInput, evaluate_contract_award)
