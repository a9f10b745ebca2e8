"""A thousand yuan a person under one training programme, five hundred under the other, one of them a course."""

from datetime import date

import pytest

from services.placement.domain.rules.training_subsidy import CompletedCourse, training_subsidy
from shared.policy import load_pack
from shared.rules.lines import Line
from tests.scenarios.policy.county import bearers, outcomes, total, written

PINGLI = load_pack("pingli")


def people(count: int) -> tuple[str, ...]:
    return tuple(f"W-{number:03d}" for number in range(count))


def course(
    programme: str,
    trainees: tuple[str, ...],
    already_drawn: dict[str, str] | None = None,
    ended_on: date = date(2016, 9, 30),
    **readings: str,
) -> tuple[Line, ...]:
    facts = CompletedCourse(
        "gloves-1", programme, ended_on, trainees, already_drawn or {}, township="guangfo", event="course#1"
    )
    return training_subsidy(facts, PINGLI.rules_on(ended_on, written(readings)))


def test_200_people_of_the_rain_and_dew_plan_are_200000_yuan() -> None:
    lines = course("rain_and_dew", people(200))
    assert (total(lines), len(lines)) == ("200000.00", 200)


def test_175_people_trained_in_skills_are_87500_yuan() -> None:
    assert total(course("skills", people(175))) == "87500.00"


def test_the_amounts_are_derived_from_the_sources_totals() -> None:
    (value,) = PINGLI.history("training_subsidy.amounts").values
    assert (value.status, value.text) == ("derived", "rain_and_dew=1000, skills=500")


@pytest.mark.parametrize("drawn", ["rain_and_dew", "skills"])
@pytest.mark.parametrize("programme", ["rain_and_dew", "skills"])
def test_a_person_draws_one_programme_for_a_course(programme: str, drawn: str) -> None:
    lines = course(programme, ("W-1", "W-2"), {"W-1": drawn})
    assert outcomes(lines)[0] == ("W-1", "already_drawn")
    assert total(lines) == total(course(programme, ("W-2",)))


def test_a_person_given_twice_draws_once() -> None:
    assert total(course("skills", ("W-1", "W-1"))) == "500.00"


def test_a_programme_nobody_knows_is_named_as_missing() -> None:
    (line,) = course("magic", people(2))
    assert (line.beneficiary, line.reason, line.missing) == (
        "gloves-1",
        "programme_unknown",
        "programme_unknown:magic",
    )


def test_a_course_nobody_completed_pays_nothing() -> None:
    assert outcomes(course("skills", ())) == [("gloves-1", "nobody_completed")]


def test_unset_amounts_are_not_configured() -> None:
    assert outcomes(course("skills", people(2), training_subsidy__amounts="unset")) == [("gloves-1", "not_configured")]


def test_the_pack_says_who_bears_it() -> None:
    assert bearers(course("skills", people(2))) == {("county", "pingli")}
    assert bearers(course("skills", people(2), training_subsidy__payer="township")) == {("township", "guangfo")}


def test_it_starts_with_the_scheme() -> None:
    assert outcomes(course("skills", ("W-1",), ended_on=date(2013, 12, 31))) == [("gloves-1", "not_in_force")]
    assert outcomes(course("skills", ("W-1",), ended_on=date(2014, 1, 1))) == [("W-1", "500.00")]


def test_the_line_of_a_refused_person_says_what_was_drawn() -> None:
    policy = PINGLI.rules_on(date(2016, 9, 30))
    (line,) = course("skills", ("W-1",), {"W-1": "rain_and_dew"})
    assert line.explanation(policy)["formula"] == {
        "zh": "gloves-1 已按 rain_and_dew 领取，同一培训只领一项",
        "en": "gloves-1 was drawn under rain_and_dew; a person draws one programme for a course",
    }


@pytest.mark.parametrize("programme", ["skills", "magic"])
def test_every_line_names_the_workshop_of_the_course(programme: str) -> None:
    facts = CompletedCourse("gloves-1", programme, date(2016, 9, 30), ("W-1",), workshop="WS-01", event="course#1")
    lines = [
        *training_subsidy(facts, PINGLI.rules_on(date(2016, 9, 30))),
        *training_subsidy(facts, PINGLI.rules_on(date(1999, 9, 30))),
    ]
    assert [line.workshop for line in lines] == ["WS-01", "WS-01"]
