"""Freezing settlements: explained, posted to the ledger, and told to the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.payroll.computations.adjustments import refresh_adjustments
from services.payroll.decisions.month_draft import DraftedSettlement
from services.payroll.decisions.obligations import record_obligations
from services.payroll.decisions.refusals import Refused
from services.payroll.domain.settlement import entries_of, sum_by_line
from services.payroll.explanations import explained_facts
from services.payroll.store import ledger, months, settlements
from services.payroll.store.policy_packs import packs_in_use
from services.payroll.store.worker_months import WorkerMonthKey, load_worker_months
from services.payroll.store.workshops import policy_places
from shared.database import Connection
from shared.events.money import IncomeRecorded, MonthClosed
from shared.messaging.decisions import Decision
from shared.messaging.transaction import Transaction
from shared.money import ZERO, format_amount
from shared.policy import available_packs, load_pack


async def settle_drafted(
    transaction: Transaction, drafted: Sequence[DraftedSettlement], actor: str, supplement: int | None = None
) -> None:
    """Write settlements with their explanations, post them, and publish the incomes they change."""
    connection = transaction.connection
    await _refuse_other_packs(connection)
    explained = await _explain(connection, drafted)
    rows = [(part.settlement, part.content, told) for part, told in zip(drafted, explained, strict=True)]
    numbers = await settlements.write_settlements(connection, rows, supplement)
    await ledger.post(
        connection,
        [
            (entry, number)
            for part, number in zip(drafted, numbers, strict=True)
            for entry in entries_of(part.settlement, number)
        ],
        actor,
    )
    settled = [(part.settlement, number) for part, number in zip(drafted, numbers, strict=True)]
    await record_obligations(connection, settled, supplement=supplement is not None)
    touched = _worker_months(drafted)
    await refresh_adjustments(connection, touched)
    if touched:
        settlement = drafted[0].settlement
        await _publish_incomes(transaction, touched, Decision(actor, f"month/{settlement.workshop}/{settlement.month}"))


async def _refuse_other_packs(connection: Connection) -> None:
    """A process that holds another version of a pack than the workers compute with closes nothing."""
    in_use = await packs_in_use(connection)
    other = sorted(name for name in available_packs() if name in in_use and load_pack(name).fingerprint != in_use[name])
    if other:
        raise Refused(
            f"this process has another version of {', '.join(other)} than the workers compute with",
            advice="have the operator restart payroll's processes, then look again",
        )


def _worker_months(drafted: Sequence[DraftedSettlement]) -> list[WorkerMonthKey]:
    """The worker-months settled: the month itself where it has a statement, and the ones adjusted."""
    keys = []
    for part in drafted:
        settlement = part.settlement
        if settlement.beneficiary_kind != "worker":
            continue
        if part.content["statement"] is not None:
            keys.append((settlement.beneficiary, settlement.month))
        keys += [(settlement.beneficiary, adjustment.month) for adjustment in settlement.adjustments]
    return keys


async def _explain(connection: Connection, drafted: Sequence[DraftedSettlement]) -> list[dict[str, Any]]:
    """Why each amount: computed from the facts as they are now, which must still come to what is settled."""
    keys = _worker_months(drafted)
    facts = {(month.worker, str(month.month)): month for month in await load_worker_months(connection, keys)}
    places = await policy_places(connection)
    told = {key: explained_facts(month, places) for key, month in facts.items()}
    causes = await _causes(connection, drafted)
    explained = []
    for part in drafted:
        worker, month = part.settlement.beneficiary, part.settlement.month
        own: dict[str, Any] = {"lines": [], "unpaid": []}
        if part.content["statement"] is not None:
            own = told[worker, month]
            _refuse_newer(own["lines"], part.content["statement"]["lines"], worker, month)
        adjusted = []
        for adjustment in part.settlement.adjustments if part.settlement.beneficiary_kind == "worker" else ():
            lines = told[worker, adjustment.month]["lines"]
            _refuse_newer(lines, None, worker, adjustment.month, adjustment.after)
            adjusted.append(
                {"month": adjustment.month, "lines": lines, "causes": causes.get((worker, adjustment.month), [])}
            )
        explained.append({"lines": own["lines"], "unpaid": own["unpaid"], "adjustments": adjusted})
    return explained


def _refuse_newer(
    lines: Sequence[Mapping[str, Any]],
    stored: Sequence[Mapping[str, str]] | None,
    worker: str,
    month: str,
    amounts: Mapping[Any, Any] | None = None,
) -> None:
    flat = [
        line | {"payer": line["payer"]["role"], "payer_id": line["payer"]["id"]}  # type: ignore[operator]
        for line in lines
    ]
    settled = sum_by_line(stored) if stored is not None else amounts
    if sum_by_line(flat) != settled:
        raise Refused(
            f"facts of {worker} in {month} have just arrived and are being computed", advice="look again in a moment"
        )


async def _causes(connection: Connection, drafted: Sequence[DraftedSettlement]) -> dict[WorkerMonthKey, list[str]]:
    """For each adjustment, the events that came or went since the month was settled last."""
    revisions = {
        (part.settlement.beneficiary, adjustment["month"]): adjustment["revision"]
        for part in drafted
        for adjustment in part.content["adjustments"]
        if adjustment["revision"] is not None
    }
    settled = await settlements.settled_revisions(connection, list(revisions))
    wanted = [(*key, revision) for key, revision in (*revisions.items(), *settled.items())]
    events = await settlements.events_by_revision(connection, wanted)
    return {
        key: sorted(
            events.get((*key, revision), set()) ^ (events.get((*key, settled[key]), set()) if key in settled else set())
        )
        for key, revision in revisions.items()
    }


async def _publish_incomes(transaction: Transaction, keys: Sequence[WorkerMonthKey], cause: Decision) -> None:
    """Tell what each worker's month has come to, where that changed."""
    posted = await ledger.posted_amounts(transaction.connection, "worker", keys)
    totals = {key: sum(posted.get(key, {}).values(), ZERO) for key in keys}
    revisions = await settlements.raise_incomes(transaction.connection, totals)
    for (worker, month), revision in sorted(revisions.items()):
        by_rule: dict[str, Decimal] = {}
        for line, amount_yuan in posted.get((worker, month), {}).items():
            by_rule[line.rule] = by_rule.get(line.rule, ZERO) + amount_yuan
        transaction.publish(
            IncomeRecorded,
            f"income/{worker}/{month}",
            IncomeRecorded.Data(
                revision=revision,
                worker=worker,
                month=month,
                amount_yuan=format_amount(totals[worker, month]),
                lines=tuple(
                    IncomeRecorded.Line(rule=rule, amount_yuan=format_amount(amount))
                    for rule, amount in sorted(by_rule.items())
                ),
            ),
            cause,
        )


async def publish_closed(transaction: Transaction, key: tuple[str, str], cause: Decision) -> None:
    """Tell that a month is closed, or paid, with its totals; supplements are part of them."""
    connection = transaction.connection
    row = await months.find_month(connection, *key)
    settled = await settlements.settlements_of_month(connection, *key)
    totals = {
        column: format_amount(sum((part[column] for part in settled), ZERO))
        for column in ("earned_yuan", "adjustment_yuan", "recovered_yuan", "net_yuan")
    }
    workers = {part["beneficiary"] for part in settled if part["beneficiary_kind"] == "worker"}
    assert row.statements_hash is not None
    transaction.publish(
        MonthClosed,
        f"month/{key[0]}/{key[1]}",
        MonthClosed.Data(
            revision=row.revision,
            workshop=key[0],
            month=key[1],
            statements_hash=row.statements_hash,
            workers=len(workers),
            earned_yuan=totals["earned_yuan"],
            adjustments_yuan=totals["adjustment_yuan"],
            recovered_yuan=totals["recovered_yuan"],
            net_yuan=totals["net_yuan"],
            paid=row.state == "paid",
        ),
        cause,
    )
