"""What a settlement owes: the obligation to pay its net amount, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from services.payroll.domain.accounts import payable
from services.payroll.domain.pack_check import WAGES_DUE_DAYS
from services.payroll.domain.settlement import Settlement
from services.payroll.store.obligations import Obligation, write_obligations
from services.payroll.store.workshops import Workshop, workshops
from shared.database import Connection
from shared.months import Month, shanghai_date
from shared.policy import Scope, load_pack


def wages_due_on(workshop: Workshop, name: str, month: str) -> date:
    """The last day on which a workshop's wages of a month are in time, by its pack on the month's first day."""
    of_month = Month.parse(month)
    scope = Scope(township=workshop.township, workshop=name)
    policy = load_pack(workshop.policy_pack).rules_on(of_month.first_day, scope=scope)
    return of_month.last_day + timedelta(days=policy.integer(WAGES_DUE_DAYS))


async def record_obligations(
    connection: Connection, settled: Sequence[tuple[Settlement, int]], *, supplement: bool
) -> None:
    """Owe the net of each settlement, given with its number.

    Wages are due with their month; a supplement, which came later, on the day it is settled. No rule says
    when an award is due.
    """
    known = await workshops(connection, sorted({settlement.workshop for settlement, _ in settled}))
    today = shanghai_date(datetime.now(UTC))
    obligations = []
    for settlement, number in settled:
        if not settlement.net_yuan:
            continue
        due_on = None
        if settlement.beneficiary_kind == "worker":
            due_on = wages_due_on(known[settlement.workshop], settlement.workshop, settlement.month)
            due_on = max(due_on, today) if supplement else due_on
        obligations.append(
            Obligation(
                f"settlement/{number}",
                "wage" if settlement.beneficiary_kind == "worker" else "award",
                settlement.beneficiary_kind,
                settlement.beneficiary,
                payable(settlement.beneficiary_kind, settlement.beneficiary),
                settlement.net_yuan,
                settlement.workshop,
                settlement.month,
                settlement=number,
                due_on=due_on,
            )
        )
    await write_obligations(connection, obligations)
