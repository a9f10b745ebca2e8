"""Whatever a rule answers, it says who, by whom, why, from which parameters and events, as it did before."""

import json

import pytest

from services.payroll.domain.pack_check import WANTED_BY_RULE
from tests.scenarios.policy.every_line import FILE, every_line

KEPT = json.loads(FILE.read_text("utf-8"))
TOLD = every_line()


@pytest.mark.parametrize("case", sorted({*KEPT, *TOLD}))
def test_a_line_says_what_it_said_before(case: str) -> None:
    assert TOLD.get(case) == KEPT.get(case)


def test_every_rule_is_among_them() -> None:
    assert {line["rule"] for lines in KEPT.values() for line in lines if "rule" in line} == set(WANTED_BY_RULE)
