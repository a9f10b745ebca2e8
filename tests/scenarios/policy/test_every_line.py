"""Whatever a rule answers, it says who, by whom, why, from which parameters and events, as it did before."""

import json

from cli.calculator.all_rules import ALL_RULES
from tests.scenarios.policy.every_line import FILE, every_line

KEPT = json.loads(FILE.read_text("utf-8"))


def test_every_line_says_what_it_said_before() -> None:
    # Computed in the test and not when it is collected: `make mutants` switches its faults on in between.
    told = every_line()
    differing = {case: told.get(case) for case in {*KEPT, *told} if told.get(case) != KEPT.get(case)}
    assert differing == {}


def test_every_rule_is_among_them() -> None:
    assert {line["rule"] for lines in KEPT.values() for line in lines if "rule" in line} == set(ALL_RULES.by_rule)
