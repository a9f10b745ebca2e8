"""Why a supplement is not prepared, approved or refused."""

from typing import Final

from services.payroll.decisions.refusals.advice import ANOTHER_APPROVES, CHECK_THE_NUMBER
from shared.refusals import Refusal
from shared.texts import Text

NO_SUPPLEMENT: Final = Refusal(
    Text("supplement.unknown", "没有第 {number} 号补充结算", "there is no supplement {number}"),
    CHECK_THE_NUMBER,
    kind="unknown",
)
MONTH_NOT_CLOSED: Final = Refusal(
    Text("supplement.month_not_closed", "{workshop} 的 {month} 现在是“{state}”", "{month} of {workshop} is {state}"),
    Text(
        "supplement.month_not_closed.advice",
        "直接更正数据即可：未结月份会随之变化",
        "correct the facts: an open month follows them",
    ),
)
NOTHING_DUE: Final = Refusal(
    Text(
        "supplement.nothing_due",
        "{worker} 在 {workshop} 没有待结的差额",
        "nothing is due to or from {worker} at {workshop}",
    ),
    Text(
        "supplement.nothing_due.advice",
        "先更正数据；稍后在该月所在工坊或本人现在的工坊会出现差额",
        "correct the facts first; a difference shows after a moment, where the month was or where he is now",
    ),
    pointer="/worker",
)
ANOTHER_WAITS: Final = Refusal(
    Text(
        "supplement.another_waits",
        "{worker} 已有一份补充结算等待核准",
        "a supplement for {worker} is waiting to be approved",
    ),
    Text("supplement.another_waits.advice", "先核准或驳回那一份", "approve or refuse that one first"),
)
PREPARED_BY_SAME: Final = Refusal(
    Text(
        "supplement.prepared_by_same",
        "这份补充结算由 {actor} 提出，本人不能核准",
        "{actor} prepared this supplement and cannot approve it",
    ),
    ANOTHER_APPROVES,
    kind="forbidden",
)
CHANGED_SINCE: Final = Refusal(
    Text(
        "supplement.changed_since",
        "与提出时不同：数据有变，或哈希不符",
        "this is not what was prepared: facts have changed it, or the hash is another",
    ),
    Text(
        "supplement.changed_since.advice",
        "请重新查看；驳回后重新提出",
        "look at it again; refuse it and prepare a new one",
    ),
    pointer="/prepared_hash",
)
DECIDED_ALREADY: Final = Refusal(
    Text(
        "supplement.decided_already",
        "第 {number} 号补充结算{state}{by}",
        "supplement {number} was {state}{by}",
    )
)
