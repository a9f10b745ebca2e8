"""Subsidies of which one person draws only one for the same period and purpose."""

from pathlib import Path

import pytest

from shared.policy import PolicyError, PolicyPack, load_pack_from
from tests.unit.shared.policy.small_pack import SMALL_PACK, write

GROUP = "{rules: [full_attendance_award, village_prize], source: awards, why: {zh: 同一目的, en: one purpose}}"


def pack_with(folder: Path, groups: str) -> PolicyPack:
    return load_pack_from(write(folder, f"{SMALL_PACK}exclusive_groups:\n{groups}\n"))


def test_names_of_a_group_share_its_name_and_others_keep_their_own(tmp_path: Path) -> None:
    pack = pack_with(tmp_path, f"  attendance_prize: {GROUP}")
    assert pack.exclusive_group("full_attendance_award") == "attendance_prize"
    assert pack.exclusive_group("village_prize") == "attendance_prize"
    assert pack.exclusive_group("follow_up_subsidy") == "follow_up_subsidy"


def test_the_passage_by_which_they_exclude_each_other_is_at_hand(tmp_path: Path) -> None:
    pack = pack_with(tmp_path, f"  attendance_prize: {GROUP}")
    clause = pack.exclusive_group_clause("village_prize")
    assert clause is not None
    assert (clause.document, clause.restated.en) == ("A report", "an award")
    assert pack.exclusive_groups["attendance_prize"].why.en == "one purpose"
    assert pack.exclusive_group_clause("follow_up_subsidy") is None


def test_a_pack_without_groups_excludes_nothing(tmp_path: Path) -> None:
    pack = load_pack_from(write(tmp_path, SMALL_PACK))
    assert pack.exclusive_group("full_attendance_award") == "full_attendance_award"
    assert pack.exclusive_groups == {}


@pytest.mark.parametrize(
    ("groups", "refusal"),
    [
        (
            f"  one: {GROUP}\n  two: {GROUP.replace('full_attendance_award', 'town_prize')}",
            "exclusive_groups.two.rules.1: 'village_prize' is in group 'one' already",
        ),
        (
            f"  one: {GROUP.replace('full_attendance_award', 'village_prize')}",
            "exclusive_groups.one.rules.1: 'village_prize' is in group 'one' already",
        ),
        (f"  one: {GROUP.replace('source: awards', 'source: rumour')}", "exclusive_groups.one.source: there is no"),
        (f"  one: {GROUP.replace(', village_prize', '')}", "exclusive_groups.one.rules: "),
        (f"  one: {GROUP.replace('village_prize', 'Village')}", "exclusive_groups.one.rules.1: "),
        ("  one: {rules: [a, b], source: awards}", "exclusive_groups.one.why: missing"),
        ("  full_attendance_award: {rules: [a, b], source: awards, why: {zh: 同, en: same}}", "has this name; give"),
    ],
)
def test_a_group_that_cannot_be_used_is_refused_by_its_place(tmp_path: Path, groups: str, refusal: str) -> None:
    with pytest.raises(PolicyError) as error:
        pack_with(tmp_path, groups)
    assert refusal in str(error.value)
