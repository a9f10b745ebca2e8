"""What a settlement owes: the obligation to pay its net amount, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.payroll.decisions.lifecycles import MONTH
from services.payroll.domain.accounts import payable
from services.payroll.domain.settlement import Settlement
from services.payroll.store.obligations import Obligation, write_obligations
from services.payroll.store.workshops import Workshop, load_workshops
from shared.clock import shanghai_today
from shared.database import Connection
from shared.months import Month


def due_on(workshop: Workshop, month: str) -> date | None:
    """The last day on which wages of a month are in time, by the pack on its first day; None without a pack."""
    of_month = Month.parse(month)
    policy = workshop.policy_on(of_month.first_day)
    return MONTH.due_on("closed", of_month.last_day, policy) if policy else None


async def record_obligations(
    connection: Connection, settled: Sequence[tuple[Settlement, int]], *, supplement: bool
) -> None:
    """Owe the net of each settlement, given with its number.

    Wages are due with their month; a supplement, which came later, on the day it is settled. No rule says
    when an award is due.
    """
    workshops = await load_workshops(connection)
    today = shanghai_today()
    obligations = []
    for settlement, number in settled:
        if not settlement.net_yuan:
            continue
        due = None
        if settlement.beneficiary_kind == "worker":
            due = due_on(workshops[settlement.workshop], settlement.month)
            due = max(due, today) if due and supplement else due
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
                due_on=due,
            )
        )
    await write_obligations(connection, obligations)
