"""How the rules of a worker's month meet, and how each line explains itself."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payroll.domain.basis import gather_basis, gather_presence
from services.payroll.domain.facts import AttendanceDay, Certificate, PieceworkEntry, WorkerMonth
from services.payroll.domain.statement import Statement, apply_rules, compute_statement
from shared.months import Month
from shared.policy import PolicyError, PolicyPack, Scope, load_pack_from
from tests.scenarios.policy.county import (
    JULY,
    SONGTAO,
    days_of,
    paid,
    pieces_worth,
    present,
    roster,
    state,
    why_not,
    worker_month,
    written,
)
from tests.support.packs import changed_pack

POLICY = SONGTAO.rules_on(JULY.first_day)

FULL_FIRST_MONTH = worker_month(
    first_day=JULY.first_day,
    attendance=present(days_of(JULY, 26)),
    piecework=[pieces_worth(300, date(2022, 7, 4))],
    certificates=[Certificate("sewing", "elementary", date(2022, 3, 15), event="certificate#1")],
)


def test_lines_come_as_piecework_incentive_full_attendance_uplift_and_floor() -> None:
    statement = state(FULL_FIRST_MONTH)
    assert [(line.rule, str(line.amount_yuan)) for line in statement.lines] == [
        ("piecework", "300.00"),
        ("attendance_incentive", "150.00"),
        ("full_attendance_award", "500.00"),
        ("skill_uplift", "600.00"),
        ("guaranteed_floor", "450.00"),
    ]
    assert str(statement.total_yuan) == "2000.00"


def test_a_month_without_any_fact_pays_nothing_and_says_why() -> None:
    statement = state(worker_month())
    assert (statement.lines, str(statement.total_yuan), statement.incomplete) == ((), "0.00", ())
    assert why_not(statement, "guaranteed_floor") == "first_day_unknown"


def test_a_fact_of_another_month_is_refused() -> None:
    with pytest.raises(ValueError, match="2022-08-01"):
        state(worker_month(attendance=present([date(2022, 8, 1)])))


def test_a_reading_the_pack_does_not_know_is_refused_with_its_alternatives() -> None:
    with pytest.raises(PolicyError, match=r"guaranteed_floor\.base.*all_earnings \| piecework"):
        state(FULL_FIRST_MONTH, guaranteed_floor__base="gross")
    with pytest.raises(PolicyError, match=r"guaranteed_floor\.basis.*guaranteed_floor\.base"):
        state(FULL_FIRST_MONTH, guaranteed_floor__basis="piecework")


def test_every_line_explains_rule_clause_parameters_formula_and_events() -> None:
    statement = state(FULL_FIRST_MONTH)
    for line in (*statement.lines, *statement.unpaid):
        explanation = json.loads(json.dumps(line.explanation(POLICY)))
        assert explanation["rule"] == line.rule
        assert explanation["title"]["zh"]
        assert explanation["title"]["en"]
        assert explanation["clause"]["document"]
        assert explanation["clause"]["paragraph"]
        assert explanation["clause"]["restated"].keys() == {"zh", "en"}
        assert explanation["formula"].keys() == {"zh", "en"}
        assert "{" not in explanation["formula"]["en"]
        assert explanation["events"]
        for parameter in explanation["parameters"]:
            assert parameter["since"] == "2022-01-01"
            assert parameter["status"] in ("stated", "derived", "chosen")
            assert parameter["source"]["document"]


def test_the_explanation_of_the_floor_shows_its_numbers() -> None:
    (line,) = [line for line in state(FULL_FIRST_MONTH).lines if line.rule == "guaranteed_floor"]
    explanation = line.explanation(POLICY)
    assert explanation["formula"] == {
        "zh": "第 1 个月，出勤 26 天：2000.00 元 − 1550.00 元（当月全部收入）",
        "en": "month 1, 26 days attended: 2000.00 yuan − 1550.00 yuan (all earnings)",
    }
    assert explanation["amount"] == "450.00"
    assert (explanation["workshop"], explanation["beneficiary"], explanation["pack"]) == ("WS-01", "W-1", "songtao")
    names = [parameter["name"] for parameter in explanation["parameters"]]
    assert "guaranteed_floor.base" in names


def test_an_overridden_reading_shows_as_such_in_the_explanation() -> None:
    policy = SONGTAO.rules_on(JULY.first_day, {"guaranteed_floor.base": "piecework"})
    shown = policy.parameter("guaranteed_floor.base").as_json()
    assert (shown["value"], shown["status"], shown["since"]) == ("piecework", "overridden", None)


def test_a_rule_not_in_force_explains_the_date_it_starts() -> None:
    december = Month(2021, 12)
    statement = state(worker_month(december, attendance=present(days_of(december, 26))))
    explanation = statement.unpaid[0].explanation(SONGTAO.rules_on(december.first_day))
    assert explanation["formula"] == {
        "zh": "方案自 2022-01-01 起施行，此前不计",
        "en": "the scheme applies from 2022-01-01; nothing is paid before",
    }


def test_on_a_transfer_awards_are_paid_once_and_days_and_earnings_pool() -> None:
    facts = worker_month(
        first_day=JULY.first_day,
        workshops={"WS-01": date(2022, 7, 1), "WS-02": date(2022, 7, 21)},
        attendance=present(days_of(JULY, 20)) + present(days_of(JULY, 6, start=21), workshop="WS-02"),
        piecework=[pieces_worth(200, date(2022, 7, 4)), pieces_worth(100, date(2022, 7, 25), "WS-02")],
        certificates=[Certificate("sewing", "elementary", date(2022, 3, 15))],
        rosters=[roster(days_of(JULY, 26)), roster(days_of(JULY, 26), "WS-02")],
    )
    statement = state(facts)
    assert [(line.rule, line.workshop, str(line.amount_yuan)) for line in statement.lines] == [
        ("piecework", "WS-01", "200.00"),
        ("piecework", "WS-02", "100.00"),
        ("attendance_incentive", "WS-01", "100.00"),
        ("attendance_incentive", "WS-02", "50.00"),
        ("full_attendance_award", "WS-01", "500.00"),
        ("skill_uplift", "WS-01", "600.00"),
        ("guaranteed_floor", "WS-01", "450.00"),
    ]


def test_a_late_certificate_changes_the_months_it_concerns_and_no_other() -> None:
    def total(month: Month, *certificates: Certificate) -> Decimal:
        facts = worker_month(
            month, first_day=date(2022, 1, 4), attendance=present(days_of(month, 1)), certificates=certificates
        )
        return state(facts).total_yuan

    late = Certificate("sewing", "elementary", date(2022, 3, 15))
    gained = [total(Month(2022, number), late) - total(Month(2022, number)) for number in range(2, 6)]
    assert gained == [0, 0, 600, 600]


Item = TypeVar("Item")
workshops = st.sampled_from(["WS-01", "WS-02", "WS-03"])
weights = st.sampled_from([Decimal("0"), Decimal("0.5"), Decimal("1")])
july_days = st.integers(1, 31).map(lambda number: date(2022, 7, number))
attendance_facts = st.builds(
    AttendanceDay,
    workshop=workshops,
    day=july_days,
    weight_days=weights,
    paid_leave=st.booleans(),
    event=st.uuids().map(str),
)
piecework_facts = st.builds(
    PieceworkEntry,
    workshop=workshops,
    company=st.sampled_from(["C-1", "C-2"]),
    product=st.sampled_from(["toy", "doll"]),
    operation=st.sampled_from(["sewing", "packing"]),
    day=july_days,
    accepted_quantity=st.integers(0, 500),
    unit_rate_yuan=st.sampled_from([None, Decimal("2.5"), Decimal("2.50"), Decimal("0.0125"), Decimal("0.3333")]),
    event=st.uuids().map(str),
)
certificates = st.builds(
    Certificate,
    trade=st.sampled_from(["sewing", "assembly"]),
    grade=st.sampled_from(["elementary", "senior", "unheard_of"]),
    certified_on=st.dates(date(2022, 1, 1), date(2022, 8, 31)),
    revoked_on=st.none() | st.dates(date(2022, 1, 1), date(2022, 8, 31)),
    event=st.uuids().map(str),
)
readings = st.fixed_dictionaries(
    {
        "attendance_incentive.first_month": st.sampled_from(["calendar", "anniversary", "first_full"]),
        "attendance_incentive.requires_full_attendance": st.sampled_from(["true", "false"]),
        "full_attendance_award.without_roster": st.sampled_from(["fixed:5", "calendar"]),
        "full_attendance_award.paid_leave_counts": st.sampled_from(["true", "false"]),
        "guaranteed_floor.base": st.sampled_from(["all_earnings", "piecework", "piecework_and_incentive"]),
        "guaranteed_floor.required_days": st.sampled_from(["1", "26"]),
    }
)


@st.composite
def worker_months(draw: st.DrawFn) -> WorkerMonth:
    first_day = draw(st.none() | st.dates(date(2022, 3, 1), date(2022, 7, 31)))
    facts = worker_month(
        first_day=first_day,
        attendance=draw(st.lists(attendance_facts, max_size=40)),
        piecework=draw(st.lists(piecework_facts, max_size=20)),
        certificates=draw(st.lists(certificates, max_size=3)),
        rosters=[
            roster(draw(st.lists(july_days, max_size=5)), workshop) for workshop in draw(st.sets(workshops, max_size=2))
        ],
        workshops=draw(st.dictionaries(workshops, st.dates(date(2022, 6, 1), date(2022, 7, 31)), max_size=3)),
    )
    return replace(facts, registered=draw(st.booleans()))


def mixed(items: tuple[Item, ...], order: Random) -> tuple[Item, ...]:
    return tuple(order.sample(items, len(items)))


def shuffled(facts: WorkerMonth, order: Random) -> WorkerMonth:
    return replace(
        facts,
        assignments=mixed(facts.assignments, order),
        attendance=mixed(facts.attendance, order),
        piecework=mixed(facts.piecework, order),
        certificates=mixed(facts.certificates, order),
        rosters=mixed(facts.rosters, order),
    )


def as_shown(statement: Statement, overrides: dict[str, str]) -> object:
    policy = SONGTAO.rules_on(JULY.first_day, overrides)
    return (
        [line.explanation(policy) for line in statement.lines],
        [line.explanation(policy) for line in statement.unpaid],
        [flag.as_json() for flag in statement.flags],
        statement.incomplete,
        statement.total_yuan,
        statement.attendance_days,
        statement.month_index,
    )


@given(facts=worker_months(), overrides=readings, order=st.randoms(use_true_random=False))
def test_the_order_of_facts_never_changes_a_statement(
    facts: WorkerMonth, overrides: dict[str, str], order: Random
) -> None:
    one = compute(facts, overrides)
    other = compute(shuffled(facts, order), overrides)
    assert as_shown(one, overrides) == as_shown(other, overrides)


@given(facts=worker_months(), overrides=readings)
def test_lines_are_positive_and_sum_to_the_total(facts: WorkerMonth, overrides: dict[str, str]) -> None:
    statement = compute(facts, overrides)
    assert all(line.amount_yuan > 0 for line in statement.lines)
    assert sum((line.amount_yuan for line in statement.lines), Decimal(0)) == statement.total_yuan
    assert all(line.amount_yuan == line.amount_yuan.quantize(Decimal("0.01")) for line in statement.lines)
    assert all(line.payer and line.workshop for line in statement.lines)


@given(facts=worker_months(), overrides=readings)
def test_the_floor_never_lifts_above_2000_and_never_pays_where_the_base_reaches_it(
    facts: WorkerMonth, overrides: dict[str, str]
) -> None:
    statement = compute(facts, overrides)
    base = {
        "all_earnings": statement.total_yuan - Decimal(paid(statement, "guaranteed_floor")),
        "piecework": statement.piecework_yuan,
        "piecework_and_incentive": statement.piecework_yuan + Decimal(paid(statement, "attendance_incentive")),
    }[overrides["guaranteed_floor.base"]]
    top_up = Decimal(paid(statement, "guaranteed_floor"))
    assert top_up == 0 or top_up + base == 2000


@given(facts=worker_months(), overrides=readings)
def test_a_month_never_has_more_days_than_dates(facts: WorkerMonth, overrides: dict[str, str]) -> None:
    statement = compute(facts, overrides)
    assert statement.attendance_days <= len({fact.day for fact in facts.attendance if not fact.paid_leave})


def compute(facts: WorkerMonth, overrides: dict[str, str]) -> Statement:
    return state(facts, **{name.replace(".", "__"): value for name, value in overrides.items()})


@pytest.mark.parametrize(("month", "flagged"), [(Month(2022, 9), True), (Month(2022, 10), False)])
def test_a_first_day_that_came_later_than_registered_is_shown_up_to_the_last_month_on_probation(
    month: Month, flagged: bool
) -> None:
    facts = worker_month(month, first_day=date(2022, 7, 4), registered_first_day=date(2022, 7, 1))
    assert [flag.code for flag in state(facts).flags] == (["first_day_disagrees"] if flagged else [])


def first_day_flags(first_day: date | None, registered: date, pieces: int) -> list[object]:
    facts = worker_month(
        first_day=first_day, registered_first_day=registered, piecework=[pieces_worth(1, date(2022, 7, pieces))]
    )
    return [flag.numbers["worked"] for flag in state(facts).flags if flag.code == "first_day_disagrees"]


def test_the_earliest_day_worked_is_held_against_the_registered_one() -> None:
    assert first_day_flags(None, date(2022, 7, 10), 4) == [date(2022, 7, 4)]
    assert first_day_flags(None, date(2022, 7, 10), 10) == []
    assert first_day_flags(date(2022, 7, 20), date(2022, 7, 10), 15) == [date(2022, 7, 15)]
    assert first_day_flags(date(2022, 7, 12), date(2022, 7, 10), 15) == [date(2022, 7, 12)]
    assert first_day_flags(date(2022, 7, 10), date(2022, 7, 10), 15) == []


def probation_flags(
    contract_months: int, pack: PolicyPack = SONGTAO, month: Month = JULY, **readings: str
) -> list[str]:
    facts = worker_month(month, first_day=month.first_day, contract_months=contract_months)
    flags = compute_statement(facts, pack, written(readings)).flags
    return [str(flag.numbers["lawful_months"]) for flag in flags if flag.code == "probation_longer_than_lawful"]


def test_a_probation_as_long_as_the_law_allows_is_no_longer() -> None:
    assert probation_flags(12, guaranteed_floor__probation_months="2") == []
    assert probation_flags(12, guaranteed_floor__probation_months="3") == ["2"]
    assert probation_flags(11, guaranteed_floor__probation_months="2") == ["1"]


def test_before_the_scheme_no_probation_is_looked_at() -> None:
    assert probation_flags(12, month=Month(2021, 12)) == []


def test_a_contract_shorter_than_the_law_names_allows_no_probation(tmp_path: Path) -> None:
    changes = (('["0", "3", "12", "36"]', '["3", "12", "36"]'), ('"0=0, 3=1,', '"3=1,'))
    assert probation_flags(2, load_pack_from(changed_pack(tmp_path, "songtao", *changes))) == ["0"]


def test_lines_known_from_before_are_taken_over() -> None:
    facts = worker_month(piecework=[pieces_worth(100, date(2022, 7, 1))])
    basis = gather_basis(facts, gather_presence(facts), POLICY)
    pieces = [line for line in apply_rules(basis, POLICY) if line.rule == "piecework"]
    known = {"piecework": [replace(line, amount_yuan=Decimal("7.00")) for line in pieces]}
    again = apply_rules(basis, POLICY, known)
    assert [line.amount_yuan for line in again if line.rule == "piecework"] == [Decimal("7.00")]


@pytest.mark.parametrize("rule", ["piecework", "attendance_incentive", "skill_uplift", "full_attendance_award"])
def test_before_the_scheme_every_line_is_still_somebodys(rule: str) -> None:
    december = Month(2021, 12)
    facts = worker_month(
        december,
        first_day=december.first_day,
        piecework=[pieces_worth(1, december.first_day)],
        certificates=[Certificate("sewing", "elementary", date(2021, 3, 15))],
    )
    (line,) = [line for line in state(facts).unpaid if line.rule == rule]
    assert (line.reason, line.beneficiary) == ("not_in_force", "W-1")


def test_a_month_is_computed_by_the_values_of_the_place_that_closes_it(tmp_path: Path) -> None:
    amount = '      - {from: "2022-01-01", value: "500", status: stated, source: full_attendance}\n'
    own = amount.replace("500", "700").replace("}", ', township: "T1"}')
    pack = load_pack_from(changed_pack(tmp_path, "songtao", (amount, own + amount)))
    facts = worker_month(attendance=present(days_of(JULY, 26)))
    assert paid(compute_statement(facts, pack, scope=Scope(township="T1")), "full_attendance_award") == "700.00"
    assert paid(compute_statement(facts, pack), "full_attendance_award") == "500.00"
