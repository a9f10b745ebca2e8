"""Where the word in force on each thing is found that orders is told of."""

from collections.abc import Mapping
from typing import Final

from services.orders.store import fact_tables
from shared.events import production
from shared.events.envelope import Event
from shared.facts.words_in_force import FactWords

WORDS_IN_FORCE: Final[Mapping[type[Event], FactWords]] = {
    production.AgreementSigned: fact_tables.AGREEMENT.words(),
    # Without a workshop a rate is one for all workshops.
    production.RatePublished: fact_tables.RATE.words(may_be_null=("workshop",)),
    production.RoutingPublished: fact_tables.ROUTING.words(),
    production.OrderPlaced: fact_tables.ORDER.words(),
    production.DeliveryInspected: fact_tables.DELIVERY.words(),
    production.PieceworkReported: fact_tables.PIECEWORK.words(),
    production.ProfitDeclared: fact_tables.PROFIT.words(),
}
"""By type of fact."""
