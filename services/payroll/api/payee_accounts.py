"""Accounts of payees that are no workers over HTTP: given by one person, confirmed by another where they change."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from services.payroll.api.answers.payee_accounts import (
    AccountDecided,
    AccountGiven,
    AccountWithdrawn,
    PayeeAccountsPage,
    payee_accounts,
)
from services.payroll.api.authorize import FINANCE
from services.payroll.api.months import Reason
from services.payroll.decisions.payee_accounts import (
    AccountDecision,
    decide_account,
    give_account,
    listed_accounts,
    withdraw_account,
)
from services.payroll.store.payees import list_payees
from shared.clock import shanghai_today
from shared.database import snapshot
from shared.details import BankAccount
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.answers import next_after
from shared.http.deciding import decision
from shared.http.parameters import After, Limit, PathIdentifier
from shared.identifiers import Readable
from shared.identity import mask_account
from shared.written_forms import BANK_CODE_PATTERN, PAYEE_ACCOUNT_PATTERN

router = APIRouter(prefix="/v1/payee-accounts", tags=["payments"], route_class=StrictRoute)
_reader = Depends(requires("payroll:read", FINANCE))
_finance = Depends(requires(FINANCE))
_context = Depends(context_of)
AccountText = Annotated[Readable, Field(min_length=1, max_length=200)]
AccountNumber = Annotated[str, Field(pattern=PAYEE_ACCOUNT_PATTERN, max_length=40)]
PathKind = Annotated[Literal["collective", "village", "organisation"], Path()]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PayeeAccount(_Body):
    """Where money for a payee that is no worker goes."""

    number: AccountNumber
    bank_name: AccountText
    bank_code: (
        Annotated[str, Field(pattern=BANK_CODE_PATTERN, max_length=12, description="Of the payment system")] | None
    ) = None
    holder: AccountText


class PayeeAccountDecision(_Body):
    """What a second person says of a changed account."""

    number: Annotated[AccountNumber, Field(description="The number that was given, written by whoever decides")]
    confirmed: Annotated[bool, Field(description="False: money goes on to the account before")]
    reason: Annotated[Reason, Field(description="How it was compared, such as: the collective's sealed letter")]


class Withdrawal(_Body):
    """Why nothing is paid to an account any more."""

    reason: Reason


@router.get("", summary="Payees' accounts as they stand, masked")
async def list_accounts(
    proposed: Annotated[bool, Query(description="Only those with a changed account nobody has decided on")] = False,
    after: After = "",
    limit: Limit = 100,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> PayeeAccountsPage:
    """The account in force, one confirmed for later, one that waits; `notes` is what to look at in that one."""
    kind, _separator, payee = after.partition("/")
    today = shanghai_today()
    async with snapshot(context.pool) as connection:
        rows = await list_payees(connection, proposed=proposed, after=(kind, payee), limit=limit)
        listed = await listed_accounts(connection, context.sealer, rows, today)
    return PayeeAccountsPage(
        accounts=[payee_accounts(part) for part in listed],
        next=next_after(rows, limit, lambda row: "/".join(row.key)),
    )


@router.put("/{kind}/{payee}", summary="Say where money for a collective or an organisation goes")
async def put_account(
    kind: PathKind,
    payee: PathIdentifier,
    given: PayeeAccount,
    client: Client = _finance,
    context: ServiceContext = _context,
) -> AccountGiven:
    """Sealed at rest, recorded. The first is in force for the next batch; another waits, as `proposed`, for a second
    person's decision, and the one in force told again takes it back. Workers' accounts come from placement.
    """
    account = BankAccount(given.number, given.bank_name, given.bank_code, given.holder)
    async with decision(context) as transaction:
        standing = await give_account(transaction, (kind, payee), account, client.id, shanghai_today())
    return AccountGiven(kind=kind, payee=payee, account=mask_account(given.number), state=standing)


@router.put("/{kind}/{payee}/decision", summary="Confirm or refuse a payee's changed account; recorded")
async def put_decision(
    kind: PathKind,
    payee: PathIdentifier,
    given: PayeeAccountDecision,
    client: Client = _finance,
    context: ServiceContext = _context,
) -> AccountDecided:
    """By another person of finance than who gave it, who writes its number himself. Confirmed, money goes to it after
    the days of the policy pack, and until then to the account before.
    """
    decided = AccountDecision(given.number, given.confirmed, given.reason)
    async with decision(context) as transaction:
        first_day = await decide_account(transaction, (kind, payee), decided, client.id, shanghai_today())
    state = "confirmed" if given.confirmed else "refused"
    return AccountDecided(kind=kind, payee=payee, state=state, in_force_from=first_day)


@router.post("/{kind}/{payee}/withdraw", summary="Pay to no account of a payee until another is confirmed; recorded")
async def withdraw(
    kind: PathKind,
    payee: PathIdentifier,
    given: Withdrawal,
    client: Client = _finance,
    context: ServiceContext = _context,
) -> AccountWithdrawn:
    """At once, by one person: an account that was closed or is not the payee's. Its money waits; the account given
    next is no first one.
    """
    async with decision(context) as transaction:
        await withdraw_account(transaction, (kind, payee), client.id, given.reason)
    return AccountWithdrawn(kind=kind, payee=payee, state="withdrawn")
