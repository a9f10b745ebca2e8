"""What a settlement is frozen as: the JSON kept of it, hashed and printed; written and read nowhere else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.payroll.domain.accounts import BeneficiaryKind
from services.payroll.domain.settlement import (
    Adjustment,
    Amounts,
    LineKey,
    RecoveryLimits,
    SettledFlag,
    SettledStatement,
    Settlement,
    StoredLine,
)
from shared.money import format_amount
from shared.rules.lines import ExplainedLine

Json = dict[str, Any]


def content_to_json(settlement: Settlement) -> Json:
    """What is frozen, hashed and printed of a settlement; amounts are strings in yuan."""
    return {
        "statement": None if settlement.statement is None else _statement_to_json(settlement.statement),
        "lines": _amounts_to_json(settlement.earned),
        "adjustments": [adjustment_to_json(adjustment) for adjustment in settlement.adjustments],
        "recovery": recovery_to_json(settlement),
        "net": format_amount(settlement.net_yuan),
    }


def recovery_to_json(settlement: Settlement) -> Json:
    """The debt before and after, what arises and what is recovered, and the limits of that."""
    limits = settlement.limits
    return {
        "cap_percent": None if limits.cap_percent is None else str(limits.cap_percent),
        "floor": None if limits.floor_yuan is None else format_amount(limits.floor_yuan),
        "debt_before": format_amount(settlement.debt_before_yuan),
        "incurred": format_amount(settlement.incurred_yuan),
        "recovered": format_amount(settlement.recovered_yuan),
        "debt_after": format_amount(settlement.debt_after_yuan),
    }


def content_from_json(
    beneficiary_kind: BeneficiaryKind, beneficiary: str, workshop: str, month: str, content: Mapping[str, Any]
) -> Settlement:
    """A settlement of this beneficiary, as it was frozen in this month of the workshop."""
    recovery = content["recovery"]
    cap_percent, floor = recovery["cap_percent"], recovery["floor"]
    return Settlement(
        beneficiary_kind,
        beneficiary,
        workshop,
        month,
        _amounts_from_json(content["lines"]),
        tuple(_adjustment_from_json(part) for part in content["adjustments"]),
        Decimal(recovery["debt_before"]),
        Decimal(recovery["recovered"]),
        RecoveryLimits(
            None if cap_percent is None else Decimal(cap_percent), None if floor is None else Decimal(floor)
        ),
        _statement_from_json(content["statement"]) if content["statement"] else None,
    )


def adjustment_to_json(adjustment: Adjustment) -> Json:
    """An adjustment with what was posted before, what it should be, and the difference."""
    days = adjustment.attendance_days
    return {
        "month": adjustment.month,
        "revision": adjustment.revision,
        "attendance_days": None if days is None else str(days),
        "before": _amounts_to_json(adjustment.before),
        "after": _amounts_to_json(adjustment.after),
        "difference": _amounts_to_json(adjustment.difference),
        "amount": format_amount(adjustment.amount_yuan),
    }


def _adjustment_from_json(part: Mapping[str, Any]) -> Adjustment:
    # The first settlements were frozen without the days of what they adjust.
    days = part.get("attendance_days")
    return Adjustment(
        part["month"],
        _amounts_from_json(part["before"]),
        _amounts_from_json(part["after"]),
        part["revision"],
        None if days is None else Decimal(days),
    )


def _amounts_to_json(amounts: Amounts) -> list[dict[str, str]]:
    """Amounts by line, in order."""
    return [{**_key_to_json(key), "amount": format_amount(amount_yuan)} for key, amount_yuan in sorted(amounts.items())]


def _amounts_from_json(lines: Sequence[Mapping[str, str]]) -> Amounts:
    return {_key_from_json(line): Decimal(line["amount"]) for line in lines}


def _key_to_json(key: LineKey) -> dict[str, str]:
    return dict(zip(LineKey._fields, key, strict=True))


def _key_from_json(line: Mapping[str, str]) -> LineKey:
    return LineKey(*(line[name] for name in LineKey._fields))


def _statement_to_json(statement: SettledStatement) -> Json:
    return {
        "revision": statement.revision,
        "policy_pack": statement.policy_pack,
        "lines": [
            {**_key_to_json(line.key), "beneficiary": line.beneficiary, "amount": format_amount(line.amount_yuan)}
            for line in statement.lines
        ],
        "total": format_amount(statement.total_yuan),
        "piecework": format_amount(statement.piecework_yuan),
        "attendance_days": str(statement.attendance_days),
        "month_index": statement.month_index,
        "flags": [{"code": flag.code, "message": flag.message, "numbers": flag.numbers} for flag in statement.flags],
        "incomplete": list(statement.incomplete),
    }


def _statement_from_json(part: Mapping[str, Any]) -> SettledStatement:
    return SettledStatement(
        part["revision"],
        part["policy_pack"],
        lines_from_json(part["lines"]),
        Decimal(part["total"]),
        Decimal(part["piecework"]),
        Decimal(part["attendance_days"]),
        part["month_index"],
        flags_from_json(part["flags"]),
        tuple(part["incomplete"]),
    )


def lines_from_json(lines: Sequence[Mapping[str, str]]) -> tuple[StoredLine, ...]:
    """Lines as a statement stores them, and as a settlement takes them over."""
    return tuple(StoredLine(_key_from_json(line), line["beneficiary"], Decimal(line["amount"])) for line in lines)


def flags_from_json(flags: Sequence[Mapping[str, Any]]) -> tuple[SettledFlag, ...]:
    """Flags as a statement stores them, and as a settlement takes them over."""
    return tuple(SettledFlag(flag["code"], flag["message"], flag["numbers"]) for flag in flags)


@dataclass(frozen=True, slots=True)
class ExplainedAdjustment:
    """Why an earlier month comes to what it does now, and the events that came or went since it was settled last."""

    month: str
    lines: Sequence[ExplainedLine]
    causes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why each amount of a settlement, frozen with it; `adjustments` in the order of the settlement's.

    `recovery` holds the parameters by which a debt is recovered, with their clauses; None for collectives.
    """

    lines: Sequence[ExplainedLine]
    unpaid: Sequence[ExplainedLine]
    adjustments: Sequence[ExplainedAdjustment]
    recovery: Sequence[Mapping[str, object]] | None = None


def explanation_to_json(explanation: Explanation) -> Json:
    """Why each amount, as it is kept beside the content; no hash covers it."""
    told: Json = {
        "lines": list(explanation.lines),
        "unpaid": list(explanation.unpaid),
        "adjustments": [
            {"month": part.month, "lines": list(part.lines), "causes": list(part.causes)}
            for part in explanation.adjustments
        ],
    }
    return told if explanation.recovery is None else told | {"recovery": list(explanation.recovery)}


def explanation_from_json(told: Mapping[str, Any]) -> Explanation:
    """Why each amount, as it was kept; the first settlements were frozen without the parameters of recovery."""
    adjustments = tuple(
        ExplainedAdjustment(part["month"], part["lines"], part["causes"]) for part in told["adjustments"]
    )
    return Explanation(told["lines"], told["unpaid"], adjustments, told.get("recovery"))


def statements_hash(workshop: str, month: str, settlements: Sequence[Settlement], held: Mapping[str, str]) -> str:
    """SHA-256 over what each beneficiary of a month gets and why, whatever was computed how often."""
    contents = [[part.beneficiary_kind, part.beneficiary, content_to_json(part)] for part in settlements]
    return _sha256([workshop, month, contents, sorted(held.items())])


def supplement_hash(settlement: Settlement) -> str:
    """SHA-256 over what a supplement settles."""
    return _sha256([settlement.beneficiary, content_to_json(settlement)])


def _sha256(document: list[object]) -> str:
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
