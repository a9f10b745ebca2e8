"""The ledger of people of working age: whose last survey is too old."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query

from services.placement.api.answers.labour_ledger import StalePage, StalePerson
from services.placement.domain.labour_ledger import STALE_AFTER_DAYS, oldest_fresh_day
from services.placement.store.labour_ledger import list_stale
from shared.dates import Day
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.answers import next_after
from shared.http.parameters import After, Limit
from shared.identifiers import Identifier
from shared.policy import Policy, available_packs, load_pack
from shared.refusals import Refusal, Refused
from shared.texts import Text

NOT_CONFIGURED: Final = Refusal(
    Text(
        "labour_ledger.not_configured",
        "政策包 {pack} 没有规定多久未调查算过期",
        "the pack {pack} does not say after how many days a survey is stale",
    ),
    Text("labour_ledger.ask_for_days", "请由县里设定 {parameter}", "have the county set {parameter}"),
    "unusable",
    "/policy_pack",
)

router = APIRouter(prefix="/v1/labour-ledger", tags=["labourers"], route_class=StrictRoute)
_context = Depends(context_of)
_reader = Depends(requires("placement:read"))


@router.get("/stale", summary="People whose last survey is too old, by id")
async def list_stale_people(
    policy_pack: Annotated[Identifier, Query(description="The county's pack, which says after how many days")],
    on: Annotated[Day, Query(description="As it stands at the end of this day")],
    village: Identifier | None = None,
    after: After = "",
    limit: Limit = 100,
    _: Client = _reader,
    context: ServiceContext = _context,
) -> StalePage:
    """A page of those registered in a village on the day who were never asked, or more days ago than the pack
    allows. What they said is shown by `GET /v1/people/{person}/labour-surveys` only.
    """
    fresh_from = oldest_fresh_day(_policy(policy_pack, on), on)
    async with context.pool.acquire() as connection:
        rows = await list_stale(connection, on, fresh_from, village, after, limit)
    people = [StalePerson(**row) for row in rows]
    return StalePage(
        stale_after_days=(on - fresh_from).days, people=people, next=next_after(people, limit, lambda row: row.person)
    )


def _policy(pack: str, on: Day) -> Policy:
    """The pack on a day. Raises Refused where there is none, or it does not say when a survey is stale."""
    policy = load_pack(pack).rules_on(on) if pack in available_packs() else None
    if policy is None or STALE_AFTER_DAYS not in load_pack(pack).parameters or STALE_AFTER_DAYS in policy.unset:
        raise Refused(NOT_CONFIGURED.of(pack=pack, parameter=STALE_AFTER_DAYS))
    return policy
