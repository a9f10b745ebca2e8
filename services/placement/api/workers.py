"""Workers: masked in every list, in clear only to those who may, and erased on request; both recorded."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from services.placement.handlers.erase_details import erase_details
from services.placement.handlers.seal_details import (
    GivenAccount,
    Identity,
    open_account,
    open_identity,
    open_next_account,
    open_proposal,
)
from services.placement.store import people
from services.placement.store.people import Person
from shared.audit import record_action
from shared.http import Client, ProblemError, ServiceContext, StrictRoute, context_of, requires
from shared.identifiers import Identifier, Readable
from shared.identity import mask_account, mask_identity_number, mask_name, mask_phone
from shared.sealing import Sealer

router = APIRouter(prefix="/v1/workers", tags=["workers"], route_class=StrictRoute)
_context = Depends(context_of)
_reader = Depends(requires("placement:read"))
_lister = Depends(requires("placement:read", "clerk:*"))
_identity = Depends(requires("placement:identity"))
PathIdentifier = Annotated[Identifier, Path()]
Limit = Annotated[int, Query(ge=1, le=500)]
After = Annotated[Readable, Query(max_length=64, description="The `next` of the page before")]


def _refuse_list(client: Client, workshop: str | None, *, names: bool) -> None:
    """Raise ProblemError 403 for a list of another's people, or of their names."""
    own = workshop is not None and workshop in client.values("clerk")
    if not (own or client.has("placement:read")):
        of = sorted(client.values("clerk"))
        raise ProblemError(
            403, "Not allowed", f"{client.id} is no clerk of {workshop or 'all workshops'}", advice=f"ask for {of[0]}'s"
        )
    if names and not (own or client.has("placement:identity")):
        raise ProblemError(
            403, "Not allowed", f"{client.id} may not see names", advice="a token with placement:identity may"
        )


def masked(sealer: Sealer, person: Person, *, with_name: bool = False) -> dict[str, Any]:
    """Who somebody is and where his money goes, as lists show it; nulls once erased."""
    identity, account = open_identity(sealer, person), open_account(sealer, person)
    written = (lambda name: name) if with_name else mask_name
    return {
        "name": written(identity.name) if identity else None,
        "identity_number": mask_identity_number(identity.identity_number) if identity else None,
        "phone": mask_phone(identity.phone) if identity and identity.phone else None,
        "account": _account(account, identity, masked=True),
        "next_account": _account(open_next_account(sealer, person), identity, masked=True),
        "next_account_from": person.next_account_from,
        "proposed_account": _account(open_proposal(sealer, person), identity, masked=True),
    }


def _account(account: GivenAccount | None, identity: Identity | None, *, masked: bool) -> dict[str, Any] | None:
    if account is None:
        return None
    holder = account.account_name or (identity.name if identity else None)
    return {
        "account_number": mask_account(account.account_number) if masked else account.account_number,
        "bank_name": account.bank_name,
        "bank_code": account.bank_code,
        "account_name": mask_name(holder) if masked and holder else holder,
        "given_by": account.given_by or None,
        "confirmed_by": account.confirmed_by or None,
    }


def _not_known(worker: str) -> ProblemError:
    return ProblemError(404, "No such worker", f"nobody was ever enrolled as {worker}", advice="check the id")


@router.get("", summary="Workers, by id, masked")
async def list_workers(
    workshop: Identifier | None = None,
    after: After = "",
    limit: Limit = 100,
    names: Annotated[bool, Query(description="Names in clear, for the workshop's clerk; recorded")] = False,
    client: Client = _lister,
    context: ServiceContext = _context,
) -> dict[str, Any]:
    """A page of those who belong, or belonged, to a workshop; of all without one. A clerk sees his workshops only."""
    _refuse_list(client, workshop, names=names)
    async with context.pool.acquire() as connection, connection.transaction():
        found = await people.list_workers(connection, workshop, after, limit)
        enrolments = await people.read_enrolments(connection, [person.worker for person in found])
        if names:
            await record_action(connection, client.id, "workers.names_read", workshop or "", {"workers": len(found)})
    by_worker: dict[str, list[dict[str, Any]]] = {}
    for row in enrolments:
        by_worker.setdefault(row["worker"], []).append(_assignment(row))
    workers = [
        {
            "worker": person.worker,
            **masked(context.sealer, person, with_name=names),
            "assignments": by_worker.get(person.worker, []),
        }
        for person in found
    ]
    return {"workers": workers, "next": found[-1].worker if len(found) == limit else None}


@router.get("/{worker}", summary="One worker, masked")
async def get_worker(worker: PathIdentifier, _: Client = _reader, context: ServiceContext = _context) -> dict[str, Any]:
    """Where he belongs over time; name, identity number, phone and account masked, null once erased."""
    async with context.pool.acquire() as connection:
        person = await people.read_person(connection, worker)
        rows = await people.read_enrolments(connection, [worker])
    if person is None:
        raise _not_known(worker)
    first_days = [row["first_day"] for row in rows if row["first_day"] is not None]
    return {
        "worker": worker,
        **masked(context.sealer, person),
        "erased_at": person.erased_at.isoformat() if person.erased_at else None,
        "first_day": min(first_days).isoformat() if first_days else None,
        "assignments": [_assignment(row) for row in rows],
    }


@router.get("/{worker}/details", summary="One worker's details in clear; recorded", responses={410: {}})
async def get_details(
    worker: PathIdentifier, client: Client = _identity, context: ServiceContext = _context
) -> dict[str, Any]:
    """Who read them, and when, goes to the audit log with the same transaction."""
    async with context.pool.acquire() as connection, connection.transaction():
        person = await people.read_person(connection, worker)
        if person is None:
            raise _not_known(worker)
        identity, account = open_identity(context.sealer, person), open_account(context.sealer, person)
        if identity is None and account is None:
            raise ProblemError(410, "Erased", f"the details of {worker} were erased or never given")
        await record_action(connection, client.id, "worker.details_read", worker, {})
    return {
        "worker": worker,
        "name": identity.name if identity else None,
        "identity_number": identity.identity_number if identity else None,
        "phone": identity.phone if identity else None,
        "account": _account(account, identity, masked=False),
    }


@router.delete("/{worker}/details", summary="Erase one worker's details; recorded")
async def delete_details(
    worker: PathIdentifier, client: Client = _identity, context: ServiceContext = _context
) -> dict[str, Any]:
    """Destroys the key his name, numbers and account are sealed under, and has payroll drop its copy. His
    attendance and assignments, which know him by his id only, stay. Entries of the stream until they are
    trimmed, and backups, still hold the key sealed: give them up in their time.
    """
    if not await erase_details(context.pool, context.sealer, worker, client.id):
        raise _not_known(worker)
    return {"worker": worker, "erased": True}


def _assignment(row: Any) -> dict[str, Any]:
    return {"workshop": row["workshop"], "since": row["since"].isoformat(), "group": row["worker_group"]}
