"""The subsidy for a poor person who looks for work or starts up: once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from services.placement.domain.categories import POOR
from services.placement.domain.paid_once import Beginning, paid_once, wanted_once
from shared.policy import Policy
from shared.rules.lines import Line
from shared.rules.wanted import Wanted
from shared.texts import Text

TITLE: Final = Text("job_seeking_subsidy", "求职创业补贴", "Subsidy for seeking work or starting up")
WANTED: Final[Mapping[str, Wanted]] = wanted_once(TITLE.code)


def job_seeking_subsidy(facts: Beginning, policy: Policy) -> tuple[Line, ...]:
    """One amount in yuan for somebody poor on the day he began, by the parameters of that day."""
    return paid_once(TITLE, facts, policy, POOR)
