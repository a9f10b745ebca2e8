"""Every pack that comes with the software is dated, sourced and complete."""

import pytest

from cli.calculator.all_rules import ALL_RULES
from shared.policy import EFFECTIVE_FROM, Kind, PolicyPack, available_packs, load_pack
from shared.rules.pack_check import check_whole_pack, unset_amounts

PACKS = [load_pack(name) for name in available_packs()]
every_pack = pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)


def test_five_counties_have_a_pack() -> None:
    assert available_packs() == ("pingli", "pubei", "sandu", "shengzhou", "songtao")


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
    assert check_whole_pack(pack, ALL_RULES) == []


@every_pack
def test_every_pack_says_from_when_it_applies(pack: PolicyPack) -> None:
    assert pack.parameters[EFFECTIVE_FROM].values[0].text


def test_what_the_sources_give_no_amount_of_is_left_unset() -> None:
    assert {pack.name: unset_amounts(pack) for pack in PACKS} == {
        "pingli": ["recovery.floor", "township_support.amount"],
        "pubei": [
            "contract_award.employer_amount",
            "contract_award.household_amount",
            "contract_awards_budget.amount",
            "loan_interest.rate_percent",
            "loan_interest_budget.amount",
            "recovery.floor",
        ],
        "sandu": [
            "job_seeking_subsidy.amount",
            "self_employment_subsidy.amount",
            "recovery.floor",
            "business_support_budget.amount",
        ],
        "shengzhou": ["recovery.floor"],
        "songtao": [
            "profit_split.relief_share",
            "manager_pay.base",
            "manager_pay.commission_percent",
            "manager_pay.outstanding_percent",
            "manager_pay.reward",
            "manager_pay.poor_percent",
            "manager_pay.deduction_percent",
            "management_staff_pay.base",
            "management_staff_pay.target_wage",
            "management_staff_pay.outstanding_score",
            "management_staff_pay.reward",
            "management_staff_pay.poor_score",
            "management_staff_pay.deduction_percent",
            "certificate_subsidy.amounts",
            "training_budget.amount",
        ],
    }


STATED_OF_LABOUR = {
    "job_seeking_subsidy.budget": "employment_subsidies_budget",
    "self_employment_subsidy.budget": "employment_subsidies_budget",
    "service_station_proposal.more_than_people": "500",
    "liaison_officers.least_people": "50",
    "organiser_subsidy.amount": "200",
    "organiser_subsidy.months": "3",
    "organiser_subsidy.payer": "county",
    "organiser_subsidy.budget": "awards_budget",
    "household_income_award.amount": "1000",
    "household_income_award.income_per_head": "5000",
    "household_income_award.payer": "county",
    "household_income_award.budget": "awards_budget",
    "leader_award.least_people": "30",
    "leader_award.full_people": "100",
    "leader_award.least_amount": "10000",
    "leader_award.full_amount": "20000",
    "leader_award.payer": "county",
    "leader_award.budget": "awards_budget",
}


def test_what_the_other_counties_state_is_marked_stated() -> None:
    stated = {
        (pack.name, name, str(value.scope)): value.text
        for pack in PACKS
        if pack.name != "songtao"
        for name, history in pack.parameters.items()
        for value in history.all_values()
        if value.status == "stated"
    }
    assert stated == {
        ("pingli", "township_support.amount", "township:guangfo"): "50000",
        ("pingli", "township_support.payer", "county"): "township",
        ("pingli", "startup_grant.amount", "county"): "100000",
        ("pingli", "probation_supplement.months", "county"): "3",
        **{("sandu", name, "county"): value for name, value in STATED_OF_LABOUR.items()},
        ("pingli", "rent_waiver.months", "county"): "36",
        ("pingli", "rent_waiver.waived_share", "township:chengguan"): "100",
        ("pubei", "contract_award.months", "county"): "6",
        ("sandu", "awards_budget.amount", "county"): "10000000",
        ("sandu", "employment_subsidies_budget.amount", "county"): "10000000",
        ("shengzhou", "contract_farming_price.premium", "county"): "0.20",
        ("shengzhou", "contract_farming_price.payer", "county"): "buyer",
    }


def test_the_schemes_begin_with_their_first_year() -> None:
    assert {pack.name: pack.parameters[EFFECTIVE_FROM].values[0].text for pack in PACKS} == {
        "pingli": "2014-01-01",
        "pubei": "2018-01-01",
        "sandu": "2019-01-01",
        "shengzhou": "2022-01-01",
        "songtao": "2022-01-01",
    }


def test_what_excludes_each_other_is_grouped() -> None:
    groups = {pack.name: [group.rules for group in pack.exclusive_groups.values()] for pack in PACKS}
    assert groups == {
        "pingli": [("training_subsidy_rain_and_dew", "training_subsidy_skills")],
        "pubei": [("public_training", "employer_training")],
        "sandu": [("organiser_subsidy", "follow_up_subsidy")],
        "shengzhou": [],
        "songtao": [],
    }


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
        "earmarked_budget.amount": "5850000",
        "profit_split.pots": (
            "care_fund=10, relief_and_redevelopment=20, shareholding_collectives=20, rolling_development=50"
        ),
    }
