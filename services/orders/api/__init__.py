"""The HTTP process of orders."""

from fastapi import FastAPI

from services.orders.api import facts, imports, views
from services.orders.api.authorize import WRITE_SCOPES
from services.orders.definition import DEFINITION
from shared.http import create_service_app
from shared.settings import Settings

DESCRIPTION = (
    "Decides about production: agreements, rate cards, orders, piecework, deliveries, profit reports. "
    "Facts come as events, resources or files; what was decided leaves on the stream `orders`."
)


def create_app(settings: Settings) -> FastAPI:
    """The application, for a server or a test."""
    return create_service_app(
        DEFINITION,
        settings,
        title="gongfang orders",
        description=DESCRIPTION,
        routers=[facts.router, views.router],
        imports=imports.TABLES,
        write_scopes=WRITE_SCOPES,
    )
