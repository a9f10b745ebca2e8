"""The direct subsidy for a skill certificate: once for a person, a trade and a grade."""

from datetime import date

import pytest

from services.placement.domain.rules.certificate_subsidy import CertifiedPerson, certificate_subsidy
from shared.rules.lines import Line
from tests.scenarios.policy.county import SONGTAO, bearers, outcomes, total, written

AMOUNTS = "elementary=300, intermediate=500, senior=800.50, technician=1000, senior_technician=1500"


def subsidy(
    grade: str = "elementary",
    *drawn: tuple[str, str],
    trade: str = "sewing",
    certified_on: date = date(2022, 7, 1),
    **readings: str,
) -> tuple[Line, ...]:
    facts = CertifiedPerson(
        "W-1", trade, grade, certified_on, frozenset(drawn), workshop="WS-01", company="C-1", event="certificate#1"
    )
    overrides = written({"certificate_subsidy__amounts": AMOUNTS, **readings})
    return certificate_subsidy(facts, SONGTAO.rules_on(certified_on, overrides))


def test_as_the_source_gives_no_amount_it_is_not_configured_and_pays_nothing() -> None:
    facts = CertifiedPerson("W-1", "sewing", "elementary", date(2022, 7, 1))
    (line,) = certificate_subsidy(facts, SONGTAO.rules_on(facts.certified_on))
    assert (line.reason, line.numbers) == ("not_configured", {"parameter": "certificate_subsidy.amounts"})
    assert total(subsidy(certificate_subsidy__amounts="unset")) == "0.00"


@pytest.mark.parametrize(("grade", "amount"), [("elementary", "300.00"), ("senior", "800.50")])
def test_with_amounts_set_it_is_that_of_the_grade(grade: str, amount: str) -> None:
    assert outcomes(subsidy(grade)) == [("W-1", amount)]


def test_the_same_trade_and_grade_pay_once() -> None:
    assert outcomes(subsidy("elementary", ("sewing", "elementary"))) == [("W-1", "already_drawn")]


def test_another_grade_or_another_trade_pays_again() -> None:
    assert total(subsidy("intermediate", ("sewing", "elementary"))) == "500.00"
    assert total(subsidy("elementary", ("cooking", "elementary"))) == "300.00"


def test_a_grade_nobody_knows_is_named_as_missing() -> None:
    (line,) = subsidy("wizard")
    assert (line.reason, line.missing) == ("certificate_grade_unknown", "certificate_grade_unknown:wizard")


def test_the_issue_date_decides_and_the_scheme_has_a_first_day() -> None:
    assert outcomes(subsidy(certified_on=date(2021, 12, 31))) == [("W-1", "not_in_force")]
    assert total(subsidy(certified_on=date(2022, 1, 1))) == "300.00"


@pytest.mark.parametrize(
    ("payer", "bearer"),
    [("county", ("county", "songtao")), ("company", ("company", "C-1")), ("collective", ("collective", "WS-01"))],
)
def test_the_pack_says_who_bears_it(payer: str, bearer: tuple[str, str]) -> None:
    assert bearers(subsidy(certificate_subsidy__payer=payer)) == {bearer}


def test_the_line_names_its_certificate() -> None:
    (line,) = subsidy()
    explained = line.explanation(SONGTAO.rules_on(date(2022, 7, 1)))
    assert explained["events"] == ["certificate#1"]
    assert explained["formula"] == {
        "zh": "sewing elementary，2022-07-01 取得，一次性直补",
        "en": "sewing elementary, certified on 2022-07-01: paid once",
    }
