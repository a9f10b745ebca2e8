"""What is wrong with an input, said with the field and what to write there."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from shared.plain_words import words_of

_LONGEST_SHOWN = 60
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
    words = words_of(problem)
    about = "" if problem["type"] in ("missing", "extra_forbidden") else f"{problem['input']!r}"[:_LONGEST_SHOWN] + " "
    return f"{about}is {words.text}; {words.advice}"
