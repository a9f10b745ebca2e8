"""A labourer's placements, from all that stations report of them."""

from datetime import date, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from services.placement.api.answers.placements import PlacementsOfWorker, placements_of_worker
from services.placement.api.answers.stretches import StretchesOfWorker, missing_answer, stretch_answer
from services.placement.domain.placement_history import first_owner, known_stretches
from services.placement.domain.placement_reports import join_reports
from services.placement.domain.rules.organiser_subsidy import MAX_GAP_DAYS, organiser_subsidy, rhythm_of
from services.placement.domain.told import ToldOfPlacement
from services.placement.store.placements import read_told
from services.placement.store.registers import packs_of_stations
from shared.clock import shanghai_today
from shared.database import snapshot
from shared.dates import Day, Moment
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.parameters import PathIdentifier
from shared.policy import Policy, available_packs, load_pack
from shared.texts import Text

NO_PLACEMENT: Final = Text("stretches.no_placement", "没有报过转移就业", "no placement was ever reported")
NO_PACK: Final = Text(
    "stretches.no_pack",
    "他最早一次就业所属劳务站没有登记政策包，或政策包不存在",
    "no pack is registered for the station of his first placement, or there is none of that name",
)
NO_RULE: Final = Text(
    "stretches.no_rule",
    "该县政策包没有组织跟踪服务补贴，未定间断和回访",
    "the county's pack has no subsidy for organising and following up, so it sets neither holes nor follow-ups",
)

NOT_IN_FORCE: Final = Text(
    "stretches.not_in_force", "该县办法当日尚未施行", "the county's measures were not in force on that day"
)

router = APIRouter(prefix="/v1/workers", tags=["placements"], route_class=StrictRoute)
_context = Depends(context_of)
_reader = Depends(requires("placement:read"))


KnownAt = Annotated[Moment | None, Query(description="As it was known then: what came later is left out")]
AsOf = Annotated[Day | None, Query(description="At the end of this Shanghai day; left out: of today")]


@router.get("/{worker}/placements", summary="A labourer's placements, with every report of each")
async def get_placements(
    worker: PathIdentifier,
    known_at: KnownAt = None,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> PlacementsOfWorker:
    """Reports of one employer whose starts lie within seven days are one placement; it belongs to whoever
    registered it first, and his facts hold.
    """
    async with snapshot(context.pool) as connection:
        told = (await read_told(connection, [worker], known_at)).get(worker, [])
    joined = join_reports(each.report for each in told)
    return placements_of_worker(worker, known_at, joined, {each.report.number: each for each in told})


@router.get("/{worker}/stretches", summary="A labourer's stretches of work, and when he is asked after")
async def get_stretches(
    worker: PathIdentifier,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> StretchesOfWorker:
    """Computed from all placements as the pack of his first placement's station reads them, for any day, from what
    was known at any moment. Of a placement reported twice the owner's facts hold.
    """
    async with snapshot(context.pool) as connection:
        told = (await read_told(connection, [worker], known_at)).get(worker, [])
        first = first_owner(each.report for each in told)
        packs = await packs_of_stations(connection, [first.number[0]]) if first else {}
    pack = packs.get(first.number[0]) if first else None
    return _stretches(worker, told, pack, as_of or shanghai_today(), known_at)


def _stretches(
    worker: str, told: list[ToldOfPlacement], pack: str | None, as_of: date, known_at: datetime | None
) -> StretchesOfWorker:
    policy = load_pack(pack).rules_on(as_of) if pack in available_packs() else None
    missing = _missing(told, policy)
    gap_days = policy.integer(MAX_GAP_DAYS) if policy and not missing else None
    known = known_stretches(told, gap_days, rhythm_of(policy), as_of) if policy and gap_days is not None else []
    return StretchesOfWorker(
        worker=worker,
        as_of=as_of,
        known_at=known_at,
        policy_pack=pack,
        max_gap_days=gap_days,
        missing=missing_answer(missing) if missing else None,
        stretches=[stretch_answer(each, as_of) for each in known],
    )


def _missing(told: list[ToldOfPlacement], policy: Policy | None) -> Text | None:
    if not told:
        return NO_PLACEMENT
    if policy is None:
        return NO_PACK
    if not policy.has_rule(organiser_subsidy.__name__):
        return NO_RULE
    return None if policy.in_force else NOT_IN_FORCE
