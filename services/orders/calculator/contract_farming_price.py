"""A delivery under a farming contract: what the buyer owes for it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final, Literal

from pydantic import Field

from services.orders.domain.rules.contract_farming_price import FarmDelivery, Quote, contract_farming_price
from shared.calculator.evaluation import CalculatorKind, Evaluation
from shared.calculator.fields import DateText, Identifier, KilogramsText, Parameters, RateText, Strict, refuse_repeated
from shared.calculator.problems import InputError
from shared.policy import PolicyPack, Scope


class QuoteInput(Strict):
    """A market's wholesale price on a day, in yuan a kilogram."""

    market: Identifier = "market"
    date: DateText
    price: RateText


class ContractFarmingPriceInput(Strict):
    """One delivery: under a contract by area with its plots, or by weight with the kilograms agreed."""

    kind: Literal["contract_farming_price"]
    delivered_on: DateText
    qualifying_kilograms: KilogramsText
    quotes: list[QuoteInput] = Field(max_length=1000)
    market: Identifier = "market"
    protected_price: RateText | None = None
    plot: Identifier | None = None
    plots: list[Identifier] = Field(default_factory=list, max_length=1000)
    agreed_kilograms: KilogramsText | None = None
    bought_before_kilograms: KilogramsText = "0"
    contract: Identifier = "contract"
    grower: Identifier = "grower"
    buyer: Identifier = "buyer"
    workshop: Identifier = "workshop"
    township: Identifier | None = None
    parameters: Parameters = Field(default_factory=dict)


def evaluate_contract_farming_price(given: ContractFarmingPriceInput, pack: PolicyPack) -> Evaluation:
    """The delivery by the pack of its day. Raises InputError for a quote given twice and a contract of neither kind."""
    refuse_repeated("quotes", [(item.market, item.date) for item in given.quotes])
    if given.agreed_kilograms is None and (given.plot is None or not given.plots):
        field = "plot" if given.plot is None else "plots"
        raise InputError(field, "is needed for a contract by area; or give agreed_kilograms")
    facts = _facts(given)
    policy = pack.rules_on(facts.delivered_on, given.parameters, Scope(given.township or "", given.workshop))
    return Evaluation.of_rule(contract_farming_price, facts, policy)


def _facts(given: ContractFarmingPriceInput) -> FarmDelivery:
    return FarmDelivery(
        contract=given.contract,
        grower=given.grower,
        buyer=given.buyer,
        workshop=given.workshop,
        market=given.market,
        delivered_on=date.fromisoformat(given.delivered_on),
        qualifying_kilograms=Decimal(given.qualifying_kilograms),
        plot=given.plot or "",
        plots=frozenset(given.plots),
        agreed_kilograms=None if given.agreed_kilograms is None else Decimal(given.agreed_kilograms),
        bought_before_kilograms=Decimal(given.bought_before_kilograms),
        protected_price_yuan=None if given.protected_price is None else Decimal(given.protected_price),
        quotes=tuple(Quote(item.market, date.fromisoformat(item.date), Decimal(item.price)) for item in given.quotes),
    )


CONTRACT_FARMING_PRICE: Final = CalculatorKind(
    "contract_farming_price", ContractFarmingPriceInput, evaluate_contract_farming_price
)
