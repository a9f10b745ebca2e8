"""Households and persons on a day as they are answered."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from pydantic import Field

from services.placement.domain.households import Category, Membership, Standing, contradictions
from shared.events.households import CategoryName, HolderKind
from shared.http.answers import Answer, NextText
from shared.http.event_answers import InBoth
from shared.identifiers import Identifier


class MembershipAnswer(Answer):
    """A membership of a household."""

    household: Identifier
    joined_on: date
    left_on: date | None = Field(description="Last day; null while he is a member")
    event: str


class CategoryAnswer(Answer):
    """A category that holds on the day, with what proves it."""

    holder_kind: HolderKind
    holder: Identifier
    category: CategoryName
    valid_from: date
    valid_until: date | None
    proof: str
    event: str


class PersonStanding(Answer):
    """A person on a day."""

    person: Identifier
    on: date
    household: Identifier | None = Field(description="Null where he is in none, or in several at once")
    memberships: list[MembershipAnswer] = Field(description="Those that hold on the day")
    categories: list[CategoryAnswer]
    waits: InBoth | None = Field(description="Why his household, and with it its categories, are not known")


class HouseholdStanding(Answer):
    """A household on a day."""

    household: Identifier
    on: date
    members: list[Identifier]
    categories: list[CategoryAnswer]
    heirs: list[Identifier] = Field(description="Households that have by that day what it ever had")


class Contradiction(Answer):
    """A person in several households on the same day."""

    person: Identifier
    memberships: list[MembershipAnswer]


class ContradictionsPage(Answer):
    """A page of persons in two households at once, by id."""

    contradictions: list[Contradiction]
    next: NextText


def person_standing(person: str, on: date, standing: Standing) -> PersonStanding:
    """A person's household and categories."""
    belonging = standing.belonging
    return PersonStanding(
        person=person,
        on=on,
        household=belonging.household,
        memberships=[_membership(each) for each in belonging.memberships],
        categories=[_category(proof) for proof in standing.proofs],
        waits=InBoth(**belonging.waits.as_json()) if belonging.waits is not None else None,
    )


def household_standing(
    household: str, on: date, members: Sequence[str], categories: Iterable[Category], heirs: Collection[str]
) -> HouseholdStanding:
    """A household's members, categories and heirs."""
    return HouseholdStanding(
        household=household,
        on=on,
        members=list(members),
        categories=[_category(each) for each in categories],
        heirs=sorted(heirs),
    )


def contradiction_answers(persons: Sequence[str], memberships: Iterable[Membership]) -> list[Contradiction]:
    """Each person with the memberships that contradict another of his."""
    contradicting = dict.fromkeys(each for pair in contradictions(memberships) for each in pair)
    return [
        Contradiction(person=person, memberships=[_membership(each) for each in contradicting if each.person == person])
        for person in persons
    ]


def _membership(membership: Membership) -> MembershipAnswer:
    return MembershipAnswer(
        household=membership.household,
        joined_on=membership.joined_on,
        left_on=membership.left_on,
        event=membership.event,
    )


def _category(category: Category) -> CategoryAnswer:
    return CategoryAnswer.model_validate(category, from_attributes=True)
