"""The calculator on the command line: facts as JSON in, explained lines out."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.calculator import policy_app
from tests.support.packs import changed_pack

WORKER = {
    "kind": "worker_month",
    "month": "2022-07",
    "first_day_worked": "2022-07-01",
    "attendance": {"2022-07-01": "1", "2022-07-02": "0.5"},
    "roster": None,
    "piecework": [{"accepted": 120, "unit_rate": "2.50"}],
    "certificates": [{"trade": "sewing", "grade": "elementary", "certified_on": "2022-05-12"}],
    "parameters": {"guaranteed_floor.base": "piecework"},
}
WORKSHOP = {
    "kind": "workshop_month",
    "month": "2022-07",
    "products": [
        {
            "product": "toy-a",
            "fixed_quantity": 10000,
            "fixed_amount": "200000.00",
            "excess_quantity": 0,
            "excess_amount": "0.00",
            "accepted_quantity": 12000,
        }
    ],
    "parameters": {"overfulfilment_award.gate": "per_product"},
}
PROFIT = {"kind": "profit", "period": "2022", "net_profit": "7500000.00", "shares": {"V001": "10", "V002": "5"}}


def run(given: object, *options: str) -> tuple[int, str, str]:
    text = given if isinstance(given, str | bytes) else json.dumps(given)
    result = CliRunner().invoke(policy_app, ["evaluate", "--pack", "songtao", *options], input=text)
    return result.exit_code, result.stdout, result.stderr


def evaluate(given: dict[str, Any], **changes: Any) -> dict[str, Any]:
    code, output, error = run({**given, **changes}, "--json")
    assert (code, error) == (0, "")
    answer: dict[str, Any] = json.loads(output)
    return answer


def amounts(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(line["rule"], line["amount"]) for line in answer["lines"]]


def refusal(given: object) -> str:
    code, output, error = run(given, "--json")
    assert (code, output) == (2, "")
    return error


def test_a_workers_month() -> None:
    answer = evaluate(WORKER)
    assert amounts(answer) == [
        ("piecework", "300.00"),
        ("attendance_incentive", "150.00"),
        ("skill_uplift", "600.00"),
    ]
    assert answer["total"] == "1050.00"
    assert {line["rule"]: line["reason"] for line in answer["unpaid"]} == {
        "full_attendance_award": "too_few_days",
        "guaranteed_floor": "too_few_days",
    }


def test_a_workshops_month() -> None:
    answer = evaluate(WORKSHOP)
    assert amounts(answer) == [("overfulfilment_award", "4000.00")]
    assert answer["total"] == "4000.00"


def test_a_profit() -> None:
    answer = evaluate(PROFIT)
    assert [(line["beneficiary"], line["amount"]) for line in answer["lines"]] == [
        ("care_fund", "750000.00"),
        ("relief_and_redevelopment", "1500000.00"),
        ("V001", "1000000.00"),
        ("V002", "500000.00"),
        ("rolling_development", "3750000.00"),
    ]
    assert answer["total"] == "7500000.00"


def test_parameters_of_one_evaluation_override_the_pack() -> None:
    days = {f"2022-07-{number:02d}": "1" for number in range(1, 27)}
    piecework = [{"accepted": 1400, "unit_rate": "1.00"}]
    by_piecework = evaluate(WORKER, attendance=days, piecework=piecework, certificates=[])
    by_all = evaluate(WORKER, attendance=days, piecework=piecework, certificates=[], parameters={})
    assert ("guaranteed_floor", "600.00") in amounts(by_piecework)
    assert "guaranteed_floor" not in dict(amounts(by_all))


def test_a_roster_may_be_a_list_of_dates_or_dates_with_weights() -> None:
    assert ("full_attendance_award", "500.00") in amounts(evaluate(WORKER, roster=["2022-07-01"]))
    assert ("full_attendance_award", "500.00") in amounts(evaluate(WORKER, roster={"2022-07-02": "0.5"}))
    assert "full_attendance_award" not in dict(amounts(evaluate(WORKER, roster=["2022-07-02"])))
    assert "full_attendance_award" not in dict(amounts(evaluate(WORKER, roster=[])))


def test_attendance_in_two_workshops_is_given_by_workshop() -> None:
    answer = evaluate(WORKER, attendance={"2022-07-01": {"WS-01": "1", "WS-02": "0.5"}})
    assert [flag["code"] for flag in answer["flags"]] == ["day_over_one"]


def test_a_transfer_is_given_by_assignments_and_rosters() -> None:
    answer = evaluate(
        WORKER,
        assignments=[{"workshop": "A", "since": "2022-07-01"}, {"workshop": "B", "since": "2022-07-02"}],
        rosters={"A": ["2022-07-01"], "B": {"2022-07-02": "0.5"}},
    )
    assert ("full_attendance_award", "500.00") in amounts(answer)


def test_paid_leave_counts_where_the_reading_says_so() -> None:
    leave = {"roster": ["2022-07-01", "2022-07-03"], "paid_leave": {"2022-07-03": "1"}}
    counted = {"full_attendance_award.paid_leave_counts": "true"}
    assert "full_attendance_award" not in dict(amounts(evaluate(WORKER, **leave, parameters={})))
    assert "full_attendance_award" in dict(amounts(evaluate(WORKER, **leave, parameters=counted)))


def test_undated_pieces_never_move_the_first_day() -> None:
    answer = evaluate(WORKER, first_day_worked="2022-07-15", attendance={})
    (line,) = [line for line in answer["lines"] if line["rule"] == "attendance_incentive"]
    assert line["explanation"]["numbers"]["first_day"] == "2022-07-15"


def test_a_revoked_certificate_ends_the_month_after() -> None:
    certificate = {"trade": "sewing", "grade": "elementary", "certified_on": "2022-05-12"}
    assert "skill_uplift" in dict(amounts(evaluate(WORKER, certificates=[{**certificate, "revoked_on": "2022-07-01"}])))
    ended = evaluate(WORKER, certificates=[{**certificate, "revoked_on": "2022-06-30"}])
    assert "skill_uplift" not in dict(amounts(ended))


def test_what_is_missing_is_said() -> None:
    answer = evaluate(WORKER, piecework=[{"accepted": 10, "unit_rate": None, "date": "2022-07-01"}])
    assert answer["incomplete"] == ["rate_missing:product/operation/2022-07-01"]
    assert evaluate(PROFIT, shares={})["incomplete"] == ["shares_missing"]


def test_before_the_scheme_nothing_is_paid_and_the_answer_says_why() -> None:
    answer = evaluate(PROFIT, period="2021")
    assert (answer["lines"], answer["total"]) == ([], "0.00")
    assert [line["reason"] for line in answer["unpaid"]] == ["not_in_force"]


def test_a_period_other_than_a_year_is_split_where_the_reading_says_so() -> None:
    quarterly = evaluate(PROFIT, period="2022-Q3", parameters={"profit_split.period": "quarterly"})
    assert quarterly["total"] == "7500000.00"


def test_without_json_a_table_is_printed() -> None:
    code, output, error = run(WORKER)
    assert (code, error) == (0, "")
    assert "1050.00" in output
    assert "计件工资" in output


def test_brackets_in_names_are_printed_as_they_are() -> None:
    piece = {"accepted": 1, "unit_rate": "1.00", "product": "[red]toy"}
    _, output, _ = run({**WORKER, "piecework": [piece]})
    assert "[red]toy" in output


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"month": "2022-13"}, "month: '2022-13' is not a month; write a month"),
        ({"month": None}, "month: None is not a text"),
        ({"attendence": {}}, "attendence: is not known here"),
        ({"attendance": {"2022-07-32": "1"}}, "attendance.2022-07-32: '2022-07-32' is not a date"),
        ({"attendance": {"2022-08-01": "1"}}, "attendance.2022-08-01: 2022-08-01 is not in the month 2022-07"),
        ({"attendance": {"2022-07-01": "1.5"}}, "attendance.2022-07-01: '1.5' is not a part of a day; write days"),
        ({"attendance": {"2022-07-01": 1}}, "attendance.2022-07-01: 1 is not a text; write it in quotes"),
        ({"attendance": {"2022-07-01": {"A": "2"}}}, "attendance.2022-07-01.A: '2' is not a part of a day"),
        ({"roster": ["2022-06-30"]}, "roster.2022-06-30: 2022-06-30 is not in the month"),
        ({"roster": {"2022-07-01": "2"}}, "roster.2022-07-01: '2' is not a part of a day"),
        ({"first_day_worked": "2022-08-01"}, "first_day_worked: 2022-08-01 is after the month"),
        ({"piecework": [{"accepted": 1}]}, "piecework.0.unit_rate: is missing"),
        ({"piecework": [{"accepted": 1, "unit_rate": 2.5}]}, "piecework.0.unit_rate: 2.5 is not a text"),
        ({"piecework": [{"accepted": 1, "unit_rate": "1e3"}]}, "piecework.0.unit_rate: '1e3' is not a rate"),
        ({"piecework": [{"accepted": 1, "unit_rate": "1.00001"}]}, "piecework.0.unit_rate: '1.00001' is not"),
        ({"piecework": [{"accepted": -1, "unit_rate": "1"}]}, "piecework.0.accepted: "),
        ({"piecework": [{"accepted": 1.5, "unit_rate": "1"}]}, "piecework.0.accepted: "),
        ({"piecework": [{"accepted": True, "unit_rate": "1"}]}, "piecework.0.accepted: "),
        ({"piecework": [{"accepted": 1, "unit_rate": "1", "date": "2022-06-30"}]}, "piecework.0.date: 2022-06-30"),
        (
            {"certificates": [{"trade": "sewing", "grade": "expert", "certified_on": "2022-05-12"}]},
            "certificates.0.grade: 'expert' must be one of elementary, intermediate",
        ),
        ({"parameters": {"guaranteed_floor.base": "gross"}}, "guaranteed_floor.base: 'gross' is not accepted"),
        ({"parameters": {"guaranteed_floor.basis": "gross"}}, "guaranteed_floor.basis is no parameter"),
        ({"parameters": {"guaranteed_floor.amount": 2000}}, "parameters.guaranteed_floor.amount: 2000 is not a text"),
        ({"parameters": {"attendance_incentive.first_month": "anniversary"}}, "piecework.0.date: is needed"),
        ({"kind": "worker"}, "kind: must be one of worker_month, workshop_month, profit"),
    ],
)
def test_bad_input_is_refused_with_the_field_and_what_to_do(changes: dict[str, Any], message: str) -> None:
    assert message in refusal({**WORKER, **changes})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "input: not JSON"),
        ("{", "input: not JSON"),
        ("[]", "input: must be one JSON object"),
        (json.dumps(WORKER) + json.dumps(WORKER), "input: not JSON"),
        ('{"kind": "profit", "kind": "profit"}', "kind: the name stands twice"),
        ('{"kind": "profit", "net_profit": ' + "9" * 5000 + "}", "net_profit: a number of 5000 characters"),
        ('{"kind": "profit", "period": "2022\\u0000"}', "period: the text holds U+0000 at character 5"),
        ("[" * 100_000, "input: objects and lists are nested more than 32 deep"),
        (b"\xff\xfe", "input: not UTF-8"),
    ],
)
def test_what_is_not_one_json_object_is_refused(text: str | bytes, message: str) -> None:
    assert message in refusal(text)


def test_an_unknown_pack_is_refused_with_the_available_ones() -> None:
    result = CliRunner().invoke(policy_app, ["evaluate", "--pack", "atlantis"], input="{}")
    assert result.exit_code == 2
    assert "available: " in result.stderr


def test_a_pack_may_be_a_folder(tmp_path: Path) -> None:
    mine = changed_pack(tmp_path, "songtao", ('value: "500"', 'value: "700"'), name="mine")
    given = json.dumps({**WORKER, "roster": ["2022-07-01"]})
    result = CliRunner().invoke(policy_app, ["evaluate", "--pack", str(mine), "--json"], input=given)
    assert ("full_attendance_award", "700.00") in amounts(json.loads(result.stdout))


def test_list_and_show_print_packs_and_parameters() -> None:
    listed = json.loads(CliRunner().invoke(policy_app, ["list", "--json"]).stdout)
    assert "songtao" in [pack["name"] for pack in listed]
    options = ["show", "songtao", "--rule", "guaranteed_floor", "--on", "2022-07-01", "--json"]
    shown = json.loads(CliRunner().invoke(policy_app, options).stdout)
    assert {parameter["name"]: parameter["value"] for parameter in shown}["guaranteed_floor.amount"] == "2000"
    assert "guaranteed_floor" in CliRunner().invoke(policy_app, ["show", "songtao"]).stdout


@pytest.mark.parametrize("options", [["--rule", "moon_bonus"], ["--on", "yesterday"]])
def test_show_refuses_what_it_does_not_know(options: list[str]) -> None:
    result = CliRunner().invoke(policy_app, ["show", "songtao", *options])
    assert (result.exit_code, options[0] in result.stderr) == (2, True)


def test_check_passes_a_sound_pack_and_fails_one_with_a_rule_unserved(tmp_path: Path) -> None:
    assert CliRunner().invoke(policy_app, ["check"]).exit_code == 0
    mine = changed_pack(tmp_path, "songtao", ("overfulfilment_award.mode:", "overfulfilment_award.mood:"), name="mine")
    result = CliRunner().invoke(policy_app, ["check", str(mine)])
    assert result.exit_code == 1
    assert "parameters.overfulfilment_award.mode: missing" in result.stderr
