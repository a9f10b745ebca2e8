"""The calculator's kinds beyond statements: what each answers, and how each bad input is refused by its field."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.calculator import policy_app
from cli.calculator.all_rules import ALL_RULES, KINDS
from cli.calculator.evaluate import evaluate_text
from shared.calculator import InputError
from shared.policy import load_pack, load_pack_from
from shared.written_forms import WRITTEN
from tests.support.packs import changed_pack

FACTORY = {"premises": "F-1", "kind": "factory", "opened_on": "2015-03-01", "approved_on": "2016-11-01"}
AWAY = {"kind": "unpaid", "first_day": "2019-05-01", "last_day": "2019-05-01"}
PLACED = {"placement": "P-1", "start": "2019-04-01", "organiser": "O-1"}
LEVELS = ("group", "company", "branch", "worker")
CARD = [
    {"level": level, "from": "2016-01-01", "unit_rate": rate}
    for level, rate in zip(LEVELS, ("3.00", "2.40", "2.10", "1.85"), strict=True)
]
GIVEN: dict[str, tuple[str, str, dict[str, Any]]] = {
    "manager_pay": (
        "songtao",
        "2800.00",
        {
            "month": "2022-07",
            "benefit": "10000.00",
            "parameters": {"manager_pay.base": "2500", "manager_pay.commission_percent": "3"},
        },
    ),
    "management_staff_pay": (
        "songtao",
        "2850.00",
        {
            "month": "2022-07",
            "score": 85,
            "parameters": {"management_staff_pay.base": "2000", "management_staff_pay.target_wage": "1000"},
        },
    ),
    "certificate_subsidy": (
        "songtao",
        "0.00",
        {"trade": "sewing", "grade": "elementary", "certified_on": "2022-07-01"},
    ),
    "contract_farming_price": (
        "shengzhou",
        "1600.00",
        {
            "delivered_on": "2022-10-20",
            "qualifying_kilograms": "1000",
            "plot": "P-1",
            "plots": ["P-1"],
            "protected_price": "1.60",
            "quotes": [{"date": "2022-10-20", "price": "1.30"}],
        },
    ),
    "township_support": (
        "pingli",
        "50000.00",
        {"township": "guangfo", "paid_on": "2016-12-01", "budget_left": "200000.00", "premises": [FACTORY]},
    ),
    "startup_grant": ("pingli", "100000.00", {"requested_on": "2016-01-05", "approved_on": "2016-03-01"}),
    "training_subsidy": (
        "pingli",
        "1000.00",
        {"course": "gloves-1", "programme": "skills", "ended_on": "2016-09-30", "trainees": ["W-1", "W-2"]},
    ),
    "probation_supplement": (
        "pingli",
        "0.00",
        {"month": "2016-03", "first_day_worked": "2016-03-15", "training_from": "2016-03-15"},
    ),
    "organiser_subsidy": (
        "sandu",
        "200.00",
        {"as_of": "2019-07-31", "categories": ["poor"], "placements": [PLACED], "attended": ["2019-07-01"]},
    ),
    "household_income_award": (
        "sandu",
        "1000.00",
        {"year": 2019, "as_of": "2019-12-31", "categories": ["poor"], "members": [{"person": "W-1", "labour": "5000"}]},
    ),
    "contract_award": (
        "pubei",
        "800.00",
        {
            "as_of": "2018-09-30",
            "signed_on": "2018-04-01",
            "starts_on": "2018-04-01",
            "household": "H-1",
            "categories": ["poor"],
            "parameters": {
                "contract_award.employer_amount": "800",
                "contract_award.budget": "contract_awards_budget",
                "contract_awards_budget.amount": "100000",
            },
        },
    ),
    "loan_interest": (
        "pubei",
        "910.00",
        {
            "first_day": "2018-04-01",
            "last_day": "2018-06-30",
            "due_on": "2020-03-31",
            "principals": [{"since": "2018-04-01", "owed": "100000.00"}],
            "parameters": {
                "loan_interest.rate_percent": "3.65",
                "loan_interest.budget": "loan_interest_budget",
                "loan_interest_budget.amount": "100000",
            },
        },
    ),
    "rent_waiver": (
        "pingli",
        "3100.00",
        {
            "first_lease_on": "2016-03-01",
            "first_day": "2016-03-01",
            "last_day": "2016-03-31",
            "market_rent": "3100.00",
        },
    ),
    "job_seeking_subsidy": ("sandu", "0.00", {"begun_on": "2019-05-06", "categories": ["poor"]}),
    "self_employment_subsidy": (
        "sandu",
        "3000.00",
        {"begun_on": "2019-05-06", "parameters": {"self_employment_subsidy.amount": "3000"}},
    ),
    "leader_award": (
        "sandu",
        "10000.00",
        {
            "year": 2019,
            "as_of": "2019-12-31",
            "departures": [{"person": f"W-{number}", "day": "2019-05-06"} for number in range(30)],
        },
    ),
    "piece_rate_levels": ("pingli", "300.00", {"date": "2016-07-15", "accepted": 100, "rate_card": CARD}),
}


COUNTED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "service_station_proposal": (
        "sandu",
        "service_station_not_proposed service_station_proposed",
        {"date": "2019-06-30", "people_by_area": {"A": 500, "B": 501}},
    ),
    "liaison_officers": (
        "sandu",
        "no_liaison_officer liaison_officers_proposed",
        {"date": "2019-06-30", "people_by_employer": {"E-1": 49, "E-2": 101}},
    ),
}
"""Kinds that count people and come to no money, with the codes of what they propose."""


@pytest.mark.parametrize("kind", COUNTED)
def test_what_counts_people_proposes_and_comes_to_no_money(kind: str) -> None:
    pack, codes, given = COUNTED[kind]
    told = json.dumps({"kind": kind, **given})
    answer = json.loads(json.dumps(evaluate_text(told, load_pack(pack)).as_json()))
    assert (answer["total"], [flag["code"] for flag in answer["flags"]]) == ("0.00", codes.split())
    with pytest.raises(InputError, match=f"kind: pack 'pubei' has no rule '{kind}'; name another pack"):
        evaluate_text(told, load_pack("pubei"))


def evaluate(kind: str, **changes: Any) -> dict[str, Any]:
    pack, _, given = GIVEN[kind]
    answer = evaluate_text(json.dumps({"kind": kind, **given, **changes}), load_pack(pack)).as_json()
    return json.loads(json.dumps(answer))  # type: ignore[no-any-return]


@pytest.mark.parametrize("kind", GIVEN)
def test_each_kind_comes_to_its_total_and_says_why(kind: str) -> None:
    answer = evaluate(kind)
    assert answer["total"] == GIVEN[kind][1]
    lines = [*answer["lines"], *answer.get("unpaid", [])]
    assert {line["rule"] for line in lines} == {kind}
    assert all(line["explanation"]["clause"]["document"] and line["explanation"]["formula"]["zh"] for line in lines)
    assert all(line["explanation"]["payer"]["role"] and line["explanation"]["payer"]["id"] for line in answer["lines"])


@pytest.mark.parametrize("kind", GIVEN)
def test_each_kind_prints_as_a_table_too(kind: str) -> None:
    pack, total, given = GIVEN[kind]
    result = CliRunner().invoke(
        policy_app, ["evaluate", "--pack", pack], input=json.dumps({"kind": kind, **given, "colour": 1})
    )
    assert (result.exit_code, result.stderr) == (
        2,
        "error: colour: is not known here; remove the field, or correct its spelling\n",
    )
    result = CliRunner().invoke(policy_app, ["evaluate", "--pack", pack], input=json.dumps({"kind": kind, **given}))
    assert (result.exit_code, total in result.stdout) == (0, True)


def test_every_rule_can_be_evaluated() -> None:
    statement = {"piecework", "attendance_incentive", "full_attendance_award", "skill_uplift", "guaranteed_floor"}
    others = {"overfulfilment_award", "profit_split"}
    assert (
        set(ALL_RULES.by_rule) - statement - others
        == set(GIVEN)
        == set(KINDS)
        - {
            "worker_month",
            "workshop_month",
            "profit",
        }
        - set(COUNTED)
    )


@pytest.mark.parametrize("kind", GIVEN)
def test_a_rule_the_pack_does_not_have_is_refused(kind: str) -> None:
    other = "shengzhou" if GIVEN[kind][0] == "pubei" else "pubei"
    with pytest.raises(InputError, match=f"kind: pack '{other}' has no rule '{kind}'; name another pack"):
        evaluate_text(json.dumps({"kind": kind, **GIVEN[kind][2], "parameters": {}}), load_pack(other))


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("manager_pay", {"month": "2022-7"}, "month: '2022-7' is not a month; write a month"),
        ("manager_pay", {"benefit": None}, "benefit: None is not a text"),
        ("manager_pay", {"benefit": "1e4"}, "benefit: '1e4' is not an amount"),
        ("manager_pay", {"target_benefit": "-1"}, "target_benefit: '-1' is not an amount"),
        ("manager_pay", {"parameters": {"manager_pay.deduction_percent": "101"}}, "deduction_percent: '101' is not"),
        ("certificate_subsidy", {"certified_on": "2022-02-30"}, "certified_on: '2022-02-30' is no day of the calendar"),
        ("certificate_subsidy", {"grade": ""}, "grade: "),
        ("certificate_subsidy", {"already_drawn": [{"trade": "sewing"}]}, "already_drawn.0.grade: is missing"),
        (
            "certificate_subsidy",
            {"already_drawn": [{"trade": "sewing", "grade": "elementary"}] * 2},
            "already_drawn.1: sewing/elementary is given twice",
        ),
        ("contract_farming_price", {"qualifying_kilograms": "-1"}, "qualifying_kilograms: '-1' is not a weight"),
        ("contract_farming_price", {"qualifying_kilograms": "1.0001"}, "write kilograms with at most three decimals"),
        ("contract_farming_price", {"quotes": [{"date": "2022-10-20"}]}, "quotes.0.price: is missing"),
        (
            "contract_farming_price",
            {"quotes": [{"date": "2022-10-20", "price": "1.30"}, {"date": "2022-10-20", "price": "1.31"}]},
            "quotes.1: market/2022-10-20 is given twice",
        ),
        ("contract_farming_price", {"plot": None}, "plot: is needed for a contract by area"),
        ("contract_farming_price", {"plots": []}, "plots: is needed for a contract by area"),
        ("contract_farming_price", {"protected_price": 1.6}, "protected_price: 1.6 is not a text"),
        ("township_support", {"township": None}, "township: None is not a text"),
        ("township_support", {"budget_left": "-1.00"}, "budget_left: '-1.00' is not an amount"),
        ("township_support", {"premises": [FACTORY, FACTORY]}, "premises.1: F-1 is given twice"),
        ("township_support", {"premises": [{**FACTORY, "kind": "shop"}]}, "premises.0.kind: "),
        (
            "township_support",
            {"premises": [{**FACTORY, "closed_on": "2015-02-28"}]},
            "premises.0.closed_on: 2015-02-28 is before 2015-03-01",
        ),
        (
            "township_support",
            {"premises": [{**FACTORY, "earlier_payments": ["2016-12-02"]}]},
            "premises.0.earlier_payments.0: 2016-12-02 is after 2016-12-01",
        ),
        ("startup_grant", {"approved_on": "2016-01-04"}, "approved_on: 2016-01-04 is before the request"),
        ("startup_grant", {"requested_on": "yesterday"}, "requested_on: 'yesterday' is not a date; write a date"),
        (
            "startup_grant",
            {"parameters": {"startup_grant.payer": "township"}},
            "parameters: startup_grant.payer is 'township', and the facts name no township",
        ),
        ("training_subsidy", {"trainees": ["W-1", "W-1"]}, "trainees.1: W-1 is given twice"),
        ("training_subsidy", {"trainees": "W-1"}, "trainees: "),
        ("training_subsidy", {"already_drawn": ["W-1"]}, "already_drawn: "),
        ("probation_supplement", {"first_day_worked": "2016-04-01"}, "first_day_worked: 2016-04-01 is after the month"),
        ("probation_supplement", {"training_to": "2016-03-14"}, "training_to: 2016-03-14 is before 2016-03-15"),
        ("organiser_subsidy", {"placements": []}, "placements: "),
        ("organiser_subsidy", {"placements": [PLACED, PLACED]}, "placements.1: P-1 is given twice"),
        (
            "organiser_subsidy",
            {"placements": [{**PLACED, "last_day": "2019-03-31"}]},
            "placements.0.last_day: 2019-03-31 is before 2019-04-01",
        ),
        (
            "organiser_subsidy",
            {"placements": [{**PLACED, "interruptions": [{**AWAY, "last_day": "2019-04-30"}]}]},
            "placements.0.interruptions.0.last_day: 2019-04-30 is before 2019-05-01",
        ),
        (
            "organiser_subsidy",
            {
                "placements": [
                    {**PLACED, "last_day": "2019-05-01", "interruptions": [{**AWAY, "first_day": "2019-04-01"}]}
                ]
            },
            "placements: all days are unpaid",
        ),
        ("organiser_subsidy", {"drawn": [{"year": 2019, "by": "O-9"}] * 2}, "drawn.1: 2019 is given twice"),
        ("organiser_subsidy", {"follow_ups": [{"made_on": "2019-07-01"}]}, "follow_ups.0.at_work: is missing"),
        ("contract_award", {"ends_on": "2018-03-31"}, "ends_on: 2018-03-31 is before 2018-04-01"),
        ("contract_award", {"last_day": "2018-03-31"}, "last_day: 2018-03-31 is before 2018-04-01"),
        ("contract_award", {"end_cause": "bored"}, "end_cause: "),
        ("loan_interest", {"last_day": "2018-03-31"}, "last_day: 2018-03-31 is before 2018-04-01"),
        ("loan_interest", {"extended_to": "2020-03-30"}, "extended_to: 2020-03-30 is before 2020-03-31"),
        ("loan_interest", {"principals": []}, "principals: "),
        (
            "loan_interest",
            {"principals": [{"since": "2018-04-01", "owed": "1.00"}] * 2},
            "principals.1: 2018-04-01 is given twice",
        ),
        ("rent_waiver", {"first_day": "2016-02-29"}, "first_day: 2016-02-29 is before the lease of 2016-03-01"),
        ("rent_waiver", {"last_day": "2016-02-29"}, "last_day: 2016-02-29 is before 2016-03-01"),
        ("rent_waiver", {"market_rent": "-1"}, "market_rent: '-1' is not an amount"),
        ("job_seeking_subsidy", {"begun_on": None}, "begun_on: None is not a text"),
        ("self_employment_subsidy", {"drawn_on": "2019-13-01"}, "drawn_on: '2019-13-01' is no"),
        ("household_income_award", {"year": 1949}, "year: "),
        ("household_income_award", {"members": [{"person": "W-1"}] * 2}, "members.1: W-1 is given twice"),
        ("household_income_award", {"members": [{"person": "W-1", "labour": "-1"}]}, "labour: '-1' is not an amount"),
        ("leader_award", {"departures": [{"person": "W-1", "day": "2019-05"}]}, "departures.0.day: '2019-05' is not a"),
        (
            "leader_award",
            {"departures": [{"person": "W-1", "day": "2019-05-06", "away": "abroad"}]},
            "departures.0.away",
        ),
        ("piece_rate_levels", {"accepted": -1}, "accepted: "),
        ("piece_rate_levels", {"rate_card": [{**CARD[0], "level": "boss"}]}, "rate_card.0.level: "),
        ("piece_rate_levels", {"rate_card": [CARD[0], CARD[0]]}, "rate_card.1: product/operation/group/2016-01-01 is"),
        ("piece_rate_levels", {"parties": {"boss": "X"}}, "parties.boss: is not known here"),
    ],
)
def test_bad_input_is_refused_with_the_field_and_what_to_do(kind: str, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as error:
        evaluate(kind, **changes)
    assert message in str(error.value)


def test_dates_may_meet_but_not_cross() -> None:
    assert evaluate("startup_grant", approved_on="2016-01-05")["total"] == "100000.00"
    assert evaluate("township_support", premises=[{**FACTORY, "closed_on": "2015-03-01"}])["total"] == "0.00"
    assert evaluate("township_support", premises=[{**FACTORY, "earlier_payments": ["2016-12-01"]}])["total"] == "0.00"
    assert evaluate("probation_supplement", training_to="2016-03-15", first_day_worked="2016-03-31")["total"] == "0.00"


def test_the_last_stretch_is_evaluated_with_all_its_evidence() -> None:
    first, second = {**PLACED, "last_day": "2019-05-01"}, {**PLACED, "placement": "P-2", "start": "2019-06-01"}
    given: dict[str, Any] = {"as_of": "2019-08-31", "placements": [first, second], "attended": []}
    assert evaluate("organiser_subsidy", **given)["incomplete"] == ["evidence_missing:O-1"]
    for piece in (
        {"follow_ups": [{"made_on": "2019-08-31", "at_work": True}]},
        {"wage_lists": [{"month": "2019-08", "days": 3}]},
        {"attended": ["2019-08-31"]},
    ):
        assert evaluate("organiser_subsidy", **given | piece)["total"] == "200.00"


def test_interest_over_a_change_of_the_rate_is_to_be_evaluated_in_parts(tmp_path: Path) -> None:
    dated = changed_pack(
        tmp_path,
        "pubei",
        (
            "          en: The source says that interest is subsidised by the rules and gives no rate.\n",
            "          en: The source says that interest is subsidised by the rules and gives no rate.\n"
            '      - {from: "2018-06-01", value: "3", status: stated, source: loans}\n',
        ),
    )
    _, _, given = GIVEN["loan_interest"]
    for last_day, refused in (("2018-05-31", False), ("2018-06-01", True)):
        text = json.dumps({"kind": "loan_interest", **given, "last_day": last_day})
        if refused:
            with pytest.raises(InputError, match="last_day: the rate changes on 2018-06-01; evaluate each part"):
                evaluate_text(text, load_pack_from(dated))
        else:
            assert evaluate_text(text, load_pack_from(dated)).as_json()["total"] == "610.00"


@pytest.mark.parametrize(
    "kind",
    [
        "organiser_subsidy",
        "household_income_award",
        "leader_award",
        "contract_award",
        "loan_interest",
        "self_employment_subsidy",
    ],
)
def test_where_the_pack_says_so_the_township_bears_it(kind: str) -> None:
    parameters = GIVEN[kind][2].get("parameters", {}) | {f"{kind}.payer": "township"}
    answer = evaluate(kind, township="zhouqin", parameters=parameters)
    assert answer["total"] == GIVEN[kind][1]
    assert {line["explanation"]["payer"]["id"] for line in answer["lines"]} == {"zhouqin"}
    with pytest.raises(InputError, match=f"{kind}.payer is 'township', and the facts name no township"):
        evaluate(kind, parameters=parameters)


def test_a_lower_rate_above_the_upper_makes_the_answer_incomplete_by_name() -> None:
    answer = evaluate("piece_rate_levels", rate_card=[*CARD[:3], {**CARD[3], "unit_rate": "2.11"}])
    assert (answer["total"], answer["incomplete"]) == ("0.00", ["rate_above_upper_level:worker"])


def test_every_written_pattern_can_be_told_to_whoever_missed_it() -> None:
    patterns = {pattern for kind in KINDS.values() for pattern in _patterns(kind.given.model_json_schema())}
    assert len(patterns) > 5
    assert patterns <= set(WRITTEN)


def _patterns(schema: object) -> Iterator[str]:
    if isinstance(schema, Mapping):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for part in schema.values():
            yield from _patterns(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _patterns(part)
