"""What a company owes a grower for a delivery under contract: above the wholesale price, never below a promised one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from shared.money import ZERO, round_to_fen, round_up_to_fen
from shared.policy import Policy
from shared.rules.lines import Fact, Line, nothing, why_not_payable
from shared.rules.payers import payer_of
from shared.rules.wanted import DECIMAL, INTEGER, Wanted, choice
from shared.texts import Text

TITLE: Final = Text("contract_farming_price", "订单农业收购款", "Contract farming purchase")
PREMIUM: Final = "contract_farming_price.premium"
FLOOR: Final = "contract_farming_price.floor"
QUOTE_VALID_DAYS: Final = "contract_farming_price.quote_valid_days"
PAYER: Final = "contract_farming_price.payer"
PARAMETERS: Final = (PREMIUM, FLOOR, QUOTE_VALID_DAYS, PAYER)
WANTED: Final[Mapping[str, Wanted]] = {
    PREMIUM: DECIMAL,
    FLOOR: choice("on_total", "on_wholesale"),
    QUOTE_VALID_DAYS: INTEGER,
    PAYER: choice("buyer", "collective"),
}

ABOVE_WHOLESALE: Final = Text(
    "above_wholesale",
    "{kilograms} 公斤 × {unit_price_yuan} 元：{market} {quoted_on} 批发价 {wholesale_yuan} 元，加 {premium_yuan} 元",
    "{kilograms} kg × {unit_price_yuan} yuan: wholesale {wholesale_yuan} yuan at {market} on {quoted_on}, "
    "plus {premium_yuan} yuan",
)
PROTECTED: Final = Text(
    "protected",
    ABOVE_WHOLESALE.zh + "，保护价 {protected_yuan} 元（{floor}）",
    ABOVE_WHOLESALE.en + ", protected price {protected_yuan} yuan ({floor})",
)
QUOTE_MISSING: Final = Text(
    "quote_missing",
    "{market} {delivered_on} 及之前 {valid_days} 天内没有批发价，待复核",
    "no wholesale price of {market} on {delivered_on} or in the {valid_days} days before; to be reviewed",
)
QUOTES_DIFFER: Final = Text(
    "quotes_differ",
    "{market} {quoted_on} 有不同的批发价，待复核",
    "{market} has different wholesale prices for {quoted_on}; to be reviewed",
)
PLOT_NOT_CONTRACTED: Final = Text(
    "plot_not_contracted",
    "地块 {plot} 不在合同之内",
    "plot {plot} is not under the contract",
)
ABOVE_AGREED: Final = Text(
    "above_agreed_kilograms",
    "约定 {agreed_kilograms} 公斤，此前已收 {bought_before_kilograms} 公斤，另 {beyond_kilograms} 公斤不在约定之内",
    "{agreed_kilograms} kg are agreed and {bought_before_kilograms} kg were bought before: "
    "{beyond_kilograms} kg are beyond them",
)
NOTHING_QUALIFIES: Final = Text("nothing_qualifies", "没有合格产量", "nothing of the delivery qualifies")


@dataclass(frozen=True, slots=True)
class Quote:
    """A wholesale price of a market on a day, in yuan a kilogram."""

    market: str
    day: date
    price_yuan: Decimal
    event: str = ""


@dataclass(frozen=True, slots=True)
class FarmDelivery:
    """One delivery under a contract by area (`plots`) or by weight (`agreed_kilograms`).

    `bought_before_kilograms` is what was bought under the contract by earlier deliveries; `market` is the
    one the contract names; `workshop` is where the village collective brings grower and buyer together.
    """

    contract: str
    grower: str
    buyer: str
    workshop: str
    market: str
    delivered_on: date
    qualifying_kilograms: Decimal
    plot: str = ""
    plots: frozenset[str] = frozenset()
    agreed_kilograms: Decimal | None = None
    bought_before_kilograms: Decimal = Decimal(0)
    protected_price_yuan: Decimal | None = None
    quotes: Sequence[Quote] = ()
    event: str = ""


def contract_farming_price(facts: FarmDelivery, policy: Policy) -> tuple[Line, ...]:
    """Kilograms times unit price in yuan, rounded once, with the parameters of the delivery's day.

    At a protected price the amount is rounded up, so that what was promised is reached in full.

    All qualifying output of contracted plots is bought, or up to the kilograms agreed. Without a wholesale
    price recent enough nothing is paid yet, and the line says which one is missing.
    """
    blocked = why_not_payable(TITLE, facts.grower, policy, (PREMIUM,), facts.workshop)
    if blocked is not None:
        return (blocked,)
    if facts.agreed_kilograms is None and facts.plot not in facts.plots:
        return (_zero(facts, PLOT_NOT_CONTRACTED, {"plot": facts.plot}, ()),)
    kilograms = _bought_kilograms(facts)
    lines = [_purchase(facts, policy, kilograms)] if kilograms else []
    if kilograms < facts.qualifying_kilograms:
        numbers = {
            "agreed_kilograms": facts.agreed_kilograms,
            "bought_before_kilograms": facts.bought_before_kilograms,
            "beyond_kilograms": facts.qualifying_kilograms - kilograms,
        }
        lines.append(_zero(facts, ABOVE_AGREED, numbers, ()))
    return tuple(lines or [_zero(facts, NOTHING_QUALIFIES, {}, ())])


def _bought_kilograms(facts: FarmDelivery) -> Decimal:
    if facts.agreed_kilograms is None:
        return facts.qualifying_kilograms
    return min(facts.qualifying_kilograms, max(Decimal(0), facts.agreed_kilograms - facts.bought_before_kilograms))


def _purchase(facts: FarmDelivery, policy: Policy, kilograms: Decimal) -> Line:
    valid_days = policy.integer(QUOTE_VALID_DAYS)
    quotes = _latest_quotes(facts, valid_days)
    if not quotes:
        numbers = {"market": facts.market, "delivered_on": facts.delivered_on, "valid_days": valid_days}
        missing = f"{QUOTE_MISSING.code}:{facts.market}/{facts.delivered_on}"
        return _zero(facts, QUOTE_MISSING, numbers, (QUOTE_VALID_DAYS,), missing)
    quote = quotes[0]
    if any(other.price_yuan != quote.price_yuan for other in quotes):
        missing = f"{QUOTES_DIFFER.code}:{facts.market}/{quote.day}"
        return _zero(facts, QUOTES_DIFFER, {"market": facts.market, "quoted_on": quote.day}, (), missing, quotes)
    market_yuan, protected_yuan = quote.price_yuan + policy.decimal(PREMIUM), _protected_price(facts, policy)
    payer, payer_id = payer_of(policy, PAYER, buyer=facts.buyer, collective=facts.workshop)
    return Line(
        TITLE,
        max(round_to_fen(kilograms * market_yuan), round_up_to_fen(kilograms * protected_yuan)),
        facts.workshop,
        payer,
        payer_id,
        facts.grower,
        ABOVE_WHOLESALE if facts.protected_price_yuan is None else PROTECTED,
        {
            "contract": facts.contract,
            "kilograms": kilograms,
            "unit_price_yuan": max(market_yuan, protected_yuan),
            "market": quote.market,
            "quoted_on": quote.day,
            "wholesale_yuan": quote.price_yuan,
            "premium_yuan": policy.decimal(PREMIUM),
            **_protection(facts, policy),
        },
        PARAMETERS,
        (facts.event, *quotes),
    )


def _latest_quotes(facts: FarmDelivery, valid_days: int) -> list[Quote]:
    """What the contract's market quoted on the delivery's day, or last within the days a quote holds for."""
    usable = [
        quote
        for quote in facts.quotes
        if quote.market == facts.market and 0 <= (facts.delivered_on - quote.day).days <= valid_days
    ]
    latest = max((quote.day for quote in usable), default=None)
    return [quote for quote in usable if quote.day == latest]


def _protected_price(facts: FarmDelivery, policy: Policy) -> Decimal:
    """What a kilogram brings at least in yuan; nothing where no price was promised."""
    if facts.protected_price_yuan is None:
        return ZERO
    on_wholesale = policy.choice(FLOOR) == "on_wholesale"
    return facts.protected_price_yuan + (policy.decimal(PREMIUM) if on_wholesale else ZERO)


def _protection(facts: FarmDelivery, policy: Policy) -> dict[str, object]:
    if facts.protected_price_yuan is None:
        return {}
    return {"protected_yuan": facts.protected_price_yuan, "floor": policy.choice(FLOOR)}


def _zero(
    facts: FarmDelivery,
    reason: Text,
    numbers: Mapping[str, object],
    parameters: tuple[str, ...],
    missing: str = "",
    quotes: Sequence[Fact] = (),
) -> Line:
    return nothing(
        TITLE,
        facts.grower,
        reason,
        numbers,
        parameters,
        workshop=facts.workshop,
        rests_on=(facts.event, *quotes),
        missing=missing,
    )
