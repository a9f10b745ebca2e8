"""Choosing what is in force on a day, and overriding a reading for one evaluation."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from shared.policy import PolicyError, PolicyPack, load_pack, load_pack_from
from tests.unit.shared.policy.small_pack import AMOUNT, SMALL_PACK, write

SONGTAO = load_pack("songtao")
JULY = date(2022, 7, 1)


@pytest.fixture
def changing_pack(tmp_path: Path) -> PolicyPack:
    """The award rises from 500 to 600 yuan in July 2022 and is taken away in January 2023."""
    raised = AMOUNT.replace("2022-01-01", "2022-07-01").replace("500", "600")
    ended = AMOUNT.replace("2022-01-01", "2023-01-01").replace('"500"', "null")
    return load_pack_from(write(tmp_path, SMALL_PACK.replace(AMOUNT, f"{AMOUNT}, {raised}, {ended}")))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2022, 1, 1), Decimal(500)),
        (date(2022, 6, 30), Decimal(500)),
        (date(2022, 7, 1), Decimal(600)),
        (date(2022, 12, 31), Decimal(600)),
        (date(2023, 1, 1), None),
        (date(2030, 1, 1), None),
    ],
)
def test_a_value_is_in_force_from_its_date_to_the_day_before_the_next(
    changing_pack: PolicyPack, day: date, expected: Decimal | None
) -> None:
    assert changing_pack.rules_on(day).optional_decimal("full_attendance_award.amount") == expected


def test_a_parameter_shows_since_when_it_holds(changing_pack: PolicyPack) -> None:
    shown = changing_pack.rules_on(date(2022, 9, 1)).parameter("full_attendance_award.amount")
    assert (shown.value, shown.since) == ("600", date(2022, 7, 1))


def test_an_unset_amount_is_named_when_read(changing_pack: PolicyPack) -> None:
    with pytest.raises(PolicyError, match=r"full_attendance_award\.amount is not configured"):
        changing_pack.rules_on(date(2023, 1, 1)).decimal("full_attendance_award.amount")


def test_the_scheme_is_in_force_from_its_effective_date_on() -> None:
    assert not SONGTAO.rules_on(date(2021, 12, 31)).in_force
    assert SONGTAO.rules_on(date(2022, 1, 1)).in_force


def test_the_effective_date_can_be_overridden() -> None:
    override = {"scheme.effective_from": "2022-07-02"}
    assert not SONGTAO.rules_on(JULY, override).in_force
    assert SONGTAO.rules_on(date(2022, 7, 2), override).in_force


def test_days_between_two_changes_share_one_view() -> None:
    assert SONGTAO.rules_on(date(2022, 7, 1)) is SONGTAO.rules_on(date(2022, 8, 31))
    override = {"guaranteed_floor.base": "piecework"}
    assert SONGTAO.rules_on(JULY, override) is SONGTAO.rules_on(JULY, dict(override))
    assert SONGTAO.rules_on(JULY, override) is not SONGTAO.rules_on(JULY)


def test_values_are_read_by_kind() -> None:
    policy = SONGTAO.rules_on(JULY)
    assert policy.decimals("attendance_incentive.rates") == (Decimal(50), Decimal(40), Decimal(30))
    assert policy.integer("guaranteed_floor.probation_months") == 3
    assert policy.flag("full_attendance_award.paid_leave_counts") is False
    assert policy.choice("full_attendance_award.without_roster") == "fixed:26"
    assert policy.numbered_choice("full_attendance_award.without_roster") == ("fixed:26", "fixed", Decimal(26))
    assert policy.table("profit_split.pots")["care_fund"] == Decimal(10)
    assert policy.integer("attendance.day_cut_hour") == 4
    assert policy.decimal("attendance.full_day_minimum_hours") == 6
    assert policy.decimal("attendance.half_day_minimum_hours") == 3
    assert policy.date("scheme.effective_from") == date(2022, 1, 1)


def test_reading_a_value_as_another_kind_is_refused() -> None:
    with pytest.raises(PolicyError, match="is a decimals, not a decimal"):
        SONGTAO.rules_on(JULY).decimal("attendance_incentive.rates")
    with pytest.raises(PolicyError, match="is a choice, not a decimals"):
        SONGTAO.rules_on(JULY).decimals("overfulfilment_award.gate")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("overfulfilment_award.gate", "any_product"),
        ("overfulfilment_award.step_percent", "0"),
        ("overfulfilment_award.cap", "none:3"),
        ("full_attendance_award.without_roster", "fixed:"),
        ("full_attendance_award.without_roster", "fixed:0"),
        ("full_attendance_award.months", "0"),
        ("full_attendance_award.paid_leave_counts", "yes"),
        ("guaranteed_floor.probation_months", "1.5"),
        ("guaranteed_floor.probation_months", "unset"),
        ("guaranteed_floor.amount", "NaN"),
        ("guaranteed_floor.amount", "２０００"),
        ("guaranteed_floor.amount", "2000\n"),
        ("attendance_incentive.rates", "50,,30"),
        ("attendance_incentive.rates", "101"),
        ("profit_split.pots", "care_fund=100"),
        (
            "profit_split.pots",
            "care_fund=11,relief_and_redevelopment=20,shareholding_collectives=20,rolling_development=50",
        ),
        ("scheme.effective_from", "2022"),
    ],
)
def test_an_override_that_is_no_alternative_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(PolicyError, match=name.replace(".", r"\.")):
        SONGTAO.rules_on(JULY, {name: value})


def test_an_override_of_an_unknown_parameter_names_the_known_ones() -> None:
    with pytest.raises(PolicyError, match=r"overfulfilment_award\.gates is no parameter.*overfulfilment_award\.gate,"):
        SONGTAO.rules_on(JULY, {"overfulfilment_award.gates": "per_product"})


def test_an_override_holds_for_its_evaluation_only() -> None:
    assert SONGTAO.rules_on(JULY, {"guaranteed_floor.amount": "2100"}).decimal("guaranteed_floor.amount") == 2100
    assert SONGTAO.rules_on(JULY).decimal("guaranteed_floor.amount") == 2000
