"""The facts placement is told, each PUT to the path of its natural key."""

from services.placement.api.authorize import DECIDE_SCOPES, RESOURCE_SCOPES
from services.placement.registers import PAPERS, PEOPLE, PLACES, WORK
from shared.events import details, households, people
from shared.http.registers import resource_of
from shared.http.resources import Resource, resource_router

RESOURCES = (
    Resource(
        people.WorkerEnrolled,
        "workers",
        "Take a worker on, or move him",
        item="/workers/{worker}/assignments/{since}",
    ),
    Resource(
        households.LabourerRegistered,
        "labourers",
        "Register a person of a village, and where he lives",
        item="/labourers/{person}/residences/{since}",
    ),
    Resource(
        details.WorkerIdentityDecided,
        "workers",
        "Decide who a worker is, where his identity number was wrong or has changed; recorded with the reason",
        item="/workers/{worker}/identity",
    ),
    Resource(
        details.WorkerAccountGiven,
        "workers",
        "Give the bank account a worker's money goes to",
        item="/workers/{worker}/account",
    ),
    *(resource_of(register) for register in PLACES),
    Resource(people.ClockEnrolled, "clocks", "Enrol a punch clock", item="/clocks/{serial}"),
    Resource(
        people.PinAssigned,
        "clocks",
        "Assign a number on a clock",
        item="/clocks/{serial}/pins/{pin}/{valid_from}",
    ),
    Resource(
        people.RosterPublished,
        "rosters",
        "Publish a month's roster",
        item="/workshops/{workshop}/rosters/{month}",
    ),
    *(resource_of(register) for register in (*PAPERS, *WORK, *PEOPLE)),
)

DECISIONS = (
    Resource(
        details.WorkerAccountDecided,
        "workers",
        "Confirm or refuse a changed account: another person than who gave it, or the worker himself; recorded",
        item="/workers/{worker}/account/decision",
    ),
)

router = resource_router(RESOURCES, RESOURCE_SCOPES)
decisions_router = resource_router(DECISIONS, DECIDE_SCOPES)
