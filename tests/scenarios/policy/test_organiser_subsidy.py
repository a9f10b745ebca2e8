"""Two hundred yuan for each poor or relocated person in stable work outside the county for three months."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.placement.domain.rules.organiser_subsidy import OrganisedStretch, due_day, organiser_subsidy
from services.placement.domain.stretches import Interruption, Pause, Placement, Side, stretches_of
from services.placement.domain.work_evidence import AttendedDay, Evidence, FollowUpWord, WageListEntry
from shared.months import Month
from shared.policy import load_pack
from shared.rules.lines import Line
from tests.scenarios.policy.county import bearers, outcomes, written

SANDU = load_pack("sandu")
APRIL_FIRST = date(2019, 4, 1)
AT_WORK_IN_JULY = (FollowUpWord(date(2019, 7, 5), True, event="follow-up#1"),)
OPEN = Placement("P-1", "E-1", Side.OUTSIDE, APRIL_FIRST, organiser="O-1", event="placement#1")


def subsidy(
    *placements: Placement,
    as_of: date = date(2019, 7, 31),
    evidence: tuple[Evidence, ...] = AT_WORK_IN_JULY,
    categories: tuple[str, ...] = ("poor",),
    drawn: dict[int, str] | None = None,
    leader_agreed: bool = False,
    contested: bool = False,
    **readings: str,
) -> tuple[Line, ...]:
    begun = SANDU.rules_on(APRIL_FIRST, written(readings))
    stretch = stretches_of(placements or (OPEN,), begun.integer("organiser_subsidy.max_gap_days"))[-1]
    policy = SANDU.rules_on(due_day(stretch.start, begun), written(readings))
    facts = OrganisedStretch(
        "W-1", stretch, as_of, frozenset(categories), evidence, leader_agreed, contested, drawn or {}
    )
    return organiser_subsidy(facts, policy)


def outcome(*placements: Placement, **given: object) -> str:
    ((_, told),) = outcomes(subsidy(*placements, **given))  # type: ignore[arg-type]
    return told


def from_to(start: str, last_day: str) -> Placement:
    return replace(OPEN, start=date.fromisoformat(start), last_day=date.fromisoformat(last_day))


@pytest.mark.parametrize(
    ("start", "last_at_work", "reading", "told"),
    [
        ("2019-04-01", "2019-06-29", "day_before", "ended_before"),
        ("2019-04-01", "2019-06-30", "day_before", "200.00"),
        ("2019-04-01", "2019-06-30", "corresponding_day", "ended_before"),
        ("2019-04-01", "2019-07-01", "corresponding_day", "200.00"),
        ("2019-03-31", "2019-06-29", "day_before", "ended_before"),
        ("2019-03-31", "2019-06-30", "day_before", "200.00"),
        ("2018-11-30", "2019-02-27", "day_before", "ended_before"),
        ("2018-11-30", "2019-02-28", "day_before", "200.00"),
        ("2018-12-01", "2019-02-27", "day_before", "ended_before"),
        ("2018-12-01", "2019-02-28", "day_before", "200.00"),
    ],
)
def test_three_months_of_work_are_done_on_their_last_day(
    start: str, last_at_work: str, reading: str, told: str
) -> None:
    placement = from_to(start, last_at_work)
    assert outcome(placement, organiser_subsidy__last_day=reading, organiser_subsidy__evidence="none") == told


@pytest.mark.parametrize(("as_of", "told"), [(date(2019, 6, 29), "not_yet"), (date(2019, 6, 30), "200.00")])
def test_what_is_done_at_the_end_of_a_day_is_due_as_of_it(as_of: date, told: str) -> None:
    assert outcome(as_of=as_of, organiser_subsidy__evidence="none") == told


@pytest.mark.parametrize(
    ("categories", "told"),
    [
        (("poor",), "200.00"),
        (("relocated",), "200.00"),
        (("poor", "relocated"), "200.00"),
        (("low_income", "disabled"), "not_eligible"),
        ((), "not_eligible"),
    ],
)
def test_the_person_is_poor_or_relocated_and_both_pay_once(categories: tuple[str, ...], told: str) -> None:
    assert outcome(categories=categories) == told


def test_work_inside_the_county_earns_none() -> None:
    assert outcome(replace(OPEN, side=Side.INSIDE)) == "not_outside"


@pytest.mark.parametrize(
    ("back_on", "gap", "told"),
    [("2019-05-09", "7", "200.00"), ("2019-05-10", "7", "not_yet"), ("2019-05-10", "8", "200.00")],
)
def test_a_gap_over_the_counties_days_begins_anew(back_on: str, gap: str, told: str) -> None:
    first = from_to("2019-04-01", "2019-05-01")
    second = replace(OPEN, placement="P-2", employer="E-2", start=date.fromisoformat(back_on))
    assert outcome(first, second, organiser_subsidy__max_gap_days=gap) == told


@pytest.mark.parametrize("pause", [Pause.REST, Pause.LEAVE, Pause.INJURY, Pause.CLOSURE])
def test_rest_leave_injury_and_closure_are_no_gap_and_days_at_work_are_shown(pause: Pause) -> None:
    away = Interruption(pause, date(2019, 4, 11), date(2019, 6, 29))
    (line,) = subsidy(replace(OPEN, interruptions=(away,)))
    assert (str(line.amount_yuan), line.numbers["days_covered"], line.numbers["days_at_work"]) == ("200.00", 91, 11)


def test_a_due_day_inside_a_short_hole_counts_from_the_return() -> None:
    first = from_to("2019-04-01", "2019-06-28")
    second = replace(OPEN, placement="P-2", start=date(2019, 7, 2))
    told = [
        outcome(first, second, as_of=day, organiser_subsidy__evidence="none")
        for day in (date(2019, 6, 30), date(2019, 7, 1), date(2019, 7, 2))
    ]
    assert told == ["away_on_due_day", "away_on_due_day", "200.00"]
    assert outcome(first, organiser_subsidy__evidence="none") == "ended_before"


@pytest.mark.parametrize(
    ("piece", "from_due_day", "any_day"),
    [
        (FollowUpWord(date(2019, 6, 29), True), "evidence_missing", "200.00"),
        (FollowUpWord(date(2019, 6, 30), True), "200.00", "200.00"),
        (FollowUpWord(date(2019, 8, 1), True), "evidence_missing", "evidence_missing"),
        (FollowUpWord(date(2019, 7, 5), False), "evidence_missing", "evidence_missing"),
        (FollowUpWord(date(2019, 7, 5), False, date(2019, 6, 29)), "evidence_missing", "200.00"),
        (FollowUpWord(date(2019, 7, 5), False, date(2019, 6, 30)), "200.00", "200.00"),
        (FollowUpWord(date(2019, 7, 5), False, date(2019, 3, 31)), "evidence_missing", "evidence_missing"),
        (WageListEntry(Month(2019, 5), Decimal(20)), "evidence_missing", "200.00"),
        (WageListEntry(Month(2019, 6), Decimal(20)), "200.00", "200.00"),
        (WageListEntry(Month(2019, 7), Decimal(1)), "200.00", "200.00"),
        (WageListEntry(Month(2019, 6), Decimal(0)), "evidence_missing", "evidence_missing"),
        (WageListEntry(Month(2019, 6), Decimal(20), date(2019, 6, 29)), "evidence_missing", "200.00"),
        (WageListEntry(Month(2019, 6), Decimal(20), date(2019, 6, 30)), "200.00", "200.00"),
        (WageListEntry(Month(2019, 3), Decimal(20)), "evidence_missing", "evidence_missing"),
        (AttendedDay(date(2019, 6, 29)), "evidence_missing", "200.00"),
        (AttendedDay(date(2019, 6, 30)), "200.00", "200.00"),
        (AttendedDay(date(2019, 3, 31)), "evidence_missing", "evidence_missing"),
    ],
)
def test_one_piece_proves_the_work_by_the_countys_reading(piece: Evidence, from_due_day: str, any_day: str) -> None:
    def by(reading: str) -> str:
        return outcome(evidence=(piece,), organiser_subsidy__evidence=reading)

    assert [by("from_due_day"), by("any"), by("none")] == [from_due_day, any_day, "200.00"]


def test_at_work_told_after_the_reported_end_needs_a_last_day() -> None:
    ended = from_to("2019-04-01", "2019-07-01")
    assert outcome(ended, evidence=(FollowUpWord(date(2019, 7, 1), True),)) == "200.00"
    assert outcome(ended, evidence=(FollowUpWord(date(2019, 7, 2), True),)) == "evidence_missing"
    assert outcome(ended, evidence=(FollowUpWord(date(2019, 7, 2), True, date(2019, 7, 1)),)) == "200.00"


def test_in_a_hole_the_wage_list_is_that_of_the_month_of_the_return() -> None:
    both = from_to("2019-04-01", "2019-06-28"), replace(OPEN, placement="P-2", start=date(2019, 7, 2))
    assert outcome(*both, evidence=(WageListEntry(Month(2019, 6), Decimal(20)),)) == "evidence_missing"
    assert outcome(*both, evidence=(WageListEntry(Month(2019, 7), Decimal(20)),)) == "200.00"


def test_the_claim_waits_for_the_organiser_by_name() -> None:
    (line,) = subsidy(evidence=())
    assert (line.beneficiary, line.missing) == ("O-1", "evidence_missing:O-1")


def test_the_organiser_of_the_first_placement_draws_it() -> None:
    first = from_to("2019-04-01", "2019-05-01")
    second = replace(OPEN, placement="P-2", organiser="O-2", start=date(2019, 5, 3))
    assert outcomes(subsidy(first, second)) == [("O-1", "200.00")]


@pytest.mark.parametrize(("agreed", "told"), [(True, "200.00"), (False, "leader_not_agreed")])
def test_a_leader_needs_an_agreement_in_force(agreed: bool, told: str) -> None:
    by_leader = replace(OPEN, organiser="", leader="L-1")
    assert outcomes(subsidy(by_leader, leader_agreed=agreed)) == [("L-1", told)]


def test_where_nobody_organised_or_two_did_it_waits_and_says_so() -> None:
    (nobody,) = subsidy(replace(OPEN, organiser=""))
    (two,) = subsidy(contested=True)
    assert [line.missing for line in (nobody, two)] == ["organiser_unknown:P-1", "organiser_contested:O-1"]


def test_it_is_drawn_once_a_person_and_calendar_year_of_the_due_day() -> None:
    assert outcome(drawn={2019: "O-9"}) == "already_drawn"
    assert outcome(drawn={2018: "O-9"}) == "200.00"
    over_the_year = from_to("2018-12-01", "2019-03-31")
    assert outcome(over_the_year, drawn={2018: "O-9"}, organiser_subsidy__evidence="none") == "200.00"


def test_without_an_amount_a_budget_or_what_the_budget_holds_it_is_not_configured() -> None:
    for unset, named in [
        ({"organiser_subsidy__amount": "unset"}, "organiser_subsidy.amount"),
        ({"organiser_subsidy__budget": "none"}, "organiser_subsidy.budget"),
        ({"awards_budget__amount": "unset"}, "awards_budget.amount"),
    ]:
        (line,) = subsidy(**unset)  # type: ignore[arg-type]
        assert (line.reason, line.numbers) == ("not_configured", {"parameter": named})
    assert outcome(organiser_subsidy__budget="employment_subsidies_budget") == "200.00"


def test_it_starts_with_the_scheme_by_its_due_day() -> None:
    assert outcome(from_to("2018-10-01", "2018-12-31"), organiser_subsidy__evidence="none") == "not_in_force"
    assert outcome(from_to("2018-10-02", "2019-01-01"), organiser_subsidy__evidence="none") == "200.00"


def test_the_county_bears_it_and_it_rests_on_placements_and_proof() -> None:
    lines = subsidy()
    assert bearers(lines) == {("county", "sandu")}
    assert lines[0].events == ("follow-up#1", "placement#1")
    policy = SANDU.rules_on(date(2019, 6, 30))
    assert lines[0].explanation(policy)["formula"]["en"] == (
        "W-1 in stable work outside the county from 2019-04-01, 3 months done on 2019-06-30 with no gap over 7 days: "
        "200.00 yuan"
    )
