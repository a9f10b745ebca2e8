"""Claims with what was answered to each, the queue of each fund, and the facts that are taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from asyncpg import Record

from services.payroll.domain.claims import COMMITMENT, DECOMMITMENT, Claim, posting_causes
from shared.database import Connection

ClaimState = Literal["queued", "committed", "refused", "withdrawn"]
_FACTS: Final = tuple(Claim.__slots__)
_ANSWER: Final = ("state", "reason", "winner", "answer_revision", "answered_at")


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim and the answer in force. The facts are those answered, of a revision that came too late the older."""

    facts: Claim
    state: ClaimState
    reason: str = ""
    winner: str | None = None
    answer_revision: int = 1
    answered_at: datetime | None = None


async def funds_of(connection: Connection, claims: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Fund and subject of each claim that is known."""
    rows = await connection.fetch("SELECT claim, fund, subject FROM claim WHERE claim = ANY($1::text[])", claims)
    return {row["claim"]: (row["fund"], row["subject"]) for row in rows}


async def find_claims(connection: Connection, claims: Sequence[str]) -> dict[str, ClaimRow]:
    """The claims that are known, by claim."""
    rows = await connection.fetch("SELECT * FROM claim WHERE claim = ANY($1::text[])", claims)
    return {row["claim"]: _row(row) for row in rows}


async def queue_of(connection: Connection, fund: str) -> list[ClaimRow]:
    """What waits for a fund's money, first approved first."""
    rows = await connection.fetch(
        "SELECT * FROM claim WHERE fund = $1 AND state = 'queued' ORDER BY approved_at, claim", fund
    )
    return [_row(row) for row in rows]


async def write_claims(connection: Connection, rows: Sequence[ClaimRow]) -> None:
    """Insert or replace claims with their answers, which are given now."""
    names = (*_FACTS, *_ANSWER)
    arguments = ", ".join(f"${position}" for position in range(1, len(names)))
    updated = ", ".join(f"{name} = excluded.{name}" for name in names if name != "claim")
    await connection.executemany(
        f"""
        INSERT INTO claim ({", ".join(names)}) VALUES ({arguments}, clock_timestamp())
        ON CONFLICT (claim) DO UPDATE SET {updated}
        """,  # noqa: S608 - only the names of the columns above are interpolated
        [
            (*(getattr(row.facts, name) for name in _FACTS), row.state, row.reason, row.winner, row.answer_revision)
            for row in rows
        ],
    )


async def take_fact(connection: Connection, claim: Claim, exclusive_group: str, months: Sequence[str]) -> str | None:
    """Reserve what a claim is paid for; the claim that has it already, of which nothing is taken then.

    The unique constraint alone decides: of two at once the second waits for the first and sees it. To be
    called under the subject's lock, so that what stood in the way is still there to be named.
    """
    key = (claim.policy_pack, exclusive_group, claim.subject, claim.purpose)
    await connection.execute(
        """
        INSERT INTO exclusivity (policy_pack, exclusive_group, subject, purpose, month, claim)
        SELECT $1, $2, $3, $4, month, $6 FROM unnest($5::text[]) AS given (month) ORDER BY month
        ON CONFLICT ON CONSTRAINT one_fact_is_paid_once DO NOTHING
        """,
        *key,
        months,
        claim.claim,
    )
    winner: str | None = await connection.fetchval(
        """
        SELECT claim FROM exclusivity
        WHERE (policy_pack, exclusive_group, subject, purpose) = ($1, $2, $3, $4) AND month = ANY($5::text[])
              AND claim <> $6
        ORDER BY month LIMIT 1
        """,
        *key,
        months,
        claim.claim,
    )
    if winner is not None:
        await free_facts(connection, [claim.claim])
    return winner


async def free_facts(connection: Connection, claims: Sequence[str]) -> None:
    """Let others claim for what these claims had taken."""
    await connection.execute("DELETE FROM exclusivity WHERE claim = ANY($1::text[])", claims)


async def list_claims(
    connection: Connection,
    wanted: Mapping[str, str | None],
    after: str,
    limit: int,
) -> list[ClaimRow]:
    """A page of claims by claim; `wanted` may name fund, state, rule, subject and period."""
    rows = await connection.fetch(
        """
        SELECT * FROM claim
        WHERE ($1::text IS NULL OR fund = $1) AND ($2::text IS NULL OR state = $2)
              AND ($3::text IS NULL OR rule = $3) AND ($4::text IS NULL OR subject = $4)
              AND ($5::text IS NULL OR period = $5) AND claim > $6
        ORDER BY claim LIMIT $7
        """,
        *(wanted.get(name) for name in ("fund", "state", "rule", "subject", "period")),
        after,
        limit,
    )
    return [_row(row) for row in rows]


async def committed_claims(connection: Connection, name: str, period: str | None) -> list[Claim]:
    """The committed claims on a fund, or of a rule, in order of approval."""
    rows = await connection.fetch(
        """
        SELECT * FROM claim
        WHERE (fund = $1 OR rule = $1) AND state = 'committed' AND ($2::text IS NULL OR period = $2)
        ORDER BY approved_at, claim
        """,
        name,
        period,
    )
    return [_row(row).facts for row in rows]


async def is_claimed(connection: Connection, name: str) -> bool:
    """Whether there is a fund of this name, or ever was a claim on one or by a rule of this name."""
    found: bool = await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM fund WHERE fund = $1) OR EXISTS (SELECT FROM claim WHERE fund = $1 OR rule = $1)
        """,
        name,
    )
    return found


async def postings_of_claim(connection: Connection, row: ClaimRow) -> list[Record]:
    """What was set aside for a claim and given back, oldest first."""
    return await connection.fetch(
        """
        SELECT posting, effect, debit_account, credit_account, amount_yuan, actor, posted_at FROM posting
        WHERE effect = ANY($1::text[]) AND cause = ANY($2::text[]) ORDER BY posting
        """,
        [COMMITMENT, DECOMMITMENT],
        posting_causes(row.facts.claim, row.answer_revision),
    )


def _row(row: Record) -> ClaimRow:
    return ClaimRow(Claim(*(row[name] for name in _FACTS)), *(row[name] for name in _ANSWER))
