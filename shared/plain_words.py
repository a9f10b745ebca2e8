"""What is wrong with a value, in words for whoever wrote it: never a library's, never a regular expression."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from shared.plain_text import TEXT_PATTERN, unreadable_character
from shared.written_forms import WRITTEN

_OWN = "in_plain_words"
_LONGEST_POINTER = 400
FAULTS_TOLD: Final = 50
"""Of one request. Who has them right asks again; an answer with all of 100 000 is longer than what was sent."""


class Words(NamedTuple):
    """Why a value is not taken, and what to write."""

    reason: str
    advice: str


class Fault(NamedTuple):
    """The words about one field, and where it is (a JSON pointer)."""

    pointer: str
    reason: str
    advice: str


def refusal(words: Words) -> PydanticCustomError:
    """What a validator of a field raises to have its own words told."""
    return PydanticCustomError(_OWN, "{reason}; {advice}", {"reason": words.reason, "advice": words.advice})


def faults_of(error: ValidationError) -> list[Fault]:
    """What a model refused, field by field."""
    return faults_in(error.errors(include_url=False))


def faults_in(details: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """The same of the details pydantic or FastAPI give, the first of them."""
    return [Fault(pointer_of(detail["loc"]), *words_of(detail)) for detail in islice(details, FAULTS_TOLD)]


def pointer_of(steps: Iterable[int | str]) -> str:
    """The JSON pointer of a place; that a name and not its value is meant is left out."""
    shown = [str(step).replace("~", "~0").replace("/", "~1") for step in steps if step != "[key]"]
    return "".join(f"/{step}" for step in shown)[:_LONGEST_POINTER]


def words_of(detail: Mapping[str, Any]) -> Words:
    """One detail in plain words. The value itself is never repeated: it may name a person."""
    context = detail.get("ctx") or {}
    match detail["type"]:
        case "in_plain_words":
            return Words(context["reason"], context["advice"])
        case "value_error":
            return Words(str(context["error"]), "correct it")
        case "missing" | "union_tag_not_found":
            return Words("missing", "add the field")
        case "extra_forbidden":
            return Words("not known here", "remove the field, or correct its spelling")
        case "literal_error" | "enum":
            return Words(f"not one of {context['expected']}", "write one of them")
        case "string_pattern_mismatch":
            return _words_of_form(context["pattern"], detail.get("input"))
        case kind:
            return _words_of_limit(kind, context) or _words_of_kind(kind)


def _words_of_form(pattern: str, value: Any) -> Words:
    unreadable = unreadable_character(value) if isinstance(value, str) else None
    if unreadable is not None:
        return Words(f"the text holds {unreadable}, which nobody can read", "write it without")
    if pattern == TEXT_PATTERN or (isinstance(value, str) and value != value.strip()):
        return Words("the text begins or ends with a blank", "write it without")
    return Words(*WRITTEN[pattern]) if pattern in WRITTEN else _words_of_kind("")


def _words_of_limit(kind: str, context: Mapping[str, Any]) -> Words | None:
    match kind:
        case "greater_than_equal":
            return Words(f"less than {context['ge']}", "write a larger number")
        case "less_than_equal":
            return Words(f"more than {context['le']}", "write a smaller number")
        case "string_too_short":
            return Words(f"shorter than {context['min_length']} characters", "write more")
        case "string_too_long":
            return Words(f"longer than {context['max_length']} characters", "write less")
        case "too_short":
            return Words(f"fewer than {context['min_length']} entries", "add what is missing")
        case "too_long":
            return Words(f"more than {context['max_length']} entries", "leave some out")
    return None


def _words_of_kind(kind: str) -> Words:
    match kind.partition("_")[0]:
        case "string":
            return Words("not a text", "write it in quotes")
        case "int":
            return Words("not a whole number", "write digits only, without quotes")
        case "float" | "decimal":
            return Words("not a number", "write digits only, without quotes")
        case "bool":
            return Words("neither true nor false", "write true or false")
        case "date" | "datetime" | "timezone":
            return Words("not a date or time", "write it in quotes, such as 2022-07-31")
        case "list" | "tuple":
            return Words("not a list", "write its entries in brackets")
        case "dict" | "model":
            return Words("not an object", "write its fields in braces")
        case _:
            return Words("not what is wanted here", "see the reference for what to write")
