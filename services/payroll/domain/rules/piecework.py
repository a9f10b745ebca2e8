"""Wages by the piece: accepted quantity times the rate in force on the day of work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from operator import itemgetter
from typing import Final

from services.payroll.domain.facts import PieceworkEntry, WorkerMonth
from shared.money import ZERO, round_to_fen
from shared.policy import Policy
from shared.rules.lines import Line, nothing, why_not_payable
from shared.rules.wanted import WAGE_PAYER, Wanted
from shared.texts import Text

TITLE: Final = Text("piecework", "计件工资", "Piecework")
PAYER: Final = "piecework.payer"
PARAMETERS: Final = (PAYER,)
WANTED: Final[Mapping[str, Wanted]] = {PAYER: WAGE_PAYER}

QUANTITY_TIMES_RATE: Final = Text(
    "quantity_times_rate",
    "{product} {operation}：{accepted_quantity} 件 × {unit_rate_yuan} 元",
    "{product} {operation}: {accepted_quantity} pieces × {unit_rate_yuan} yuan",
)
RATE_MISSING: Final = Text(
    "rate_missing",
    "{day} {product} {operation} 没有单价，{accepted_quantity} 件暂不计",
    "no rate for {product} {operation} on {day}; {accepted_quantity} pieces are not counted yet",
)

_Group = tuple[str, str, str, str, Decimal]


def piecework(facts: WorkerMonth, policy: Policy) -> tuple[Line, ...]:
    """One line per workshop, product, operation, company and rate, rounded once.

    Only accepted pieces are paid. An entry without a rate gives a zero line that names it as missing.
    """
    if not facts.piecework:
        return ()
    blocked = why_not_payable(TITLE, facts.worker, policy, PARAMETERS)
    if blocked is not None:
        return (blocked,)
    role = policy.choice(PAYER)
    lines = []
    for group, (quantity, entries) in sorted(_group(facts.piecework).items(), key=itemgetter(0)):
        workshop, product, operation, company, rate = group
        numbers = {
            "product": product,
            "operation": operation,
            "company": company,
            "accepted_quantity": quantity,
            "unit_rate_yuan": rate,
        }
        lines.append(
            Line(
                TITLE,
                round_to_fen(quantity * rate),
                workshop,
                role,
                workshop if role == "collective" else company,
                facts.worker,
                QUANTITY_TIMES_RATE,
                numbers,
                PARAMETERS,
                entries,
            )
        )
    missing = [entry for entry in facts.piecework if entry.unit_rate_yuan is None and entry.accepted_quantity]
    if missing:
        lines += _rate_missing(facts.worker, missing)
    return tuple(lines)


def payable_by_workshop(entries: Iterable[PieceworkEntry]) -> dict[str, Decimal]:
    """Piecework payable per workshop in yuan, rounded per group as on the lines."""
    payable: dict[str, Decimal] = {}
    for (workshop, *_, rate), (quantity, _entries) in _group(entries).items():
        payable[workshop] = payable.get(workshop, ZERO) + round_to_fen(quantity * rate)
    return payable


def _group(entries: Iterable[PieceworkEntry]) -> dict[_Group, tuple[int, list[PieceworkEntry]]]:
    """Accepted quantity and entries of each group; entries without a rate or accepted piece stay out."""
    groups: dict[_Group, tuple[int, list[PieceworkEntry]]] = {}
    for entry in entries:
        rate, accepted = entry.unit_rate_yuan, entry.accepted_quantity
        if rate is None or not accepted:
            continue
        key = (entry.workshop, entry.product, entry.operation, entry.company, rate)
        group = groups.get(key)
        if group is None:
            groups[key] = (accepted, [entry])
        else:
            group[1].append(entry)
            groups[key] = (group[0] + accepted, group[1])
    return groups


def _rate_missing(worker: str, entries: list[PieceworkEntry]) -> list[Line]:
    def place(entry: PieceworkEntry) -> tuple[object, ...]:
        return (
            entry.workshop,
            entry.product,
            entry.operation,
            entry.day,
            entry.event,
            entry.accepted_quantity,
        )

    return [
        nothing(
            TITLE,
            worker,
            RATE_MISSING,
            {
                "product": entry.product,
                "operation": entry.operation,
                "day": entry.day,
                "accepted_quantity": entry.accepted_quantity,
            },
            workshop=entry.workshop,
            rests_on=(entry,),
            missing=_missing_rate(entry),
        )
        for entry in sorted(entries, key=place)
    ]


def _missing_rate(entry: PieceworkEntry) -> str:
    return f"{RATE_MISSING.code}:{entry.event or f'{entry.product}/{entry.operation}/{entry.day}'}"
