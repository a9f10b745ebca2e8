"""What to look at before a month is submitted, person by person, from what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.payroll.documents import look_at
from services.payroll.documents.build_settled import name_of
from services.payroll.documents.model import MonthState, WageList
from services.payroll.documents.wage_list_preview import Remark, WageListPreview
from shared.details import PersonDetails
from shared.texts import Text

ATTENDANCE: Final = Text("document.build_wage_list_preview.attendance", "出勤", "attendance")
AGE: Final = Text("document.build_wage_list_preview.age", "年龄", "age")
INCOMPLETE: Final = Text("document.build_wage_list_preview.incomplete", "未完结", "incomplete")
WAITING: Final = Text("document.build_wage_list_preview.waiting", "等待", "waiting")
HELD: Final = Text("document.build_wage_list_preview.held", "暂缓", "held")
ACCOUNT: Final = Text("document.build_wage_list_preview.account", "账号", "account")


@dataclass(frozen=True, slots=True)
class LookAt:
    """What is known, by worker: days the clock doubts, undecided ages by month, what statements lack, what waits,
    who is held and why, and what is odd about accounts, or why they cannot be paid to.
    """

    days: Sequence[tuple[str, date, str, Sequence[str]]]
    ages: Mapping[tuple[str, str], str]
    lacking: Mapping[str, Sequence[str]]
    waiting: Mapping[str, Sequence[str]]
    held: Mapping[str, str]
    accounts: Mapping[str, Sequence[str]]


def build_wage_list_preview(
    wages: WageList, state: MonthState, as_of: date, look: LookAt, people: Mapping[str, PersonDetails]
) -> WageListPreview:
    """The preview of a month's wages, with a remark for everything to look at, by person."""
    remarks = [
        Remark(worker, name_of(people.get(worker)) if worker in people else "—", kind, detail)
        for worker, kind, detail in _told(look)
    ]
    return WageListPreview(wages, state, as_of, tuple(sorted(remarks, key=lambda remark: remark.worker)))


def _told(look: LookAt) -> Iterable[tuple[str, Text, Text]]:
    for worker, reason in look.held.items():
        yield worker, HELD, Text("", reason, reason)
    for worker, parts in look.waiting.items():
        for part in parts:
            yield worker, WAITING, Text("", f"{part}，须先暂缓或更正", f"{part}: hold him, or have it corrected")
    for worker, day, weight_days, doubts in look.days:
        said = _joined(look_at.CLOCK_DOUBTS, doubts)
        yield (
            worker,
            ATTENDANCE,
            Text("", f"{day} 计 {weight_days} 天：{said.zh}", f"{day}, {weight_days} days: {said.en}"),
        )
    for (worker, month), concern in look.ages.items():
        said = look_at.AGES[concern]
        yield worker, AGE, Text("", f"{month} {said.zh}，须决定", f"{month}: {said.en}, to be decided")
    for worker, reasons in look.lacking.items():
        yield worker, INCOMPLETE, _joined(look_at.LACKING, reasons)
    for worker, notes in look.accounts.items():
        yield worker, ACCOUNT, _joined({**look_at.ACCOUNTS, **look_at.NOT_PAYABLE}, notes)


def _joined(known: Mapping[str, Text], codes: Iterable[str]) -> Text:
    """Codes in words; of `rate_missing:…` the word and what stands behind the colon."""
    said = []
    for code in codes:
        wording = known.get(code)
        if wording is None:
            name, _, rest = code.partition(":")
            named = known.get(name, Text("", name, name))
            wording = Text("", f"{named.zh} {rest}".strip(), f"{named.en} {rest}".strip())
        said.append(wording)
    return Text("", "；".join(part.zh for part in said), "; ".join(part.en for part in said))
