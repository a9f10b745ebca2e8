"""Workers: masked in every list, in clear only to those who may, and erased on request; both recorded."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from services.placement.handlers.enrol_workers import Details, open_details
from services.placement.store import people
from shared.audit import record_action
from shared.http import Client, ProblemError, ServiceContext, context_of, requires
from shared.identifiers import Identifier
from shared.identity import mask_identity_number, mask_name, mask_phone

router = APIRouter(prefix="/v1/workers", tags=["workers"])
_context = Depends(context_of)
_reader = Depends(requires("placement:read"))
_identity = Depends(requires("placement:identity"))
PathIdentifier = Annotated[Identifier, Path()]
Limit = Annotated[int, Query(ge=1, le=500)]
After = Annotated[str, Query(max_length=64, description="The `next` of the page before")]


def _masked(details: Details | None) -> dict[str, Any]:
    if details is None:
        return {"name": None, "identity_number": None, "phone": None}
    return {
        "name": mask_name(details.name),
        "identity_number": mask_identity_number(details.identity_number),
        "phone": mask_phone(details.phone) if details.phone else None,
    }


def _not_known(worker: str) -> ProblemError:
    return ProblemError(404, "No such worker", f"nobody was ever enrolled as {worker}", advice="check the id")


@router.get("", summary="Workers, by id, masked")
async def list_workers(
    workshop: Identifier | None = None,
    after: After = "",
    limit: Limit = 100,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> dict[str, Any]:
    """A page of those who belong, or belonged, to a workshop; of all without one."""
    async with context.pool.acquire() as connection:
        found = await people.list_workers(connection, workshop, after, limit)
        enrolments = await people.read_enrolments(connection, [person.worker for person in found])
    by_worker: dict[str, list[dict[str, Any]]] = {}
    for row in enrolments:
        by_worker.setdefault(row["worker"], []).append(_assignment(row))
    workers = [
        {
            "worker": person.worker,
            **_masked(open_details(context.sealer, person)),
            "assignments": by_worker.get(person.worker, []),
        }
        for person in found
    ]
    return {"workers": workers, "next": found[-1].worker if len(found) == limit else None}


@router.get("/{worker}", summary="One worker, masked")
async def get_worker(worker: PathIdentifier, _: Client = _reader, context: ServiceContext = _context) -> dict[str, Any]:
    """Where he belongs over time; name, identity number and phone masked, null once erased."""
    async with context.pool.acquire() as connection:
        person = await people.read_person(connection, worker)
        rows = await people.read_enrolments(connection, [worker])
    if person is None:
        raise _not_known(worker)
    first_days = [row["first_day"] for row in rows if row["first_day"] is not None]
    return {
        "worker": worker,
        **_masked(open_details(context.sealer, person)),
        "erased_at": person.erased_at.isoformat() if person.erased_at else None,
        "first_day": min(first_days).isoformat() if first_days else None,
        "assignments": [_assignment(row) for row in rows],
    }


@router.get("/{worker}/details", summary="One worker's details in clear; recorded")
async def get_details(
    worker: PathIdentifier, client: Client = _identity, context: ServiceContext = _context
) -> dict[str, Any]:
    """Who read them, and when, goes to the audit log with the same transaction."""
    async with context.pool.acquire() as connection, connection.transaction():
        person = await people.read_person(connection, worker)
        details = open_details(context.sealer, person) if person is not None else None
        if person is None:
            raise _not_known(worker)
        if details is None:
            raise ProblemError(410, "Erased", f"the details of {worker} were erased or never given")
        await record_action(connection, client.id, "worker.details_read", worker, {})
    return {
        "worker": worker,
        "name": details.name,
        "identity_number": details.identity_number,
        "phone": details.phone,
    }


@router.delete("/{worker}/details", summary="Erase one worker's details; recorded")
async def delete_details(
    worker: PathIdentifier, client: Client = _identity, context: ServiceContext = _context
) -> dict[str, Any]:
    """Destroys the key they are sealed under: no copy, not in a backup either, can be read without it. His
    attendance and assignments, which know him by his id only, stay.
    """
    async with context.pool.acquire() as connection, connection.transaction():
        if not await people.erase_person(connection, worker):
            raise _not_known(worker)
        await record_action(connection, client.id, "worker.details_erased", worker, {})
    return {"worker": worker, "erased": True}


def _assignment(row: Any) -> dict[str, Any]:
    return {"workshop": row["workshop"], "since": row["since"].isoformat(), "group": row["worker_group"]}
