"""The wage list of a workshop's month from its settlements, people's details and the bank's confirmations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from services.payroll.documents.build_settled import (
    SettledPart,
    attendance_days,
    employer_of,
    name_of,
)
from services.payroll.documents.model import GrossItem, PaymentProof, WageList, WageRow
from services.payroll.store.document_facts import PaymentOfMonth
from services.payroll.store.workshops import Workshop
from shared.details import PersonDetails
from shared.money import ZERO
from shared.months import Month
from shared.texts import Language, Text

CORRECTIONS: Final = GrossItem("corrections", Text("", "补结与更正", "Settled late or corrected"))


def build_wage_list(
    place: Workshop,
    month: Month,
    workers: Mapping[str, Sequence[SettledPart]],
    people: Mapping[str, PersonDetails],
    payments: Mapping[str, Sequence[PaymentOfMonth]],
    signers: tuple[str, str],
    language: Language,
) -> WageList:
    """A row a worker, with everything settled with the month; identity numbers and contacts in clear.

    `signers` are who prepared and who checked the month.
    """
    rows = [
        _row(worker, month, parts, people.get(worker), payments.get(worker, ())) for worker, parts in workers.items()
    ]
    proofs = [row.proof for row in rows if row.proof is not None]
    every_part = [part for parts in workers.values() for part in parts]
    return WageList(
        employer=employer_of(every_part, place, language),
        workshop=place.workshop,
        workshop_name=place.name,
        month=month,
        pay_date=max(proof.paid_on for proof in proofs) if proofs and len(proofs) == _to_be_paid(rows) else None,
        items=_items(every_part),
        rows=tuple(rows),
        in_clear=True,
        prepared_by=signers[0],
        checked_by=signers[1],
        paid_by=", ".join(sorted({part.paid_by for listed in payments.values() for part in listed if part.paid_by})),
    )


def _to_be_paid(rows: Sequence[WageRow]) -> int:
    return sum(row.net_yuan > ZERO for row in rows)


def _items(parts: Sequence[SettledPart]) -> tuple[GrossItem, ...]:
    """A column for each rule that paid somebody, in the order they are first met, then corrections."""
    titles: dict[str, Text] = {}
    for part in parts:
        for line in part.lines:
            titles.setdefault(line["rule"], Text("", line["title"]["zh"], line["title"]["en"]))
    corrected = any(part.corrected_yuan for part in parts)
    return (*(GrossItem(rule, title) for rule, title in titles.items()), *((CORRECTIONS,) if corrected else ()))


def _row(
    worker: str,
    month: Month,
    parts: Sequence[SettledPart],
    person: PersonDetails | None,
    payments: Sequence[PaymentOfMonth],
) -> WageRow:
    items: dict[str, Decimal] = {}
    for part in parts:
        for line in part.lines:
            items[line["rule"]] = items.get(line["rule"], ZERO) + Decimal(line["amount"])
        if part.corrected_yuan:
            items[CORRECTIONS.code] = items.get(CORRECTIONS.code, ZERO) + part.corrected_yuan
    days = [payment.confirmed_on for payment in payments if payment.confirmed_on is not None]
    proof = None
    if days and len(days) == len(payments):
        proof = PaymentProof("\n".join(payment.reference for payment in payments), max(days))
    return WageRow(
        worker=worker,
        name=name_of(person),
        identity_number=person.identity_number if person else "",
        contact=(person.phone or "") if person else "",
        attendance_days=attendance_days(parts, month),
        attendance_hours=None,
        items_yuan=items,
        gross_yuan=sum((part.gross_yuan for part in parts), ZERO),
        deductions_yuan=sum((part.recovered_yuan for part in parts), ZERO),
        net_yuan=sum((part.net_yuan for part in parts), ZERO),
        proof=proof,
    )
