"""Households, who belongs to them, what becomes of them, and the categories that proofs give them or a person."""

from typing import Final

from services.placement.handlers.check_households import refuse_categories, refuse_memberships, refuse_successions
from shared.events import households
from shared.facts.registers import Listing, Register
from shared.tables.words import CATEGORY_WORDS, HOLDER_WORDS, RELATION_WORDS, SUCCESSION_WORDS

HOUSEHOLDS: Final = Register(
    name="household",
    fact=households.HouseholdRegistered,
    state=None,
    concerns=None,
    keeps_all=True,
    path="/households/{household}",
    summary="Register a household",
    file="Households of the villages",
    listing=Listing(
        summary="Households, by id",
        about="A page of households, those of one village if given.",
        page="A page of households, by id.",
        filters=("village",),
    ),
)

MEMBERSHIPS: Final = Register(
    name="household_member",
    fact=households.HouseholdMemberRecorded,
    state=None,
    concerns=None,
    keeps_all=True,
    path="/households/{household}/members/{person}/{joined_on}",
    summary="Record that somebody belongs to a household, from a day on",
    file="Members of households, from when until when",
    listing=Listing(
        summary="Who belongs, or belonged, to a household",
        about="Every membership of the household. Who is in another one at the same time is in "
        "`GET /v1/household-contradictions`, and counts in neither until one of them is mended.",
        page="A household's members, by person and first day.",
    ),
    words={"relation": RELATION_WORDS},
    check=refuse_memberships,
)

SUCCESSIONS: Final = Register(
    name="household_succession",
    fact=households.HouseholdSucceeded,
    state=None,
    concerns=None,
    keeps_all=True,
    path="/households/{household}/successions/{successor}/{succeeded_on}",
    summary="Record that a household split, or merged with another",
    file="Households that split or merged",
    listing=Listing(
        summary="What split from a household, and what it merged with",
        about="Each successor with the day and whether it was a split or a merge.",
        page="A household's successors, by id and day.",
    ),
    words={"kind": SUCCESSION_WORDS},
    check=refuse_successions,
)

CATEGORIES: Final = Register(
    name="category",
    fact=households.CategoryCertified,
    state=None,
    concerns=None,
    keeps_all=True,
    path="/holders/{holder}/categories/{category}/{valid_from}",
    summary="Certify a category of a household or a person",
    file="Categories of households and persons, each with its proof",
    listing=Listing(
        summary="The categories of a household or a person; recorded",
        about="Every category ever certified with its proof. Needs `placement:sensitive`; who read them goes to the "
        "audit log.",
        page="Categories of a holder, by category and first day.",
        sensitive=True,
    ),
    words={"category": CATEGORY_WORDS, "holder_kind": HOLDER_WORDS},
    check=refuse_categories,
)

HOUSEHOLDS_AND_PEOPLE: Final = (HOUSEHOLDS, MEMBERSHIPS, SUCCESSIONS, CATEGORIES)
