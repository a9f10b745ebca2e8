"""A claim for a subsidy: when it cannot be paid at all, what it excludes, and how a fund's money reaches a queue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from services.payroll.domain.accounts import Posting, committed, fund
from shared.money import ZERO
from shared.months import Month
from shared.policy import PolicyPack
from shared.texts import Text

COMMITMENT: Final = "commitment"
DECOMMITMENT: Final = "decommitment"

POLICY_PACK_UNKNOWN: Final = "policy_pack_unknown"
NOT_IN_FORCE: Final = "policy_pack_not_in_force"
NOTHING_CLAIMED: Final = "nothing_claimed"
NEGATIVE_AMOUNT: Final = "negative_amount"
OTHER_COUNTY: Final = "fund_of_another_county"
EXCLUDED: Final = "paid_by_another_claim"
WITHDRAWN: Final = "withdrawn"
FUND_NOT_OPEN: Final = "fund_not_open"
MONEY_SHORT: Final = "money_short"
NOT_ALLOTTED: Final = "pot_not_allotted"
WITHDRAWN_TOO_LATE: Final = "withdrawn_too_late"
CHANGED_TOO_LATE: Final = "changed_too_late"

REASONS: Final[Mapping[str, Text]] = {
    POLICY_PACK_UNKNOWN: Text("claim_reason.policy_pack_unknown", "没有该政策包", "policy_pack_unknown"),
    NOT_IN_FORCE: Text("claim_reason.policy_pack_not_in_force", "该期间政策尚未施行", "policy_pack_not_in_force"),
    NOTHING_CLAIMED: Text("claim_reason.nothing_claimed", "金额为零", "nothing_claimed"),
    NEGATIVE_AMOUNT: Text("claim_reason.negative_amount", "金额为负", "negative_amount"),
    OTHER_COUNTY: Text("claim_reason.fund_of_another_county", "资金属于另一县", "fund_of_another_county"),
    EXCLUDED: Text("claim_reason.paid_by_another_claim", "已由另一笔申领支付", "paid_by_another_claim"),
    WITHDRAWN: Text("claim_reason.withdrawn", "已撤回", "withdrawn"),
    FUND_NOT_OPEN: Text("claim_reason.fund_not_open", "资金尚未设立", "fund_not_open"),
    MONEY_SHORT: Text("claim_reason.money_short", "资金不足，排队等候", "money_short"),
    NOT_ALLOTTED: Text("claim_reason.pot_not_allotted", "救助与再发展尚未划分，不能支用", "pot_not_allotted"),
    WITHDRAWN_TOO_LATE: Text("claim_reason.withdrawn_too_late", "已在支付，撤回过晚", "withdrawn_too_late"),
    CHANGED_TOO_LATE: Text("claim_reason.changed_too_late", "已在支付，更改过晚", "changed_too_late"),
}
"""Why a claim is not committed, in English as answers and events have it."""
WHAT_TO_DO: Final[Mapping[str, str]] = {
    "": "",
    POLICY_PACK_UNKNOWN: "name a policy pack that is at hand, or add its file, and approve the claim again",
    NOT_IN_FORCE: "the county's scheme does not reach this period: correct the period, or withdraw the claim",
    NOTHING_CLAIMED: "a claim of nothing needs no payment: withdraw it, or approve it again with its amount",
    NEGATIVE_AMOUNT: (
        "lower or withdraw the claim it is about by a later revision while that is unpaid; once paid, have the "
        "money paid back and appropriate it to the fund with the document of the repayment"
    ),
    OTHER_COUNTY: "name a fund of the claim's own county",
    EXCLUDED: "the winner is paid for this fact; where the winner was wrong, withdraw it and approve this one again",
    WITHDRAWN: "approve it again by a later revision to have it paid after all",
    FUND_NOT_OPEN: "have the fund opened and given money, or name another; the claim keeps its place",
    MONEY_SHORT: "it is committed in order of approval when the fund has money",
    NOT_ALLOTTED: (
        "nothing is spent from a pot of two funds: have its money allotted, and approve the claim again naming the "
        "relief or the redevelopment fund"
    ),
    WITHDRAWN_TOO_LATE: "it is being paid or was paid: have the money paid back and appropriate it to the fund",
    CHANGED_TOO_LATE: "it is being paid or was paid as approved before: approve a claim of its own for what is missing",
}
"""What a reader of a claim does about each reason."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What was approved, by the newest revision. The subject is the person or unit the fact is about."""

    claim: str
    revision: int
    policy_pack: str
    rule: str
    fund: str
    beneficiary_kind: str
    beneficiary: str
    payee_kind: str
    payee: str
    subject: str
    period: str
    purpose: str
    place: str
    amount_yuan: Decimal
    approved_by: str
    approved_at: datetime
    explanation: Mapping[str, Any]
    event: str
    correlation_id: str

    @property
    def order(self) -> tuple[datetime, str]:
        """Its place among others: who was approved first is served first."""
        return self.approved_at, self.claim

    @property
    def fact(self) -> tuple[str, ...]:
        """What it is paid for: two claims with equal facts of one exclusive group are never both paid."""
        return self.policy_pack, self.rule, self.subject, self.period, self.purpose

    @property
    def destination(self) -> tuple[str, ...]:
        """Where its money comes from and goes to."""
        return self.fund, self.beneficiary_kind, self.beneficiary, self.payee_kind, self.payee


def months_of(period: str) -> tuple[str, ...]:
    """The months of a year, a quarter or a month, in order."""
    if len(period) == len("2022"):
        first, count = Month(int(period), 1), 12
    elif "Q" in period:
        first, count = Month(int(period[:4]), int(period[-1]) * 3 - 2), 3
    else:
        first, count = Month.parse(period), 1
    return tuple(str(first + offset) for offset in range(count))


def policy_day(period: str) -> date:
    """The day whose policy a claim is judged by: the last of its period, when the fact is complete."""
    return Month.parse(months_of(period)[-1]).last_day


def why_refused(claim: Claim, pack: PolicyPack | None) -> str:
    """Why a claim cannot be paid whatever money there is, as a code; empty where it can."""
    if pack is None:
        return POLICY_PACK_UNKNOWN
    if claim.amount_yuan < 0:
        return NEGATIVE_AMOUNT
    if not claim.amount_yuan:
        return NOTHING_CLAIMED
    if not pack.rules_on(policy_day(claim.period)).in_force:
        return NOT_IN_FORCE
    return ""


def exclusive_group(claim: Claim, pack: PolicyPack) -> str:
    """The group of subsidies of which the subject draws one, by the pack of the claim's period."""
    return pack.edition_on(policy_day(claim.period)).exclusive_group(claim.rule)


def within(queue: Iterable[Claim], available_yuan: Decimal) -> list[Claim]:
    """The first of a queue in order that the money reaches; a smaller one behind does not overtake."""
    reached = []
    for claim in queue:
        if claim.amount_yuan > available_yuan:
            break
        available_yuan -= claim.amount_yuan
        reached.append(claim)
    return reached


def commitment(claim: Claim, step: int) -> Posting:
    """Set a claim's amount aside. `step` counts a claim's answers, so that each is posted once."""
    return _posting(COMMITMENT, claim, step, claim.amount_yuan)


def decommitment(claim: Claim, step: int, amount_yuan: Decimal) -> Posting:
    """Give an amount set aside for a claim back to its fund, before it is paid."""
    return _posting(DECOMMITMENT, claim, step, amount_yuan)


def posting_causes(claim: str, steps: int) -> Sequence[str]:
    """The causes under which anything may have been posted for a claim so far."""
    return [_cause(claim, step) for step in range(1, steps + 1)]


def _posting(effect: str, claim: Claim, step: int, amount_yuan: Decimal) -> Posting:
    if amount_yuan <= ZERO:
        raise ValueError(f"{claim.claim}: {amount_yuan} yuan cannot be posted")
    given, taken = fund(claim.fund), committed(claim.fund)
    debit, credit = (given, taken) if effect == COMMITMENT else (taken, given)
    return Posting(
        effect,
        _cause(claim.claim, step),
        debit,
        credit,
        amount_yuan,
        beneficiary=claim.beneficiary,
        rule=claim.rule,
        payer="fund",
        payer_id=claim.fund,
    )


def _cause(claim: str, step: int) -> str:
    return f"claim/{claim}/{step}"
