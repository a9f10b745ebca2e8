"""From one JSON object to lines: find its kind, validate, turn into facts, apply the rules of a pack."""

from __future__ import annotations

from typing import Any, Final

from cli.calculator.all_rules import KINDS
from shared.calculator.evaluation import Evaluation
from shared.calculator.problems import InputError
from shared.policy import PolicyError, PolicyPack
from shared.strict_json import JsonError, read_json

LARGEST_INPUT_BYTES: Final = 8 * 1024 * 1024


def evaluate_text(text: str | bytes, pack: PolicyPack) -> Evaluation:
    """Evaluate one JSON object. Raises InputError naming the field and what to write there."""
    document = _read(text)
    kind = document.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise InputError("kind", f"must be one of {', '.join(KINDS)}")
    try:
        return KINDS[kind].evaluate_document(document, pack)
    except PolicyError as error:
        raise InputError("parameters", str(error)) from None


def _read(text: str | bytes) -> dict[str, Any]:
    try:
        document = read_json(text)
    except JsonError as error:
        place = error.refusal.pointer.removeprefix("/").replace("/", ".") or "input"
        raise InputError(place, f"{error.refusal.text}; {error.refusal.advice}") from None
    if not isinstance(document, dict):
        raise InputError("input", "must be one JSON object; give one object a call")
    return document
