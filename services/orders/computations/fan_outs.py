"""A changed fact marks every state it touches, and every state it touched before it was corrected."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.orders.domain.orders import LineKey, ProductionGroup
from services.orders.marks import ORDER_LINE, PIECEWORK, PRODUCTION
from services.orders.store import fan_outs
from shared.messaging.transaction import Mark, Transaction


async def fan_out_orders(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """A line touches the figures of its groups, and competes for pieces with the other lines in them."""
    by_line = {_line_key(mark.subject): mark for mark in marks}
    touched = await fan_outs.groups_of_lines(transaction.connection, list(by_line))
    await _mark_groups(transaction, {group: by_line[key] for key, group in touched})


async def fan_out_deliveries(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """An inspection touches the figures of its groups and the completion of the lines in them."""
    by_delivery = {(mark.subject[0], mark.subject[1], int(mark.subject[2])): mark for mark in marks}
    touched = await fan_outs.groups_of_deliveries(transaction.connection, list(by_delivery))
    await _mark_groups(transaction, {group: by_delivery[key] for key, group in touched})


async def fan_out_agreements(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """An agreement touches every order line between its parties."""
    by_agreement = {mark.subject[0]: mark for mark in marks}
    touched = await fan_outs.lines_under_agreements(transaction.connection, list(by_agreement))
    for agreement, group, key in touched:
        _mark_line(transaction, key, by_agreement[agreement])
        transaction.mark(PRODUCTION, group, by_agreement[agreement])


async def fan_out_rates(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """A rate touches the piecework done under it from its first day on."""
    rates = []
    for mark in marks:
        company, workshop, product, operation, effective_from = mark.subject
        rates.append((company, workshop, product, operation, date.fromisoformat(effective_from)))
    touched = await fan_outs.entries_priced_by(transaction.connection, rates)
    for position, entry in touched:
        transaction.mark(PIECEWORK, (entry,), marks[position])


async def fan_out_piecework(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """An entry touches itself, its rework, and the other rework of what it reworks or once reworked."""
    by_entry = {mark.subject[0]: mark for mark in marks}
    for changed, touched in await fan_outs.entries_touched_by(transaction.connection, list(by_entry)):
        transaction.mark(PIECEWORK, (touched,), by_entry[changed])
    for entry, mark in by_entry.items():
        transaction.mark(PIECEWORK, (entry,), mark)


async def _mark_groups(transaction: Transaction, by_group: Mapping[ProductionGroup, Mark]) -> None:
    for group, mark in by_group.items():
        transaction.mark(PRODUCTION, group, mark)
    for group, key in await fan_outs.lines_in_groups(transaction.connection, list(by_group)):
        _mark_line(transaction, key, by_group[group])


def _mark_line(transaction: Transaction, key: LineKey, cause: Mark) -> None:
    transaction.mark(ORDER_LINE, (key.company, key.order, str(key.line)), cause)


def _line_key(subject: Sequence[str]) -> LineKey:
    return LineKey(subject[0], subject[1], int(subject[2]))
