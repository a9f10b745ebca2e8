"""The HTTP process of placement."""

from fastapi import FastAPI

from services.placement.api import (
    account_proposals,
    attendance,
    employments,
    facts,
    follow_ups,
    households,
    imports,
    labour_ledger,
    labourers,
    month_sheets,
    placements,
    registers,
    subsidies,
    workers,
)
from services.placement.api.authorize import WRITE_SCOPES
from services.placement.definition import DEFINITION
from shared.http import create_service_app
from shared.settings import Settings

DESCRIPTION = (
    "Decides about people and presence: workers, workshops, stations and clocks, rosters, attendance, skills, "
    "shareholdings. Facts come as events, resources or files; what was decided leaves on the stream `placement`."
)


def create_app(settings: Settings) -> FastAPI:
    """The application, for a server or a test."""
    return create_service_app(
        DEFINITION,
        settings,
        title="gongfang placement",
        description=DESCRIPTION,
        routers=[
            imports.router,
            month_sheets.router,
            facts.router,
            facts.decisions_router,
            workers.router,
            placements.router,
            follow_ups.router,
            subsidies.router,
            employments.router,
            labour_ledger.router,
            labourers.router,
            households.router,
            account_proposals.router,
            registers.lists_router,
            registers.router,
            attendance.router,
        ],
        imports=imports.TABLES,
        write_scopes=WRITE_SCOPES,
        file_readers=["services.placement.files.attendance", "services.placement.files.punches"],
    )
