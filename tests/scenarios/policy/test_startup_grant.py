"""A hundred thousand yuan once, case by case, for starting up and giving employment."""

from datetime import date

import pytest

from services.placement.domain.rules.startup_grant import GrantCase, startup_grant
from shared.policy import PolicyError, load_pack
from shared.rules.lines import Line
from tests.scenarios.policy.county import bearers, outcomes, written

PINGLI = load_pack("pingli")


def grant(
    approved_on: date | None = date(2016, 3, 1),
    drawn_on: date | None = None,
    township: str = "guangfo",
    **readings: str,
) -> tuple[Line, ...]:
    facts = GrantCase("O-1", "case-7", date(2013, 11, 1), approved_on, drawn_on, township, event="approval#7")
    return startup_grant(facts, PINGLI.rules_on(approved_on or facts.requested_on, written(readings)))


def test_an_approved_case_gets_100000_yuan() -> None:
    (line,) = grant()
    assert outcomes([line]) == [("O-1", "100000.00")]
    assert line.events == ("approval#7",)


def test_without_approval_nothing_is_paid() -> None:
    facts = GrantCase("O-1", "case-7", date(2016, 1, 1))
    lines = startup_grant(facts, PINGLI.rules_on(facts.requested_on))
    assert outcomes(lines) == [("O-1", "not_approved")]


def test_it_is_given_once_to_an_operator() -> None:
    assert outcomes(grant(drawn_on=date(2015, 1, 1))) == [("O-1", "already_drawn")]


def test_the_county_bears_it_unless_the_pack_says_the_township() -> None:
    assert bearers(grant()) == {("county", "pingli")}
    assert bearers(grant(startup_grant__payer="township")) == {("township", "guangfo")}


def test_a_township_that_bears_it_must_be_named() -> None:
    with pytest.raises(PolicyError, match=r"startup_grant\.payer is 'township', and the facts name no township"):
        grant(township="", startup_grant__payer="township")


def test_an_unset_amount_is_not_configured() -> None:
    assert outcomes(grant(startup_grant__amount="unset")) == [("O-1", "not_configured")]


def test_the_day_of_approval_decides_and_the_scheme_has_a_first_day() -> None:
    assert outcomes(grant(date(2013, 12, 31))) == [("O-1", "not_in_force")]
    assert outcomes(grant(date(2014, 1, 1))) == [("O-1", "100000.00")]


@pytest.mark.parametrize("approved_on", [None, date(2016, 3, 1)])
@pytest.mark.parametrize("drawn_on", [None, date(2015, 1, 1)])
def test_every_outcome_fills_its_formula(approved_on: date | None, drawn_on: date | None) -> None:
    facts = GrantCase("O-1", "case-7", date(2016, 1, 1), approved_on, drawn_on)
    policy = PINGLI.rules_on(facts.requested_on)
    (line,) = startup_grant(facts, policy)
    assert "None" not in str(line.explanation(policy)["numbers"])


@pytest.mark.parametrize("approved_on", [None, date(2016, 3, 1), date(1999, 3, 1)])
def test_every_line_names_the_workshop_of_the_case(approved_on: date | None) -> None:
    facts = GrantCase("O-1", "case-7", date(2013, 11, 1), approved_on, workshop="WS-01", event="approval#7")
    (line,) = startup_grant(facts, PINGLI.rules_on(approved_on or date(2016, 3, 1)))
    assert line.workshop == "WS-01"
