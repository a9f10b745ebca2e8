"""Which facts of households no register can take: days the wrong way round, and categories of the wrong holder."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from services.placement.domain.categories import HOUSEHOLD_CATEGORIES
from shared.events.households import CategoryCertified, HouseholdMemberRecorded, HouseholdSucceeded
from shared.messaging.transaction import Transaction
from shared.refusals import Refusal, Refused
from shared.texts import Text

ENDS_BEFORE_IT_BEGINS: Final = Refusal(
    Text(
        "household.ends_before",
        "最后一天 {last} 早于第一天 {first}",
        "the last day {last} is before the first, {first}",
    ),
    Text("household.correct_a_day", "请更正其中一个日期", "correct one of the days"),
    "unusable",
)
SUCCEEDS_ITSELF: Final = Refusal(
    Text("household.succeeds_itself", "{household} 不能由自己承继", "{household} cannot succeed itself"),
    Text("household.name_the_other", "请写另一个家庭", "name the other household"),
    "unusable",
    "/data/successor",
)
OF_A_HOUSEHOLD: Final = Refusal(
    Text(
        "category.of_a_household",
        "{category} 属于家庭，不属于个人",
        "{category} is a household's category, no person's",
    ),
    Text("category.name_household", "请写家庭及其户号", "name the household"),
    "unusable",
    "/data/holder_kind",
)
OF_A_PERSON: Final = Refusal(
    Text(
        "category.of_a_person", "{category} 属于个人，不属于家庭", "{category} is a person's category, no household's"
    ),
    Text("category.name_person", "请写本人及其编号", "name the person"),
    "unusable",
    "/data/holder_kind",
)


async def refuse_memberships(_: Transaction, events: Sequence[HouseholdMemberRecorded]) -> None:
    """Raise Refused for a membership that ends before it begins."""
    for event in events:
        _refuse_days(event.data.joined_on, event.data.left_on, "/data/left_on")


async def refuse_successions(_: Transaction, events: Sequence[HouseholdSucceeded]) -> None:
    """Raise Refused for a household that would succeed itself."""
    for event in events:
        if event.data.household == event.data.successor:
            raise Refused(SUCCEEDS_ITSELF.of(household=event.data.household))


async def refuse_categories(_: Transaction, events: Sequence[CategoryCertified]) -> None:
    """Raise Refused for a category of the wrong kind of holder, or one that ends before it begins."""
    for event in events:
        data = event.data
        of_household = data.category in HOUSEHOLD_CATEGORIES
        if of_household != (data.holder_kind == "household"):
            raise Refused((OF_A_HOUSEHOLD if of_household else OF_A_PERSON).of(category=data.category))
        _refuse_days(data.valid_from, data.valid_until, "/data/valid_until")


def _refuse_days(first: date, last: date | None, pointer: str) -> None:
    if last is not None and last < first:
        raise Refused(ENDS_BEFORE_IT_BEGINS.of(last=last, first=first).at(pointer))
