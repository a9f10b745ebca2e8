"""Workers: masked in every list, in clear only to those who may, and erased on request; both recorded."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from services.placement.api.answers.workers import (
    Assignment,
    DetailsErased,
    WorkerAnswer,
    WorkerDetails,
    WorkerRow,
    WorkersPage,
    assignment,
    masked,
    worker_answer,
    worker_details,
)
from services.placement.decisions.details import erase_details
from services.placement.store import people
from services.placement.store.sealed_details import open_account, open_identity
from shared.audit import record_action
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.answers import next_after
from shared.http.deciding import decision
from shared.http.parameters import After, Limit, PathIdentifier
from shared.http.titles import NO_SUCH_WORKER
from shared.identifiers import Identifier
from shared.refusals import Refusal, Refused
from shared.texts import Text

ALL_WORKSHOPS: Final = Text("workers.all_workshops", "所有工坊", "all workshops")
NO_CLERK: Final = Refusal(
    Text("workers.no_clerk", "{client} 不是 {workshop} 的文员", "{client} is no clerk of {workshop}"),
    Text("workers.ask_for_own", "请查 {own} 的", "ask for {own}'s"),
    "forbidden",
)
NO_NAMES: Final = Refusal(
    Text("workers.no_names", "{client} 不能查看姓名", "{client} may not see names"),
    Text("workers.identity_may", "有 placement:identity 的令牌可以", "a token with placement:identity may"),
    "forbidden",
)
NEVER_ENROLLED: Final = Refusal(
    Text("worker.never_enrolled", "没有登记过 {worker}", "nobody was ever enrolled as {worker}"),
    Text("worker.check_id", "请核对编号", "check the id"),
    "unknown",
    title=NO_SUCH_WORKER,
)
NO_DETAILS: Final = Refusal(
    Text(
        "worker.no_details",
        "{worker} 的个人信息已删除，或从未登记",
        "the details of {worker} were erased or never given",
    ),
    kind="erased",
)

router = APIRouter(prefix="/v1/workers", tags=["workers"], route_class=StrictRoute)
_context = Depends(context_of)
_reader = Depends(requires("placement:read"))
_lister = Depends(requires("placement:read", "clerk:*"))
_identity = Depends(requires("placement:identity"))


def _refuse_list(client: Client, workshop: str | None, *, names: bool) -> None:
    """Raise Refused for a list of another's people, or of their names."""
    own = workshop is not None and workshop in client.values("clerk")
    if not (own or client.has("placement:read")):
        of = sorted(client.values("clerk"))
        raise Refused(NO_CLERK.of(client=client.id, workshop=workshop or ALL_WORKSHOPS, own=of[0]))
    if names and not (own or client.has("placement:identity")):
        raise Refused(NO_NAMES.of(client=client.id))


def _not_known(worker: str) -> Refused:
    return Refused(NEVER_ENROLLED.of(worker=worker))


@router.get("", summary="Workers, by id, masked")
async def list_workers(
    workshop: Identifier | None = None,
    after: After = "",
    limit: Limit = 100,
    names: Annotated[bool, Query(description="Names in clear, for the workshop's clerk; recorded")] = False,
    client: Client = _lister,
    context: ServiceContext = _context,
) -> WorkersPage:
    """A page of those who belong, or belonged, to a workshop; of all without one. A clerk sees his workshops only."""
    _refuse_list(client, workshop, names=names)
    async with context.pool.acquire() as connection, connection.transaction():
        found = await people.list_workers(connection, workshop, after, limit)
        enrolments = await people.read_enrolments(connection, [person.worker for person in found])
        if names:
            await record_action(connection, client.id, "workers.names_read", workshop or "", {"workers": len(found)})
    assigned: dict[str, list[Assignment]] = {}
    for row in enrolments:
        assigned.setdefault(row["worker"], []).append(assignment(row))
    workers = [
        WorkerRow(**masked(context.sealer, person, with_name=names), assignments=assigned.get(person.worker, []))
        for person in found
    ]
    return WorkersPage(workers=workers, next=next_after(workers, limit, lambda row: row.worker))


@router.get("/{worker}", summary="One worker, masked")
async def get_worker(worker: PathIdentifier, _: Client = _reader, context: ServiceContext = _context) -> WorkerAnswer:
    """Where he belongs over time; name, identity number, phone and account masked, null once erased."""
    async with context.pool.acquire() as connection:
        person = await people.read_person(connection, worker)
        rows = await people.read_enrolments(connection, [worker])
    if person is None:
        raise _not_known(worker)
    return worker_answer(context.sealer, person, rows)


@router.get("/{worker}/details", summary="One worker's details in clear; recorded", responses={410: {}})
async def get_details(
    worker: PathIdentifier, client: Client = _identity, context: ServiceContext = _context
) -> WorkerDetails:
    """Who read them, and when, goes to the audit log with the same transaction."""
    async with context.pool.acquire() as connection, connection.transaction():
        person = await people.read_person(connection, worker)
        if person is None:
            raise _not_known(worker)
        identity, account = open_identity(context.sealer, person), open_account(context.sealer, person)
        if identity is None and account is None:
            raise Refused(NO_DETAILS.of(worker=worker))
        await record_action(connection, client.id, "worker.details_read", worker, {})
    return worker_details(worker, identity, account)


@router.delete("/{worker}/details", summary="Erase one worker's details; recorded")
async def delete_details(
    worker: PathIdentifier, client: Client = _identity, context: ServiceContext = _context
) -> DetailsErased:
    """Destroys the key his name, numbers and account are sealed under, and has payroll drop its copy. His
    attendance and assignments, which know him by his id only, stay. Entries of the stream until they are
    trimmed, and backups, still hold the key sealed: give them up in their time.
    """
    async with decision(context) as transaction:
        if not await erase_details(transaction, worker, client.id):
            raise _not_known(worker)
    return DetailsErased(worker=worker, erased=True)
