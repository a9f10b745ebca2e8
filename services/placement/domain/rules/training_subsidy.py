"""Training subsidies by person: one of the programmes for each course a person completed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from shared.money import round_to_fen
from shared.policy import Policy
from shared.rules.lines import Line, nothing, why_not_payable
from shared.rules.payers import payer_of
from shared.rules.wanted import TABLE, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("training_subsidy", "培训补助", "Training subsidy")
AMOUNTS: Final = "training_subsidy.amounts"
PAYER: Final = "training_subsidy.payer"
PARAMETERS: Final = (AMOUNTS, PAYER)
WANTED: Final[Mapping[str, Wanted]] = {AMOUNTS: TABLE, PAYER: choice("county", "township")}

BY_PROGRAMME: Final = Text(
    "by_programme",
    "{course}，{programme}，每人 {amount_yuan} 元",
    "{course}, {programme}: {amount_yuan} yuan a person",
)
ALREADY_DRAWN: Final = Text(
    "already_drawn",
    "{course} 已按 {drawn} 领取，同一培训只领一项",
    "{course} was drawn under {drawn}; a person draws one programme for a course",
)
PROGRAMME_UNKNOWN: Final = Text(
    "programme_unknown", "培训项目 {programme} 不在补助表中", "the programme {programme} is not in the table"
)
NOBODY_COMPLETED: Final = Text("nobody_completed", "{course} 没有人结业", "nobody completed {course}")


@dataclass(frozen=True, slots=True)
class CompletedCourse:
    """A course under one programme and the people who completed it.

    `already_drawn` names the programme under which a person drew for the same course before.
    """

    course: str
    programme: str
    ended_on: date
    trainees: tuple[str, ...]
    already_drawn: Mapping[str, str] = field(default_factory=dict)
    township: str = ""
    workshop: str = ""
    event: str = ""


def training_subsidy(facts: CompletedCourse, policy: Policy) -> tuple[Line, ...]:
    """A line in yuan for each person, once for a course, by the parameters of its last day."""
    blocked = why_not_payable(TITLE, facts.course, policy, (AMOUNTS,), facts.workshop)
    if blocked is not None:
        return (blocked,)
    amounts = policy.table(AMOUNTS)
    if facts.programme not in amounts:
        missing = f"{PROGRAMME_UNKNOWN.code}:{facts.programme}"
        return (_zero(facts, facts.course, PROGRAMME_UNKNOWN, missing=missing),)
    if not facts.trainees:
        return (_zero(facts, facts.course, NOBODY_COMPLETED),)
    amount_yuan = round_to_fen(amounts[facts.programme])
    payer, payer_id = payer_of(policy, PAYER, township=facts.township)
    numbers = {"course": facts.course, "programme": facts.programme, "amount_yuan": amount_yuan}
    return tuple(
        _zero(facts, person, ALREADY_DRAWN)
        if person in facts.already_drawn
        else Line(
            TITLE,
            amount_yuan,
            facts.workshop,
            payer,
            payer_id,
            person,
            BY_PROGRAMME,
            numbers,
            PARAMETERS,
            (facts.event,),
        )
        for person in sorted(set(facts.trainees))
    )


def _zero(facts: CompletedCourse, beneficiary: str, reason: Text, missing: str = "") -> Line:
    numbers = {
        "course": facts.course,
        "programme": facts.programme,
        "drawn": facts.already_drawn.get(beneficiary, ""),
    }
    return nothing(
        TITLE,
        beneficiary,
        reason,
        numbers,
        PARAMETERS,
        workshop=facts.workshop,
        rests_on=(facts.event,),
        missing=missing,
    )
