"""The score of `make mutants`: what counts as found, and what may survive."""

import json
from pathlib import Path

import pytest

from tests.support.mutation import Survivor, equivalent_mutants, results, score, survivor_of

DIFFERENCE = """# services.x.f__mutmut_2: survived
--- services/x.py
+++ services/x.py
@@ -1,3 +1,3 @@
 def f(a):
-    return a < 1
+    return a <= 1
"""
SURVIVOR = Survivor("services.x.f", "return a < 1", "return a <= 1")


def test_only_mutants_that_were_tried_count(tmp_path: Path) -> None:
    (tmp_path / "x.py.meta").write_text(json.dumps({"exit_code_by_key": {"f__mutmut_1": 1, "f__mutmut_2": None}}))
    assert results(tmp_path) == {"f__mutmut_1": 1}


def test_a_survivor_is_known_by_what_it_changes_and_not_by_its_number() -> None:
    assert survivor_of("services.x.f__mutmut_2", DIFFERENCE) == SURVIVOR
    assert survivor_of("services.x.f__mutmut_9", DIFFERENCE) == SURVIVOR


def test_what_no_test_finds_or_reaches_lowers_the_score_and_what_is_equivalent_does_not() -> None:
    codes = {"f__mutmut_1": 1, "f__mutmut_2": 0, "g__mutmut_1": 33, "g__mutmut_2": 36}
    unreached = Survivor("g", "", "")
    survivors = {"f__mutmut_2": SURVIVOR, "g__mutmut_1": unreached}
    all_of_them = score(codes, survivors, frozenset())
    assert (all_of_them.tried, all_of_them.found, all_of_them.percent) == (4, 2, 50.0)
    without = score(codes, survivors, frozenset({SURVIVOR}))
    assert (dict(without.survivors), round(without.percent, 1)) == ({"g__mutmut_1": unreached}, 66.7)


def test_an_equivalent_fault_needs_a_reason() -> None:
    entry = '{function: services.x.f, was: "return a < 1", becomes: "return a <= 1"%s}'
    assert equivalent_mutants(f"[{entry % ', why: a is never 1'}]") == {SURVIVOR}
    with pytest.raises(ValueError, match=r"services\.x\.f"):
        equivalent_mutants(f"[{entry % ''}]")


def test_every_equivalent_fault_of_the_file_has_its_reason() -> None:
    equivalent_mutants(Path("tests/support/equivalent_mutants.yaml").read_text("utf-8"))
