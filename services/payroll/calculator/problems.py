"""What is wrong with an input, said with the field and what to write there."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from services.payroll.calculator.patterns import WANTED_BY_PATTERN

GivenT = TypeVar("GivenT", bound=BaseModel)


class InputError(ValueError):
    """Input that cannot be evaluated; the message names the field and what to do."""

    def __init__(self, field: str, advice: str) -> None:
        super().__init__(f"{field}: {advice}")
        self.field = field


def validate(model: type[GivenT], document: dict[str, Any]) -> GivenT:
    """Read the object as this model. Raises InputError for the first field that cannot be read."""
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
            return f"{problem['input']!r} is not written as wanted: {WANTED_BY_PATTERN[problem['ctx']['pattern']]}"
        case "value_error":
            return f"{problem['input']!r} is no such date; write it like 2022-07-31"
        case _:
            return f"{problem['msg']} (given: {problem['input']!r})"[:400]
