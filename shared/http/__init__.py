"""HTTP for all services: who calls, what he may, how errors look, and the doors that are HTTP."""

from shared.http.app import create_service_app, run_api
from shared.http.clients import Client, requires
from shared.http.context import ServiceContext, context_of
from shared.http.routes import StrictRoute

__all__ = [
    "Client",
    "ServiceContext",
    "StrictRoute",
    "context_of",
    "create_service_app",
    "requires",
    "run_api",
]
