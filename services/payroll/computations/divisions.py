"""Recomputing the profit divisions of marked workshops, all years at once because losses are carried on."""

from collections.abc import Sequence

from services.payroll.computations.statements import line_as_stored
from services.payroll.domain.facts import ProfitPeriod
from services.payroll.domain.rules.profit_split import profit_split
from services.payroll.store import profit_divisions as store
from services.payroll.store.locks import lock_workshops
from services.payroll.store.workshops import Workshop, load_workshops
from shared.events.money import ProfitDivided
from shared.messaging.transaction import Mark, Transaction
from shared.money import format_amount
from shared.policy import Policy
from shared.rules.lines import Line


async def recompute_divisions(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Divide every year of the marked workshops; write and publish what changed."""
    connection = transaction.connection
    names = sorted({mark.subject[0] for mark in marks})
    await lock_workshops(connection, names)
    workshops = await load_workshops(connection, names)
    for mark in marks:
        name = mark.subject[0]
        stored = await store.stored_divisions(connection, name)
        rows: list[store.DivisionRow] = []
        for facts in await store.load_profit_periods(connection, name):
            revision, content = stored.get(facts.period, (0, None))
            row = _division_row(facts, workshops[name], revision + 1, mark)
            if row.content != content:
                rows.append(row)
                _publish(transaction, row, mark)
        await store.write_divisions(connection, rows)


def division_policy(facts: ProfitPeriod, workshop: Workshop) -> Policy | None:
    """The parameters in force when a workshop's year ended; None where it has no pack."""
    return workshop.policy_on(facts.parameters_day)


def division_lines(facts: ProfitPeriod, policy: Policy) -> tuple[Line, ...]:
    """A year's lines under these parameters."""
    return profit_split(facts, policy) if policy.has_rule("profit_split") else ()


def _division_row(facts: ProfitPeriod, workshop: Workshop, revision: int, cause: Mark) -> store.DivisionRow:
    policy = division_policy(facts, workshop)
    lines = division_lines(facts, policy) if policy else ()
    missing = [line.missing for line in lines if line.missing]
    return store.DivisionRow(
        facts.workshop,
        facts.period,
        revision,
        facts.net_profit_yuan,
        facts.loss_brought_forward_yuan,
        [line_as_stored(line) | {"pot": str(line.numbers["pot"])} for line in lines if line.amount_yuan],
        missing if policy else [f"workshop_not_registered:{facts.workshop}"],
        cause.correlation,
        cause.key,
    )


def _publish(transaction: Transaction, row: store.DivisionRow, cause: Mark) -> None:
    transaction.publish(
        ProfitDivided,
        f"division/{row.workshop}/{row.period}",
        ProfitDivided.Data(
            revision=row.revision,
            workshop=row.workshop,
            period=row.period,
            net_profit_yuan=format_amount(row.net_profit_yuan),
            parts=tuple(
                ProfitDivided.Part(pot=line["pot"], beneficiary=line["beneficiary"], amount_yuan=line["amount"])
                for line in row.lines
            ),
        ),
        cause,
    )
