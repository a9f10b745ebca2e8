"""Awards to employer and poor household for a labour contract of six months; the county's own amounts are tried."""

from dataclasses import replace
from datetime import date

import pytest

from services.placement.domain.rules.contract_award import LabourContract, contract_award, due_day
from shared.policy import load_pack
from shared.rules.lines import Line
from tests.scenarios.policy.county import bearers, outcomes, written

PUBEI = load_pack("pubei")
AMOUNTS = {
    "contract_award__employer_amount": "1000",
    "contract_award__household_amount": "500",
    "contract_award__budget": "contract_awards_budget",
    "contract_awards_budget__amount": "100000",
}
SIGNED = {"contract_award__evidence": "signed"}
CONTRACT = LabourContract(
    "K-1",
    "W-1",
    "E-1",
    "H-1",
    signed_on=date(2018, 3, 28),
    starts_on=date(2018, 4, 1),
    ends_on=None,
    as_of=date(2018, 12, 31),
    accredited=True,
    household_categories=frozenset({"poor"}),
    event="contract#1",
)
PAID = [("E-1", "1000.00"), ("H-1", "500.00")]


def award(contract: LabourContract = CONTRACT, /, **readings: str) -> tuple[Line, ...]:
    begun = PUBEI.rules_on(contract.starts_on, written(AMOUNTS | readings))
    due_on = due_day(contract.signed_on, contract.starts_on, begun)
    return contract_award(contract, PUBEI.rules_on(due_on, written(AMOUNTS | readings)))


def told(readings: dict[str, str] | None = None, /, **changes: object) -> list[str]:
    contract = replace(CONTRACT, **changes)  # type: ignore[arg-type]
    return [outcome for _, outcome in outcomes(award(contract, **(readings or {})))]


def test_both_the_employer_and_the_household_are_awarded() -> None:
    assert outcomes(award()) == PAID


@pytest.mark.parametrize(
    ("ends_on", "outcome"),
    [(date(2018, 9, 29), "term_too_short"), (date(2018, 9, 30), "1000.00"), (date(2020, 3, 31), "1000.00")],
)
def test_the_contract_is_for_six_months_or_more(ends_on: date, outcome: str) -> None:
    assert told(ends_on=ends_on)[0] == outcome
    assert told(SIGNED, ends_on=ends_on)[0] == outcome


@pytest.mark.parametrize(
    ("starts_on", "last_day", "outcome"),
    [
        (date(2018, 4, 1), date(2018, 9, 29), "left_early"),
        (date(2018, 4, 1), date(2018, 9, 30), "1000.00"),
        (date(2018, 3, 31), date(2018, 9, 29), "left_early"),
        (date(2018, 3, 31), date(2018, 9, 30), "1000.00"),
        (date(2018, 8, 31), date(2019, 2, 27), "left_early"),
        (date(2018, 8, 31), date(2019, 2, 28), "1000.00"),
    ],
)
def test_six_months_are_served_on_their_last_day(starts_on: date, last_day: date, outcome: str) -> None:
    assert told(starts_on=starts_on, last_day=last_day, as_of=date(2019, 3, 31))[0] == outcome


@pytest.mark.parametrize(
    ("as_of", "served", "signed"),
    [
        (date(2018, 3, 31), "not_yet", "not_yet"),
        (date(2018, 4, 1), "not_yet", "1000.00"),
        (date(2018, 9, 29), "not_yet", "1000.00"),
        (date(2018, 9, 30), "1000.00", "1000.00"),
    ],
)
def test_it_is_due_when_served_or_when_signed_and_begun(as_of: date, served: str, signed: str) -> None:
    assert [told(as_of=as_of)[0], told(SIGNED, as_of=as_of)[0]] == [served, signed]


@pytest.mark.parametrize(
    ("cause", "signed"),
    [
        ("resigned", "left_early"),
        ("dismissed", "left_early"),
        ("contract_ended", "left_early"),
        ("injury", "1000.00"),
        ("death", "1000.00"),
        ("closure", "1000.00"),
    ],
)
def test_leaving_early_takes_back_what_signing_gave_but_for_injury_death_and_closure(cause: str, signed: str) -> None:
    left = {"last_day": date(2018, 6, 30), "end_cause": cause}
    assert told(SIGNED, **left)[0] == signed
    assert told(**left)[0] == "left_early"


def test_an_announced_last_day_takes_nothing_before_it_has_passed() -> None:
    left = {"last_day": date(2018, 6, 30), "end_cause": "resigned"}
    assert [told(SIGNED, as_of=day, **left)[0] for day in (date(2018, 6, 30), date(2018, 7, 1))] == [
        "1000.00",
        "left_early",
    ]


def test_the_household_is_poor_and_the_workshop_accredited_on_the_first_day() -> None:
    assert told(household_categories=frozenset({"relocated"})) == ["not_poor", "not_poor"]
    assert told(accredited=False) == ["not_accredited", "not_accredited"]


@pytest.mark.parametrize(
    ("employer_for", "household_for", "by_worker", "by_household"),
    [
        ({"W-1"}, set(), ["already_drawn", "500.00"], ["already_drawn", "500.00"]),
        (set(), {"W-1"}, ["1000.00", "already_drawn"], ["1000.00", "already_drawn"]),
        ({"W-2"}, {"W-2"}, ["1000.00", "500.00"], ["1000.00", "already_drawn"]),
    ],
)
def test_it_is_given_once_a_worker_and_kind_or_once_a_household(
    employer_for: set[str], household_for: set[str], by_worker: list[str], by_household: list[str]
) -> None:
    drawn = {"employer_drawn_for": frozenset(employer_for), "household_drawn_for": frozenset(household_for)}
    assert told(**drawn) == by_worker
    assert told({"contract_award__household_once": "household"}, **drawn) == by_household


def test_a_person_in_no_household_waits_for_it_and_the_employer_does_not() -> None:
    employer, household = award(replace(CONTRACT, household=""))
    assert (employer.reason, household.reason, household.missing) == ("", "household_unknown", "household_unknown:W-1")


def test_the_source_gives_no_amounts_and_no_budget() -> None:
    lines = contract_award(CONTRACT, PUBEI.rules_on(date(2018, 9, 30)))
    assert [(line.reason, line.numbers["parameter"]) for line in lines] == [
        ("not_configured", "contract_award.employer_amount"),
        ("not_configured", "contract_award.household_amount"),
    ]
    assert [line.numbers["parameter"] for line in award(contract_award__budget="none")] == ["contract_award.budget"] * 2
    (employer, household) = award(contract_award__household_amount="unset")
    assert (employer.reason, household.reason) == ("", "not_configured")


def test_it_starts_with_the_scheme() -> None:
    before = {"signed_on": date(2017, 6, 1), "starts_on": date(2017, 6, 1)}
    assert told(**before) == ["not_in_force"] * 2


def test_the_county_bears_it_and_it_rests_on_the_contract() -> None:
    lines = award()
    assert bearers(lines) == {("county", "pubei")}
    assert [line.events for line in lines] == [("contract#1",)] * 2
