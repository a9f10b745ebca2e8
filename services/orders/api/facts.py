"""The facts of production that have a resource of their own."""

from services.orders.api.authorize import WRITE_SCOPES
from shared.events import production
from shared.http.resources import Resource, resource_router

RESOURCES = (
    Resource(
        production.AgreementSigned,
        "agreements",
        "Report a cooperation agreement",
        item="/agreements/{agreement}",
        collection="/agreements",
    ),
    Resource(production.RatePublished, "rates", "Report a rate per accepted piece", collection="/rates"),
    Resource(
        production.RoutingPublished,
        "routings",
        "Report the order of a product's operations",
        item="/routings/{company}/{product}/{effective_from}",
        collection="/routings",
    ),
    Resource(
        production.OrderPlaced,
        "orders",
        "Report an order line, or its amendment",
        item="/orders/{company}/{order}/{line}",
        collection="/orders",
    ),
    Resource(
        production.DeliveryInspected,
        "deliveries",
        "Report the inspection of a delivery",
        item="/deliveries/{company}/{delivery}/{line}",
        collection="/deliveries",
    ),
    Resource(
        production.PieceworkReported,
        "piecework",
        "Report an entry of piecework",
        item="/piecework/{entry}",
        collection="/piecework",
    ),
    Resource(
        production.ProfitDeclared,
        "profit-reports",
        "Report a workshop's profit of a year",
        item="/profit-reports/{workshop}/{period}",
        collection="/profit-reports",
    ),
)

router = resource_router(RESOURCES, WRITE_SCOPES)
