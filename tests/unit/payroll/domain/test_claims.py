"""A claim for a subsidy: what cannot be paid at all, by which day's policy it is judged, and how far money reaches."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from services.payroll.domain.claims import (
    Claim,
    commitment,
    decommitment,
    exclusive_group,
    months_of,
    policy_day,
    posting_causes,
    why_refused,
    within,
)
from shared.policy import PackLibrary, load_pack
from tests.unit.shared.policy.small_pack import SMALL_PACK

SONGTAO = load_pack("songtao")
CLAIM = Claim(
    claim="C-1",
    revision=1,
    policy_pack="songtao",
    rule="certificate_subsidy",
    fund="county-awards",
    beneficiary_kind="worker",
    beneficiary="W-1",
    payee_kind="worker",
    payee="W-1",
    subject="W-1",
    period="2022",
    purpose="sewing/elementary",
    place="",
    amount_yuan=Decimal("500.00"),
    approved_by="li",
    approved_at=datetime(2022, 8, 1, tzinfo=UTC),
    explanation={},
    event="gongfang:placement#claim/C-1@1",
    correlation_id="c",
)


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        ("-500.00", "negative_amount"),
        ("-0.01", "negative_amount"),
        ("0.00", "nothing_claimed"),
        ("0.01", ""),
        ("0.99", ""),
        ("1.00", ""),
    ],
)
def test_a_claim_of_less_than_nothing_or_of_nothing_is_refused_and_one_of_a_fen_is_not(
    amount: str, reason: str
) -> None:
    assert why_refused(replace(CLAIM, amount_yuan=Decimal(amount)), SONGTAO) == reason


@pytest.mark.parametrize(
    ("period", "reason"),
    [
        ("2021", "policy_pack_not_in_force"),
        ("2021-Q4", "policy_pack_not_in_force"),
        ("2021-12", "policy_pack_not_in_force"),
        ("2022-01", ""),
        ("2022-Q1", ""),
        ("2022", ""),
        ("2023", ""),
    ],
)
def test_a_claim_is_judged_by_the_scheme_of_the_last_day_of_its_period(period: str, reason: str) -> None:
    assert why_refused(replace(CLAIM, period=period), SONGTAO) == reason


def test_a_claim_under_a_pack_nobody_has_is_refused_before_its_amount_is_looked_at() -> None:
    assert why_refused(replace(CLAIM, amount_yuan=Decimal("-1.00")), None) == "policy_pack_unknown"


def test_a_negative_claim_of_a_time_before_the_scheme_is_refused_for_its_amount() -> None:
    assert why_refused(replace(CLAIM, period="2021", amount_yuan=Decimal("-1.00")), SONGTAO) == "negative_amount"


@pytest.mark.parametrize(
    ("period", "first", "last", "count", "day"),
    [
        ("2022", "2022-01", "2022-12", 12, date(2022, 12, 31)),
        ("2022-Q1", "2022-01", "2022-03", 3, date(2022, 3, 31)),
        ("2022-Q2", "2022-04", "2022-06", 3, date(2022, 6, 30)),
        ("2022-Q4", "2022-10", "2022-12", 3, date(2022, 12, 31)),
        ("2024-02", "2024-02", "2024-02", 1, date(2024, 2, 29)),
    ],
)
def test_a_period_is_a_year_a_quarter_or_a_month(period: str, first: str, last: str, count: int, day: date) -> None:
    months = months_of(period)
    assert (months[0], months[-1], len(months), policy_day(period)) == (first, last, count, day)


def test_a_rule_in_no_group_excludes_only_claims_of_its_own() -> None:
    assert exclusive_group(CLAIM, SONGTAO) == CLAIM.rule


def test_who_was_approved_first_is_served_first_and_of_equals_the_lower_number() -> None:
    earlier = replace(CLAIM, claim="C-9", approved_at=datetime(2022, 7, 31, tzinfo=UTC))
    second = replace(CLAIM, claim="C-2")
    assert sorted([second, CLAIM, earlier], key=lambda claim: claim.order) == [earlier, CLAIM, second]


def test_what_a_claim_is_paid_for_and_where_its_money_goes() -> None:
    assert CLAIM.fact == ("songtao", "certificate_subsidy", "W-1", "2022", "sewing/elementary")
    assert CLAIM.destination == ("county-awards", "worker", "W-1", "worker", "W-1")


@pytest.mark.parametrize(
    ("money", "reached"),
    [
        ("0.00", []),
        ("499.99", []),
        ("500.00", ["C-1"]),
        ("1199.99", ["C-1"]),
        ("1200.00", ["C-1", "C-2"]),
        ("1300.00", ["C-1", "C-2", "C-3"]),
    ],
)
def test_money_reaches_a_queue_in_order_and_a_smaller_claim_behind_does_not_overtake(
    money: str, reached: list[str]
) -> None:
    queue = [
        replace(CLAIM, claim=claim, amount_yuan=Decimal(amount))
        for claim, amount in (("C-1", "500.00"), ("C-2", "700.00"), ("C-3", "100.00"))
    ]
    assert [claim.claim for claim in within(queue, Decimal(money))] == reached


def test_a_commitment_moves_money_from_the_fund_and_a_decommitment_gives_it_back() -> None:
    given, back = commitment(CLAIM, 1), decommitment(CLAIM, 2, Decimal("0.01"))
    assert (given.effect, given.cause, given.amount_yuan) == ("commitment", "claim/C-1/1", Decimal("500.00"))
    assert (given.debit.name, given.credit.name) == ("fund:county-awards", "committed:county-awards")
    assert (given.beneficiary, given.rule) == ("W-1", "certificate_subsidy")
    assert (given.payer, given.payer_id) == ("fund", "county-awards")
    assert (back.effect, back.cause, back.amount_yuan) == ("decommitment", "claim/C-1/2", Decimal("0.01"))
    assert (back.debit, back.credit) == (given.credit, given.debit)
    assert list(posting_causes("C-1", 2)) == [given.cause, back.cause]


@pytest.mark.parametrize("amount", ["0.00", "-0.01"])
def test_nothing_cannot_be_posted(amount: str) -> None:
    with pytest.raises(ValueError, match=r"C-1: -?0\.0\d yuan cannot be posted"):
        decommitment(CLAIM, 1, Decimal(amount))


def test_what_excludes_a_claim_is_told_by_the_edition_of_its_period(tmp_path: Path) -> None:
    group = "{rules: [full_attendance_award, village_prize], source: awards, why: {zh: 同一目的, en: one purpose}}"
    newer = SMALL_PACK.replace("pack: small", 'pack: small\nfrom: "2023-01-01"')
    (tmp_path / "first.yaml").write_text(SMALL_PACK, encoding="utf-8")
    (tmp_path / "second.yaml").write_text(f"{newer}exclusive_groups:\n  prize: {group}\n", encoding="utf-8")
    pack = PackLibrary([tmp_path]).load("small")
    award = replace(CLAIM, rule="full_attendance_award")
    assert exclusive_group(replace(award, period="2022-12"), pack) == "full_attendance_award"
    assert exclusive_group(replace(award, period="2023-01"), pack) == "prize"
