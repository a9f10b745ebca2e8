"""What placement acts on: the facts it is told, and how they become the states it publishes."""

from pathlib import Path
from typing import Final

from services.placement.computations import fan_outs, registers
from services.placement.computations.attendance import recompute_attendance
from services.placement.computations.details import recomputing_details
from services.placement.computations.sound_packs import refuse_unsound_packs
from services.placement.computations.unattributed_punches import recompute_unattributed
from services.placement.handlers.enrol_workers import enrolling_with
from services.placement.handlers.identities import deciding_identities_with
from services.placement.handlers.keep_accounts import deciding_accounts_with, keeping_accounts_with
from services.placement.handlers.keep_registers import (
    assess_skills,
    register_shareholdings,
    register_stations,
    register_workshops,
)
from services.placement.handlers.record_attendance import publish_rosters, record_attendance
from services.placement.handlers.record_punches import assign_pins, enrol_clocks, record_punches
from services.placement.handlers.senders import check_client
from services.placement.handlers.standing_words import REGISTERS
from services.placement.store.waiting import CONCERNS
from shared.events import details, people
from shared.events.envelope import Event
from shared.events.waiting import PlacementDelayed
from shared.messaging.definition import Handler, ServiceDefinition
from shared.sealing import Sealer

MIGRATIONS: Final = Path(__file__).parent / "migrations"


def build_definition(sealer: Sealer) -> ServiceDefinition:
    """The service; `sealer` seals the keys of people's details."""
    return ServiceDefinition(
        name="placement",
        authorize=check_client,
        migrations=MIGRATIONS,
        handlers=_handlers(sealer),
        fan_outs={
            "punch": fan_outs.spread_punches,
            "pin": fan_outs.spread_pins,
            "clock": fan_outs.spread_clocks,
            "workshop_clocks": fan_outs.spread_workshop_clocks,
            "worker_clocks": fan_outs.spread_worker_clocks,
            "shift_hours": fan_outs.spread_shift_hours,
            "station": fan_outs.spread_stations,
        },
        computations={
            "worker": registers.recompute_workers,
            "details": recomputing_details(sealer),
            "workshop": registers.recompute_workshops,
            "certificate": registers.recompute_certificates,
            "shareholding": registers.recompute_shareholdings,
            "roster": registers.recompute_rosters,
            "unattributed_punches": recompute_unattributed,
            "attendance": recompute_attendance,
        },
        at_start=(refuse_unsound_packs,),
        delayed=PlacementDelayed,
        concerns=CONCERNS,
        registers=REGISTERS,
    )


def _handlers(sealer: Sealer) -> dict[type[Event], Handler]:
    return {
        details.WorkerIdentityDecided: deciding_identities_with(sealer),
        people.WorkerEnrolled: enrolling_with(sealer),
        details.WorkerAccountGiven: keeping_accounts_with(sealer),
        details.WorkerAccountDecided: deciding_accounts_with(sealer),
        people.WorkshopRegistered: register_workshops,
        people.StationRegistered: register_stations,
        people.SkillAssessed: assess_skills,
        people.ShareholdingRegistered: register_shareholdings,
        people.ClockEnrolled: enrol_clocks,
        people.PinAssigned: assign_pins,
        people.PunchRecorded: record_punches,
        people.RosterPublished: publish_rosters,
        people.AttendanceReported: record_attendance,
    }
