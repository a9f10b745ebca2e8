"""Households and persons on a day: who belongs where, which categories that gives, what contradicts itself."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.placement.api.answers.households import (
    ContradictionsPage,
    HouseholdStanding,
    PersonStanding,
    contradiction_answers,
    household_standing,
    person_standing,
)
from services.placement.domain.households import categories_of, heirs_of, household_of, members_on
from services.placement.store import households
from shared.audit import record_action
from shared.dates import FIRST_DAY, Day
from shared.http import Client, ServiceContext, StrictRoute, context_of, requires
from shared.http.answers import next_after
from shared.http.parameters import After, Limit, PathIdentifier

router = APIRouter(prefix="/v1", tags=["households"], route_class=StrictRoute)
_context = Depends(context_of)
_reader = Depends(requires("placement:read"))
_sensitive = Depends(requires("placement:sensitive"))
OnDay = Annotated[Day, Query(description="As it stands at the end of this day")]


@router.get("/people/{person}/standing", summary="A person's household and categories on a day; recorded")
async def get_person_standing(
    person: PathIdentifier, on: OnDay, client: Client = _sensitive, context: ServiceContext = _context
) -> PersonStanding:
    """His own categories and those of his household, each with its proof. Where he is in no household, or in two at
    once, `waits` says so: categories of a household are not known then. Who asked goes to the audit log.
    """
    async with context.pool.acquire() as connection, connection.transaction():
        memberships = await households.memberships_of(connection, [person])
        home = household_of(person, on, memberships).household
        holders = [person] if home is None else [person, home]
        certified = await households.categories_of_holders(connection, holders)
        await record_action(connection, client.id, "person.standing_read", person, {"on": on.isoformat()})
    return person_standing(person, on, categories_of(person, on, memberships, certified))


@router.get(
    "/households/{household}/standing", summary="A household's members, categories and heirs on a day; recorded"
)
async def get_household_standing(
    household: PathIdentifier, on: OnDay, client: Client = _sensitive, context: ServiceContext = _context
) -> HouseholdStanding:
    """Who belongs to it on the day, its own categories with their proofs, and the households that have by then
    what it ever had: what split from it or merged with it, and what did so with those. Who asked goes to the audit log.
    """
    async with context.pool.acquire() as connection, connection.transaction():
        memberships = await households.memberships_around(connection, household)
        certified = await households.categories_of_holders(connection, [household])
        successions = await households.successions_from(connection, household)
        await record_action(connection, client.id, "household.standing_read", household, {"on": on.isoformat()})
    return household_standing(
        household,
        on,
        members_on(household, on, memberships),
        [each for each in certified if each.holder_kind == "household" and each.holds_on(on)],
        heirs_of(household, FIRST_DAY, on, successions),
    )


@router.get("/household-contradictions", summary="Persons in two households at once")
async def list_contradictions(
    after: After = "", limit: Limit = 100, _: Client = _reader, context: ServiceContext = _context
) -> ContradictionsPage:
    """A page of persons with the memberships that share a day. On those days they count in no household: correct the
    last day of one, or take one back.
    """
    async with context.pool.acquire() as connection:
        persons = await households.persons_in_two_households(connection, after, limit)
        memberships = await households.memberships_of(connection, persons)
    return ContradictionsPage(
        contradictions=contradiction_answers(persons, memberships), next=next_after(persons, limit, str)
    )
