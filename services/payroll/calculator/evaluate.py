"""From one JSON object to lines: validate, turn into facts, apply the rules of a pack."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from services.payroll.calculator.facts_from_inputs import (
    InputError,
    profit_facts,
    worker_facts,
    workshop_facts,
)
from services.payroll.calculator.inputs import (
    DATE_PATTERN,
    WEIGHT_PATTERN,
    ProfitInput,
    WorkerMonthInput,
    WorkshopMonthInput,
)
from services.payroll.domain.lines import Flag, Line
from services.payroll.domain.rules.overfulfilment_award import overfulfilment_award
from services.payroll.domain.rules.profit_split import profit_split
from services.payroll.domain.statement import compute_statement
from shared.money import ZERO, format_amount
from shared.policy import Policy, PolicyError, PolicyPack

LARGEST_INPUT_BYTES: Final = 8 * 1024 * 1024
_KINDS: Final[dict[str, type[BaseModel]]] = {
    "worker_month": WorkerMonthInput,
    "workshop_month": WorkshopMonthInput,
    "profit": ProfitInput,
}

__all__ = ["Evaluation", "InputError", "evaluate_text"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Lines that pay, rules that do not with their reason, and what a clerk should look at."""

    policy: Policy
    lines: tuple[Line, ...]
    unpaid: tuple[Line, ...]
    flags: tuple[Flag, ...] = ()
    incomplete: tuple[str, ...] = ()

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


def evaluate_text(text: str | bytes, pack: PolicyPack) -> Evaluation:
    """Evaluate one JSON object. Raises InputError naming the field and what to write there."""
    try:
        written = text if isinstance(text, str) else text.decode("utf-8-sig")
        document = json.loads(written, object_pairs_hook=_refuse_repeated_keys)
    except UnicodeDecodeError as error:
        raise InputError("input", f"is not UTF-8 at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise InputError("input", f"is not JSON: {error.msg} at line {error.lineno}") from None
    except InputError:
        raise
    except ValueError:
        raise InputError("input", "holds a number with too many digits") from None
    except RecursionError:
        raise InputError("input", "is nested too deeply") from None
    if not isinstance(document, dict):
        raise InputError("input", "must be one JSON object; give one object a call")
    kind = document.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise InputError("kind", f"must be one of {', '.join(_KINDS)}")
    given = _validate(_KINDS[kind], document)
    try:
        return _evaluate(given, pack)
    except PolicyError as error:
        raise InputError("parameters", str(error)) from None


def _evaluate(given: BaseModel, pack: PolicyPack) -> Evaluation:
    match given:
        case WorkerMonthInput():
            return _evaluate_worker_month(given, pack)
        case WorkshopMonthInput():
            month = workshop_facts(given)
            policy = pack.rules_on(month.month.first_day, given.parameters)
            return _evaluation(policy, "overfulfilment_award", overfulfilment_award(month, policy))
        case ProfitInput():
            profit = profit_facts(given)
            policy = pack.rules_on(_period_start(profit.period), given.parameters)
            return _evaluation(policy, "profit_split", profit_split(profit, policy))
        case _:
            raise InputError("kind", f"must be one of {', '.join(_KINDS)}")


def _evaluate_worker_month(given: WorkerMonthInput, pack: PolicyPack) -> Evaluation:
    policy = pack.rules_on(date.fromisoformat(f"{given.month}-01"), given.parameters)
    facts = worker_facts(given, policy)
    statement = compute_statement(facts, pack, given.parameters)
    return Evaluation(policy, statement.lines, statement.unpaid, statement.flags, statement.incomplete)


def _evaluation(policy: Policy, rule: str, lines: Sequence[Line]) -> Evaluation:
    policy.clause(rule)
    paid = tuple(line for line in lines if line.amount_yuan)
    unpaid = tuple(line for line in lines if not line.amount_yuan)
    return Evaluation(policy, paid, unpaid, (), tuple(line.missing for line in lines if line.missing))


def _period_start(period: str) -> date:
    """First day of a year, a quarter such as 2022-Q2, or a month."""
    year, _, part = period.partition("-")
    if part.startswith("Q"):
        return date(int(year), int(part[1:]) * 3 - 2, 1)
    return date(int(year), int(part) if part else 1, 1)


def _validate(model: type[BaseModel], document: dict[str, Any]) -> BaseModel:
    try:
        return model.model_validate(document)
    except ValidationError as error:
        problem = max(error.errors(), key=lambda candidate: len(candidate["loc"]))
        raise InputError(_place(problem["loc"]), _what_to_do(problem)) from None


def _place(steps: tuple[int | str, ...]) -> str:
    """The path of a field, without the names pydantic gives to the members of a union."""
    union_members = ("str", "list", "dict", "constrained-str", "function-")
    shown = [str(step) for step in steps if not str(step).startswith(union_members) and "[" not in str(step)]
    return ".".join(shown) or "input"


def _what_to_do(problem: Any) -> str:
    match problem["type"]:
        case "missing":
            return "is missing; give it"
        case "extra_forbidden":
            return "is no field of this kind; remove it or correct its name"
        case "string_type":
            return 'must be text in quotes; amounts and days are strings such as "2.50"'
        case "string_pattern_mismatch":
            return f"{problem['input']!r} is not written as wanted: {_wanted(problem)}"
        case "value_error":
            return f"{problem['input']!r} is no such date; write it like 2022-07-31"
        case _:
            return f"{problem['msg']} (given: {problem['input']!r})"[:400]


def _wanted(problem: Any) -> str:
    pattern = problem["ctx"]["pattern"]
    if pattern == DATE_PATTERN:
        return "a date like 2022-07-31"
    if "1[0-2]" in pattern:
        return "a month like 2022-07, or a period like 2022, 2022-Q3 or 2022-07"
    if pattern == WEIGHT_PATTERN:
        return 'days from "0" to "1", such as "0.5"'
    return 'a plain decimal number such as "2.50", with two decimals for amounts and four for rates'


def _refuse_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        repeated = next(key for key, _ in pairs if sum(1 for other, _ in pairs if other == key) > 1)
        raise InputError(repeated, "is given twice; keep one")
    return document
