"""What a simulation's tables say, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Final

from services.payroll.domain import rules
from services.payroll.simulation.run import Simulation
from shared.texts import Language, Text

RULE: Final = Text("simulation.wording.rule", "规则", "rule")
WORKSHOP: Final = Text("simulation.wording.workshop", "工坊", "workshop")
MONTH: Final = Text("simulation.wording.month", "月份", "month")
PERSON: Final = Text("simulation.wording.person", "人员", "person")
RECIPIENT: Final = Text("simulation.wording.recipient", "村集体或资金", "collective or fund")
BEFORE: Final = Text("simulation.wording.before", "现行（元）", "before, yuan")
AFTER: Final = Text("simulation.wording.after", "试算（元）", "after, yuan")
DIFFERENCE: Final = Text("simulation.wording.difference", "差额（元）", "change, yuan")
BETTER: Final = Text("simulation.wording.better", "增加", "better")
WORSE: Final = Text("simulation.wording.worse", "减少", "worse")
SAME: Final = Text("simulation.wording.same", "不变", "same")
MONTHS_BETTER: Final = Text("simulation.wording.months_better", "增加月数", "months +")
MONTHS_WORSE: Final = Text("simulation.wording.months_worse", "减少月数", "months −")
TOTAL: Final = Text("simulation.wording.total", "合计", "total")

KINDS: Final = {
    "wages": Text("simulation.wording.kinds.wages", "工资", "wages"),
    "awards": Text("simulation.wording.kinds.awards", "超产奖励", "awards"),
    "divisions": Text("simulation.wording.kinds.divisions", "利润分配", "profit divisions"),
}
BY_RULE: Final = Text("simulation.wording.by_rule", "按规则", "by rule")
BY_WORKSHOP: Final = Text("simulation.wording.by_workshop", "按工坊", "by workshop")
BY_MONTH: Final = Text("simulation.wording.by_month", "按月", "by month")
BY_PERSON: Final = Text("simulation.wording.by_person", "有变化的人员", "people who change")
BY_PERSON_AND_RULE: Final = Text("simulation.wording.by_person_and_rule", "人员与规则", "people and rules")
BY_RECIPIENT: Final = Text("simulation.wording.by_recipient", "有变化的集体与资金", "funds that change")
SAME_WORKSHOPS: Final = Text(
    "simulation.wording.same_workshops", "另有 {count} 个工坊没有变化", "{count} more workshops do not change"
)
NOBODY: Final = Text("simulation.wording.nobody", "没有人的金额有变化", "nobody's amounts change")
MORE_PEOPLE: Final = Text(
    "simulation.wording.more_people",
    "另有 {count} 人有变化，见导出文件",
    "{count} more people change; see an exported file",
)

_TITLE: Final = Text(
    "simulation.wording.title", "试算 {first} 至 {last}：{what}", "Simulation of {first} to {last}: {what}"
)
_OWN_PACK: Final = Text("simulation.wording.own_pack", "各工坊自己的方案", "the workshops' own packs")
_BASIS: Final = Text(
    "simulation.wording.basis",
    "{months} 个人月，{workshops} 个工坊。现行数按登记的方案由同一批事实重新计算；没有写入任何账目。",
    "{months} months of people in {workshops} workshops. Before is computed anew, from the same facts, under the "
    "registered packs; nothing was written to the books.",
)
_INCOMPLETE: Final = Text(
    "simulation.wording.incomplete",
    "{months} 个人月的事实不全（{reason}）：所缺部分两边都未计入。",
    "{months} months of people are incomplete ({reason}): what is missing counts on neither side.",
)
_NOT_COMPUTED: Final = Text(
    "simulation.wording.not_computed",
    "{months} 个人月未计算：所在工坊没有登记，或其方案未知。",
    "{months} months of people were not computed: their workshop is not registered, or under an unknown pack.",
)
_BOOKS_DIFFER: Final = Text(
    "simulation.wording.books_differ",
    "{months} 个人月账上的合计与现行数不同：正等待重新计算，或由以前的版本算出。",
    "In {months} months of people the books hold another total than before: they wait to be computed again, or "
    "were computed by an earlier version.",
)


def rule_title(rule: str, language: Language) -> str:
    """A rule's name as on the payslip."""
    title: Text = import_module(f"{rules.__name__}.{rule}").TITLE
    return title.zh if language == "zh" else title.en


def title(simulation: Simulation, language: Language) -> str:
    """The period and what was tried."""
    request = simulation.request
    tried = [request.pack or _OWN_PACK.text(language)]
    tried += [f"{name}={value}" for name, value in request.overrides.items()]
    return _TITLE.text(language).format(first=request.first, last=request.last, what="，".join(tried))


def caveats(simulation: Simulation, language: Language) -> Iterator[str]:
    """What a reader must know about the figures."""
    wages = simulation.wages
    yield _BASIS.text(language).format(months=wages.counted, workshops=simulation.workshops)
    for reason, months in sorted(wages.incomplete.items()):
        yield _INCOMPLETE.text(language).format(months=months, reason=reason)
    if wages.not_computed:
        yield _NOT_COMPUTED.text(language).format(months=wages.not_computed)
    if wages.books_differ:
        yield _BOOKS_DIFFER.text(language).format(months=wages.books_differ)
