"""A payslip from a worker's settlements, his details and what the bank confirmed, all as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from services.payroll.documents.build_settled import (
    SettledPart,
    attendance_days,
    employer_of,
    name_of,
    payer_text,
)
from services.payroll.documents.model import MonthState, Payslip, PayslipAdjustment, PayslipLine
from services.payroll.domain.frozen_settlement import ExplainedAdjustment
from services.payroll.domain.settlement import Adjustment
from services.payroll.store.document_facts import PaymentOfMonth
from services.payroll.store.workshops import Workshop
from shared.details import PersonDetails
from shared.money import ZERO, format_amount
from shared.months import Month
from shared.rules.lines import ExplainedLine
from shared.texts import Language, Text

_CAUSES_SHOWN: Final = 3


def build_payslip(
    worker: str,
    month: Month,
    parts: Sequence[SettledPart],
    person: PersonDetails | None,
    place: Workshop,
    state: MonthState,
    payments: Sequence[PaymentOfMonth],
    language: Language,
) -> Payslip:
    """The payslip of everything settled with the month. It is paid once the bank has confirmed all of it."""
    days = [payment.confirmed_on for payment in payments if payment.confirmed_on is not None]
    arrived = bool(days) and len(days) == len(payments)
    account = person.account if person else None
    return Payslip(
        worker=worker,
        name=name_of(person),
        identity_number=person.identity_number if person else "",
        workshop=place.workshop,
        workshop_name=place.name,
        employer=employer_of(parts, place, language),
        month=month,
        state="paid" if arrived and state in ("closed", "paid") else "closed" if state == "paid" else state,
        attendance_days=attendance_days(parts, month),
        pay_date=max(days) if arrived else None,
        account=account.number if account else "",
        lines=tuple(_line(line, language) for part in parts for line in part.lines),
        adjustments=tuple(
            _adjustment(adjustment, why)
            for part in parts
            for adjustment, why in zip(part.settlement.adjustments, part.explanation.adjustments, strict=True)
        ),
        gross_yuan=sum((part.gross_yuan for part in parts), ZERO),
        net_yuan=sum((part.net_yuan for part in parts), ZERO),
        recovered_yuan=sum((part.recovered_yuan for part in parts), ZERO),
        debt_carried_yuan=parts[-1].settlement.debt_after_yuan,
    )


def _line(line: ExplainedLine, language: Language) -> PayslipLine:
    clause = line["clause"]
    return PayslipLine(
        rule=line["rule"],
        title=Text("", line["title"]["zh"], line["title"]["en"]),
        formula=Text("", line["formula"]["zh"], line["formula"]["en"]),
        amount_yuan=Decimal(line["amount"]),
        payer=payer_text(line["payer"], language),
        clause=clause["restated"][language],
        source=f"{clause['document']} {clause['paragraph']}",
    )


def _adjustment(adjustment: Adjustment, why: ExplainedAdjustment) -> PayslipAdjustment:
    titles = {line["rule"]: line["title"] for line in why.lines}
    reasons = [_reason(titles, key.rule, amount_yuan) for key, amount_yuan in adjustment.difference.items()]
    if why.causes:
        reasons.append(_causes(why.causes))
    return PayslipAdjustment(
        origin=Month.parse(adjustment.month),
        before_yuan=sum(adjustment.before.values(), ZERO),
        after_yuan=sum(adjustment.after.values(), ZERO),
        amount_yuan=adjustment.amount_yuan,
        reasons=tuple(reasons),
    )


def _reason(titles: Mapping[str, Mapping[str, str]], rule: str, amount_yuan: Decimal) -> Text:
    title, amount = titles.get(rule, {"zh": rule, "en": rule}), format_amount(amount_yuan)
    return Text("", f"{title['zh']} {amount} 元", f"{title['en']}: {amount} yuan")


def _causes(causes: Sequence[str]) -> Text:
    shown = ", ".join(causes[:_CAUSES_SHOWN]) + (" …" if len(causes) > _CAUSES_SHOWN else "")
    return Text(
        "", f"依据 {len(causes)} 条后到或更正的记录：{shown}", f"{len(causes)} late or changed records: {shown}"
    )
