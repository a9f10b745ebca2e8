"""From one JSON object to lines: find its kind, validate, turn into facts, apply the rules of a pack."""

from __future__ import annotations

import json
from typing import Any, Final

from services.payroll.calculator.evaluation import Evaluation
from services.payroll.calculator.kinds import KINDS
from services.payroll.calculator.problems import InputError, refuse_repeated_keys
from shared.policy import PolicyError, PolicyPack

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
        written = text if isinstance(text, str) else text.decode("utf-8-sig")
        document = json.loads(written, object_pairs_hook=refuse_repeated_keys)
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
    return document
