"""The direct subsidy for a skill certificate: once for a person, a trade and a grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.money import round_to_fen
from shared.policy import Policy
from shared.rules.lines import Line, nothing, why_not_payable
from shared.rules.payers import payer_of
from shared.rules.wanted import TABLE, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("certificate_subsidy", "技能证书直补", "Subsidy for a skill certificate")
AMOUNTS: Final = "certificate_subsidy.amounts"
PAYER: Final = "certificate_subsidy.payer"
PARAMETERS: Final = (AMOUNTS, PAYER)
WANTED: Final[Mapping[str, Wanted]] = {AMOUNTS: TABLE, PAYER: choice("county", "company", "collective")}

CERTIFIED: Final = Text(
    "certified",
    "{trade} {grade}，{certified_on} 取得，一次性直补",
    "{trade} {grade}, certified on {certified_on}: paid once",
)
ALREADY_DRAWN: Final = Text(
    "already_drawn",
    "{trade} {grade} 已领取过，每人每工种每等级只补一次",
    "{trade} {grade} was drawn before; it is paid once for a person, trade and grade",
)
GRADE_UNKNOWN: Final = Text(
    "certificate_grade_unknown",
    "技能等级 {grade} 不在等级表中",
    "the grade {grade} is not in the table of grades",
)


@dataclass(frozen=True, slots=True)
class CertifiedPerson:
    """A person's certificate, and the (trade, grade) pairs for which this person drew the subsidy before."""

    person: str
    trade: str
    grade: str
    certified_on: date
    already_drawn: frozenset[tuple[str, str]] = frozenset()
    workshop: str = ""
    company: str = ""
    event: str = ""


def certificate_subsidy(facts: CertifiedPerson, policy: Policy) -> tuple[Line, ...]:
    """One amount in yuan by grade, or a zero line with its reason; the issue date decides the parameters."""
    blocked = why_not_payable(TITLE, facts.person, policy, (AMOUNTS,), facts.workshop)
    if blocked is not None:
        return (blocked,)
    numbers = {"trade": facts.trade, "grade": facts.grade, "certified_on": facts.certified_on}
    amounts = policy.table(AMOUNTS)
    if facts.grade not in amounts:
        return (_zero(facts, GRADE_UNKNOWN, numbers, f"{GRADE_UNKNOWN.code}:{facts.grade}"),)
    if (facts.trade, facts.grade) in facts.already_drawn:
        return (_zero(facts, ALREADY_DRAWN, numbers),)
    payer, payer_id = payer_of(policy, PAYER, collective=facts.workshop, company=facts.company)
    amount_yuan = round_to_fen(amounts[facts.grade])
    return (
        Line(
            TITLE,
            amount_yuan,
            facts.workshop,
            payer,
            payer_id,
            facts.person,
            CERTIFIED,
            numbers,
            PARAMETERS,
            (facts.event,),
        ),
    )


def _zero(facts: CertifiedPerson, reason: Text, numbers: Mapping[str, object], missing: str = "") -> Line:
    return nothing(
        TITLE,
        facts.person,
        reason,
        numbers,
        PARAMETERS,
        workshop=facts.workshop,
        rests_on=(facts.event,),
        missing=missing,
    )
