"""Why a payee's account is not taken back or decided on."""

from typing import Final

from shared.refusals import Refusal
from shared.texts import Text

NO_ACCOUNT: Final = Refusal(
    Text("payee_account.unknown", "{payee} 没有登记账号", "no account of {payee} is known"),
    Text("payee_account.unknown.advice", "请核对种类和编号", "check kind and id"),
    kind="unknown",
)
NO_WAITING_DAYS: Final = Refusal(
    Text(
        "payee_account.no_waiting_days",
        "没有政策包规定账号变更的等待天数",
        "no policy pack says how many days an account waits",
    ),
    Text("payee_account.no_waiting_days.advice", "请先登记工坊", "register a workshop first"),
)
