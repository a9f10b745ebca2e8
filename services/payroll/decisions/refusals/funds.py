"""Why a fund is not opened or given money, and why a profit's division is not approved."""

from typing import Final

from shared.refusals import Refusal
from shared.texts import Text

NO_FUND: Final = Refusal(
    Text("fund.unknown", "没有资金 {fund}", "there is no fund {fund}"),
    Text("fund.unknown.advice", "先用 gongfang funds open {fund} 设立", "open it first: PUT /v1/funds/{fund}"),
    kind="unknown",
)
BEING_CHANGED: Final = Refusal(
    Text("fund.being_changed", "{fund} 正由别人办理", "{fund} is being changed by somebody else"),
    Text("fund.being_changed.advice", "请查看该资金后再试", "look at the fund and try again"),
)
NO_PACK: Final = Refusal(
    Text("fund.no_pack", "没有政策包 {pack}", "there is no policy pack {pack}"),
    Text("fund.no_pack.advice", "可用的有：{packs}", "name one of {packs}"),
    pointer="/policy_pack",
)
OTHER_COUNTY: Final = Refusal(
    Text("fund.other_county", "{fund} 属于 {pack}，不能改", "{fund} is a fund of {pack}, and stays one"),
    Text("fund.other_county.advice", "请为另一县另设资金", "open another fund for the other county"),
    pointer="/policy_pack",
)
GAVE_ANOTHER_AMOUNT: Final = Refusal(
    Text(
        "fund.gave_another_amount",
        "{document} 已拨给 {fund} {given} 元，不是 {amount} 元",
        "{document} gave {fund} {given} yuan, not {amount}",
    ),
    Text(
        "fund.gave_another_amount.advice",
        "一份文件只算一次：核对金额，或写明追加款的文件",
        "a document counts once: check the amount, or name the document of the further money",
    ),
    pointer="/amount",
)
BUDGET_WITHOUT_AMOUNT: Final = Refusal(
    Text("budget.without_amount", "{pack} 没有给 {budget} 定金额", "{pack} gives {budget} no amount"),
    Text(
        "budget.without_amount.advice",
        "在政策包里设定 {parameter}，或不写 --budget",
        "set the parameter {parameter} in the pack, or leave the budget out",
    ),
)
BEYOND_BUDGET: Final = Refusal(
    Text(
        "budget.exceeded",
        "{parameter} 依 {document}，{paragraph} 为 {budget} 元；加上这一笔，其下资金共拨 {total} 元",
        "{parameter} is {budget} yuan by {document}, {paragraph}; with this its funds would have been given {total}",
    ),
    Text(
        "budget.exceeded.advice",
        "少拨一些，或先提高预算并更新政策包",
        "give less, or have the budget raised and the pack follow",
    ),
)

NOT_JOINT: Final = Refusal(
    Text(
        "fund.not_joint",
        "{fund} 不是救助与再发展的合并资金，无可划分",
        "{fund} is no pot of relief and redevelopment together: there is nothing to allot",
    ),
    Text(
        "fund.not_joint.advice",
        "用 gongfang funds list 查看；写合并资金的编号",
        "see the list of funds and name a joint one",
    ),
)
NOT_ENOUGH_TO_ALLOT: Final = Refusal(
    Text(
        "fund.not_enough_to_allot",
        "{fund} 只剩 {left} 元，划不出 {amount} 元",
        "{fund} has {left} yuan left, less than {amount}",
    ),
    Text(
        "fund.not_enough_to_allot.advice",
        "少划一些，或等利润分配核准后再划",
        "allot less, or wait until more profit is approved",
    ),
    pointer="/amount",
)
ALLOTTED_OTHERWISE: Final = Refusal(
    Text(
        "fund.allotted_otherwise",
        "{document} 对 {fund} 已定过：{pot} {amount} 元",
        "{document} has said otherwise of {fund}: {amount} yuan for {pot}",
    ),
    Text(
        "fund.allotted_otherwise.advice",
        "一份文件只算一次：核对内容，或写明另一份文件",
        "a document counts once: check what it says, or name another document",
    ),
    pointer="/document",
)

NO_PROFIT: Final = Refusal(
    Text(
        "division.no_profit", "{workshop} 没有上报 {period} 的利润", "no profit of {workshop} was reported for {period}"
    ),
    Text("division.no_profit.advice", "请先上报利润", "report the profit first"),
    kind="unknown",
)
OTHER_REVISION: Final = Refusal(
    Text(
        "division.other_revision",
        "利润分配现为第 {now} 版，不是第 {given} 版",
        "the division is at revision {now}, not {given}",
    ),
    Text(
        "division.other_revision.advice",
        "请重新查看，核准所看到的内容",
        "look at it again and approve what you see",
    ),
    pointer="/revision",
)
INCOMPLETE: Final = Refusal(
    Text("division.incomplete", "利润分配尚不完整", "the division is incomplete"),
    Text("division.incomplete.advice", "请先补齐", "complete it first"),
)
NOT_ENOUGH_LEFT: Final = Refusal(
    Text(
        "division.not_enough_left",
        "{beneficiary} 须退回 {amount} 元，只剩 {left} 元",
        "{beneficiary} is to give back {amount} yuan and has {left} left",
    ),
    Text(
        "division.not_enough_left.advice",
        "先撤回未付的申领，或收回已付的款项；已划给救助或再发展的先划回",
        "withdraw claims that are not paid, or have what was paid or allotted given back first",
    ),
)
