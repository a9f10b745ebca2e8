"""A payslip from a worker's settlements, his details and what the bank confirmed, all as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from services.payroll.documents.build_settled import (
    PlaceOfWork,
    SettledPart,
    attendance_days,
    employer_of,
    name_of,
    payer_text,
)
from services.payroll.documents.model import (
    Language,
    MonthState,
    Payslip,
    PayslipAdjustment,
    PayslipLine,
    Wording,
)
from services.payroll.store.document_facts import PaymentOfMonth
from shared.details import PersonDetails
from shared.money import ZERO
from shared.months import Month

_CAUSES_SHOWN: Final = 3


def build_payslip(
    worker: str,
    month: Month,
    parts: Sequence[SettledPart],
    person: PersonDetails | None,
    place: PlaceOfWork,
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
            for adjustment, why in zip(part.content["adjustments"], part.explained["adjustments"], strict=True)
        ),
        gross_yuan=sum((part.gross_yuan for part in parts), ZERO),
        net_yuan=sum((part.net_yuan for part in parts), ZERO),
        recovered_yuan=sum((part.recovered_yuan for part in parts), ZERO),
        debt_carried_yuan=parts[-1].debt_after_yuan,
    )


def _line(line: Mapping[str, Any], language: Language) -> PayslipLine:
    clause = line["clause"]
    return PayslipLine(
        rule=line["rule"],
        title=Wording(line["title"]["zh"], line["title"]["en"]),
        formula=Wording(line["formula"]["zh"], line["formula"]["en"]),
        amount_yuan=Decimal(line["amount"]),
        payer=payer_text(line["payer"], language),
        clause=clause["restated"][language],
        source=f"{clause['document']} {clause['paragraph']}",
    )


def _adjustment(adjustment: Mapping[str, Any], why: Mapping[str, Any]) -> PayslipAdjustment:
    titles = {line["rule"]: line["title"] for line in why["lines"]}
    reasons = [_reason(titles, part) for part in adjustment["difference"]]
    if why["causes"]:
        reasons.append(_causes(why["causes"]))
    return PayslipAdjustment(
        origin=Month.parse(adjustment["month"]),
        before_yuan=_sum(adjustment["before"]),
        after_yuan=_sum(adjustment["after"]),
        amount_yuan=Decimal(adjustment["amount"]),
        reasons=tuple(reasons),
    )


def _reason(titles: Mapping[str, Mapping[str, str]], part: Mapping[str, str]) -> Wording:
    title = titles.get(part["rule"], {"zh": part["rule"], "en": part["rule"]})
    return Wording(f"{title['zh']} {part['amount']} 元", f"{title['en']}: {part['amount']} yuan")


def _causes(causes: Sequence[str]) -> Wording:
    shown = ", ".join(causes[:_CAUSES_SHOWN]) + (" …" if len(causes) > _CAUSES_SHOWN else "")
    return Wording(f"依据 {len(causes)} 条后到或更正的记录：{shown}", f"{len(causes)} late or changed records: {shown}")


def _sum(lines: Sequence[Mapping[str, str]]) -> Decimal:
    return sum((Decimal(line["amount"]) for line in lines), ZERO)
