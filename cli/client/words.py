"""Chinese and English for the codes the services answer with."""

from collections.abc import Mapping, Sequence
from typing import Any

from cli.client.printing import moment
from services.payroll.documents import look_at

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
CLOCK_DOUBTS = {code: wording.both for code, wording in look_at.CLOCK_DOUBTS.items()}
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
_WAITING_SERVICES = {"orders": "订单", "payroll": "工资", "placement": "用工"}
AGE_CONCERNS = {code: wording.both for code, wording in look_at.AGES.items()}
ACCOUNT_STANDINGS = {
    "in_force": "已生效 in force",
    "confirmed": "已确认，等待期满后生效 confirmed, in force after the waiting days",
    "proposed": "账号变更，待另一人确认 waits to be confirmed by another person",
}


def named(who: str, names: Mapping[str, str]) -> str:
    """An id with the name beside it, where the caller may see it."""
    return f"{who} {names[who]}" if who in names else who


def account_notes(notes: Sequence[str]) -> str:
    """What to look at before an account is paid, in Chinese and English."""
    known = look_at.ACCOUNTS
    return ", ".join(known[note].both if note in known else note for note in notes)


def missing_in_chinese(reason: str) -> str:
    """What a statement lacks, such as `rate_missing:…`; empty where it has no name."""
    wording = look_at.LACKING.get(reason.partition(":")[0])
    return wording.zh if wording else ""


def waiting_told(part: Mapping[str, Any]) -> str:
    """Something that waits: where, what, why and since when."""
    service = f"{_WAITING_SERVICES[part['service']]} {part['service']}"
    subject = "/".join(part["subject"])
    return f"{service}: {part['kind']} {subject} ({part['reason']}), 起于 since {moment(part['since'])}"


def blocked_reason(reason: str) -> str:
    """Why somebody cannot be paid, in Chinese and English."""
    wording = look_at.NOT_PAYABLE.get(reason)
    return wording.both if wording else reason


def claim_reason(reason: str) -> str:
    """Why a claim is not committed, in Chinese and English."""
    return f"{_CLAIM_REASONS.get(reason, '')} {reason}".strip()
