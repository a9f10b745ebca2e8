"""The committed sample tells what its README says: by the rules of payroll, from the files alone."""

from decimal import Decimal

import pytest

from services.payroll.domain.facts import ProductFigures, ProfitPeriod, WorkshopMonth
from services.payroll.domain.rules.overfulfilment_award import overfulfilment_award
from services.payroll.domain.rules.profit_split import profit_split
from shared.events import people, production
from shared.months import Month
from shared.policy import load_pack
from tests.unit.cli.sample.month_of_sample import SampleMonth, amounts, total_accepted
from tests.unit.cli.sample.reception import Receipt

JULY = Month(2022, 7)
POLICY = load_pack("songtao").rules_on(JULY.first_day)
FLOOR_YUAN = Decimal("2000.00")


@pytest.fixture(scope="session")
def july(receipts: list[Receipt]) -> SampleMonth:
    return SampleMonth(receipts, JULY)


def _award_yuan(july: SampleMonth, workshop: str, *, inspected_in_july: bool = False) -> Decimal:
    inspections = july.of(production.DeliveryInspected)
    if inspected_in_july:
        inspections = [event for event in inspections if event.data.inspected_on <= JULY.last_day]
    accepted = total_accepted(inspections, workshop)
    agreed = [event.data for event in july.of(production.OrderPlaced) if event.data.agreed_on <= JULY.last_day]
    lines = {(data.order, data.line): data for data in agreed if data.workshop == workshop and data.kind == "fixed"}
    products = tuple(
        ProductFigures(
            data.product, data.quantity, Decimal(data.amount_yuan), 0, Decimal(0), accepted.get(data.product, 0)
        )
        for data in lines.values()
    )
    facts = WorkshopMonth(workshop, "QIAOJI-TOYS", JULY, "VC", products)
    return sum((line.amount_yuan for line in overfulfilment_award(facts, POLICY)), Decimal(0))


def test_the_first_workshop_earns_its_award_through_goods_inspected_in_august(july: SampleMonth) -> None:
    assert _award_yuan(july, "WS-01", inspected_in_july=True) == 0
    assert _award_yuan(july, "WS-01") == Decimal("2000.00")


def test_the_second_workshop_falls_just_short_when_the_company_looks_again(july: SampleMonth) -> None:
    first_seen = {
        event.data.delivery: event
        for event in reversed(july.of(production.DeliveryInspected))
        if event.data.workshop == "WS-02"
    }
    assert total_accepted(first_seen.values(), "WS-02") == {"hand-puppet": 19_542}
    assert total_accepted(july.of(production.DeliveryInspected), "WS-02") == {"hand-puppet": 19_482}
    assert _award_yuan(july, "WS-02") == 0


def test_the_amendment_agreed_in_august_would_have_completed_the_order(july: SampleMonth) -> None:
    orders = [event.data for event in july.of(production.OrderPlaced) if event.data.workshop == "WS-02"]
    assert (orders[0].quantity, orders[-1].quantity) == (19_500, 19_482)
    assert orders[-1].agreed_on > JULY.last_day


def test_the_third_workshop_earns_an_award_for_two_of_three_products(july: SampleMonth) -> None:
    two_tenths_of_rabbits, one_tenth_of_dragons = Decimal("1650.00"), Decimal("938.00")
    assert _award_yuan(july, "WS-03") == two_tenths_of_rabbits + one_tenth_of_dragons


@pytest.mark.parametrize("worker", ["W-00001", "W-00002", "W-00003", "W-00005", "W-00061", "W-00063", "W-00065"])
def test_slow_newcomers_with_26_days_are_topped_up(july: SampleMonth, worker: str) -> None:
    statement = july.statement(worker)
    assert statement.attendance_days == 26
    assert amounts(statement)["guaranteed_floor"] > 0
    assert statement.total_yuan == FLOOR_YUAN


@pytest.mark.parametrize(("worker", "days"), [("W-00004", 25), ("W-00064", 25), ("W-00031", 25), ("W-00034", 24)])
def test_slow_newcomers_with_fewer_days_are_not(july: SampleMonth, worker: str, days: int) -> None:
    statement = july.statement(worker)
    assert statement.attendance_days == days
    assert statement.total_yuan < FLOOR_YUAN
    assert "guaranteed_floor" not in amounts(statement)


def test_where_the_company_closed_a_day_25_days_are_full_attendance(july: SampleMonth) -> None:
    assert amounts(july.statement("W-00031"))["full_attendance_award"] == 500


def test_a_sunday_does_not_make_up_for_a_missed_tuesday(july: SampleMonth) -> None:
    statement = july.statement("W-00005")
    assert statement.attendance_days == 26
    assert "full_attendance_award" not in amounts(statement)


def test_the_fourth_month_has_neither_incentive_nor_floor(july: SampleMonth) -> None:
    statement = july.statement("W-00007")
    assert statement.month_index == 4
    assert statement.total_yuan < FLOOR_YUAN
    assert set(amounts(statement)) == {"piecework", "full_attendance_award"}


def test_a_certificate_of_may_pays_in_july_and_one_of_july_does_not(july: SampleMonth) -> None:
    assert amounts(july.statement("W-00008"))["skill_uplift"] == 600
    assert "skill_uplift" not in amounts(july.statement("W-00009"))


def test_half_days_and_paid_leave_are_counted_as_they_were(july: SampleMonth) -> None:
    assert july.statement("W-00010").attendance_days == 13
    assert july.statement("W-00011").attendance_days == 24


def test_who_moved_in_mid_month_has_a_full_month_over_both_workshops(july: SampleMonth) -> None:
    statement = july.statement("W-00014")
    assert statement.attendance_days == 25
    assert amounts(statement)["full_attendance_award"] == 500
    assert {line.workshop for line in statement.lines if line.rule == "piecework"} == {"WS-01", "WS-02"}


def test_a_forgotten_punch_is_made_good_by_the_station(july: SampleMonth) -> None:
    assert july.statement("W-00006").attendance_days == 26


def test_the_worker_nobody_registered_stays_incomplete(july: SampleMonth) -> None:
    assert july.statement("W-O0070").incomplete == ("worker_not_registered",)
    assert july.statement("W-00073").incomplete == ()


def test_each_operation_makes_enough_for_the_next_and_for_what_was_delivered(july: SampleMonth) -> None:
    newest = {event.data.entry: event.data for event in july.of(production.PieceworkReported)}
    made: dict[tuple[str, str], int] = {}
    for data in newest.values():
        if not data.withdrawn:
            made[data.product, data.operation] = made.get((data.product, data.operation), 0) + data.accepted_quantity
    delivered = total_accepted(july.of(production.DeliveryInspected), "WS-03")
    for routing in july.of(production.RoutingPublished):
        if routing.data.product not in delivered:
            continue
        through = [made[routing.data.product, operation] for operation in routing.data.operations]
        assert through[-1] >= delivered[routing.data.product]
        assert through == sorted(through, reverse=True)


def _profit(july: SampleMonth, workshop: str) -> ProfitPeriod:
    (declared,) = [e.data for e in july.of(production.ProfitDeclared) if e.data.workshop == workshop]
    held = [e.data for e in july.of(people.ShareholdingRegistered) if e.data.workshop == workshop]
    shares = {data.village: Decimal(data.shares) for data in sorted(held, key=lambda data: data.effective_from)}
    return ProfitPeriod(workshop, declared.period, Decimal(declared.net_profit_yuan), shares=shares)


def test_a_profit_is_split_to_the_fen_among_pots_and_villages(july: SampleMonth) -> None:
    facts = _profit(july, "WS-01")
    lines = profit_split(facts, POLICY)
    assert sum(line.amount_yuan for line in lines) == Decimal("386512.37")
    by_village = {line.beneficiary: line.amount_yuan for line in lines if line.beneficiary in facts.shares}
    assert len(by_village) == 4
    assert sum(by_village.values()) == Decimal("77302.47")


def test_a_loss_is_not_split(july: SampleMonth) -> None:
    assert sum(line.amount_yuan for line in profit_split(_profit(july, "WS-02"), POLICY)) == 0
