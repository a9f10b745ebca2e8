"""Settlements as they are answered: drafted, frozen, and explained."""

from datetime import datetime
from typing import Any

from pydantic import Field

from services.payroll.domain.accounts import BeneficiaryKind
from services.payroll.domain.frozen_settlement import adjustment_to_json, content_to_json, recovery_to_json
from services.payroll.domain.settlement import Settlement
from services.payroll.store.settlements import SettledAdjustment, StoredSettlement
from shared.http.answers import Answer, KeptAmount, KeptMonth
from shared.http.lines import (
    FlagAnswer,
    LineAmount,
    LineAnswer,
    LineExplained,
    LineUnpaid,
    ParameterAnswer,
)
from shared.identifiers import Identifier
from shared.money import format_amount


class AdjustmentAnswer(Answer):
    """The difference of an earlier month: what was posted for it, what it should be, and what changes, by line."""

    month: KeptMonth
    revision: int | None = Field(description="Of the statement it should be; awards have none")
    attendance_days: str | None
    before: list[LineAmount]
    after: list[LineAmount]
    difference: list[LineAmount] = Field(description="Without the lines that stay")
    amount: KeptAmount


class AdjustmentExplained(AdjustmentAnswer):
    """An adjustment with why its month comes to what it does now."""

    lines: list[LineExplained]
    causes: list[str] = Field(description="The events that came or went since the month was settled last")


class CorrectionAnswer(AdjustmentAnswer):
    """An adjustment of this month that a later closing or a supplement settled."""

    settled_in: KeptMonth
    settlement: int
    at: datetime


class RecoveryAnswer(Answer):
    """A debt before and after, what arises and what is recovered, and the limits of that."""

    cap_percent: str | None = Field(description="Of what a month pays; null where it is not configured")
    floor: KeptAmount | None = Field(description="What a month pays in any case; null where it is not configured")
    debt_before: KeptAmount
    incurred: KeptAmount
    recovered: KeptAmount
    debt_after: KeptAmount


class RecoveryExplained(RecoveryAnswer):
    """A recovery with the parameters that limit it."""

    parameters: list[ParameterAnswer]


class SettledStatementAnswer(Answer):
    """A worker's statement as a closing takes it."""

    revision: int
    policy_pack: str
    lines: list[LineAnswer]
    total: KeptAmount
    piecework: KeptAmount
    attendance_days: str
    month_index: int | None
    flags: list[FlagAnswer]
    incomplete: list[str] = Field(description="What it still lacked, as codes")


class SettlementContent(Answer):
    """What is settled, as it is hashed and frozen."""

    statement: SettledStatementAnswer | None = Field(description="Null for awards, and for differences alone")
    lines: list[LineAmount]
    adjustments: list[AdjustmentAnswer]
    recovery: RecoveryAnswer
    net: KeptAmount


class SettlementDrafted(SettlementContent):
    """What closing now would settle for somebody."""

    beneficiary_kind: BeneficiaryKind
    beneficiary: Identifier
    earned: KeptAmount
    adjustments_total: KeptAmount


class _Settled(Answer):
    settlement: int
    workshop: Identifier
    month: KeptMonth
    beneficiary_kind: BeneficiaryKind
    beneficiary: Identifier
    supplement: int | None = Field(description="The supplement that settled it; null for a closing")
    earned: KeptAmount
    adjustments_total: KeptAmount
    debt_before: KeptAmount
    recovered: KeptAmount
    debt_after: KeptAmount
    net: KeptAmount
    settled_at: datetime


class SettlementAnswer(_Settled):
    """A settlement as it was closed."""

    adjustments: list[AdjustmentAnswer]


class SettlementOfStatement(SettlementAnswer):
    """A settlement of a worker's month, with how a debt was recovered."""

    recovery: RecoveryAnswer


class _Explained(_Settled):
    lines: list[LineExplained]
    unpaid: list[LineUnpaid]
    adjustments: list[AdjustmentExplained]


class SettlementOfStatementExplained(_Explained):
    """A settlement of a worker's month, with why each amount."""

    recovery: RecoveryAnswer


class SettlementExplained(_Explained):
    """A settlement with why each amount, as it was frozen."""

    recovery: RecoveryExplained


def content(settlement: Settlement) -> SettlementContent:
    """What is settled, or would be."""
    return SettlementContent.model_validate(content_to_json(settlement))


def drafted(settlement: Settlement) -> SettlementDrafted:
    """What closing now would settle for somebody."""
    return SettlementDrafted(
        **dict(content(settlement)),
        beneficiary_kind=settlement.beneficiary_kind,
        beneficiary=settlement.beneficiary,
        earned=format_amount(settlement.earned_yuan),
        adjustments_total=format_amount(settlement.adjustment_yuan),
    )


def settlement_answer(stored: StoredSettlement) -> SettlementAnswer:
    """A settlement as it was closed."""
    return SettlementAnswer(**_settled(stored), adjustments=_adjustments(stored))


def settlement_of_statement(stored: StoredSettlement) -> SettlementOfStatement:
    """The same with its recovery."""
    return SettlementOfStatement(
        **_settled(stored), adjustments=_adjustments(stored), recovery=recovery_to_json(stored.settlement)
    )


def settlement_of_statement_explained(stored: StoredSettlement) -> SettlementOfStatementExplained:
    """The same with why each amount."""
    return SettlementOfStatementExplained(
        **_settled(stored), **_explained(stored), recovery=recovery_to_json(stored.settlement)
    )


def settlement_explained(stored: StoredSettlement) -> SettlementExplained:
    """A settlement with everything that was frozen of it."""
    recovery = recovery_to_json(stored.settlement) | {"parameters": stored.explanation.recovery or []}
    return SettlementExplained(**_settled(stored), **_explained(stored), recovery=recovery)


def correction(settled: SettledAdjustment) -> CorrectionAnswer:
    """An adjustment, and where and when it was settled."""
    return CorrectionAnswer(
        **adjustment_to_json(settled.adjustment),
        settled_in=settled.settled_in,
        settlement=settled.settlement,
        at=settled.at,
    )


def _settled(stored: StoredSettlement) -> dict[str, Any]:
    settlement = stored.settlement
    return {
        "settlement": stored.number,
        "workshop": settlement.workshop,
        "month": settlement.month,
        "beneficiary_kind": settlement.beneficiary_kind,
        "beneficiary": settlement.beneficiary,
        "supplement": stored.supplement,
        "earned": format_amount(settlement.earned_yuan),
        "adjustments_total": format_amount(settlement.adjustment_yuan),
        "debt_before": format_amount(settlement.debt_before_yuan),
        "recovered": format_amount(settlement.recovered_yuan),
        "debt_after": format_amount(settlement.debt_after_yuan),
        "net": format_amount(settlement.net_yuan),
        "settled_at": stored.settled_at,
    }


def _adjustments(stored: StoredSettlement) -> list[AdjustmentAnswer]:
    return [AdjustmentAnswer(**adjustment_to_json(part)) for part in stored.settlement.adjustments]


def _explained(stored: StoredSettlement) -> dict[str, Any]:
    told = stored.explanation
    adjusted = zip(stored.settlement.adjustments, told.adjustments, strict=True)
    return {
        "lines": told.lines,
        "unpaid": told.unpaid,
        "adjustments": [
            AdjustmentExplained(**adjustment_to_json(part), lines=why.lines, causes=why.causes)
            for part, why in adjusted
        ],
    }
