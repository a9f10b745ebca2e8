"""What the states of months, supplements, batches, payments, claims and funds are called, and the steps of a month."""

from collections.abc import Mapping
from typing import Final

from shared.texts import Text

MONTHS: Final[Mapping[str, Text]] = {
    "open": Text("month_state.open", "未结", "open"),
    "in_review": Text("month_state.in_review", "审核中", "in review"),
    "closed": Text("month_state.closed", "已结", "closed"),
    "paid": Text("month_state.paid", "已发", "paid"),
    "settled_later": Text("month_state.settled_later", "并入后月", "settled later"),
}
MONTH_STEPS: Final[Mapping[str, Text]] = {
    "submitted": Text("month_step.submitted", "提交", "submitted"),
    "approved": Text("month_step.approved", "核准结账", "approved"),
    "sent_back": Text("month_step.sent_back", "退回", "sent back"),
    "supplemented": Text("month_step.supplemented", "补充结算", "supplemented"),
    "paid": Text("month_step.paid", "全部到账", "paid"),
    "payment_returned": Text("month_step.payment_returned", "有款退回", "payment returned"),
    "nothing_to_pay": Text("month_step.nothing_to_pay", "无款可付", "nothing to pay"),
}
SUPPLEMENTS: Final[Mapping[str, Text]] = {
    "prepared": Text("supplement_state.prepared", "待核准", "prepared"),
    "approved": Text("supplement_state.approved", "已核准", "approved"),
    "refused": Text("supplement_state.refused", "已驳回", "refused"),
}
BATCHES: Final[Mapping[str, Text]] = {
    "prepared": Text("batch_state.prepared", "待交银行", "prepared"),
    "with_bank": Text("batch_state.with_bank", "银行处理中", "with the bank"),
    "answered": Text("batch_state.answered", "已回盘", "answered"),
    "cancelled": Text("batch_state.cancelled", "已撤销", "cancelled"),
}
PAYMENTS: Final[Mapping[str, Text]] = {
    "unpaid": Text("payment_state.unpaid", "未付", "unpaid"),
    "instructed": Text("payment_state.instructed", "待到账", "instructed"),
    "settled": Text("payment_state.settled", "已到账", "settled"),
    "returned": Text("payment_state.returned", "已退回", "returned"),
    "cancelled": Text("payment_state.cancelled", "已撤销", "cancelled"),
}
CLAIMS: Final[Mapping[str, Text]] = {
    "committed": Text("claim_state.committed", "已承诺", "committed"),
    "queued": Text("claim_state.queued", "排队中", "queued"),
    "refused": Text("claim_state.refused", "已拒绝", "refused"),
    "withdrawn": Text("claim_state.withdrawn", "已撤回", "withdrawn"),
}
FUNDS: Final[Mapping[str, Text]] = {
    "opened": Text("fund_state.opened", "已设立", "opened"),
    "changed": Text("fund_state.changed", "已更改", "changed"),
    "unchanged": Text("fund_state.unchanged", "无变化", "unchanged"),
}
APPROPRIATIONS: Final[Mapping[str, Text]] = {
    "posted": Text("appropriation_state.posted", "已入账", "posted"),
    "already_posted": Text("appropriation_state.already_posted", "此前已入账", "posted before"),
}
ACCOUNTS: Final[Mapping[str, Text]] = {
    "in_force": Text("account_state.in_force", "已生效", "in force"),
    "confirmed": Text(
        "account_state.confirmed", "已确认，等待期满后生效", "confirmed, in force after the waiting days"
    ),
    "proposed": Text("account_state.proposed", "账号变更，待另一人确认", "waits to be confirmed by another person"),
}
OVERDUE: Final[Mapping[str, Text]] = {
    "unpaid": Text("overdue.unpaid", "已结未到账", "closed, not arrived"),
    "unclosed": Text("overdue.unclosed", "未结账", "not closed"),
    "difference": Text("overdue.difference", "差额待结", "difference to be settled"),
}


def as_refused(names: Mapping[str, Text], state: str) -> Text:
    """A state inside a refusal: by its name in Chinese, in English as programs read it."""
    return Text("", names[state].zh, state)
