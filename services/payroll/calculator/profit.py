"""A workshop's net profit of a period: how it is split."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field

from services.payroll.domain.facts import ProfitPeriod
from services.payroll.domain.rules.profit_split import profit_split
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import Identifier, Parameters, ShareText, SignedYuanText, Strict, YuanText
from shared.policy import PolicyPack, Scope
from shared.written_forms import PERIOD_PATTERN


class ProfitInput(Strict):
    """A workshop's net profit of a period and the shares registered on its last day."""

    kind: Literal["profit"]
    period: Annotated[str, Field(pattern=PERIOD_PATTERN, max_length=7)]
    workshop: Identifier = "workshop"
    township: Identifier | None = None
    net_profit: SignedYuanText
    loss_brought_forward: YuanText = "0.00"
    shares: dict[Identifier, ShareText] = Field(default_factory=dict)
    parameters: Parameters = Field(default_factory=dict)


def evaluate_profit(given: ProfitInput, pack: PolicyPack) -> Evaluation:
    """The split, by the pack of the period's first day. Raises PolicyError for an unknown override."""
    facts = ProfitPeriod(
        workshop=given.workshop,
        period=given.period,
        net_profit_yuan=Decimal(given.net_profit),
        loss_brought_forward_yuan=Decimal(given.loss_brought_forward),
        shares={village: Decimal(shares) for village, shares in given.shares.items()},
    )
    scope = Scope(given.township or "", given.workshop)
    policy = pack.rules_on(_period_start(facts.period), given.parameters, scope)
    return Evaluation.of_rule(profit_split, facts, policy)


def _period_start(period: str) -> date:
    """First day of a year, a quarter such as 2022-Q2, or a month."""
    year, _, part = period.partition("-")
    if part.startswith("Q"):
        return date(int(year), int(part[1:]) * 3 - 2, 1)
    return date(int(year), int(part) if part else 1, 1)


PROFIT: Final = CalculatorKind("profit", ProfitInput, evaluate_profit)
