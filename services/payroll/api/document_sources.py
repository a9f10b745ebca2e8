"""Where payslips and wage lists come from: settlements, details and payments read in one snapshot and put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.payroll.decisions.month_draft import (
    draft_workers,
    recovery_limits,
)
from services.payroll.documents.build_payslip import build_payslip
from services.payroll.documents.build_settled import SettledPart
from services.payroll.documents.build_wage_list import build_wage_list
from services.payroll.documents.model import MonthState, Payslip, WageList
from services.payroll.explanations.frozen import explain_drafted
from services.payroll.store import adjustments, months, settlements, statements, to_settle
from services.payroll.store.document_facts import payments_of_month
from services.payroll.store.people import load_people
from services.payroll.store.waiting import home_workshops
from services.payroll.store.workshops import load_workshop
from shared.clock import shanghai_today
from shared.database import Connection
from shared.details import PersonDetails, open_person
from shared.months import Month
from shared.sealing import Sealer
from shared.texts import Language

WORKER = "worker"


async def workshop_of(connection: Connection, worker: str, month: str) -> str | None:
    """The workshop a worker's month was settled by, or else where his statement is, or he belongs by his registration.

    None without any of them.

    Where another workshop settled differences of his in the same month, it is the one of his own statement.
    """
    settled = await _settled_with(connection, worker, month)
    if settled:
        return max(settled, key=lambda part: part.settlement.statement is not None).settlement.workshop
    found = await statements.find_statement(connection, worker, month)
    if found is not None:
        return str(found["workshop"]) if found["workshop"] else None
    return (await home_workshops(connection, [worker], month))[worker] or None


async def load_payslip(
    connection: Connection, sealer: Sealer, workshop: str, worker: str, month: str, language: Language
) -> Payslip | None:
    """The payslip of a worker's month: as it was settled, or as closing it now would; None with nothing to show.

    Raises Refused where facts have just arrived that the statement does not rest on yet.
    """
    settled = await _settled_with(connection, worker, month)
    parts = settled or await _as_it_stands(connection, workshop, worker, month)
    if not parts:
        return None
    state: MonthState = "closed" if settled else await _open_state(connection, workshop, month)
    people = await open_people(connection, sealer, [worker])
    paid = await payments_of_month(connection, workshop, month, [worker])
    place = await load_workshop(connection, workshop)
    return build_payslip(
        worker, Month.parse(month), parts, people.get(worker), place, state, paid.get(worker, ()), language
    )


async def load_wage_list(
    connection: Connection, sealer: Sealer, workshop: str, month: str, language: Language
) -> WageList:
    """The wage list of a closed month, with identity numbers and contacts in clear."""
    workers: dict[str, list[SettledPart]] = {}
    for stored in await settlements.settlements_of_month(connection, workshop, month):
        if stored.settlement.beneficiary_kind == WORKER:
            part = SettledPart(stored.settlement, stored.explanation)
            workers.setdefault(stored.settlement.beneficiary, []).append(part)
    people = await open_people(connection, sealer, list(workers))
    paid = await payments_of_month(connection, workshop, month)
    closed = await months.find_month(connection, workshop, month)
    signers = (closed.submitted_by or "", closed.approved_by or "")
    place = await load_workshop(connection, workshop)
    return build_wage_list(place, Month.parse(month), workers, people, paid, signers, language)


async def _as_it_stands(connection: Connection, workshop: str, worker: str, month: str) -> list[SettledPart]:
    """What settling the worker's month now would come to, with the differences that wait."""
    statement = (await to_settle.closable_statements(connection, workshop, month)).get(worker)
    if statement is None:
        return []
    limits = await recovery_limits(connection, workshop, month)
    due = [key for key in await adjustments.due_at(connection, "", [worker]) if key != (worker, month)]
    drafted = await draft_workers(connection, workshop, month, {worker: statement}, due, limits)
    explained = await explain_drafted(connection, drafted)
    return [SettledPart(part, why) for part, why in zip(drafted, explained, strict=True)]


async def _open_state(connection: Connection, workshop: str, month: str) -> MonthState:
    """Open or in review; also open for whom the closing left out."""
    row = await months.find_month(connection, workshop, month)
    return "in_review" if row.state == "in_review" else "open"


async def _settled_with(connection: Connection, worker: str, month: str) -> list[SettledPart]:
    """Everything that was settled of a worker in this month, oldest first."""
    return [
        SettledPart(stored.settlement, stored.explanation)
        for stored in await settlements.settlements_of_worker(connection, worker)
        if stored.settlement.month == month
    ]


async def open_people(connection: Connection, sealer: Sealer, workers: Sequence[str]) -> dict[str, PersonDetails]:
    """The details of these workers in clear, with the account of today; who is not known or was erased is not there."""
    sealed = await load_people(connection, workers)
    opened = {worker: open_person(sealer, person) for worker, person in sealed.items()}
    return {
        worker: replace(person, account=person.account_on(shanghai_today()))
        for worker, person in opened.items()
        if person is not None
    }
