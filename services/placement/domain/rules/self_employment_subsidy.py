"""The subsidy for a person who makes a living of a business of his own: once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from services.placement.domain.paid_once import Beginning, paid_once, wanted_once
from shared.policy import Policy
from shared.rules.lines import Line
from shared.rules.wanted import Wanted
from shared.texts import Text

TITLE: Final = Text("self_employment_subsidy", "自主创业补贴", "Subsidy for self-employment")
WANTED: Final[Mapping[str, Wanted]] = wanted_once(TITLE.code)


def self_employment_subsidy(facts: Beginning, policy: Policy) -> tuple[Line, ...]:
    """One amount in yuan by the parameters of the day the business began; of no category."""
    return paid_once(TITLE, facts, policy)
