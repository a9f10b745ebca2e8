"""What documents say of payments: for each wage of a month, the payment that stands and who instructed it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.payroll.store.payments import payment_reference
from shared.database import Connection


@dataclass(frozen=True, slots=True)
class PaymentOfMonth:
    """The bank's word on one payment of a worker's month; None for what it has not confirmed."""

    reference: str
    confirmed_on: date | None
    paid_by: str


async def payments_of_month(
    connection: Connection, workshop: str, month: str, workers: Sequence[str] | None = None
) -> dict[str, list[PaymentOfMonth]]:
    """The payments of each worker's wages of a workshop's month; one not instructed has no reference."""
    rows = await connection.fetch(
        """
        SELECT o.beneficiary, i.batch, i.item, i.confirmed_on, i.state, b.created_by
        FROM obligation AS o
        LEFT JOIN payment_item AS i ON i.obligation = o.obligation AND i.state IN ('instructed', 'settled')
        LEFT JOIN payment_batch AS b USING (batch)
        WHERE o.kind = 'wage' AND o.workshop = $1 AND o.month = $2
          AND ($3::text[] IS NULL OR o.beneficiary = ANY($3))
        ORDER BY o.beneficiary, o.obligation
        """,
        workshop,
        month,
        workers,
    )
    found: defaultdict[str, list[PaymentOfMonth]] = defaultdict(list)
    for row in rows:
        reference = payment_reference(row["batch"], row["item"]) if row["item"] else ""
        day = row["confirmed_on"] if row["state"] == "settled" else None
        found[row["beneficiary"]].append(PaymentOfMonth(reference, day, row["created_by"] or ""))
    return dict(found)
