"""Three years of rent a factory is not asked for: a benefit by the days within the term."""

from datetime import date
from decimal import Decimal

import pytest

from services.placement.domain.rules.rent_waiver import RentPeriod, rent_waiver
from shared.policy import Scope, load_pack
from shared.rules.lines import Line
from tests.scenarios.policy.county import bearers, outcomes, written

PINGLI = load_pack("pingli")


def waiver(
    first_day: str = "2016-03-01",
    last_day: str = "2016-03-31",
    rent: str | None = "3100.00",
    lease: str = "2016-03-01",
    township: str = "chengguan",
    **readings: str,
) -> tuple[Line, ...]:
    first_lease_on = date.fromisoformat(lease)
    facts = RentPeriod(
        "O-1",
        "F-1",
        first_lease_on,
        date.fromisoformat(first_day),
        date.fromisoformat(last_day),
        None if rent is None else Decimal(rent),
        township,
        event="lease#1",
    )
    return rent_waiver(facts, PINGLI.rules_on(first_lease_on, written(readings), Scope(township=township)))


def outcome(*period: str, **given: str) -> str:
    ((_, told),) = outcomes(waiver(*period, **given))
    return told


@pytest.mark.parametrize(
    ("first_day", "last_day", "told"),
    [
        ("2016-03-01", "2016-03-31", "3100.00"),
        ("2019-02-01", "2019-02-28", "3100.00"),
        ("2019-02-28", "2019-03-01", "1550.00"),
        ("2019-02-28", "2019-03-30", "100.00"),
        ("2019-03-01", "2019-03-31", "waiver_ended"),
    ],
)
def test_thirty_six_months_count_from_the_first_day_of_the_first_lease(
    first_day: str, last_day: str, told: str
) -> None:
    assert outcome(first_day, last_day) == told


def test_a_lease_from_the_last_day_of_a_month_ends_with_its_month() -> None:
    assert outcome("2019-02-28", "2019-02-28", lease="2016-02-29") == "3100.00"
    assert outcome("2019-03-01", "2019-03-31", lease="2016-02-29") == "waiver_ended"


def test_a_county_that_only_reduces_the_rent_says_by_how_much() -> None:
    assert outcome(rent_waiver__waived_share="50") == "1550.00"
    assert outcome(rent_waiver__months="12", first_day="2017-03-01", last_day="2017-03-31") == "waiver_ended"


def test_the_share_is_stated_for_one_town_and_chosen_for_the_others() -> None:
    history = PINGLI.history("rent_waiver.waived_share")
    day = date(2016, 3, 1)
    assert [(history.on(day, Scope(township=town)).status) for town in ("chengguan", "guangfo")] == [
        "stated",
        "chosen",
    ]


def test_a_rent_nobody_stated_is_named_as_missing() -> None:
    (line,) = waiver(rent=None)
    assert (line.reason, line.missing) == ("rent_unknown", "rent_unknown:F-1")


def test_an_unset_share_is_not_configured() -> None:
    assert outcome(rent_waiver__waived_share="unset") == "not_configured"


def test_it_starts_with_the_scheme() -> None:
    assert outcome("2013-12-31", "2013-12-31", lease="2013-12-31") == "not_in_force"
    assert outcome("2014-01-01", "2014-01-01", lease="2014-01-01") == "3100.00"


def test_the_town_bears_it_unless_the_pack_says_the_county() -> None:
    lines = waiver()
    assert bearers(lines) == {("township", "chengguan")}
    assert bearers(waiver(rent_waiver__payer="county")) == {("county", "pingli")}
    assert lines[0].events == ("lease#1",)
