"""Pieces made under a rate card of four levels: what stays at each of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, Literal

from pydantic import Field

from services.orders.domain.rules.piece_rate_levels import LevelledWork, LevelRate, piece_rate_levels
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import DateText, Identifier, Parameters, Quantity, RateText, Strict, refuse_repeated
from shared.policy import PolicyPack, Scope

Level = Literal["group", "company", "branch", "worker"]


class LevelRateInput(Strict):
    """The rate of one level from a day on, until the next entry of the same level."""

    level: Level
    from_: DateText = Field(alias="from")
    unit_rate: RateText
    product: Identifier = "product"
    operation: Identifier = "operation"


class PartiesInput(Strict):
    """Who stands at each level."""

    group: Identifier = "group"
    company: Identifier = "company"
    branch: Identifier = "branch"
    worker: Identifier = "worker"


class PieceRateLevelsInput(Strict):
    """Accepted pieces of one product and operation on one day, and the dated rate card."""

    kind: Literal["piece_rate_levels"]
    date: DateText
    accepted: Quantity
    rate_card: list[LevelRateInput] = Field(max_length=5000)
    product: Identifier = "product"
    operation: Identifier = "operation"
    parties: PartiesInput = PartiesInput()
    workshop: Identifier = "workshop"
    township: Identifier | None = None
    parameters: Parameters = Field(default_factory=dict)


def evaluate_piece_rate_levels(given: PieceRateLevelsInput, pack: PolicyPack) -> Evaluation:
    """The margins by the pack of the day. Raises InputError for a rate of one level and day given twice."""
    refuse_repeated("rate_card", [(item.product, item.operation, item.level, item.from_) for item in given.rate_card])
    facts = LevelledWork(
        product=given.product,
        operation=given.operation,
        day=date.fromisoformat(given.date),
        accepted_quantity=given.accepted,
        parties=given.parties.model_dump(),
        rate_card=tuple(
            LevelRate(item.product, item.operation, item.level, date.fromisoformat(item.from_), Decimal(item.unit_rate))
            for item in given.rate_card
        ),
        workshop=given.workshop,
    )
    policy = pack.rules_on(facts.day, given.parameters, Scope(given.township or "", given.workshop))
    return Evaluation.of_rule(piece_rate_levels, facts, policy)


PIECE_RATE_LEVELS: Final = CalculatorKind("piece_rate_levels", PieceRateLevelsInput, evaluate_piece_rate_levels)
