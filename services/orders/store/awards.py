"""Awards that payroll granted, kept beside the order month they reward."""

from collections.abc import Sequence
from decimal import Decimal

from shared.database import Connection
from shared.events.money import AwardGranted
from shared.facts.rows import columns_of


async def keep_awards(connection: Connection, events: Sequence[AwardGranted]) -> None:
    """Keep each award's highest revision, in whatever order the revisions come."""
    highest: dict[tuple[str, str, str], AwardGranted] = {}
    for event in events:
        key = (event.data.workshop, event.data.month, event.data.company)
        if key not in highest or event.data.revision > highest[key].data.revision:
            highest[key] = event
    rows = [
        (
            *key,
            event.data.beneficiary,
            event.data.payer,
            Decimal(event.data.amount_yuan),
            event.data.revision,
            event.data.withdrawn,
            event.correlation,
        )
        for key, event in sorted(highest.items())
    ]
    await connection.execute(
        """
        INSERT INTO award AS known (workshop, month, company, beneficiary, payer, amount_yuan, revision,
                                    withdrawn, correlation_id)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::numeric[],
                             $7::integer[], $8::boolean[], $9::text[])
        ON CONFLICT (workshop, month, company) DO UPDATE
        SET beneficiary = excluded.beneficiary, payer = excluded.payer, amount_yuan = excluded.amount_yuan,
            revision = excluded.revision, withdrawn = excluded.withdrawn,
            correlation_id = excluded.correlation_id
        WHERE excluded.revision > known.revision
        """,
        *columns_of(rows, 9),
    )
