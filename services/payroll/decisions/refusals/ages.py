"""Why nobody is paid whose age has to be decided on."""

from typing import Final

from shared.refusals import Refusal
from shared.texts import Text

_UNDECIDED: Final = Text(
    "age.undecided",
    "按身份证号，{names} 的年龄须有人决定",
    "the age of {names} by their identity numbers needs a decision",
)
UNDECIDED_OF_MONTH: Final = Refusal(
    _UNDECIDED,
    Text(
        "age.undecided.month",
        "号码有误的先更正；否则用 --hold 工号=原因 暂缓，或用 --accept-age 工号=原因 写明照发的理由",
        "correct a wrong number; else hold them with a reason, or say in accept_ages why they are paid",
    ),
    pointer="/accept_ages",
)
UNDECIDED_OF_SUPPLEMENT: Final = Refusal(
    _UNDECIDED,
    Text(
        "age.undecided.supplement",
        "号码有误的先更正；否则用 --accept-age 写明照发的理由",
        "correct a wrong number; else say in accept_age why he is paid",
    ),
    pointer="/accept_age",
)
NOTHING_TO_DECIDE: Final = Refusal(
    Text("age.nothing_to_decide", "{names} 的年龄无须决定", "the age of {names} needs no decision"),
    Text("age.nothing_to_decide.advice", "只写须决定年龄的人", "name only those whose age is asked about"),
)
