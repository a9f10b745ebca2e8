"""What a labourer's work earns whoever organised it: due or not, why, and what it waits for."""

from fastapi import APIRouter, Depends

from services.placement.api.answers.stretches import missing_answer
from services.placement.api.answers.subsidies import SubsidiesOfWorker, earned_answer
from services.placement.api.placements import AsOf, KnownAt, policy_of
from services.placement.domain.organised_stretches import earned_by_stretches
from services.placement.domain.placement_history import first_owner, history_of
from services.placement.store import households
from services.placement.store.placements import read_told
from services.placement.store.registers import packs_of_stations
from shared.audit import record_action
from shared.clock import shanghai_today
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.parameters import PathIdentifier
from shared.policy import load_pack

router = APIRouter(prefix="/v1/workers", tags=["placements"], route_class=StrictRoute)
_context = Depends(context_of)
_sensitive = Depends(requires("placement:sensitive"))


@router.get("/{worker}/organiser-subsidies", summary="What a labourer's work earns whoever organised it; recorded")
async def get_subsidies(
    worker: PathIdentifier,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    client: Client = _sensitive,
    context: ServiceContext = _context,
) -> SubsidiesOfWorker:
    """For each stretch outside the line of the county's rule, at the end of any day and from what was known at any
    moment: its amount with clause, parameters and events, or why nothing is due and from whom something is missing.
    It tells of his household, so who asked goes to the audit log. Nothing is claimed or paid by asking.
    """
    day = as_of or shanghai_today()
    async with context.pool.acquire() as connection, connection.transaction():
        told = (await read_told(connection, [worker], known_at)).get(worker, [])
        first = first_owner(each.report for each in told)
        packs = await packs_of_stations(connection, [first.number[0]]) if first else {}
        memberships = await households.memberships_of(connection, [worker], known_at)
        holders = sorted({worker, *(each.household for each in memberships)})
        categories = await households.categories_of_holders(connection, holders, known_at)
        await record_action(connection, client.id, "worker.subsidies_read", worker, {"as_of": day.isoformat()})
    pack = packs.get(first.number[0]) if first else None
    history = history_of(told, policy_of(pack, day), day)
    earned = (
        earned_by_stretches(worker, history.stretches, told, memberships, categories, load_pack(pack).rules_on, day)
        if pack is not None and history.missing is None
        else []
    )
    return SubsidiesOfWorker(
        worker=worker,
        as_of=day,
        known_at=known_at,
        policy_pack=pack,
        missing=missing_answer(history.missing) if history.missing else None,
        earned=[earned_answer(each) for each in earned],
    )
