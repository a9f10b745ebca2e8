"""Recomputing the statements of marked worker-months, and of those their first day moves."""

from collections.abc import Sequence

from services.payroll.computations.adjustments import refresh_adjustments
from services.payroll.domain.basis import workshop_on
from services.payroll.domain.facts import WorkerMonth
from services.payroll.domain.statement import Statement, statement_under
from services.payroll.store import statements as store
from services.payroll.store.locks import lock_workers, share_books
from services.payroll.store.worker_months import WorkerMonthKey, load_worker_months
from services.payroll.store.workshops import Workshop, Workshops, load_workshops
from shared.events.money import StatementComputed
from shared.messaging.transaction import Mark, Transaction
from shared.money import ZERO, format_amount
from shared.rules.lines import Line


async def recompute_statements(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Compute marked months from all their facts; write and publish those whose content changed."""
    connection = transaction.connection
    await share_books(connection)
    causes: dict[WorkerMonthKey, Mark] = {(mark.subject[0], mark.subject[1]): mark for mark in marks}
    await lock_workers(connection, [worker for worker, _ in causes])
    facts = await load_worker_months(connection, list(causes))
    moved = await store.months_with_other_first_day(
        connection, {month.worker: month.first_worked_day for month in facts}
    )
    also = [key for key in moved if key not in causes]
    if also:
        by_worker = {worker: mark for (worker, _), mark in causes.items()}
        causes |= {key: by_worker[key[0]] for key in also}
        facts += await load_worker_months(connection, also)
    workshops = await load_workshops(connection)
    stored = await store.stored_statements(connection, list(causes))
    rows: list[store.StatementRow] = []
    for month in facts:
        key = (month.worker, str(month.month))
        content = statement_content(month, workshops)
        before = stored.get(key)
        if before is not None and before.content == content:
            continue
        cause = causes[key]
        revision = before.revision + 1 if before else 1
        rows.append(store.StatementRow(*key, revision, content, events_of(month), cause.correlation, cause.key))
        _publish(transaction, rows[-1], cause)
    await store.write_statements(connection, rows)
    await refresh_adjustments(connection, list(causes))


def events_of(facts: WorkerMonth) -> list[str]:
    """The events a month's facts came with, sorted and each once."""
    events = {facts.registration_event}
    for kind in (facts.attendance, facts.piecework, facts.certificates, facts.rosters):
        events.update(fact.event for fact in kind)
    events.discard("")
    return sorted(events)


def statement_content(facts: WorkerMonth, workshops: Workshops) -> store.StatementContent:
    """Compute one statement under the pack of the workshop the worker belongs to at month end."""
    workshop = workshops[workshop_on(facts, facts.month.last_day)]
    policy = workshop.policy_on(facts.month.first_day)
    if policy is None:
        return _nothing_computed(facts, workshop)
    statement = statement_under(policy, facts)
    return _content(statement, facts, workshop)


def _nothing_computed(facts: WorkerMonth, workshop: Workshop) -> store.StatementContent:
    registered, name = workshop.is_registered, workshop.workshop
    reason = f"policy_pack_unknown:{workshop.policy_pack}" if registered else f"workshop_not_registered:{name}"
    return store.StatementContent(
        name, workshop.policy_pack, facts.first_worked_day, [], ZERO, ZERO, ZERO, None, [], [reason]
    )


def _content(statement: Statement, facts: WorkerMonth, workshop: Workshop) -> store.StatementContent:
    return store.StatementContent(
        workshop=workshop.workshop,
        policy_pack=workshop.policy_pack,
        first_worked_day=facts.first_worked_day,
        lines=[line_as_stored(line) for line in statement.lines],
        total_yuan=statement.total_yuan,
        piecework_yuan=statement.piecework_yuan,
        attendance_days=statement.attendance_days,
        month_index=statement.month_index,
        flags=[flag.as_json() for flag in statement.flags],
        incomplete=list(statement.incomplete),
    )


def line_as_stored(line: Line) -> dict[str, str]:
    """What of a line is stored and published; its explanation is computed again when asked for."""
    return {
        "rule": line.rule,
        "amount": format_amount(line.amount_yuan),
        "workshop": line.workshop,
        "payer": line.payer,
        "payer_id": line.payer_id,
        "beneficiary": line.beneficiary,
    }


def _publish(transaction: Transaction, row: store.StatementRow, cause: Mark) -> None:
    content = row.content
    transaction.publish(
        StatementComputed,
        f"statement/{row.worker}/{row.month}",
        StatementComputed.Data(
            revision=row.revision,
            worker=row.worker,
            month=row.month,
            workshop=content.workshop or None,
            lines=tuple(
                StatementComputed.Line(
                    rule=line["rule"],
                    amount_yuan=line["amount"],
                    workshop=line["workshop"],
                    payer=line["payer"],
                )
                for line in content.lines
            ),
            total_yuan=format_amount(content.total_yuan),
            incomplete=tuple(content.incomplete),
        ),
        cause,
    )
