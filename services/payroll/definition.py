"""Payroll as the kernel sees it: what it acts on, and what it computes."""

from pathlib import Path

from services.payroll import marks
from services.payroll.computations.awards import recompute_awards
from services.payroll.computations.divisions import recompute_divisions
from services.payroll.computations.fan_outs import fan_out_rosters, fan_out_workers, fan_out_workshops
from services.payroll.computations.pack_changes import mark_changed_packs
from services.payroll.computations.statements import recompute_statements
from services.payroll.decisions.claims import decide_claims
from services.payroll.handlers import keep_states as handlers
from services.payroll.store.own_waiting import CONCERNS
from services.payroll.watching import measure_wages
from shared.events.claims import ClaimApproved
from shared.events.details import WorkerDetailsChanged
from shared.events.people import (
    AttendanceRecorded,
    RosterChanged,
    ShareholdingChanged,
    SkillCertified,
    WorkerRegistered,
    WorkshopChanged,
)
from shared.events.production import PieceworkRecorded, ProductionReported, ProfitReported
from shared.events.waiting import OrdersDelayed, PayrollDelayed, PlacementDelayed
from shared.messaging.definition import ServiceDefinition

DEFINITION = ServiceDefinition(
    name="payroll",
    migrations=Path(__file__).parent / "migrations",
    handlers={
        WorkshopChanged: handlers.keep_workshop,
        WorkerRegistered: handlers.keep_worker,
        WorkerDetailsChanged: handlers.keep_details,
        SkillCertified: handlers.keep_certificate,
        RosterChanged: handlers.keep_roster,
        AttendanceRecorded: handlers.keep_attendance,
        PieceworkRecorded: handlers.keep_piecework,
        ProductionReported: handlers.keep_production,
        ProfitReported: handlers.keep_profit,
        ShareholdingChanged: handlers.keep_shareholding,
        ClaimApproved: decide_claims,
        OrdersDelayed: handlers.keep_waiting,
        PlacementDelayed: handlers.keep_waiting,
    },
    fan_outs={
        marks.WORKSHOP: fan_out_workshops,
        marks.ROSTER: fan_out_rosters,
        marks.WORKER: fan_out_workers,
    },
    computations={
        marks.STATEMENT: recompute_statements,
        marks.AWARD: recompute_awards,
        marks.DIVISION: recompute_divisions,
    },
    guards=frozenset({"never_below_zero", "paid_or_cancelled"}),
    at_start=(mark_changed_packs,),
    measures=(measure_wages,),
    delayed=PayrollDelayed,
    concerns=CONCERNS,
)
