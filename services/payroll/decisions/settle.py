"""Freezing settlements: explained, posted to the ledger, and told to the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from services.payroll.computations.adjustments import refresh_adjustments
from services.payroll.decisions.obligations import record_obligations
from services.payroll.decisions.refusals.months import ONE_TOO_MUCH, OTHER_PACK_VERSION, TOO_MUCH
from services.payroll.domain.settlement import Settlement, postings_of
from services.payroll.explanations.frozen import explain_drafted
from services.payroll.store import ledger, months, settlements
from services.payroll.store.policy_packs import packs_in_use
from services.payroll.store.worker_months import WorkerMonthKey
from shared.database import Connection
from shared.decisions.deciding import Decision
from shared.events.money import IncomeRecorded, MonthClosed
from shared.messaging.transaction import Transaction
from shared.money import MAXIMUM_AMOUNT_YUAN, ZERO, format_amount
from shared.policy import available_packs, load_pack
from shared.refusals import Refused
from shared.texts import listed

_MOST_YUAN: Final = format_amount(MAXIMUM_AMOUNT_YUAN)


async def settle_drafted(
    transaction: Transaction,
    key: tuple[str, str],
    drafted: Sequence[Settlement],
    cause: Decision,
    supplement: int | None = None,
) -> None:
    """Freeze what a closed month settles, with why: posted, owed, and told with the incomes and the month it changes.

    Whom the month leaves out gets what he is owed listed as a difference.
    """
    connection, actor = transaction.connection, cause.actor
    refuse_too_large(drafted)
    await _refuse_other_packs(connection)
    explained = await explain_drafted(connection, drafted)
    settled = list(zip(drafted, explained, strict=True))
    numbers = await settlements.write_settlements(connection, settled, supplement)
    numbered = list(zip(drafted, numbers, strict=True))
    await ledger.post(
        connection, [(posting, number) for part, number in numbered for posting in postings_of(part, number)], actor
    )
    await record_obligations(connection, numbered, supplement=supplement is not None)
    touched = [worker_month for part in drafted for worker_month in part.worker_months]
    await refresh_adjustments(connection, [*touched, *await months.left_out_through(connection, *key)])
    await _publish_incomes(transaction, touched, Decision(actor, f"month/{key[0]}/{key[1]}"))
    await publish_closed(transaction, key, cause)


def refuse_too_large(drafted: Sequence[Settlement]) -> None:
    """Raise Refused where what somebody gets, or all of them together, is more than can be published and paid."""
    for part in drafted:
        if _beyond_books([part.net_yuan]):
            raise Refused(ONE_TOO_MUCH.of(beneficiary=part.beneficiary, yuan=_MOST_YUAN))
    amounts = zip(*((part.earned_yuan, part.adjustment_yuan, part.net_yuan) for part in drafted), strict=True)
    _refuse_too_much(sum(amounts_yuan, ZERO) for amounts_yuan in amounts)


def _refuse_too_much(sums: Iterable[Decimal]) -> None:
    if _beyond_books(sums):
        raise Refused(TOO_MUCH.of(yuan=_MOST_YUAN))


def _beyond_books(amounts: Iterable[Decimal]) -> bool:
    return any(abs(amount_yuan) > MAXIMUM_AMOUNT_YUAN for amount_yuan in amounts)


async def _refuse_other_packs(connection: Connection) -> None:
    """A process that holds another version of a pack than the workers compute with closes nothing."""
    in_use = await packs_in_use(connection)
    other = sorted(name for name in available_packs() if name in in_use and load_pack(name).fingerprint != in_use[name])
    if other:
        raise Refused(OTHER_PACK_VERSION.of(packs=listed(other)))


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
    totals = await settlements.totals_of_month(connection, *key)
    amounts = (totals.earned_yuan, totals.adjustment_yuan, totals.recovered_yuan, totals.net_yuan)
    _refuse_too_much(amounts)
    assert row.statements_hash is not None
    transaction.publish(
        MonthClosed,
        f"month/{key[0]}/{key[1]}",
        MonthClosed.Data(
            revision=row.revision,
            workshop=key[0],
            month=key[1],
            statements_hash=row.statements_hash,
            workers=totals.workers,
            earned_yuan=format_amount(totals.earned_yuan),
            adjustments_yuan=format_amount(totals.adjustment_yuan),
            recovered_yuan=format_amount(totals.recovered_yuan),
            net_yuan=format_amount(totals.net_yuan),
            paid=row.state == "paid",
        ),
        cause,
    )
