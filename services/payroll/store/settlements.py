"""Settlements: what a closing or a supplement came to for each beneficiary, frozen."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from asyncpg import Record

from services.payroll.domain.settlement import Settlement
from services.payroll.store.worker_months import WorkerMonthKey
from shared.database import Connection
from shared.money import format_amount


async def write_settlements(
    connection: Connection,
    rows: Sequence[tuple[Settlement, Mapping[str, Any], Mapping[str, Any]]],
    supplement: int | None = None,
) -> list[int]:
    """Freeze settlements, each with its content and its explanation; their numbers, in the given order."""
    taken = await connection.fetch(
        "SELECT nextval(pg_get_serial_sequence('settlement', 'settlement')) AS number FROM generate_series(1, $1)",
        len(rows),
    )
    numbers = [row["number"] for row in taken]
    await connection.executemany(
        """
        INSERT INTO settlement (settlement, workshop, month, beneficiary_kind, beneficiary, supplement, earned_yuan,
            adjustment_yuan, debt_before_yuan, recovered_yuan, debt_after_yuan, net_yuan, content, explained)
        OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """,
        [
            (
                number,
                settlement.workshop,
                settlement.month,
                settlement.beneficiary_kind,
                settlement.beneficiary,
                supplement,
                settlement.earned_yuan,
                settlement.adjustment_yuan,
                settlement.debt_before_yuan,
                settlement.recovered_yuan,
                settlement.debt_after_yuan,
                settlement.net_yuan,
                content,
                explained,
            )
            for number, (settlement, content, explained) in zip(numbers, rows, strict=True)
        ],
    )
    return numbers


async def settled_revisions(connection: Connection, keys: Sequence[WorkerMonthKey]) -> dict[WorkerMonthKey, int]:
    """The revision of a worker's month that was settled last, by its closing or as an adjustment since."""
    rows = await connection.fetch(
        """
        SELECT wanted.worker, wanted.month, max(part.revision) AS revision
        FROM unnest($1::text[], $2::text[]) AS wanted (worker, month)
        JOIN settlement AS t ON t.beneficiary = wanted.worker AND t.beneficiary_kind = 'worker'
        CROSS JOIN LATERAL (
            SELECT t.month, (t.content -> 'statement' ->> 'revision')::integer AS revision
            UNION ALL
            SELECT a ->> 'month', (a ->> 'revision')::integer FROM jsonb_array_elements(t.content -> 'adjustments') AS a
        ) AS part
        WHERE part.month = wanted.month AND part.revision IS NOT NULL
        GROUP BY wanted.worker, wanted.month
        """,
        [worker for worker, _ in keys],
        [month for _, month in keys],
    )
    return {(row["worker"], row["month"]): row["revision"] for row in rows}


async def events_by_revision(
    connection: Connection, wanted: Sequence[tuple[str, str, int]]
) -> dict[tuple[str, str, int], set[str]]:
    """The events each version of a worker's month rested on."""
    rows = await connection.fetch(
        """
        SELECT worker, month, revision, rests_on FROM statement_version
        JOIN unnest($1::text[], $2::text[], $3::integer[]) AS wanted (worker, month, revision)
        USING (worker, month, revision)
        """,
        [worker for worker, _, _ in wanted],
        [month for _, month, _ in wanted],
        [revision for _, _, revision in wanted],
    )
    return {(row["worker"], row["month"], row["revision"]): set(row["rests_on"]) for row in rows}


async def explained_events(connection: Connection, collective: str, month: str) -> set[str]:
    """The events a collective's month rested on when it was settled last."""
    rows = await connection.fetch(
        """
        SELECT event FROM (
            SELECT t.settlement, t.month, t.explained -> 'lines' AS lines FROM settlement AS t
            WHERE t.beneficiary_kind = 'collective' AND t.beneficiary = $1
            UNION ALL
            SELECT t.settlement, a ->> 'month', a -> 'lines' FROM settlement AS t,
                   jsonb_array_elements(t.explained -> 'adjustments') AS a
            WHERE t.beneficiary_kind = 'collective' AND t.beneficiary = $1) AS told,
            jsonb_array_elements(lines) AS line, jsonb_array_elements_text(line -> 'events') AS event
        WHERE told.month = $2 AND told.settlement = (
            SELECT max(settlement) FROM settlement AS t WHERE t.beneficiary_kind = 'collective' AND t.beneficiary = $1
            AND (t.month = $2 OR t.content -> 'adjustments'
                 @> jsonb_build_array(jsonb_build_object('month', $2::text))))
        """,
        collective,
        month,
    )
    return {row["event"] for row in rows}


async def current_statements(connection: Connection, keys: Sequence[WorkerMonthKey]) -> dict[WorkerMonthKey, Record]:
    """Worker-months as they are computed now."""
    rows = await connection.fetch(
        """
        SELECT worker, month, revision, policy_pack, lines, attendance_days FROM statement
        JOIN unnest($1::text[], $2::text[]) AS wanted (worker, month) USING (worker, month)
        """,
        [worker for worker, _ in keys],
        [month for _, month in keys],
    )
    return {(row["worker"], row["month"]): row for row in rows}


async def awards_through(connection: Connection, workshop: str, month: str) -> list[Record]:
    """A workshop's awards of this month and the ones before."""
    return await connection.fetch(
        """
        SELECT company, month, revision, beneficiary, lines, incomplete FROM award
        WHERE workshop = $1 AND month <= $2 ORDER BY month, company
        """,
        workshop,
        month,
    )


async def posted_award_months(connection: Connection, workshop: str) -> list[tuple[str, str]]:
    """Collectives and months for which a workshop's awards were ever posted."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT beneficiary, month FROM posting
        WHERE workshop = $1 AND month IS NOT NULL
          AND 'payable:collective:' || beneficiary IN (debit_account, credit_account)
        """,
        workshop,
    )
    return [(row["beneficiary"], row["month"]) for row in rows]


async def raise_incomes(connection: Connection, totals: Mapping[WorkerMonthKey, Decimal]) -> dict[WorkerMonthKey, int]:
    """Keep what each worker's month has come to so far; the revisions of those that changed."""
    rows = await connection.fetch(
        """
        INSERT INTO income AS held (worker, month, revision, amount_yuan)
        SELECT worker, month, 1, amount::numeric FROM unnest($1::text[], $2::text[], $3::text[])
               AS given (worker, month, amount)
        ON CONFLICT (worker, month) DO UPDATE SET revision = held.revision + 1, amount_yuan = excluded.amount_yuan
        WHERE held.amount_yuan <> excluded.amount_yuan
        RETURNING worker, month, revision
        """,
        [worker for worker, _ in totals],
        [month for _, month in totals],
        [str(amount) for amount in totals.values()],
    )
    return {(row["worker"], row["month"]): row["revision"] for row in rows}


async def settlements_of_worker(connection: Connection, worker: str) -> list[Record]:
    """All settlements of a worker, oldest first."""
    return await connection.fetch(
        "SELECT * FROM settlement WHERE beneficiary_kind = 'worker' AND beneficiary = $1 ORDER BY settlement", worker
    )


async def find_settlement(connection: Connection, settlement: int) -> Record | None:
    """One settlement, or None."""
    return await connection.fetchrow("SELECT * FROM settlement WHERE settlement = $1", settlement)


async def settlements_of_month(connection: Connection, workshop: str, month: str) -> list[Record]:
    """All settlements of a workshop's month, workers first, by beneficiary."""
    return await connection.fetch(
        """
        SELECT * FROM settlement WHERE workshop = $1 AND month = $2
        ORDER BY beneficiary_kind DESC, beneficiary, settlement
        """,
        workshop,
        month,
    )


def settlement_as_json(row: Record) -> dict[str, Any]:
    """A settlement as the API shows it, without its explanation; amounts are strings in yuan."""
    return {
        "settlement": row["settlement"],
        "workshop": row["workshop"],
        "month": row["month"],
        "beneficiary_kind": row["beneficiary_kind"],
        "beneficiary": row["beneficiary"],
        "supplement": row["supplement"],
        "earned": format_amount(row["earned_yuan"]),
        "adjustments_total": format_amount(row["adjustment_yuan"]),
        "debt_before": format_amount(row["debt_before_yuan"]),
        "recovered": format_amount(row["recovered_yuan"]),
        "debt_after": format_amount(row["debt_after_yuan"]),
        "net": format_amount(row["net_yuan"]),
        "adjustments": row["content"]["adjustments"],
        "settled_at": row["settled_at"],
    }


async def statement_versions(connection: Connection, worker: str, month: str) -> list[dict[str, Any]]:
    """Every version of a worker's month, oldest first, with the events that made it differ from the one before."""
    rows = await connection.fetch(
        "SELECT * FROM statement_version WHERE worker = $1 AND month = $2 ORDER BY revision", worker, month
    )
    versions, before = [], set[str]()
    for row in rows:
        events = set(row["rests_on"])
        versions.append(
            {
                "revision": row["revision"],
                "computed_at": row["computed_at"],
                "workshop": row["workshop"] or None,
                "policy_pack": row["policy_pack"] or None,
                "total": format_amount(row["total_yuan"]),
                "lines": row["lines"],
                "attendance_days": str(row["attendance_days"]),
                "flags": row["flags"],
                "incomplete": row["incomplete"],
                "events_added": sorted(events - before),
                "events_removed": sorted(before - events),
                "causation_id": row["causation_id"],
                "correlation_id": row["correlation_id"],
            }
        )
        before = events
    return versions


async def adjustments_settled(connection: Connection, worker: str) -> dict[str, list[dict[str, Any]]]:
    """Adjustments settled for a worker, by the month they correct: where and when each was settled."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in await settlements_of_worker(connection, worker):
        for adjustment in row["content"]["adjustments"]:
            found[adjustment["month"]].append(
                adjustment | {"settled_in": row["month"], "settlement": row["settlement"], "at": row["settled_at"]}
            )
    return dict(found)
