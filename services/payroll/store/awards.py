"""The facts and results of over-fulfilment awards and profit divisions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from asyncpg import Record

from services.payroll.domain.facts import ProductFigures, ProfitPeriod, WorkshopMonth
from shared.database import Connection, Pool
from shared.money import format_amount
from shared.months import Month

AwardKey = tuple[str, str, str]
"""Workshop, company and month."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a computation needs of a registered workshop."""

    policy_pack: str
    village_collective: str
    event: str


async def workshops(connection: Connection, names: Sequence[str]) -> dict[str, Workshop]:
    """The registered ones among these workshops."""
    rows = await connection.fetch(
        """
        SELECT workshop, policy_pack, village_collective, event FROM workshop
        WHERE workshop = ANY($1::text[]) AND NOT withdrawn
        """,
        names,
    )
    return {name: Workshop(*values) for name, *values in rows}


async def lock_workshops(connection: Connection, names: Sequence[str]) -> None:
    """Lock workshops in order, inserting the rows first, so that each is computed by one at a time."""
    ordered = sorted(set(names))
    await connection.execute(
        "INSERT INTO workshop_lock (workshop) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING", ordered
    )
    await connection.execute(
        "SELECT FROM workshop_lock WHERE workshop = ANY($1::text[]) ORDER BY workshop FOR UPDATE", ordered
    )


async def load_workshop_months(
    connection: Connection, keys: Sequence[AwardKey], collectives: dict[str, str]
) -> list[WorkshopMonth]:
    """The production figures of each workshop, company and month, in the order of the keys."""
    rows = await connection.fetch(
        """
        SELECT workshop, company, month, product, fixed_quantity, fixed_amount_yuan, excess_quantity,
               excess_amount_yuan, accepted_quantity, event
        FROM production
        JOIN unnest($1::text[], $2::text[], $3::text[]) AS wanted (workshop, company, month)
             USING (workshop, company, month)
        WHERE NOT withdrawn ORDER BY product
        """,
        *[list(column) for column in zip(*keys, strict=True)],
    )
    figures: defaultdict[AwardKey, list[ProductFigures]] = defaultdict(list)
    for workshop, company, month, *values in rows:
        figures[workshop, company, month].append(ProductFigures(*values))
    return [
        WorkshopMonth(
            workshop=workshop,
            company=company,
            month=Month.parse(month),
            village_collective=collectives.get(workshop, workshop),
            products=tuple(figures[workshop, company, month]),
        )
        for workshop, company, month in keys
    ]


async def load_profit_periods(connection: Connection, workshop: str) -> list[ProfitPeriod]:
    """A workshop's years in order, each with the losses before it and the shares on its last day.

    A loss is carried until later profits have made it up. A withdrawn profit counts as zero, so that
    what was divided of it is taken back.
    """
    profits = await connection.fetch(
        """
        SELECT period, CASE WHEN withdrawn THEN 0 ELSE net_profit_yuan END AS net_profit_yuan, event
        FROM profit WHERE workshop = $1 ORDER BY period
        """,
        workshop,
    )
    holdings = await connection.fetch(
        """
        SELECT village, effective_from, shares, event FROM shareholding
        WHERE workshop = $1 AND NOT withdrawn ORDER BY village, effective_from
        """,
        workshop,
    )
    periods: list[ProfitPeriod] = []
    loss_yuan = Decimal(0)
    for row in profits:
        last_day = date(int(row["period"]), 12, 31)
        held: dict[str, Record] = {
            holding["village"]: holding for holding in holdings if holding["effective_from"] <= last_day
        }
        periods.append(
            ProfitPeriod(
                workshop=workshop,
                period=row["period"],
                net_profit_yuan=row["net_profit_yuan"],
                loss_brought_forward_yuan=loss_yuan,
                shares={village: holding["shares"] for village, holding in held.items() if holding["shares"]},
                event=row["event"],
                share_events=tuple(holding["event"] for holding in held.values()),
            )
        )
        loss_yuan = max(Decimal(0), loss_yuan - row["net_profit_yuan"])
    return periods


@dataclass(frozen=True, slots=True)
class AwardRow:
    """An award to write."""

    key: AwardKey
    revision: int
    beneficiary: str
    payer: str
    amount_yuan: Decimal
    lines: list[dict[str, str]]
    incomplete: list[str]
    correlation_id: str
    causation_id: str

    @property
    def content(self) -> tuple[Any, ...]:
        """What is compared with what was stored before."""
        return (self.beneficiary, self.payer, self.amount_yuan, self.lines, self.incomplete)


async def stored_awards(
    connection: Connection, keys: Sequence[AwardKey]
) -> dict[AwardKey, tuple[int, tuple[Any, ...]]]:
    """Revision and content of the awards that exist."""
    rows = await connection.fetch(
        """
        SELECT workshop, company, month, revision, beneficiary, payer, amount_yuan, lines, incomplete
        FROM award JOIN unnest($1::text[], $2::text[], $3::text[]) AS wanted (workshop, company, month)
        USING (workshop, company, month)
        """,
        *[list(column) for column in zip(*keys, strict=True)],
    )
    return {tuple(row)[:3]: (row["revision"], tuple(row)[4:]) for row in rows}


async def write_awards(connection: Connection, rows: Sequence[AwardRow]) -> None:
    """Insert or replace awards."""
    await connection.executemany(
        """
        INSERT INTO award (workshop, company, month, revision, beneficiary, payer, amount_yuan, lines, incomplete,
                           correlation_id, causation_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (workshop, company, month) DO UPDATE SET revision = excluded.revision,
            beneficiary = excluded.beneficiary, payer = excluded.payer, amount_yuan = excluded.amount_yuan,
            lines = excluded.lines, incomplete = excluded.incomplete, correlation_id = excluded.correlation_id,
            causation_id = excluded.causation_id, computed_at = clock_timestamp()
        """,
        [(*row.key, row.revision, *row.content, row.correlation_id, row.causation_id) for row in rows],
    )


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """A profit division to write."""

    workshop: str
    period: str
    revision: int
    net_profit_yuan: Decimal
    loss_brought_forward_yuan: Decimal
    lines: list[dict[str, str]]
    incomplete: list[str]
    correlation_id: str
    causation_id: str

    @property
    def content(self) -> tuple[Any, ...]:
        """What is compared with what was stored before."""
        return (self.net_profit_yuan, self.loss_brought_forward_yuan, self.lines, self.incomplete)


async def stored_divisions(connection: Connection, workshop: str) -> dict[str, tuple[int, tuple[Any, ...]]]:
    """Revision and content of a workshop's divisions, by period."""
    rows = await connection.fetch(
        """
        SELECT period, revision, net_profit_yuan, loss_brought_forward_yuan, lines, incomplete
        FROM profit_division WHERE workshop = $1
        """,
        workshop,
    )
    return {row["period"]: (row["revision"], tuple(row)[2:]) for row in rows}


async def write_divisions(connection: Connection, rows: Sequence[DivisionRow]) -> None:
    """Insert or replace profit divisions."""
    await connection.executemany(
        """
        INSERT INTO profit_division (workshop, period, revision, net_profit_yuan, loss_brought_forward_yuan, lines,
                                     incomplete, correlation_id, causation_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (workshop, period) DO UPDATE SET revision = excluded.revision,
            net_profit_yuan = excluded.net_profit_yuan,
            loss_brought_forward_yuan = excluded.loss_brought_forward_yuan, lines = excluded.lines,
            incomplete = excluded.incomplete, correlation_id = excluded.correlation_id,
            causation_id = excluded.causation_id, computed_at = clock_timestamp()
        """,
        [(row.workshop, row.period, row.revision, *row.content, row.correlation_id, row.causation_id) for row in rows],
    )


async def award_keys_of_workshops(connection: Connection, names: Sequence[str]) -> list[AwardKey]:
    """Every company and month for which these workshops have production figures."""
    rows = await connection.fetch(
        "SELECT DISTINCT workshop, company, month FROM production WHERE workshop = ANY($1::text[])", names
    )
    return [(row["workshop"], row["company"], row["month"]) for row in rows]


async def list_awards(pool: Pool, workshop: str | None, month: str | None, limit: int) -> list[dict[str, Any]]:
    """Awards by workshop, company and month, newest months first, at most `limit`."""
    rows = await pool.fetch(
        """
        SELECT * FROM award WHERE ($1::text IS NULL OR workshop = $1) AND ($2::text IS NULL OR month = $2)
        ORDER BY month DESC, workshop, company LIMIT $3
        """,
        workshop,
        month,
        limit,
    )
    return [award_as_json(row) for row in rows]


async def find_award(connection: Connection, key: AwardKey) -> dict[str, Any] | None:
    """One award with the correlation ids it came from, or None."""
    row = await connection.fetchrow("SELECT * FROM award WHERE workshop = $1 AND company = $2 AND month = $3", *key)
    if row is None:
        return None
    ids = await connection.fetch(
        """
        SELECT DISTINCT correlation_id FROM production WHERE workshop = $1 AND company = $2 AND month = $3
        ORDER BY correlation_id
        """,
        *key,
    )
    return award_as_json(row) | {"correlation_ids": [part["correlation_id"] for part in ids]}


def award_as_json(row: Record) -> dict[str, Any]:
    """An award as the API shows it; amounts are strings in yuan."""
    plain = ("workshop", "company", "month", "revision", "beneficiary", "lines", "incomplete")
    return (
        {name: row[name] for name in plain}
        | {"payer": row["payer"] or None, "amount": format_amount(row["amount_yuan"])}
        | {name: row[name] for name in ("correlation_id", "causation_id", "computed_at")}
    )


async def list_divisions(pool: Pool, workshop: str | None, period: str | None, limit: int) -> list[dict[str, Any]]:
    """Profit divisions by workshop and period, newest first, at most `limit`."""
    rows = await pool.fetch(
        """
        SELECT * FROM profit_division
        WHERE ($1::text IS NULL OR workshop = $1) AND ($2::text IS NULL OR period = $2)
        ORDER BY period DESC, workshop LIMIT $3
        """,
        workshop,
        period,
        limit,
    )
    return [division_as_json(row) for row in rows]


async def find_division(connection: Connection, workshop: str, period: str) -> dict[str, Any] | None:
    """One division with the correlation ids it came from, or None."""
    row = await connection.fetchrow(
        "SELECT * FROM profit_division WHERE workshop = $1 AND period = $2", workshop, period
    )
    if row is None:
        return None
    ids = await connection.fetch(
        """
        SELECT correlation_id FROM profit WHERE workshop = $1 AND period <= $2
        UNION SELECT correlation_id FROM shareholding WHERE workshop = $1
        ORDER BY correlation_id
        """,
        workshop,
        period,
    )
    return division_as_json(row) | {"correlation_ids": [part["correlation_id"] for part in ids]}


def division_as_json(row: Record) -> dict[str, Any]:
    """A division as the API shows it; amounts are strings in yuan."""
    amounts = {
        "net_profit": format_amount(row["net_profit_yuan"]),
        "loss_brought_forward": format_amount(row["loss_brought_forward_yuan"]),
    }
    return (
        {name: row[name] for name in ("workshop", "period", "revision", "lines", "incomplete")}
        | amounts
        | {name: row[name] for name in ("correlation_id", "causation_id", "computed_at")}
    )
