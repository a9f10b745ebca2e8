"""Which ends of employments no register can take."""

from collections.abc import Sequence
from typing import Final

from shared.events.employments import EmploymentEnded
from shared.messaging.transaction import Transaction
from shared.refusals import Refusal, Refused
from shared.texts import Text

LEFT_BEFORE_HE_CAME: Final = Refusal(
    Text(
        "employment.left_before", "离职日 {last} 早于首日 {first}", "the last day {last} is before the first, {first}"
    ),
    Text("employment.correct_a_day", "请更正其中一个日期", "correct one of the days"),
    "unusable",
    "/data/last_day",
)


async def refuse_employment_ends(_: Transaction, events: Sequence[EmploymentEnded]) -> None:
    """Raise Refused for an employment that ends before it began."""
    for event in events:
        if event.data.last_day < event.data.since:
            raise Refused(LEFT_BEFORE_HE_CAME.of(last=event.data.last_day, first=event.data.since))
