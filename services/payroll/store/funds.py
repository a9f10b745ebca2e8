"""Funds, the money appropriated to them, what they come to by the ledger, and the locks decisions on them take."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from services.payroll.domain.rules.profit_split import HELD_BY_TOWNSHIP
from shared.database import Connection
from shared.facts.rows import lock as lock_rows
from shared.money import ZERO


@dataclass(frozen=True, slots=True)
class FundRow:
    """A fund that is open. `budget` is the pack's budget it spends, whose amount bounds what it is given.

    `pot` is that of the workshop's profit which feeds it, empty where none does. Profit alone says so: what a person
    opens is the same fund with or without.
    """

    fund: str
    name: str
    policy_pack: str
    budget: str | None = None
    workshop: str = field(default="", compare=False)
    pot: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Appropriation:
    """Money given to a fund, in yuan, by a document; the document counts once for ever."""

    fund: str
    document: str
    amount_yuan: Decimal
    reason: str
    actor: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Allotment:
    """Money of a joint pot given to one of its two funds, in yuan, or given back; a document counts once for ever."""

    fund: str
    document: str
    pot: str
    amount_yuan: Decimal
    given_back: bool
    reason: str
    actor: str
    at: datetime | None = None

    @property
    def what(self) -> tuple[str, Decimal, bool]:
        """What the document said, by which the same one sent again is known."""
        return self.pot, self.amount_yuan, self.given_back


@dataclass(frozen=True, slots=True)
class FundFigures:
    """A fund with what it comes to by the ledger, in yuan; `set_aside_yuan` is committed, paid or not."""

    fund: str
    name: str
    policy_pack: str
    budget: str | None
    opened_by: str
    opened_at: datetime
    balance_yuan: Decimal
    committed_yuan: Decimal
    set_aside_yuan: Decimal
    queued_yuan: Decimal
    queued_claims: int
    workshop: str
    pot: str
    township: str

    @property
    def holder(self) -> tuple[str, str]:
        """Who holds it: the township of the workshop, the workshop, or the county, which has its pack's name."""
        if not self.pot:
            return "county", self.policy_pack
        return ("township", self.township) if self.pot in HELD_BY_TOWNSHIP else ("workshop", self.workshop)

    @property
    def received_yuan(self) -> Decimal:
        """Its balance, what it has committed and not paid, and what it has spent."""
        return self.balance_yuan + self.set_aside_yuan

    @property
    def spent_yuan(self) -> Decimal:
        """What was paid to claims."""
        return self.set_aside_yuan - self.committed_yuan


async def lock(connection: Connection, names: Sequence[str]) -> None:
    """Take locks in order, so that one decides at a time about each.

    Names begin with what they lock. Whoever takes several kinds takes them in the alphabet's order: budget,
    claim, fund, subject.
    """
    await lock_rows(connection, "fund_lock", {"name": "text"}, [(name,) for name in set(names)])


async def find_fund(connection: Connection, fund: str) -> FundRow | None:
    """The fund, or None where it is not open."""
    row = await connection.fetchrow(
        "SELECT fund, name, policy_pack, budget, workshop, pot FROM fund WHERE fund = $1", fund
    )
    return FundRow(*row) if row else None


async def fund_names(connection: Connection, funds: Sequence[str]) -> dict[str, str]:
    """What the open ones among these funds are called."""
    rows = await connection.fetch("SELECT fund, name FROM fund WHERE fund = ANY($1::text[])", funds)
    return {row["fund"]: row["name"] for row in rows}


async def write_fund(connection: Connection, row: FundRow, actor: str) -> None:
    """Open a fund, or give an open one another name or budget; its county stays."""
    await connection.execute(
        """
        INSERT INTO fund (fund, name, policy_pack, budget, opened_by) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (fund) DO UPDATE SET name = excluded.name, budget = excluded.budget
        """,
        row.fund,
        row.name,
        row.policy_pack,
        row.budget,
        actor,
    )


async def open_funds(connection: Connection, rows: Sequence[FundRow], actor: str) -> None:
    """Open the funds that are not open yet; the others stay as they are, but for the pot that feeds them now."""
    await connection.executemany(
        """
        INSERT INTO fund (fund, name, policy_pack, budget, opened_by, workshop, pot) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (fund) DO UPDATE SET workshop = excluded.workshop, pot = excluded.pot
        """,
        [(row.fund, row.name, row.policy_pack, row.budget, actor, row.workshop, row.pot) for row in rows],
    )


async def find_allotment(connection: Connection, fund: str, document: str) -> Allotment | None:
    """What a document has allotted of a joint pot, or None."""
    found = [given for given in await allotments_of(connection, fund) if given.document == document]
    return found[0] if found else None


async def allotments_of(connection: Connection, fund: str) -> list[Allotment]:
    """What was allotted of a joint pot and given back to it, oldest first."""
    rows = await connection.fetch(
        """
        SELECT fund, document, pot, amount_yuan, given_back, reason, actor, at FROM allotment
        WHERE fund = $1 ORDER BY at, document
        """,
        fund,
    )
    return [Allotment(*row) for row in rows]


async def write_allotment(connection: Connection, given: Allotment) -> None:
    """Keep an allotment. Raises asyncpg.UniqueViolationError for a document that allotted of this pot before."""
    await connection.execute(
        """
        INSERT INTO allotment (fund, document, pot, amount_yuan, given_back, reason, actor)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        given.fund,
        given.document,
        *given.what,
        given.reason,
        given.actor,
    )


async def find_appropriation(connection: Connection, fund: str, document: str) -> Appropriation | None:
    """What a document has given a fund, or None."""
    row = await connection.fetchrow(
        "SELECT fund, document, amount_yuan, reason, actor, at FROM appropriation WHERE fund = $1 AND document = $2",
        fund,
        document,
    )
    return Appropriation(*row) if row else None


async def write_appropriation(connection: Connection, given: Appropriation) -> None:
    """Keep an appropriation. Raises asyncpg.UniqueViolationError for a document the fund was given money by."""
    await connection.execute(
        "INSERT INTO appropriation (fund, document, amount_yuan, reason, actor) VALUES ($1, $2, $3, $4, $5)",
        given.fund,
        given.document,
        given.amount_yuan,
        given.reason,
        given.actor,
    )


async def appropriations_of(connection: Connection, fund: str) -> list[Appropriation]:
    """A fund's appropriations, oldest first."""
    rows = await connection.fetch(
        """
        SELECT fund, document, amount_yuan, reason, actor, at FROM appropriation WHERE fund = $1 ORDER BY at, document
        """,
        fund,
    )
    return [Appropriation(*row) for row in rows]


async def appropriated_of_budget(connection: Connection, policy_pack: str, budget: str, but: str = "") -> Decimal:
    """What all funds that spend a budget were given, in yuan, without the fund `but`."""
    total: Decimal = await connection.fetchval(
        """
        SELECT coalesce(sum(amount_yuan), 0) FROM appropriation JOIN fund USING (fund)
        WHERE policy_pack = $1 AND budget = $2 AND fund <> $3
        """,
        policy_pack,
        budget,
        but,
    )
    return total + ZERO


async def appropriated_of_fund(connection: Connection, fund: str) -> Decimal:
    """What a fund was given by all its documents, in yuan."""
    total: Decimal = await connection.fetchval(
        "SELECT coalesce(sum(amount_yuan), 0) FROM appropriation WHERE fund = $1", fund
    )
    return total + ZERO


async def divided_so_far(connection: Connection, effect: str, source: str, period: str) -> dict[str, Decimal]:
    """What the postings of an effect and period moved from an account, by the account it went to, in yuan."""
    rows = await connection.fetch(
        """
        SELECT CASE WHEN debit_account = $2 THEN credit_account ELSE debit_account END AS account,
               sum(CASE WHEN debit_account = $2 THEN amount_yuan ELSE -amount_yuan END) AS amount
        FROM posting WHERE (debit_account = $2 OR credit_account = $2) AND effect = $1 AND month = $3 GROUP BY 1
        """,
        effect,
        source,
        period,
    )
    return {row["account"]: row["amount"] for row in rows}


async def fund_figures(connection: Connection, fund: str | None = None) -> list[FundFigures]:
    """Funds with what they come to, by the ledger and the queue."""
    rows = await connection.fetch(
        """
        WITH moved AS (
            SELECT fund,
                   sum(amount_yuan) FILTER (WHERE credit_account = 'fund:' || fund) AS given,
                   sum(amount_yuan) FILTER (WHERE debit_account = 'fund:' || fund) AS drawn,
                   sum(amount_yuan) FILTER (WHERE credit_account = 'committed:' || fund) AS promised,
                   sum(amount_yuan) FILTER (WHERE debit_account = 'committed:' || fund) AS released,
                   sum(amount_yuan) FILTER (WHERE debit_account = 'fund:' || fund
                                                  AND credit_account = 'committed:' || fund) AS commitments,
                   sum(amount_yuan) FILTER (WHERE debit_account = 'committed:' || fund
                                                  AND credit_account = 'fund:' || fund) AS decommitments
            FROM fund JOIN posting ON debit_account IN ('fund:' || fund, 'committed:' || fund)
                                      OR credit_account IN ('fund:' || fund, 'committed:' || fund)
            WHERE $1::text IS NULL OR fund = $1 GROUP BY fund),
        waiting AS (
            SELECT fund, count(*) AS claims, sum(amount_yuan) AS amount FROM claim WHERE state = 'queued' GROUP BY fund)
        SELECT fund, fund.name, fund.policy_pack, budget, opened_by, opened_at,
               coalesce(given, 0) - coalesce(drawn, 0) AS balance,
               coalesce(promised, 0) - coalesce(released, 0) AS committed,
               coalesce(commitments, 0) - coalesce(decommitments, 0) AS set_aside,
               coalesce(waiting.amount, 0) AS queued, coalesce(waiting.claims, 0) AS queued_claims,
               fund.workshop, pot, coalesce(township, '') AS township
        FROM fund LEFT JOIN moved USING (fund) LEFT JOIN waiting USING (fund)
             LEFT JOIN workshop ON workshop.workshop = fund.workshop
        WHERE $1::text IS NULL OR fund = $1 ORDER BY fund
        """,
        fund,
    )
    return [FundFigures(*row) for row in rows]
