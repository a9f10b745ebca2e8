"""Recomputing the over-fulfilment awards of marked workshops, companies and months."""

from collections.abc import Sequence

from services.payroll.computations.statements import line_as_stored
from services.payroll.domain.facts import WorkshopMonth
from services.payroll.domain.rules.overfulfilment_award import overfulfilment_award
from services.payroll.store import awards as store
from services.payroll.store.locks import lock_workshops
from services.payroll.store.workshops import Workshop, load_workshops
from shared.events.money import AwardGranted
from shared.messaging.transaction import Mark, Transaction
from shared.money import ZERO, format_amount


async def recompute_awards(transaction: Transaction, marks: Sequence[Mark]) -> None:
    """Compute marked awards from the highest production revisions; write and publish what changed."""
    connection = transaction.connection
    causes: dict[store.AwardKey, Mark] = {(mark.subject[0], mark.subject[1], mark.subject[2]): mark for mark in marks}
    names = sorted({workshop for workshop, _, _ in causes})
    await lock_workshops(connection, names)
    workshops = await load_workshops(connection, names)
    collectives = {name: workshop.village_collective for name, workshop in workshops.items()}
    stored = await store.stored_awards(connection, list(causes))
    rows: list[store.AwardRow] = []
    for facts in await store.load_workshop_months(connection, list(causes), collectives):
        key = (facts.workshop, facts.company, str(facts.month))
        cause = causes[key]
        revision, content = stored.get(key, (0, None))
        row = _award_row(facts, workshops[facts.workshop], revision + 1, cause)
        if row.content == content:
            continue
        rows.append(row)
        _publish(transaction, row, cause)
    await store.write_awards(connection, rows)


def _award_row(facts: WorkshopMonth, workshop: Workshop, revision: int, cause: Mark) -> store.AwardRow:
    key = (facts.workshop, facts.company, str(facts.month))
    policy = workshop.policy_on(facts.month.first_day)
    if policy is None:
        reason = f"workshop_not_registered:{facts.workshop}"
        return store.AwardRow(
            key, revision, facts.village_collective, "", ZERO, [], [reason], cause.correlation, cause.key
        )
    lines = overfulfilment_award(facts, policy) if policy.has_rule("overfulfilment_award") else ()
    paid = [line for line in lines if line.amount_yuan]
    return store.AwardRow(
        key,
        revision,
        facts.village_collective,
        next((line.payer_id or line.payer for line in paid), ""),
        sum((line.amount_yuan for line in paid), ZERO),
        [line_as_stored(line) for line in paid],
        [line.missing for line in lines if line.missing],
        cause.correlation,
        cause.key,
    )


def _publish(transaction: Transaction, row: store.AwardRow, cause: Mark) -> None:
    workshop, company, month = row.key
    transaction.publish(
        AwardGranted,
        f"award/{workshop}/{company}/{month}",
        AwardGranted.Data(
            revision=row.revision,
            workshop=workshop,
            company=company,
            month=month,
            beneficiary=row.beneficiary,
            payer=row.payer or company,
            amount_yuan=format_amount(row.amount_yuan),
        ),
        cause,
    )
