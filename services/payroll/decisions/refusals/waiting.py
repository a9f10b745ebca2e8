"""Why nothing is decided while facts wait or are being computed."""

from typing import Final

from services.payroll.decisions.refusals.advice import LOOK_AGAIN
from shared.refusals import Refusal
from shared.texts import Text

_CORRECT_FIRST: Final = Text(
    "waiting.correct_first",
    "请先更正数据；系统管理员可用 gongfang waiting 查看",
    "have the facts corrected first; the operator sees what waits",
)
OF_MONTH: Final = Refusal(
    Text("waiting.month", "{names} 有数据无法计算，正在等待", "facts of {names} wait: they could not be computed"),
    Text(
        "waiting.month.advice",
        "用 --hold 工号=原因 暂缓这些人（村集体写编号），或请人更正数据；系统管理员可用 gongfang waiting 查看",
        "hold them, each with a reason, or have the facts corrected; the operator sees what waits",
    ),
    pointer="/hold",
)
OF_DIFFERENCE: Final = Refusal(
    Text(
        "waiting.difference", "{worker} 有数据无法计算，正在等待", "facts of {worker} wait: they could not be computed"
    ),
    _CORRECT_FIRST,
    pointer="/worker",
)
OF_PROFIT: Final = Refusal(
    Text(
        "waiting.profit",
        "{workshop} 的利润数据无法计算，正在等待",
        "facts of {workshop}'s profit wait: they could not be computed",
    ),
    _CORRECT_FIRST,
)
BEING_COMPUTED: Final = Refusal(
    Text("waiting.being_computed", "刚收到新数据，正在计算", "facts have arrived that are being computed"), LOOK_AGAIN
)
