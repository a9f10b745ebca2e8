"""What somebody should look at before money goes out, in words: for previews and for the command line."""

from collections.abc import Mapping
from typing import Final

from services.payroll.documents.model import Wording

CLOCK_DOUBTS: Final[Mapping[str, Wording]] = {
    "single_punch": Wording("只打卡一次", "one punch"),
    "unpaired_punch": Wording("签到签退不成对", "unpaired punch"),
    "directions_incomplete": Wording("签到签退不全", "keys not pressed throughout"),
    "shift_unclear": Wording("分不清是哪一班", "shift unclear"),
}
AGES: Final[Mapping[str, Wording]] = {
    "under_age": Wording("不满十六周岁", "under sixteen"),
    "over_age": Wording("超过政策包年龄", "above the pack's age"),
    "not_readable": Wording("个人信息打不开，年龄不明", "details cannot be opened, age unknown"),
}
ACCOUNTS: Final[Mapping[str, Wording]] = {
    "first_payment": Wording("首次付款", "first payment"),
    "account_changed": Wording("账号已变更", "account changed"),
    "account_shared": Wording("与他人同一账号", "account shared with somebody"),
    "holder_differs": Wording("户名不是本人", "holder is another"),
    "card_number_wrong": Wording("卡号校验不符", "card number mistyped"),
}
NOT_PAYABLE: Final[Mapping[str, Wording]] = {
    reason: Wording(chinese, reason)
    for reason, chinese in (
        ("no details are known", "没有个人信息"),
        ("the details were erased", "个人信息已删除"),
        ("no account is known", "没有账号"),
        ("a change of the details waits: it could not be computed", "个人信息的变更无法计算，正在等待"),
        ("whoever makes this batch gave the account", "账号由制单人自己登记"),
    )
}
"""By the reason as decisions say it."""
LACKING: Final[Mapping[str, Wording]] = {
    "worker_not_registered": Wording("工人未登记", "worker not registered"),
    "workshop_not_registered": Wording("工坊未登记", "workshop not registered"),
    "rate_missing": Wording("缺单价", "no rate"),
    "policy_pack_unknown": Wording("没有该政策包", "policy pack unknown"),
    "facts_waiting": Wording("有数据无法计算，正在等待", "facts wait: they could not be computed"),
}
"""By the part of a reason before its colon."""
