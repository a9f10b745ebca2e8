"""An order's piece rate on its way down the levels: what stays at each, and what reaches the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from shared.money import ZERO, round_to_fen
from shared.policy import Policy
from shared.rules.lines import Line, nothing, why_not_payable
from shared.rules.payers import payer_of
from shared.rules.wanted import Wanted, choice
from shared.texts import Text

TITLE: Final = Text("piece_rate_levels", "分级计件单价", "Piece rates by level")
PAYER: Final = "piece_rate_levels.payer"
PARAMETERS: Final = (PAYER,)
WANTED: Final[Mapping[str, Wanted]] = {PAYER: choice("group", "company")}

LEVELS: Final = ("group", "company", "branch", "worker")
"""From the one that places the order down to the one that does the work."""

MARGIN: Final = Text(
    "margin",
    "{product} {operation} {accepted_quantity} 件：{level} {unit_rate_yuan} 元 − {lower_level} {lower_rate_yuan} 元，"
    "每件留 {margin_yuan} 元",
    "{product} {operation}, {accepted_quantity} pieces: {level} {unit_rate_yuan} yuan − {lower_level} "
    "{lower_rate_yuan} yuan, {margin_yuan} yuan a piece stay",
)
WAGE: Final = Text(
    "wage",
    "{product} {operation} {accepted_quantity} 件 × {level} {unit_rate_yuan} 元",
    "{product} {operation}: {accepted_quantity} pieces × {level} {unit_rate_yuan} yuan",
)
NO_MARGIN: Final = Text(
    "no_margin",
    "{level} 与 {lower_level} 单价相同，{unit_rate_yuan} 元，不留差额",
    "{level} and {lower_level} have the same rate of {unit_rate_yuan} yuan; nothing stays",
)
NOTHING_ACCEPTED: Final = Text("nothing_accepted", "没有合格件，不计", "no piece was accepted")
RATE_MISSING: Final = Text(
    "rate_missing",
    "{day} {product} {operation} 没有 {level} 一级的单价",
    "no rate at level {level} for {product} {operation} on {day}",
)
RATE_ABOVE_UPPER: Final = Text(
    "rate_above_upper_level",
    "{day} {product} {operation}：{level} 单价 {unit_rate_yuan} 元高于上一级 {upper_level} {upper_rate_yuan} 元",
    "{product} {operation} on {day}: the rate of {level}, {unit_rate_yuan} yuan, is above that of {upper_level}, "
    "{upper_rate_yuan} yuan",
)


@dataclass(frozen=True, slots=True)
class LevelRate:
    """The rate in yuan a piece of one level from a day on, until the next entry of the same level begins."""

    product: str
    operation: str
    level: str
    since: date
    unit_rate_yuan: Decimal
    event: str = ""


@dataclass(frozen=True, slots=True)
class LevelledWork:
    """Accepted pieces of one product and operation on one day, who stands at each level, and the rate card."""

    product: str
    operation: str
    day: date
    accepted_quantity: int
    parties: Mapping[str, str]
    rate_card: tuple[LevelRate, ...]
    workshop: str = ""
    event: str = ""


def piece_rate_levels(facts: LevelledWork, policy: Policy) -> tuple[Line, ...]:
    """A line in yuan per level: its margin, and for the worker the whole rate.

    The lines sum to the highest level's rate times the pieces, to the fen, because each level keeps what
    it gets less what it passes on, both rounded. A rate above the one over it is named and nothing is paid.
    """
    blocked = why_not_payable(TITLE, facts.product, policy, PARAMETERS, facts.workshop)
    if blocked is not None:
        return (blocked,)
    in_force = {level: _rate_on(facts, level) for level in LEVELS}
    rates = {level: rate for level, rate in in_force.items() if rate is not None}
    problems = _missing(facts, rates) or _above_upper(facts, rates)
    if problems:
        return tuple(problems)
    if not facts.accepted_quantity:
        return (_zero(facts, facts.product, NOTHING_ACCEPTED, {}),)
    return tuple(_lines(facts, policy, rates))


def _rate_on(facts: LevelledWork, level: str) -> LevelRate | None:
    entries = [
        rate
        for rate in facts.rate_card
        if (rate.product, rate.operation, rate.level) == (facts.product, facts.operation, level)
        and rate.since <= facts.day
    ]
    return max(entries, key=lambda rate: rate.since, default=None)


def _missing(facts: LevelledWork, rates: Mapping[str, LevelRate]) -> list[Line]:
    return [
        _zero(facts, facts.parties[level], RATE_MISSING, {"level": level}, f"{RATE_MISSING.code}:{level}")
        for level in LEVELS
        if level not in rates
    ]


def _above_upper(facts: LevelledWork, rates: Mapping[str, LevelRate]) -> list[Line]:
    problems = []
    for upper, level in pairwise(LEVELS):
        if rates[level].unit_rate_yuan <= rates[upper].unit_rate_yuan:
            continue
        numbers = {
            "level": level,
            "unit_rate_yuan": rates[level].unit_rate_yuan,
            "upper_level": upper,
            "upper_rate_yuan": rates[upper].unit_rate_yuan,
        }
        problems.append(
            _zero(facts, facts.parties[level], RATE_ABOVE_UPPER, numbers, f"{RATE_ABOVE_UPPER.code}:{level}")
        )
    return problems


def _lines(facts: LevelledWork, policy: Policy, rates: Mapping[str, LevelRate]) -> list[Line]:
    lines, payer = [], payer_of(policy, PAYER, **facts.parties)
    for level, lower in pairwise((*LEVELS, "")):
        unit_rate_yuan = rates[level].unit_rate_yuan
        lower_rate_yuan = rates[lower].unit_rate_yuan if lower else ZERO
        numbers: dict[str, object] = {
            "level": level,
            "unit_rate_yuan": unit_rate_yuan,
            "lower_level": lower,
            "lower_rate_yuan": lower_rate_yuan,
            "margin_yuan": unit_rate_yuan - lower_rate_yuan,
        }
        amount_yuan = round_to_fen(facts.accepted_quantity * unit_rate_yuan) - round_to_fen(
            facts.accepted_quantity * lower_rate_yuan
        )
        if not amount_yuan:
            lines.append(_zero(facts, facts.parties[level], NO_MARGIN, numbers))
            continue
        lines.append(
            Line(
                TITLE,
                amount_yuan,
                facts.workshop,
                *payer,
                facts.parties[level],
                MARGIN if lower else WAGE,
                _numbers(facts, numbers),
                PARAMETERS,
                (facts.event, *rates.values()),
            )
        )
    return lines


def _zero(
    facts: LevelledWork, beneficiary: str, reason: Text, numbers: Mapping[str, object], missing: str = ""
) -> Line:
    return nothing(
        TITLE,
        beneficiary,
        reason,
        _numbers(facts, numbers),
        workshop=facts.workshop,
        rests_on=(facts.event,),
        missing=missing,
    )


def _numbers(facts: LevelledWork, numbers: Mapping[str, object]) -> dict[str, object]:
    return {
        "product": facts.product,
        "operation": facts.operation,
        "day": facts.day,
        "accepted_quantity": facts.accepted_quantity,
        **numbers,
    }
