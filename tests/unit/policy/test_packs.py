"""Every pack that comes with the software is dated, sourced and complete."""

import pytest

from services.payroll.domain.pack_check import check_pack, unset_amounts
from shared.policy import EFFECTIVE_FROM, Kind, PolicyPack, available_packs, load_pack

PACKS = [load_pack(name) for name in available_packs()]
every_pack = pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)


def test_songtao_is_available() -> None:
    assert "songtao" in available_packs()


@every_pack
def test_every_number_is_dated_sourced_and_has_a_status(pack: PolicyPack) -> None:
    for name, history in pack.parameters.items():
        assert history.unit, name
        for dated in history.values:
            assert dated.since.day == 1 or history.daily, name
            assert dated.status in ("stated", "derived", "chosen"), name
            assert dated.source.document, name
            assert dated.source.paragraph, name
            assert dated.source.restated.zh, name
            assert dated.source.restated.en, name
            assert dated.status == "stated" or (dated.why and dated.why.zh and dated.why.en), name


@every_pack
def test_every_choice_lists_alternatives_and_its_own_value_among_them(pack: PolicyPack) -> None:
    for name, history in pack.parameters.items():
        if history.domain.kind is Kind.CHOICE:
            assert len(history.domain.alternatives) > 1, name


@every_pack
def test_every_rule_says_who_bears_it_and_on_which_clause_it_rests(pack: PolicyPack) -> None:
    for rule, clause in pack.rules.items():
        assert f"{rule}.payer" in pack.parameters
        assert clause.restated.zh
        assert clause.restated.en


@every_pack
def test_every_rule_finds_what_it_reads(pack: PolicyPack) -> None:
    assert check_pack(pack) == []


@every_pack
def test_every_pack_says_from_when_it_applies(pack: PolicyPack) -> None:
    assert pack.parameters[EFFECTIVE_FROM].values[0].text


def test_songtao_leaves_only_the_division_of_the_joint_pot_unset() -> None:
    assert unset_amounts(load_pack("songtao")) == ["profit_split.relief_share"]


def test_what_songtao_states_is_marked_stated() -> None:
    pack = load_pack("songtao")
    stated = {
        name: history.values[0].text
        for name, history in pack.parameters.items()
        if history.values[0].status == "stated"
    }
    assert stated == {
        "attendance_incentive.rates": "50,40,30",
        "full_attendance_award.amount": "500",
        "skill_uplift.minimum": "600",
        "guaranteed_floor.amount": "2000",
        "guaranteed_floor.required_days": "26",
        "guaranteed_floor.lawful_probation": "0=0, 3=1, 12=2, 36=6",
        "overfulfilment_award.step_percent": "10",
        "overfulfilment_award.award_percent": "1",
        "overfulfilment_award.payer": "company",
        "profit_split.pots": (
            "care_fund=10, relief_and_redevelopment=20, shareholding_collectives=20, rolling_development=50"
        ),
    }
