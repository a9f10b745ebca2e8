"""Where money of payees that are no workers goes: the first account at once, another once a second person agrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

import orjson

from services.payroll.decisions.account_notes import holders_of_numbers
from services.payroll.decisions.payees import open_other, payee_purpose
from services.payroll.decisions.refusals.payee_accounts import NO_ACCOUNT, NO_WAITING_DAYS
from services.payroll.store.payees import PayeeKey, PayeeRow, lock_payee, save_payee, was_given, write_given
from services.payroll.store.workshops import load_workshops
from shared.audit import record_action
from shared.database import Connection
from shared.details import BankAccount
from shared.identity import mask_account
from shared.messaging.transaction import Transaction
from shared.refusals import Refused
from shared.rules.account_changes import NO_PROPOSAL, OTHER_NUMBER, Accounts, refuse_own
from shared.rules.account_notes import ACCOUNT_SHARED
from shared.rules.pack_check import ACCOUNT_WAITING_DAYS
from shared.sealing import Sealer

Standing = Literal["in_force", "confirmed", "proposed"]
"""How an account stands that was told: paid to, paid to from a day on, or waiting for a second person."""
ListedAccounts = tuple[PayeeKey, Accounts[BankAccount], list[str]]
"""A payee, his accounts, and what to look at in the proposed one."""
_POINTERS: Final = {NO_PROPOSAL.code: "/path/payee", OTHER_NUMBER.code: "/number"}


@dataclass(frozen=True, slots=True)
class AccountDecision:
    """What a second person says of a changed account whose number he has written."""

    number: str
    confirmed: bool
    reason: str


def open_accounts(sealer: Sealer, row: PayeeRow) -> Accounts[BankAccount]:
    """All accounts of a payee, in clear."""
    in_force, following, proposed = (
        None if sealed is None else open_other(sealer, row.key, sealed)
        for sealed in (row.sealed_account, row.sealed_next_account, row.sealed_proposal)
    )
    return Accounts(in_force, following, row.next_account_from, proposed)


async def listed_accounts(
    connection: Connection, sealer: Sealer, rows: Sequence[PayeeRow], today: date
) -> list[ListedAccounts]:
    """Payees' accounts as they stand today, with what to look at before the proposed one is confirmed."""
    holders = await holders_of_numbers(connection, sealer, today)
    listed = []
    for row in rows:
        accounts = open_accounts(sealer, row).on(today)
        others = holders.get(accounts.proposed.number, set()) - {row.key} if accounts.proposed else set()
        listed.append((row.key, accounts, [ACCOUNT_SHARED] if others else []))
    return listed


async def give_account(
    transaction: Transaction, key: PayeeKey, account: BankAccount, actor: str, today: date
) -> Standing:
    """Say where money for a payee that is no worker goes; how the account stands now."""
    connection, sealer = transaction.connection, transaction.sealer
    account = replace(account, given_by=actor)
    before = open_accounts(sealer, await lock_payee(connection, key))
    after = before.given(account, today, is_first=not await was_given(connection, key))
    await save_payee(connection, _sealed(sealer, key, after))
    await write_given(connection, key, _seal(sealer, key, account), actor)
    standing = _standing(after, account)
    detail = {"account": mask_account(account.number), "standing": standing}
    await record_action(connection, actor, "payee_account.given", "/".join(key), detail)
    return standing


async def withdraw_account(transaction: Transaction, key: PayeeKey, actor: str, reason: str) -> None:
    """Pay to no account of a payee from now on, so that money waits. Raises Refused where there is none.

    The account given next is no first one: it takes a second person and the days of waiting.
    """
    connection = transaction.connection
    if open_accounts(transaction.sealer, await lock_payee(connection, key)) == Accounts():
        raise Refused(NO_ACCOUNT.of(payee="/".join(key)))
    await save_payee(connection, PayeeRow(key))
    await record_action(connection, actor, "payee_account.withdrawn", "/".join(key), {"reason": reason})


async def decide_account(
    transaction: Transaction, key: PayeeKey, decided: AccountDecision, actor: str, today: date
) -> date | None:
    """Let a second person say whether a changed account takes the other's place. Raises Refused.

    Returns the day from which money goes to it; None where it was turned down.
    """
    connection, sealer = transaction.connection, transaction.sealer
    accounts = open_accounts(sealer, await lock_payee(connection, key))
    try:
        proposal = accounts.proposal(decided.number, "/".join(key))
        if decided.confirmed:
            refuse_own(proposal, actor)
    except Refused as refused:
        raise Refused(refused.refusal.at(_POINTERS.get(refused.refusal.code, ""))) from refused
    first_day = None
    if decided.confirmed:
        first_day = await _first_day(connection, today)
        accounts = accounts.confirmed(replace(proposal, confirmed_by=actor), first_day, today)
    else:
        accounts = accounts.refused(today)
    await save_payee(connection, _sealed(sealer, key, accounts))
    action = "payee_account.confirmed" if decided.confirmed else "payee_account.refused"
    detail = {"account": mask_account(proposal.number), "reason": decided.reason, "given_by": proposal.given_by}
    await record_action(connection, actor, action, "/".join(key), detail)
    return first_day


async def _first_day(connection: Connection, today: date) -> date:
    """By the longest waiting time of the packs in use: a village or an organisation belongs to no one workshop."""
    packs = {pack for workshop in (await load_workshops(connection)).values() if (pack := workshop.pack)}
    if not packs:
        raise Refused(NO_WAITING_DAYS)
    days = max(pack.rules_on(today).integer(ACCOUNT_WAITING_DAYS) for pack in packs)
    return today + timedelta(days=days)


def _standing(accounts: Accounts[BankAccount], told: BankAccount) -> Standing:
    if accounts.in_force and accounts.in_force.destination == told.destination:
        return "in_force"
    return "proposed" if accounts.proposed else "confirmed"


def _sealed(sealer: Sealer, key: PayeeKey, accounts: Accounts[BankAccount]) -> PayeeRow:
    in_force, following, proposed = (
        None if account is None else _seal(sealer, key, account)
        for account in (accounts.in_force, accounts.following, accounts.proposed)
    )
    return PayeeRow(key, in_force, following, accounts.following_from, proposed)


def _seal(sealer: Sealer, key: PayeeKey, account: BankAccount) -> bytes:
    return sealer.seal(orjson.dumps(asdict(account)), payee_purpose(key))
