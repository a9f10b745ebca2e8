"""Why something is not shown: it is not there, not yet, or not for whoever asks."""

from typing import Final

from services.payroll.decisions.refusals.advice import CHECK_THE_ID, CHECK_THE_NUMBER
from shared.http import titles
from shared.refusals import Refusal
from shared.texts import Text

_ASK_TO_READ: Final = Text("client.ask_to_read", "请申请权限 payroll:read", "ask for payroll:read")
NOT_HIS_STATEMENT: Final = Refusal(
    Text("client.not_his_statement", "{client} 只能查看本人的工资", "{client} may read only his own statements"),
    _ASK_TO_READ,
    kind="forbidden",
)
NOT_HIS_CLAIM: Final = Refusal(
    Text(
        "client.not_his_claim",
        "{client} 只能查看与本人有关的申领",
        "{client} may read only claims about himself",
    ),
    _ASK_TO_READ,
    kind="forbidden",
)

_NOTHING_OF_WORKER: Final = Text(
    "statement.unknown", "工人 {worker} 在 {month} 没有任何记录", "nothing is recorded for worker {worker} in {month}"
)
NO_HISTORY: Final = Refusal(_NOTHING_OF_WORKER, kind="unknown", title=titles.NO_STATEMENT)
NO_STATEMENT: Final = Refusal(
    _NOTHING_OF_WORKER,
    Text(
        "statement.unknown.advice",
        "请核对工号和月份；刚发来的数据要等片刻",
        "check the id and the month; facts just sent take a moment",
    ),
    kind="unknown",
    title=titles.NO_STATEMENT,
)
NO_PAYSLIP: Final = Refusal(
    Text("payslip.unknown", "{worker} 在 {month} 没有任何记录", "nothing is recorded for {worker} in {month}"),
    Text("payslip.unknown.advice", "请核对月份", "check the month"),
    kind="unknown",
    title=titles.NO_PAYSLIP,
)
MONTH_NOT_CLOSED: Final = Refusal(
    Text("wage_list.month_not_closed", "{workshop} 的 {month} 现在是“{state}”", "{month} of {workshop} is {state}"),
    Text(
        "wage_list.month_not_closed.advice",
        "结账以后才有工资支付表；未结月份请加 --preview 看预览",
        "a wage list is of a closed month; fetch its preview",
    ),
    title=titles.NOT_CLOSED,
)
MONTH_NOT_OPEN: Final = Refusal(
    Text("preview.month_not_open", "{workshop} 的 {month} 现在是“{state}”", "{month} of {workshop} is {state}"),
    Text(
        "preview.month_not_open.advice",
        "预览只用于未结的月份；已结月份请取工资支付表",
        "a preview is of an open month",
    ),
    title=titles.NOT_OPEN,
)
NO_SETTLEMENT: Final = Refusal(
    Text("settlement.unknown", "没有第 {number} 号结算", "there is no settlement {number}"),
    CHECK_THE_NUMBER,
    kind="unknown",
)

NO_AWARD: Final = Refusal(
    Text(
        "award.unknown",
        "{workshop}、{company}、{month} 没有上报产量",
        "no production is reported for {workshop}, {company}, {month}",
    ),
    kind="unknown",
    title=titles.NO_AWARD,
)
NO_DIVISION: Final = Refusal(
    Text("division.unknown", "{workshop} 没有上报 {period} 的利润", "no profit is reported for {workshop} in {period}"),
    kind="unknown",
    title=titles.NO_DIVISION,
)
NO_FUND: Final = Refusal(
    Text("fund.not_opened", "没有资金 {fund}", "there is no fund {fund}"),
    Text("fund.not_opened.advice", "请核对编号，或先设立该资金", "check the id, or open the fund"),
    kind="unknown",
)
NO_CLAIM: Final = Refusal(
    Text("claim.unknown", "没有申领 {claim}", "there is no claim {claim}"), CHECK_THE_ID, kind="unknown"
)
NOTHING_CLAIMED: Final = Refusal(
    Text(
        "publication.nothing_claimed",
        "没有资金 {name}，也没有人申领过名为 {name} 的补贴",
        "there is no fund {name}, and nobody claimed a subsidy of that name",
    ),
    Text(
        "publication.nothing_claimed.advice",
        "gongfang funds list 可查看全部资金；补贴请用政策包中的名称",
        "GET /v1/funds lists the funds; a subsidy has the name its pack knows it under",
    ),
    kind="unknown",
)
OBJECTIONS_END_EARLY: Final = Refusal(
    Text(
        "publication.objections_end_early",
        "公示在 {day} 截止，早于开始",
        "objections end on {day}, before they begin",
    ),
    Text("publication.objections_end_early.advice", "公示截止日期须晚一些", "let objections end on a later day"),
    kind="unusable",
    pointer="/objections_until",
)

TEMPLATES_UNUSABLE: Final = Refusal(
    Text("payment.templates_unusable", "文件格式有误：{why}", "{why}"),
    Text(
        "payment.templates_unusable.advice",
        "请管理员修正或移走该文件后再试",
        "have the operator mend or remove this file, then ask again",
    ),
    title=titles.NOT_USABLE,
)
NO_TEMPLATE: Final = Refusal(
    Text("payment.template_unusable", "文件格式有误：{why}", "{why}"),
    Text(
        "payment.template_unusable.advice",
        "用 gongfang payments templates 查看有哪些",
        "GET /v1/bank-templates lists those there are",
    ),
    pointer="/template",
    title=titles.NOT_USABLE,
)
