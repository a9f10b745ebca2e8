"""A worker's statement for one month: every rule applied in order to the month's facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services.payroll.domain.basis import Basis, gather_basis, gather_presence
from services.payroll.domain.facts import WorkerMonth
from services.payroll.domain.rules.attendance_incentive import attendance_incentive
from services.payroll.domain.rules.full_attendance_award import full_attendance_award
from services.payroll.domain.rules.guaranteed_floor import LAWFUL_PROBATION, PROBATION_MONTHS, guaranteed_floor
from services.payroll.domain.rules.piecework import TITLE as PIECEWORK
from services.payroll.domain.rules.piecework import piecework
from services.payroll.domain.rules.skill_uplift import skill_uplift
from shared.money import ZERO
from shared.months import Month
from shared.policy import COUNTY, Policy, PolicyPack, Scope
from shared.rules.lines import Flag, Line
from shared.texts import Text

DAY_OVER_ONE: Final = Text(
    "day_over_one",
    "{day} 各处合计 {weight_days} 天，按 1 天计",
    "{weight_days} days were recorded on {day} over all workshops; one is counted",
)
FIRST_DAY_DISAGREES: Final = Text(
    "first_day_disagrees",
    "登记首日 {registered}，首次出工 {worked}，取较早者",
    "registered from {registered}, first worked on {worked}; the earlier counts",
)
PROBATION_LONGER_THAN_LAWFUL: Final = Text(
    "probation_longer_than_lawful",
    "合同 {contract_months} 个月，依法试用期至多 {lawful_months} 个月，方案为 {probation_months} 个月",
    "a contract of {contract_months} months allows {lawful_months} months of probation, "
    "the scheme has {probation_months}",
)
WORKER_NOT_REGISTERED: Final = "worker_not_registered"

_NOTHING_KNOWN: Final[Mapping[str, Sequence[Line]]] = {}

RULES_IN_ORDER: Final[Mapping[str, Callable[[Basis, Policy, Sequence[Line]], Sequence[Line]]]] = {
    "piecework": lambda basis, policy, earlier_lines: piecework(basis.facts, policy),
    "attendance_incentive": attendance_incentive,
    "full_attendance_award": lambda basis, policy, earlier_lines: full_attendance_award(basis, policy),
    "skill_uplift": lambda basis, policy, earlier_lines: skill_uplift(basis, policy),
    "guaranteed_floor": guaranteed_floor,
}
"""The rules of a worker's month in the order they apply; the floor comes last because it looks at the others."""

LOOKING_BACK: Final = frozenset({"attendance_incentive", "guaranteed_floor"})
"""Rules whose lines rest on those of the rules before them."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a worker earned in a month and why; amounts in yuan, exact to the fen.

    `unpaid` holds the rules that pay nothing, as zero lines with their reason. `incomplete` lists what
    is missing as codes, empty when the statement is final as far as facts go.
    """

    worker: str
    month: Month
    lines: tuple[Line, ...]
    unpaid: tuple[Line, ...]
    total_yuan: Decimal
    piecework_yuan: Decimal
    attendance_days: Decimal
    month_index: int | None
    bearing_workshop: str
    flags: tuple[Flag, ...]
    incomplete: tuple[str, ...]


def compute_statement(
    facts: WorkerMonth, pack: PolicyPack, overrides: Mapping[str, str] | None = None, scope: Scope = COUNTY
) -> Statement:
    """Compute a month from its facts alone, with the parameters in force on its first day.

    `scope` is the place of the workshop that closes the month, whose own values come before the county's.
    The order of facts never changes the result. Raises ValueError for a fact of another month and
    PolicyError for an override that cannot be used.
    """
    return statement_under(pack.rules_on(facts.month.first_day, overrides, scope), facts)


def statement_under(policy: Policy, facts: WorkerMonth) -> Statement:
    """As compute_statement, for the parameters of the month's first day in the place of its workshop."""
    basis = gather_basis(facts, gather_presence(facts), policy)
    lines = apply_rules(basis, policy)
    paid = tuple([line for line in lines if line.amount_yuan])
    unpaid = tuple([line for line in lines if not line.amount_yuan])
    return Statement(
        worker=facts.worker,
        month=facts.month,
        lines=paid,
        unpaid=unpaid,
        total_yuan=sum([line.amount_yuan for line in paid], ZERO),
        piecework_yuan=sum([line.amount_yuan for line in paid if line.title is PIECEWORK], ZERO),
        attendance_days=basis.presence.days,
        month_index=basis.tenure.month_index,
        bearing_workshop=basis.bearing_workshop,
        flags=tuple(_flags(basis, policy)),
        incomplete=tuple(what_is_missing(facts, unpaid)),
    )


def apply_rules(basis: Basis, policy: Policy, known: Mapping[str, Sequence[Line]] = _NOTHING_KNOWN) -> list[Line]:
    """The rules of the pack in their order.

    `known` holds the lines of rules already applied to these facts under a policy that agrees on them.
    """
    lines: list[Line] = []
    for rule, apply in RULES_IN_ORDER.items():
        if policy.has_rule(rule):
            lines += known[rule] if rule in known else apply(basis, policy, lines)
    return lines


def what_is_missing(facts: WorkerMonth, lines: Iterable[Line]) -> list[str]:
    """Codes of the facts still wanted, each once."""
    reasons = [] if facts.registered else [WORKER_NOT_REGISTERED]
    reasons += [line.missing for line in lines if line.missing]
    return list(dict.fromkeys(reasons))


def _flags(basis: Basis, policy: Policy) -> list[Flag]:
    flags = [Flag(DAY_OVER_ONE, {"day": day, "weight_days": weight}) for day, weight in basis.presence.over_one.items()]
    flags += _first_day_flags(basis, policy)
    if policy.in_force and policy.has_rule("guaranteed_floor"):
        flags += _probation_flags(basis, policy)
    return flags


def _first_day_flags(basis: Basis, policy: Policy) -> list[Flag]:
    facts = basis.facts
    registered = facts.registered_first_day
    if registered is None:
        return []
    worked = facts.first_worked_day
    in_month = basis.presence.first_worked
    if in_month is not None and in_month < (worked or registered):
        worked = in_month
    if worked is None or worked == registered:
        return []
    if worked > registered and not _is_counted(basis, policy):
        # A veteran's first recorded day is only the day his workshop began to record.
        return []
    return [Flag(FIRST_DAY_DISAGREES, {"registered": registered, "worked": worked})]


def _is_counted(basis: Basis, policy: Policy) -> bool:
    """Whether the month's number since the first day still decides what is paid."""
    index = basis.tenure.month_index
    return index is not None and policy.has_rule("guaranteed_floor") and index <= policy.integer(PROBATION_MONTHS)


def _probation_flags(basis: Basis, policy: Policy) -> list[Flag]:
    """Labour-contract law, article 19: warn where the contract's term allows a shorter probation."""
    contract_months, index = basis.facts.contract_months, basis.tenure.month_index
    probation_months = policy.integer(PROBATION_MONTHS)
    if contract_months is None or index is None or not 1 <= index <= probation_months:
        return []
    allowed = policy.table(LAWFUL_PROBATION)
    terms = [Decimal(term) for term in allowed if Decimal(term) <= contract_months]
    lawful_months = allowed[str(max(terms))] if terms else Decimal(0)
    if probation_months <= lawful_months:
        return []
    numbers = {
        "contract_months": contract_months,
        "lawful_months": lawful_months,
        "probation_months": probation_months,
    }
    return [Flag(PROBATION_LONGER_THAN_LAWFUL, numbers)]
