"""The "1225" profit split: a workshop's net profit divided among four pots, one of them among villages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from services.payroll.domain.facts import ProfitPeriod
from shared.money import ZERO, round_down_to_fen, round_to_fen, split_by_largest_remainder
from shared.policy import Kind, Policy
from shared.rules.lines import Line, nothing, why_not_payable
from shared.rules.wanted import DECIMAL, FLAG, WAGE_PAYER, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("profit_split", "“1225”利润分配", "Profit split")
POTS: Final = "profit_split.pots"
RELIEF_SHARE: Final = "profit_split.relief_share"
POT1_BENEFICIARIES: Final = "profit_split.pot1_beneficiaries"
PERIOD: Final = "profit_split.period"
LOSSES_CARRIED_FORWARD: Final = "profit_split.losses_carried_forward"
RESIDUE: Final = "profit_split.residue"
PAYER: Final = "profit_split.payer"
PARAMETERS: Final = (POTS, RESIDUE, PERIOD, LOSSES_CARRIED_FORWARD, PAYER)

CARE_FUND: Final = "care_fund"
JOINT_POT: Final = "relief_and_redevelopment"
RELIEF: Final = "relief_fund"
REDEVELOPMENT: Final = "redevelopment_fund"
SHAREHOLDERS: Final = "shareholding_collectives"
DEVELOPMENT: Final = "rolling_development"
POT_NAMES: Final = (CARE_FUND, JOINT_POT, SHAREHOLDERS, DEVELOPMENT)
HELD_BY_TOWNSHIP: Final = frozenset({CARE_FUND, JOINT_POT, RELIEF, REDEVELOPMENT})
"""The pots that the source gives to the township to hold: the cadres' fund and the second pot, joint or in two."""
PARTS_OF_JOINT_POT: Final = (RELIEF, REDEVELOPMENT)
WANTED: Final[Mapping[str, Wanted]] = {
    POTS: Wanted(Kind.TABLE, POT_NAMES, total=Decimal(100)),
    RELIEF_SHARE: DECIMAL,
    POT1_BENEFICIARIES: choice("village_cadres", "township_and_village_cadres"),
    PERIOD: choice("annual", "quarterly", "monthly"),
    LOSSES_CARRIED_FORWARD: FLAG,
    RESIDUE: choice(DEVELOPMENT, "largest_remainder"),
    PAYER: WAGE_PAYER,
}

_PERIOD_PATTERNS: Final = {
    "annual": re.compile(r"[0-9]{4}"),
    "quarterly": re.compile(r"[0-9]{4}-Q[1-4]"),
    "monthly": re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])"),
}

PERCENT_OF_PROFIT: Final = Text(
    "percent_of_profit",
    "可分配利润 {distributable_yuan} 元 × {percent}%",
    "distributable profit {distributable_yuan} yuan × {percent}%",
)
CADRES: Final = {
    "village_cadres": ("村干部", "village cadres"),
    "township_and_village_cadres": ("乡镇（街道）和村干部", "township and village cadres"),
}
PERCENT_FOR_CADRES: Final = {
    reading: Text(
        "percent_for_cadres",
        f"{PERCENT_OF_PROFIT.zh}，用于关怀{zh}，由乡镇（街道）管理",
        f"{PERCENT_OF_PROFIT.en} for {en}, held by the township",
    )
    for reading, (zh, en) in CADRES.items()
}
PERCENT_UNDIVIDED: Final = Text(
    "percent_undivided",
    f"{PERCENT_OF_PROFIT.zh}，由乡镇（街道）管理；救助与再发展的比例未定，划分之前不能支用",
    f"{PERCENT_OF_PROFIT.en}, held by the township; how much is for relief is not decided, and none is spent before",
)
REST_OF_PROFIT: Final = Text(
    "rest_of_profit",
    "可分配利润 {distributable_yuan} 元减其余各份，约 {percent}%，含取整零头",
    "distributable profit {distributable_yuan} yuan less the other pots: {percent}% with the fen of rounding",
)
PERCENT_OF_POT: Final = Text(
    "percent_of_pot",
    "救助与再发展 {pot_yuan} 元的 {percent}%",
    "{percent}% of {pot_yuan} yuan for relief and redevelopment",
)
SHARES_OF_POT: Final = Text(
    "shares_of_pot",
    "参股收益 {pot_yuan} 元 × {shares} 股 ÷ {total_shares} 股，零头按最大余数",
    "shareholders' pot {pot_yuan} yuan × {shares} of {total_shares} shares, by largest remainder",
)
SHARES_MISSING: Final = Text(
    "shares_missing",
    "{pot_yuan} 元待分：没有登记股份",
    "{pot_yuan} yuan wait to be divided: no shares are registered",
)
NO_PROFIT: Final = Text(
    "no_profit",
    "净利润 {net_profit_yuan} 元，待弥补亏损 {loss_yuan} 元，没有可分配利润",
    "net profit {net_profit_yuan} yuan, losses to make up {loss_yuan} yuan: nothing to distribute",
)
OTHER_PERIOD: Final = Text(
    "other_period",
    "分配周期为 {reading}，{period} 不是这样的周期",
    "profit is split {reading}; {period} is no such period",
)


def profit_split(facts: ProfitPeriod, policy: Policy) -> tuple[Line, ...]:
    """A line in yuan per pot, the shareholders' pot as a line per village; they sum to the whole.

    Only profit left after earlier losses is split. Without registered shares the pot stays whole.
    """
    blocked = why_not_payable(TITLE, facts.workshop, policy, (POTS,), facts.workshop)
    if blocked is not None:
        return (blocked,)
    reading = policy.choice(PERIOD)
    if not _PERIOD_PATTERNS[reading].fullmatch(facts.period):
        wanted = {"reading": reading, "period": facts.period}
        return (_nothing(facts, OTHER_PERIOD, wanted, (PERIOD,)),)
    loss_yuan = facts.loss_brought_forward_yuan if policy.flag(LOSSES_CARRIED_FORWARD) else ZERO
    distributable_yuan = facts.net_profit_yuan - loss_yuan
    if distributable_yuan <= 0:
        result = {"net_profit_yuan": facts.net_profit_yuan, "loss_yuan": loss_yuan}
        return (_nothing(facts, NO_PROFIT, result, (LOSSES_CARRIED_FORWARD,)),)
    percents = policy.table(POTS)
    pots = divide(distributable_yuan, dict(percents), policy.choice(RESIDUE))
    lines: list[Line] = []
    for pot in POT_NAMES:
        if pot == SHAREHOLDERS:
            lines += _shareholder_lines(facts, policy, pots[pot])
            continue
        numbers: dict[str, object] = {
            "distributable_yuan": distributable_yuan,
            "percent": percents[pot],
            "pot": pot,
        }
        formula, parameters = _formula(policy, pot)
        line = _line(facts, policy, pot, pots[pot], formula, numbers, parameters)
        lines += _relief_lines(facts, policy, line) if pot == JOINT_POT else [line]
    return tuple(line for line in lines if line.amount_yuan or line.missing)


def divide(whole_yuan: Decimal, percents: dict[str, Decimal], residue: str) -> dict[str, Decimal]:
    """The pots in yuan, summing to the whole; the fen of rounding go where the reading says.

    Where the others, rounded half up, would take more than there is, they are rounded down.
    """
    if residue == "largest_remainder":
        return split_by_largest_remainder(whole_yuan, list(percents.items()))
    exact = {pot: whole_yuan * percent / 100 for pot, percent in percents.items() if pot != DEVELOPMENT}
    pots = {pot: round_to_fen(pot_yuan) for pot, pot_yuan in exact.items()}
    if sum(pots.values(), ZERO) > whole_yuan:
        pots = {pot: round_down_to_fen(pot_yuan) for pot, pot_yuan in exact.items()}
    return {**pots, DEVELOPMENT: whole_yuan - sum(pots.values(), ZERO)}


def _formula(policy: Policy, pot: str) -> tuple[Text, tuple[str, ...]]:
    """How a pot's amount is told, and the parameters that decided it or for whom it is."""
    if pot == CARE_FUND:
        return PERCENT_FOR_CADRES[policy.choice(POT1_BENEFICIARIES)], (*PARAMETERS, POT1_BENEFICIARIES)
    if pot == JOINT_POT:
        return PERCENT_UNDIVIDED, (*PARAMETERS, RELIEF_SHARE)
    residual = policy.choice(RESIDUE) == DEVELOPMENT
    return REST_OF_PROFIT if residual else PERCENT_OF_PROFIT, PARAMETERS


def _relief_lines(facts: ProfitPeriod, policy: Policy, joint: Line) -> list[Line]:
    share_percent = policy.optional_decimal(RELIEF_SHARE)
    if share_percent is None:
        return [joint]
    relief_yuan = round_to_fen(joint.amount_yuan * share_percent / 100)
    parts = (
        (RELIEF, relief_yuan, share_percent),
        (REDEVELOPMENT, joint.amount_yuan - relief_yuan, 100 - share_percent),
    )
    return [
        _line(
            facts,
            policy,
            pot,
            amount_yuan,
            PERCENT_OF_POT,
            {"pot_yuan": joint.amount_yuan, "percent": percent, "pot": pot},
            (*PARAMETERS, RELIEF_SHARE),
        )
        for pot, amount_yuan, percent in parts
    ]


def _shareholder_lines(facts: ProfitPeriod, policy: Policy, pot_yuan: Decimal) -> list[Line]:
    total_shares = sum(facts.shares.values(), Decimal(0))
    if not pot_yuan:
        return []
    if total_shares <= 0:
        numbers: dict[str, object] = {"pot_yuan": pot_yuan, "pot": SHAREHOLDERS}
        line = _line(facts, policy, SHAREHOLDERS, pot_yuan, SHARES_MISSING, numbers)
        line.missing = SHARES_MISSING.code
        return [line]
    parts = split_by_largest_remainder(pot_yuan, sorted(facts.shares.items()))
    return [
        _line(
            facts,
            policy,
            village,
            amount_yuan,
            SHARES_OF_POT,
            {
                "pot_yuan": pot_yuan,
                "shares": facts.shares[village],
                "total_shares": total_shares,
                "pot": SHAREHOLDERS,
            },
        )
        for village, amount_yuan in sorted(parts.items())
    ]


def _line(
    facts: ProfitPeriod,
    policy: Policy,
    beneficiary: str,
    amount_yuan: Decimal,
    formula: Text,
    numbers: Mapping[str, object],
    parameters: tuple[str, ...] = PARAMETERS,
) -> Line:
    rests_on = (facts.event, *(facts.share_events if formula is SHARES_OF_POT else ()))
    payer = policy.choice(PAYER)
    payer_id = facts.workshop if payer == "collective" else ""
    return Line(
        TITLE,
        amount_yuan,
        facts.workshop,
        payer,
        payer_id,
        beneficiary,
        formula,
        numbers,
        parameters,
        rests_on,
    )


def _nothing(facts: ProfitPeriod, reason: Text, numbers: Mapping[str, object], parameters: tuple[str, ...]) -> Line:
    return nothing(
        TITLE,
        facts.workshop,
        reason,
        numbers,
        parameters,
        workshop=facts.workshop,
        rests_on=(facts.event,),
    )
