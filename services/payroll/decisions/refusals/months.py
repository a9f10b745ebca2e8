"""Why a month is not submitted, closed or sent back."""

from typing import Final

from services.payroll.decisions.refusals.advice import ANOTHER_APPROVES, CHECK_THE_ID
from shared.refusals import Refusal
from shared.texts import Text

NO_WORKSHOP: Final = Refusal(
    Text("workshop.not_registered", "没有登记工坊 {workshop}", "no workshop {workshop} is registered"),
    CHECK_THE_ID,
    kind="unknown",
)
NO_PACK: Final = Refusal(
    Text(
        "workshop.pack_not_at_hand",
        "{workshop} 的政策包 {pack} 不在本机",
        "the policy pack {pack} of {workshop} is not at hand",
    ),
    Text(
        "workshop.pack_not_at_hand.advice",
        "请添加该政策包文件，或改登记工坊的政策包",
        "have its file added, or the workshop registered with another",
    ),
)
OTHER_STATE: Final = Refusal(
    Text(
        "month.other_state",
        "{workshop} 的 {month} 现在是“{state}”{by}，不是“{wanted}”",
        "{month} of {workshop} is {state}{by}, not {wanted}",
    ),
    Text("month.other_state.advice", "请重新查看该月", "look at the month again"),
)
NOT_OVER: Final = Refusal(
    Text("month.not_over", "{month} 还没有结束", "{month} is not over yet"),
    Text("month.not_over.advice", "过了当月最后一天再提交", "submit it after its last day"),
)
CLOSED_ALREADY: Final = Refusal(
    Text("month.closed_already", "{workshop} 的 {month} 已经结账", "{month} of {workshop} is closed already"),
    Text(
        "month.closed_already.advice",
        "以前月份补记的，随下一次结账按差额结算",
        "what is recorded for an earlier month is settled as a difference with the next one",
    ),
)
STILL_OPEN: Final = Refusal(
    Text("month.still_open", "{workshop} 的 {month} 还没有结账", "{month} of {workshop} is still open"),
    Text("month.still_open.advice", "先结 {month}", "close {month} first"),
)
NOTHING_RECORDED: Final = Refusal(
    Text(
        "month.nothing_recorded", "{workshop} 在 {month} 没有任何记录", "nothing is recorded for {workshop} in {month}"
    ),
    kind="unknown",
)
HOLDS_STRANGERS: Final = Refusal(
    Text("month.holds_strangers", "{names} 本月没有可结算的", "{names} has nothing to settle in this month"),
    Text("month.holds_strangers.advice", "只能暂缓本月的工人", "hold only workers of the month"),
    pointer="/hold",
)
INCOMPLETE: Final = Refusal(
    Text("month.incomplete", "有 {count} 份工资未完结", "{count} statements are incomplete"),
    Text(
        "month.incomplete.advice",
        "补齐数据；或用 --hold 工号=原因 暂缓这些人；或用 --accept-incomplete 写明理由，照现状结账",
        "complete them, hold these workers, or give a reason in accept_incomplete to close them as they are",
    ),
    pointer="/accept_incomplete",
)
SUBMITTED_BY_SAME: Final = Refusal(
    Text(
        "month.submitted_by_same",
        "本月由 {actor} 提交，本人不能核准",
        "{actor} submitted this month and cannot approve it",
    ),
    ANOTHER_APPROVES,
    kind="forbidden",
)
OTHER_HASH: Final = Refusal(
    Text("month.other_hash", "所给哈希与审核中的内容不符", "the hash given is not that of the month in review"),
    Text(
        "month.other_hash.advice",
        "请重新查看该月，核准所看到的内容",
        "look at the month again and approve what you see",
    ),
    pointer="/statements_hash",
)
CHANGED_SINCE: Final = Refusal(
    Text("month.changed_since", "提交以后数据有变", "facts have changed the month since it was submitted"),
    Text(
        "month.changed_since.advice",
        "请退回，由文员查看后重新提交",
        "send it back, so that it is looked at and submitted again",
    ),
)
_HOLD_OR_CORRECT: Final = Text(
    "month.too_much.advice",
    "请暂缓有关的人，或请人更正数据",
    "hold whom it is about, or have the facts corrected",
)
TOO_MUCH: Final = Refusal(
    Text("month.too_much", "该月合计超过 {yuan} 元", "the month comes to more than {yuan} yuan"), _HOLD_OR_CORRECT
)
ONE_TOO_MUCH: Final = Refusal(
    Text("month.one_too_much", "{beneficiary} 合计超过 {yuan} 元", "{beneficiary} comes to more than {yuan} yuan"),
    _HOLD_OR_CORRECT,
)
OTHER_PACK_VERSION: Final = Refusal(
    Text(
        "month.other_pack_version",
        "服务进程的 {packs} 与计算进程的不是同一版本",
        "this process has another version of {packs} than the workers compute with",
    ),
    Text(
        "month.other_pack_version.advice",
        "请管理员重启 payroll 的全部进程后再看",
        "have the operator restart payroll's processes, then look again",
    ),
)
