"""Chinese and English for the codes the services answer with."""

from collections.abc import Mapping, Sequence
from typing import Any

from cli.client.printing import moment

MONTH_STATES = {
    "open": "未结 open",
    "in_review": "审核中 in review",
    "closed": "已结 closed",
    "paid": "已发 paid",
    "settled_later": "并入后月 settled later",
}
MONTH_STEPS = {
    "submitted": "提交 submitted",
    "approved": "核准结账 approved",
    "sent_back": "退回 sent back",
    "supplemented": "补充结算 supplemented",
    "paid": "全部到账 paid",
    "payment_returned": "有款退回 payment returned",
    "nothing_to_pay": "无款可付 nothing to pay",
}
SUPPLEMENT_STATES = {"prepared": "待核准 prepared", "approved": "已核准 approved", "refused": "已驳回 refused"}
BATCH_STATES = {
    "prepared": "待交银行 prepared",
    "with_bank": "银行处理中 with the bank",
    "answered": "已回盘 answered",
    "cancelled": "已撤销 cancelled",
}
PAYMENT_STATES = {
    "unpaid": "未付 unpaid",
    "instructed": "待到账 instructed",
    "settled": "已到账 settled",
    "returned": "已退回 returned",
    "cancelled": "已撤销 cancelled",
}
RETURN_FIELDS = {
    "reference": "明细编号 reference",
    "status": "处理结果 status",
    "reason": "失败原因 reason",
    "date": "处理日期 date",
    "amount": "金额 amount",
    "line": "整行 line",
}
CLAIM_STATES = {
    "committed": "已承诺 committed",
    "queued": "排队中 queued",
    "refused": "已拒绝 refused",
    "withdrawn": "已撤回 withdrawn",
}
OVERDUE_STAGES = {
    "unpaid": "已结未到账 closed, not arrived",
    "unclosed": "未结账 not closed",
    "difference": "差额待结 difference to be settled",
}
FUND_STATES = {"opened": "已设立 opened", "changed": "已更改 changed", "unchanged": "无变化 unchanged"}
APPROPRIATION_STATES = {"posted": "已入账 posted", "already_posted": "此前已入账 posted before"}
CLOCK_DOUBTS = {
    "single_punch": "只打卡一次 one punch",
    "unpaired_punch": "签到签退不成对 unpaired punch",
    "directions_incomplete": "签到签退不全 keys not pressed throughout",
    "shift_unclear": "分不清是哪一班 shift unclear",
}
_CLAIM_REASONS = {
    "policy_pack_unknown": "没有该政策包",
    "policy_pack_not_in_force": "该期间政策尚未施行",
    "nothing_claimed": "金额为零",
    "negative_amount": "金额为负",
    "fund_of_another_county": "资金属于另一县",
    "paid_by_another_claim": "已由另一笔申领支付",
    "withdrawn": "已撤回",
    "fund_not_open": "资金尚未设立",
    "money_short": "资金不足，排队等候",
    "withdrawn_too_late": "已在支付，撤回过晚",
    "changed_too_late": "已在支付，更改过晚",
}
_MISSING = {
    "worker_not_registered": "工人未登记",
    "workshop_not_registered": "工坊未登记",
    "rate_missing": "缺单价",
    "policy_pack_unknown": "没有该政策包",
    "facts_waiting": "有数据无法计算，正在等待",
}
_WAITING_SERVICES = {"orders": "订单", "payroll": "工资", "placement": "用工"}
_BLOCKED = {
    "no details are known": "没有个人信息",
    "the details were erased": "个人信息已删除",
    "no account is known": "没有账号",
    "a change of the details waits: it could not be computed": "个人信息的变更无法计算，正在等待",
    "whoever makes this batch gave the account": "账号由制单人自己登记",
}
AGE_CONCERNS = {"under_age": "不满十六周岁 under sixteen", "over_age": "超过政策包年龄 above the pack's age"}
ACCOUNT_STANDINGS = {
    "in_force": "已生效 in force",
    "confirmed": "已确认，等待期满后生效 confirmed, in force after the waiting days",
    "proposed": "账号变更，待另一人确认 waits to be confirmed by another person",
}
_ACCOUNT_NOTES = {
    "first_payment": "首次付款 first payment",
    "account_changed": "账号已变更 account changed",
    "account_shared": "与他人同一账号 account shared with somebody",
    "holder_differs": "户名不是本人 holder is another",
    "card_number_wrong": "卡号校验不符 card number mistyped",
}


def account_notes(notes: Sequence[str]) -> str:
    """What to look at before an account is paid, in Chinese and English."""
    return ", ".join(_ACCOUNT_NOTES.get(note, note) for note in notes)


def missing_in_chinese(reason: str) -> str:
    """What a statement lacks, such as `rate_missing:…`; empty where it has no name."""
    return _MISSING.get(reason.partition(":")[0], "")


def waiting_told(part: Mapping[str, Any]) -> str:
    """Something that waits: where, what, why and since when."""
    service = f"{_WAITING_SERVICES[part['service']]} {part['service']}"
    subject = "/".join(part["subject"])
    return f"{service}: {part['kind']} {subject} ({part['reason']}), 起于 since {moment(part['since'])}"


def blocked_reason(reason: str) -> str:
    """Why somebody cannot be paid, in Chinese and English."""
    return f"{_BLOCKED.get(reason, '')} {reason}".strip()


def claim_reason(reason: str) -> str:
    """Why a claim is not committed, in Chinese and English."""
    return f"{_CLAIM_REASONS.get(reason, '')} {reason}".strip()
