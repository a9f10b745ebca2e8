"""What an evaluation answers, and what a kind of facts must bring to be evaluated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from shared.calculator.problems import GivenT, InputError, validate
from shared.money import ZERO, format_amount
from shared.policy import Policy, PolicyPack
from shared.rules.lines import Flag, Line

FactsT = TypeVar("FactsT")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Lines that pay, rules that do not with their reason, and what a clerk should look at."""

    policy: Policy
    lines: tuple[Line, ...]
    unpaid: tuple[Line, ...]
    flags: tuple[Flag, ...] = ()
    incomplete: tuple[str, ...] = ()

    @classmethod
    def of_rule(cls, rule: Callable[[FactsT, Policy], Sequence[Line]], facts: FactsT, policy: Policy) -> Evaluation:
        """The answer of one rule. Raises InputError where the pack does not have it."""
        refuse_without_rule(policy, rule.__name__)
        lines = rule(facts, policy)
        paid = tuple(line for line in lines if line.amount_yuan)
        unpaid = tuple(line for line in lines if not line.amount_yuan)
        return cls(policy, paid, unpaid, (), tuple(line.missing for line in lines if line.missing))

    @property
    def total_yuan(self) -> Decimal:
        return sum((line.amount_yuan for line in self.lines), ZERO)

    def as_json(self) -> dict[str, object]:
        """The answer as printed; `unpaid`, `flags` and `incomplete` only where there are any."""
        answer: dict[str, object] = {
            "lines": [self._line(line) for line in self.lines],
            "total": format_amount(self.total_yuan),
        }
        if self.unpaid:
            answer["unpaid"] = [self._line(line) for line in self.unpaid]
        if self.flags:
            answer["flags"] = [flag.as_json() for flag in self.flags]
        if self.incomplete:
            answer["incomplete"] = list(self.incomplete)
        return answer

    def _line(self, line: Line) -> dict[str, object]:
        shown: dict[str, object] = {
            "rule": line.rule,
            "amount": format_amount(line.amount_yuan),
            "workshop": line.workshop,
            "payer": line.payer,
            "beneficiary": line.beneficiary,
        }
        if line.reason:
            shown["reason"] = line.reason
        shown["explanation"] = line.explanation(self.policy)
        return shown


def refuse_without_rule(policy: Policy, rule: str) -> None:
    """Raise InputError where the pack does not have the rule a kind of facts is evaluated by."""
    if not policy.has_rule(rule):
        raise InputError("kind", f"pack {policy.pack_name!r} has no rule {rule!r}; name another pack")


@dataclass(frozen=True, slots=True)
class CalculatorKind(Generic[GivenT]):
    """A kind of facts: its name, the JSON object it is read from, and how it is evaluated."""

    name: str
    given: type[GivenT]
    evaluate: Callable[[GivenT, PolicyPack], Evaluation]

    def evaluate_document(self, document: dict[str, Any], pack: PolicyPack) -> Evaluation:
        """Raises InputError naming the field, and PolicyError for a rule or override the pack does not know."""
        return self.evaluate(validate(self.given, document), pack)
