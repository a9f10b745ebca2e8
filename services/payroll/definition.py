"""Payroll as the kernel sees it: what it acts on, what it computes, and what people decide."""

from pathlib import Path

from services.payroll import marks
from services.payroll.computations.awards import recompute_awards
from services.payroll.computations.divisions import recompute_divisions
from services.payroll.computations.fan_outs import fan_out_rosters, fan_out_workers, fan_out_workshops
from services.payroll.computations.pack_changes import mark_changed_packs
from services.payroll.computations.statements import recompute_statements
from services.payroll.decisions.allotments import allot
from services.payroll.decisions.claims import decide_claims
from services.payroll.decisions.close_month import approve_month, send_month_back, submit_month
from services.payroll.decisions.divisions import approve_division
from services.payroll.decisions.funds import appropriate, open_fund
from services.payroll.decisions.payee_accounts import decide_account, give_account, withdraw_account
from services.payroll.decisions.payment_files import fetch_file
from services.payroll.decisions.payment_returns import take_return
from services.payroll.decisions.payments import cancel_batch, create_batch, retry_batch
from services.payroll.decisions.supplements import approve_supplement, prepare_supplement, refuse_supplement
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
    decisions={
        submit_month: ("month.submitted", "worker_age.accepted"),
        send_month_back: ("month.sent_back",),
        approve_month: ("month.approved", "month.nothing_to_pay"),
        prepare_supplement: ("supplement.prepared", "worker_age.accepted"),
        refuse_supplement: ("supplement.refused",),
        approve_supplement: ("supplement.approved",),
        approve_division: ("division.approved",),
        open_fund: ("fund.opened", "fund.changed"),
        appropriate: ("fund.appropriated",),
        allot: ("fund.allotted",),
        give_account: ("payee_account.given",),
        decide_account: ("payee_account.confirmed", "payee_account.refused"),
        withdraw_account: ("payee_account.withdrawn",),
        create_batch: ("payment_batch.created",),
        retry_batch: ("payment_batch.created",),
        cancel_batch: ("payment_batch.cancelled",),
        fetch_file: ("payment_file.fetched",),
        take_return: ("bank_return.taken",),
    },
    guards=frozenset({"never_below_zero", "paid_or_cancelled"}),
    at_start=(mark_changed_packs,),
    measures=(measure_wages,),
    delayed=PayrollDelayed,
    concerns=CONCERNS,
)
