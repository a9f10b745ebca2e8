"""Changed accounts that wait for a second person, each with what to look at before he confirms it."""

from asyncio import to_thread
from collections.abc import Sequence

from fastapi import APIRouter, Depends

from services.placement.api.answers.workers import AccountProposal, AccountProposalsPage, masked
from services.placement.store import people
from services.placement.store.people import Person
from services.placement.store.sealed_details import open_accounts, open_identity
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.answers import next_after
from shared.http.parameters import After, Limit
from shared.rules.account_notes import ACCOUNT_SHARED, notes_on_workers_account
from shared.sealing import Sealer

router = APIRouter(prefix="/v1", tags=["workers"], route_class=StrictRoute)
_context = Depends(context_of)
_reader = Depends(requires("placement:read"))


@router.get("/account-proposals", summary="Changed accounts nobody has decided on, masked")
async def list_proposals(
    after: After = "", limit: Limit = 100, _: Client = _reader, context: ServiceContext = _context
) -> AccountProposalsPage:
    """Who gave each, the account it would replace, and `notes`: somebody else has it too, it is not in the worker's
    own name, or its last digit does not fit the others.
    """
    async with context.pool.acquire() as connection:
        found = await people.list_proposals(connection, after, limit)
        everybody = await people.people_with_accounts(connection) if found else []
    shown = await to_thread(_shown, context.sealer, found, everybody)
    return AccountProposalsPage(proposals=shown, next=next_after(shown, limit, lambda proposal: proposal.worker))


def _shown(sealer: Sealer, proposals: Sequence[Person], everybody: Sequence[Person]) -> list[AccountProposal]:
    """In a thread: every account known is opened."""
    holders: dict[str, set[str]] = {}
    for person in everybody:
        accounts = open_accounts(sealer, person)
        for account in (accounts.in_force, accounts.following, accounts.proposed):
            if account is not None:
                holders.setdefault(account.number, set()).add(person.worker)
    return [AccountProposal(**masked(sealer, person), notes=_notes(sealer, person, holders)) for person in proposals]


def _notes(sealer: Sealer, person: Person, holders: dict[str, set[str]]) -> list[str]:
    identity, account = open_identity(sealer, person), open_accounts(sealer, person).proposed
    if account is None:
        return []
    shared = [ACCOUNT_SHARED] if holders[account.number] - {person.worker} else []
    name = identity.name if identity else ""
    return shared + notes_on_workers_account(account.number, account.account_name or name, name)
