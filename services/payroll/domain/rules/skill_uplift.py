"""The skill uplift: a monthly amount for workers certified at the elementary grade or above."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from services.payroll.domain.basis import Basis, bearer
from services.payroll.domain.facts import Certificate
from shared.money import round_to_fen, round_up_to_fen
from shared.months import Month
from shared.policy import Policy
from shared.rules.lines import Line, nothing, payer_unknown, why_not_payable
from shared.rules.wanted import DECIMAL, TABLE, WAGE_PAYER, Wanted
from shared.texts import Text

TITLE: Final = Text("skill_uplift", "技能提升工资", "Skill uplift")
AMOUNTS: Final = "skill_uplift.amounts"
MINIMUM: Final = "skill_uplift.minimum"
PAYER: Final = "skill_uplift.payer"
PARAMETERS: Final = (AMOUNTS, MINIMUM, PAYER)
WANTED: Final[Mapping[str, Wanted]] = {MINIMUM: DECIMAL, AMOUNTS: TABLE, PAYER: WAGE_PAYER}

CERTIFIED: Final = Text(
    "certified",
    "{trade} {grade}，{certified_on} 取得，次月起每月 {amount_yuan} 元",
    "{trade} {grade}, certified on {certified_on}: {amount_yuan} yuan a month from the month after",
)
NO_CERTIFICATE: Final = Text(
    "no_certificate",
    "当月没有有效的初级及以上技能证书",
    "no certificate at the elementary grade or above counts in the month",
)
NO_DAY_ATTENDED: Final = Text("no_day_attended", "当月出勤不满一天", "less than one day was attended in the month")
GRADE_UNKNOWN: Final = Text(
    "certificate_grade_unknown",
    "技能等级 {grade} 不在等级表中",
    "the grade {grade} is not in the table of grades",
)
_ONE_DAY: Final = Decimal(1)


def skill_uplift(basis: Basis, policy: Policy) -> tuple[Line, ...]:
    """The highest uplift among the certificates that count in the month; they do not add up.

    A certificate counts from the month after its issue to the month of its revocation, whole months,
    and needs one day attended. Late ones are paid in arrears, because the issue date decides.
    """
    facts = basis.facts
    if not facts.certificates:
        return ()
    blocked = why_not_payable(TITLE, facts.worker, policy, PARAMETERS)
    if blocked is not None:
        return (blocked,)
    amounts, minimum = policy.table(AMOUNTS), policy.decimal(MINIMUM)
    counting = [certificate for certificate in facts.certificates if counts_in(certificate, facts.month)]
    unknown = sorted({certificate.grade for certificate in counting if certificate.grade not in amounts})
    lines = [
        nothing(
            TITLE,
            facts.worker,
            GRADE_UNKNOWN,
            {"grade": grade},
            (AMOUNTS,),
            missing=f"{GRADE_UNKNOWN.code}:{grade}",
        )
        for grade in unknown
    ]
    known = [certificate for certificate in counting if certificate.grade in amounts]
    if not known:
        return (*lines, nothing(TITLE, facts.worker, NO_CERTIFICATE, parameters=PARAMETERS))
    if basis.presence.days < _ONE_DAY:
        return (*lines, nothing(TITLE, facts.worker, NO_DAY_ATTENDED, parameters=PARAMETERS))
    return (*lines, _uplift(basis, policy, known, amounts, minimum))


def counts_in(certificate: Certificate, month: Month) -> bool:
    """Whether the certificate counts in the month."""
    if Month.of(certificate.certified_on) >= month:
        return False
    return certificate.revoked_on is None or month <= Month.of(certificate.revoked_on)


def _uplift(
    basis: Basis, policy: Policy, known: list[Certificate], amounts: Mapping[str, Decimal], minimum: Decimal
) -> Line:
    best = min(known, key=lambda item: (-amounts[item.grade], item.certified_on, item.trade, item.event))
    amount_yuan = max(round_to_fen(amounts[best.grade]), round_up_to_fen(minimum))
    payer, payer_id = bearer(policy, PAYER, basis.facts, basis.bearing_workshop)
    if not payer_id:
        return payer_unknown(TITLE, basis.facts.worker, policy, PAYER, basis.bearing_workshop)
    return Line(
        TITLE,
        amount_yuan,
        basis.bearing_workshop,
        payer,
        payer_id,
        basis.facts.worker,
        CERTIFIED,
        {
            "trade": best.trade,
            "grade": best.grade,
            "certified_on": best.certified_on,
            "amount_yuan": amount_yuan,
        },
        PARAMETERS,
        (best,),
    )
