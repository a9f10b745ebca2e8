"""Turning what touches many into marks of the single statements, awards and divisions."""

from collections.abc import Sequence

from services.payroll.marks import AWARD, DIVISION, STATEMENT
from services.payroll.store import awards, worker_months
from shared.messaging.transaction import Mark, Transaction


async def fan_out_workers(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """A worker's registration or certificate: all his months."""
    causes = {mark.subject[0]: mark for mark in marks}
    for worker, month in await worker_months.months_of_workers(transaction.connection, sorted(causes)):
        transaction.mark(STATEMENT, (worker, month), causes[worker])


async def fan_out_rosters(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """A roster: the months of everybody registered in the workshop."""
    keys = [(mark.subject[0], mark.subject[1]) for mark in marks]
    for worker, month in await worker_months.workers_of_workshop_months(transaction.connection, keys):
        transaction.mark(STATEMENT, (worker, month), marks[-1])


async def fan_out_workshops(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """A workshop or its pack: every statement, award and division in it."""
    names = [mark.subject[0] for mark in marks]
    cause = marks[-1]
    for worker, month in await worker_months.worker_months_in_workshops(transaction.connection, names):
        transaction.mark(STATEMENT, (worker, month), cause)
    for workshop, company, month in await awards.award_keys_of_workshops(transaction.connection, names):
        transaction.mark(AWARD, (workshop, company, month), cause)
    for mark in marks:
        transaction.mark(DIVISION, mark.subject, mark)
