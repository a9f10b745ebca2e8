"""The HTTP process of payroll."""

from fastapi import FastAPI

from services.payroll.api import (
    claims,
    documents,
    funds,
    ledger,
    months,
    overdue_wages,
    payee_accounts,
    payments,
    publication_lists,
    settlements,
    statements,
    supplements,
)
from services.payroll.definition import DEFINITION
from shared.http import create_service_app
from shared.settings import Settings

DESCRIPTION = (
    "Turns what orders and placement report into statements, awards and profit divisions, closes months, keeps the "
    "ledger and pays. "
    "Amounts are strings in yuan. It accepts no facts: send those to orders or placement."
)


def create_app(settings: Settings) -> FastAPI:
    """The application, for a server or a test."""
    return create_service_app(
        DEFINITION,
        settings,
        title="gongfang payroll",
        description=DESCRIPTION,
        routers=[
            statements.router,
            months.router,
            settlements.router,
            supplements.router,
            funds.router,
            claims.router,
            publication_lists.router,
            ledger.router,
            payments.router,
            payee_accounts.router,
            overdue_wages.router,
            documents.router,
        ],
        file_readers=["services.payroll.bank.returns"],
    )
