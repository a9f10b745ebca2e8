"""What somebody should look at before money goes out, in words: for previews and for the command line."""

from collections.abc import Mapping
from typing import Final

from shared.texts import Text

CLOCK_DOUBTS: Final[Mapping[str, Text]] = {
    "single_punch": Text("document.look_at.clock_doubts.single_punch", "只打卡一次", "one punch"),
    "unpaired_punch": Text("document.look_at.clock_doubts.unpaired_punch", "签到签退不成对", "unpaired punch"),
    "directions_incomplete": Text(
        "document.look_at.clock_doubts.directions_incomplete", "签到签退不全", "keys not pressed throughout"
    ),
    "shift_unclear": Text("document.look_at.clock_doubts.shift_unclear", "分不清是哪一班", "shift unclear"),
}
AGES: Final[Mapping[str, Text]] = {
    "under_age": Text("document.look_at.ages.under_age", "不满十六周岁", "under sixteen"),
    "over_age": Text("document.look_at.ages.over_age", "超过政策包年龄", "above the pack's age"),
    "not_readable": Text(
        "document.look_at.ages.not_readable", "个人信息打不开，年龄不明", "details cannot be opened, age unknown"
    ),
}
ACCOUNTS: Final[Mapping[str, Text]] = {
    "first_payment": Text("document.look_at.accounts.first_payment", "首次付款", "first payment"),
    "account_changed": Text("document.look_at.accounts.account_changed", "账号已变更", "account changed"),
    "account_shared": Text(
        "document.look_at.accounts.account_shared", "与他人同一账号", "account shared with somebody"
    ),
    "holder_differs": Text("document.look_at.accounts.holder_differs", "户名不是本人", "holder is another"),
    "card_number_wrong": Text("document.look_at.accounts.card_number_wrong", "卡号校验不符", "card number mistyped"),
}
NOT_PAYABLE: Final[Mapping[str, Text]] = {
    reason: Text("", chinese, reason)
    for reason, chinese in (
        ("no details are known", "没有个人信息"),
        ("the details were erased", "个人信息已删除"),
        ("no account is known", "没有账号"),
        ("a change of the details waits: it could not be computed", "个人信息的变更无法计算，正在等待"),
        ("whoever makes this batch gave the account", "账号由制单人自己登记"),
    )
}
"""By the reason as decisions say it."""
LACKING: Final[Mapping[str, Text]] = {
    "worker_not_registered": Text(
        "document.look_at.lacking.worker_not_registered", "工人未登记", "worker not registered"
    ),
    "workshop_not_registered": Text(
        "document.look_at.lacking.workshop_not_registered", "工坊未登记", "workshop not registered"
    ),
    "rate_missing": Text("document.look_at.lacking.rate_missing", "缺单价", "no rate"),
    "policy_pack_unknown": Text("document.look_at.lacking.policy_pack_unknown", "没有该政策包", "policy pack unknown"),
    "facts_waiting": Text(
        "document.look_at.lacking.facts_waiting", "有数据无法计算，正在等待", "facts wait: they could not be computed"
    ),
}
"""By the part of a reason before its colon."""
