"""What placement acts on: the facts it is told, how they become the states it publishes, and what people decide."""

from pathlib import Path

from services.placement import marks
from services.placement.computations import fan_outs
from services.placement.computations.attendance import recompute_attendance
from services.placement.computations.details import recompute_details
from services.placement.computations.rosters import recompute_rosters
from services.placement.computations.sound_packs import refuse_unsound_packs
from services.placement.computations.unattributed_punches import recompute_unattributed_punches
from services.placement.computations.workers import recompute_workers
from services.placement.decisions.accounts import decide_accounts
from services.placement.decisions.attendance import edit_attendance
from services.placement.decisions.details import erase_details
from services.placement.decisions.identities import decide_identities
from services.placement.handlers.keep_accounts import keep_accounts
from services.placement.handlers.keep_attendance import keep_attendance, keep_rosters
from services.placement.handlers.keep_labourers import keep_labourers
from services.placement.handlers.keep_punches import keep_clocks, keep_pins, keep_punches
from services.placement.handlers.keep_workers import keep_workers
from services.placement.handlers.senders import check_client
from services.placement.registers import REGISTERS
from services.placement.registers.workshops import STATIONS
from services.placement.store.published_states import PUBLISHED
from services.placement.store.waiting import CONCERNS
from services.placement.store.words_in_force import WORDS_IN_FORCE
from shared.events import details, households, people
from shared.events.waiting import PlacementDelayed
from shared.facts.registers import computations_of, concerns_of, handlers_of, words_in_force_of
from shared.messaging.definition import ServiceDefinition

DEFINITION = ServiceDefinition(
    name="placement",
    authorize=check_client,
    migrations=Path(__file__).parent / "migrations",
    handlers={
        details.WorkerIdentityDecided: decide_identities,
        people.WorkerEnrolled: keep_workers,
        households.LabourerRegistered: keep_labourers,
        details.WorkerAccountGiven: keep_accounts,
        details.WorkerAccountDecided: decide_accounts,
        **handlers_of(REGISTERS),
        people.ClockEnrolled: keep_clocks,
        people.PinAssigned: keep_pins,
        people.PunchRecorded: keep_punches,
        people.RosterPublished: keep_rosters,
        people.AttendanceReported: keep_attendance,
    },
    fan_outs={
        marks.PUNCH: fan_outs.fan_out_punches,
        marks.PIN: fan_outs.fan_out_pins,
        marks.CLOCK: fan_outs.fan_out_clocks,
        marks.WORKSHOP_CLOCKS: fan_outs.fan_out_workshop_clocks,
        marks.WORKER_CLOCKS: fan_outs.fan_out_worker_clocks,
        marks.SHIFT_HOURS: fan_outs.fan_out_shift_hours,
        STATIONS.name: fan_outs.fan_out_stations,
    },
    computations={
        marks.WORKER: recompute_workers,
        marks.DETAILS: recompute_details,
        **computations_of(REGISTERS, PUBLISHED),
        marks.ROSTER: recompute_rosters,
        marks.UNATTRIBUTED_PUNCHES: recompute_unattributed_punches,
        marks.ATTENDANCE: recompute_attendance,
    },
    decisions={
        decide_identities: ("worker.identity_decided",),
        decide_accounts: ("worker.account_confirmed", "worker.account_refused"),
        edit_attendance: ("attendance.edited",),
        erase_details: ("worker.details_erased",),
    },
    at_start=(refuse_unsound_packs,),
    delayed=PlacementDelayed,
    concerns={**CONCERNS, **concerns_of(REGISTERS)},
    words_in_force={**WORDS_IN_FORCE, **words_in_force_of(REGISTERS)},
)
