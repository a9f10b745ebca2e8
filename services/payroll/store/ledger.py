"""The ledger: accounts and postings, of which none is ever changed, and what they add up to."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from asyncpg import Record

from services.payroll.domain.accounts import Account, BeneficiaryKind, Posting, Side
from services.payroll.domain.settlement import ADJUSTMENT, EARNING, LineKey
from shared.database import Connection
from shared.money import ZERO

BeneficiaryMonth = tuple[str, str]
"""A beneficiary and a month, the latter as `YYYY-MM`."""


async def open_accounts(connection: Connection, accounts: Sequence[Account]) -> None:
    """Create the accounts that do not exist yet."""
    known = {account.name: account for account in accounts}
    ordered = [known[name] for name in sorted(known)]
    await connection.execute(
        """
        INSERT INTO account (account, kind, increases, never_below_zero)
        SELECT name, kind, increases, guarded::boolean
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS given (name, kind, increases, guarded)
        ON CONFLICT DO NOTHING
        """,
        [account.name for account in ordered],
        [account.kind for account in ordered],
        [account.increases for account in ordered],
        [str(account.never_below_zero) for account in ordered],
    )


async def post(connection: Connection, postings: Sequence[tuple[Posting, int | None]], actor: str) -> None:
    """Write postings, each with the settlement it belongs to, if any; together, so that they are judged together.

    Raises asyncpg.UniqueViolationError for an effect and cause posted before, and
    asyncpg.CheckViolationError (constraint `never_below_zero`) where a guarded account would fall below zero.
    """
    if not postings:
        return
    await open_accounts(connection, [side for posting, _ in postings for side in (posting.debit, posting.credit)])
    await connection.execute(
        """
        INSERT INTO posting (effect, cause, debit_account, credit_account, amount_yuan, beneficiary, month, rule,
                             workshop, payer, payer_id, settlement, actor)
        SELECT effect, cause, debit, credit, amount::numeric, beneficiary, month, rule, workshop, payer, payer_id,
               settlement::bigint, $13
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                    $9::text[], $10::text[], $11::text[], $12::text[])
             AS given (effect, cause, debit, credit, amount, beneficiary, month, rule, workshop, payer, payer_id,
                       settlement)
        """,
        [posting.effect for posting, _ in postings],
        [posting.cause for posting, _ in postings],
        [posting.debit.name for posting, _ in postings],
        [posting.credit.name for posting, _ in postings],
        [str(posting.amount_yuan) for posting, _ in postings],
        [posting.beneficiary for posting, _ in postings],
        [posting.month for posting, _ in postings],
        [posting.rule for posting, _ in postings],
        [posting.workshop for posting, _ in postings],
        [posting.payer for posting, _ in postings],
        [posting.payer_id for posting, _ in postings],
        [None if settlement is None else str(settlement) for _, settlement in postings],
        actor,
    )


async def posted_amounts(
    connection: Connection, kind: BeneficiaryKind, keys: Sequence[BeneficiaryMonth]
) -> dict[BeneficiaryMonth, dict[LineKey, Decimal]]:
    """Everything posted as earned or adjusted for each beneficiary and month, by line, in yuan."""
    rows = await connection.fetch(
        """
        SELECT beneficiary, p.month, rule, p.workshop, payer, payer_id,
               sum(CASE WHEN credit_account = $3 || beneficiary THEN amount_yuan ELSE -amount_yuan END) AS amount
        FROM unnest($1::text[], $2::text[]) AS wanted (beneficiary, month)
        JOIN posting AS p USING (beneficiary, month)
        WHERE effect IN ($4, $5) AND $3 || beneficiary IN (debit_account, credit_account)
        GROUP BY beneficiary, p.month, rule, p.workshop, payer, payer_id
        """,
        [beneficiary for beneficiary, _ in keys],
        [month for _, month in keys],
        f"payable:{kind}:",
        EARNING,
        ADJUSTMENT,
    )
    found: dict[BeneficiaryMonth, dict[LineKey, Decimal]] = {}
    for beneficiary, month, rule, workshop, payer, payer_id, amount in rows:
        if amount:
            found.setdefault((beneficiary, month), {})[LineKey(rule, workshop, payer, payer_id)] = amount
    return found


async def balances(connection: Connection, accounts: Sequence[str]) -> dict[str, Decimal]:
    """The balance of each account in yuan, on the side it grows; zero where it does not exist."""
    rows = await connection.fetch(
        "SELECT account, account_balance(account) AS balance FROM account WHERE account = ANY($1::text[])", accounts
    )
    found = {row["account"]: row["balance"] for row in rows}
    return {account: found.get(account, ZERO) for account in accounts}


class AccountSums(NamedTuple):
    """An account with what was posted to its sides, in yuan."""

    account: str
    kind: str
    increases: Side
    debits_yuan: Decimal
    credits_yuan: Decimal

    @property
    def balance_yuan(self) -> Decimal:
        """On the side on which it grows."""
        difference_yuan = self.debits_yuan - self.credits_yuan
        return difference_yuan if self.increases == "debit" else -difference_yuan


async def account_sums(connection: Connection, kind: str | None = None) -> list[AccountSums]:
    """Every account, or those of one kind, by name."""
    rows = await connection.fetch(
        """
        SELECT account, kind, increases, coalesce(d.amount, 0) AS debits, coalesce(c.amount, 0) AS credits
        FROM account
        LEFT JOIN (SELECT debit_account AS account, sum(amount_yuan) AS amount FROM posting GROUP BY 1) AS d
             USING (account)
        LEFT JOIN (SELECT credit_account AS account, sum(amount_yuan) AS amount FROM posting GROUP BY 1) AS c
             USING (account)
        WHERE $1::text IS NULL OR kind = $1 ORDER BY account
        """,
        kind,
    )
    return [AccountSums(*row) for row in rows]


async def postings_of(connection: Connection, account: str, after: int, limit: int) -> list[Record]:
    """A page of an account's postings, oldest first."""
    return await connection.fetch(
        """
        SELECT posting, effect, cause, debit_account, credit_account, amount_yuan, beneficiary, month, rule, workshop,
               payer, payer_id, settlement, actor, posted_at
        FROM posting WHERE (debit_account = $1 OR credit_account = $1) AND posting > $2 ORDER BY posting LIMIT $3
        """,
        account,
        after,
        limit,
    )
