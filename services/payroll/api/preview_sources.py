"""Where a preview of a wage list comes from: the draft that closing now would settle, and what is odd in it."""

from __future__ import annotations

from services.payroll.api.document_sources import WORKER, open_people
from services.payroll.decisions.account_notes import notes_on_accounts
from services.payroll.decisions.ages import undecided_ages
from services.payroll.decisions.month_draft import MonthDraft, draft_month
from services.payroll.decisions.payees import Payee, open_payees
from services.payroll.documents.build_settled import SettledPart
from services.payroll.documents.build_wage_list import build_wage_list
from services.payroll.documents.build_wage_list_preview import LookAt, build_wage_list_preview
from services.payroll.documents.model import MonthState
from services.payroll.documents.wage_list_preview import WageListPreview
from services.payroll.explanations.frozen import explain_drafted
from services.payroll.store.months import MonthRow
from services.payroll.store.workshops import load_workshop
from shared.clock import shanghai_today
from shared.database import Connection
from shared.months import Month
from shared.rules.account_notes import FIRST_PAYMENT
from shared.sealing import Sealer
from shared.texts import Language


async def load_wage_list_preview(
    connection: Connection, sealer: Sealer, row: MonthRow, language: Language
) -> WageListPreview:
    """The preview of a month that is open or in review. Raises Refused where facts have just arrived."""
    draft = await draft_month(connection, row.workshop, row.month, row.held)
    look = await _to_look_at(connection, sealer, draft)
    people = await open_people(connection, sealer, sorted(draft.people))
    drafted = [part for part in draft.settlements if part.beneficiary_kind == WORKER]
    explained = await explain_drafted(connection, drafted)
    parts = {part.beneficiary: [SettledPart(part, why)] for part, why in zip(drafted, explained, strict=True)}
    place = await load_workshop(connection, row.workshop)
    wages = build_wage_list(place, Month.parse(row.month), parts, people, {}, ("", ""), language)
    state: MonthState = "in_review" if row.state == "in_review" else "open"
    return build_wage_list_preview(wages, state, shanghai_today(), look, people)


async def _to_look_at(connection: Connection, sealer: Sealer, draft: MonthDraft) -> LookAt:
    return LookAt(
        days=[(day.worker, day.day, day.weight_days, day.doubts) for day in draft.doubted],
        ages=await undecided_ages(connection, sealer, draft.workshop, draft.worker_months),
        lacking=draft.incomplete,
        waiting={
            name: [f"{part.kind} {'/'.join(part.subject)} ({part.reason})" for part in parts]
            for name, parts in draft.waiting.items()
        },
        held=draft.held,
        accounts=await _accounts(connection, sealer, draft.workers),
    )


async def _accounts(connection: Connection, sealer: Sealer, workers: list[str]) -> dict[str, list[str]]:
    """What is odd about the accounts wages would go to, or why there is none; a first payment alone is nothing odd."""
    today = shanghai_today()
    payees = await open_payees(connection, sealer, {(WORKER, worker) for worker in workers}, today)
    known = {key: payee for key, payee in payees.items() if isinstance(payee, Payee)}
    notes = await notes_on_accounts(connection, sealer, known, today)
    found = {key[1]: [part for part in noted if part != FIRST_PAYMENT] for key, noted in notes.items()}
    found |= {key[1]: [reason] for key, reason in payees.items() if isinstance(reason, str)}
    return {worker: noted for worker, noted in sorted(found.items()) if noted}
