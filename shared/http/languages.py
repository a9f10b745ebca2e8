"""Which of the two languages a request asks for."""

import re
from typing import Final

from shared.texts import Language

_WEIGHT: Final = re.compile(r"(q=(?P<number>0(\.[0-9]{0,3})?|1(\.0{0,3})?))?")
_LONGEST: Final = 1_000
"""Characters of the header that are looked at."""


def asked_language(accept_language: str) -> Language:
    """The language an Accept-Language header (RFC 9110, 12.5.4) prefers, English where it names neither."""
    weights: dict[Language, float] = {"en": 0.0, "zh": 0.0}
    for part in accept_language[:_LONGEST].split(","):
        name, _, parameter = (piece.strip().lower() for piece in part.partition(";"))
        for language in weights:
            if name.partition("-")[0] == language:
                weights[language] = max(weights[language], _weight(parameter))
    return "zh" if weights["zh"] > weights["en"] else "en"


def _weight(parameter: str) -> float:
    """From `q=0.8`; 1 where nothing is written, 0 where it is no weight."""
    weight = _WEIGHT.fullmatch(parameter)
    return float(weight["number"] or 1) if weight else 0.0
