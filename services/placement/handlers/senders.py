"""Which facts a client may send: a station's token speaks for its station, a clerk's for his workshop."""

from collections.abc import Iterable
from typing import Final

from shared.events.details import WorkerAccountDecided, WorkerAccountGiven
from shared.events.envelope import Event
from shared.events.people import AttendanceReported, PinAssigned, PunchRecorded, RosterPublished, WorkerEnrolled
from shared.messaging.clients import Client
from shared.messaging.reader import Problem

_NAMES_A_WORKSHOP: Final = (WorkerEnrolled, RosterPublished, AttendanceReported)
_LEADS_TO_A_WORKSHOP: Final = (WorkerAccountGiven, PinAssigned, PunchRecorded)
"""Whose worker or clock it is, only the database knows: the handlers refuse what is another workshop's."""


def check_client(client: Client, event: Event) -> Problem | None:
    """Say why a client may not send an event; None where he may. That the source is his own is checked before.

    A token that names stations or workshops speaks for those only, whatever else it holds.
    """
    if isinstance(event, WorkerAccountDecided) and not client.has("placement:write"):
        return _problem_of_worker(client.values("worker"), event)
    stations, workshops = client.values("station"), client.values("clerk")
    if not stations and not workshops:
        return None
    if isinstance(event, AttendanceReported | PunchRecorded) and event.data.station in stations:
        return None
    return _problem_of_clerk(workshops, event) if workshops else _problem_of_station(stations, event)


def _problem_of_worker(workers: Iterable[str], event: WorkerAccountDecided) -> Problem | None:
    if event.data.worker in workers:
        return None
    return Problem(
        "/data/worker", f"this token does not speak for {event.data.worker}", "have him or the county decide"
    )


def _problem_of_clerk(workshops: Iterable[str], event: Event) -> Problem | None:
    if isinstance(event, _NAMES_A_WORKSHOP):
        if event.data.workshop in workshops:
            return None
        named = ", ".join(sorted(workshops))
        return Problem(
            "/data/workshop",
            f"{event.data.workshop} is not of {named}, to which this token is bound",
            f"name {named}, or have the county send it",
        )
    if isinstance(event, PunchRecorded) and event.data.station is not None:
        return Problem("/data/station", "a clerk's token speaks for no station", "leave the station out")
    if isinstance(event, _LEADS_TO_A_WORKSHOP):
        return None
    return Problem("/type", f"a clerk's token may not send {event.type}", "have the county send it")


def _problem_of_station(stations: Iterable[str], event: Event) -> Problem:
    if not isinstance(event, AttendanceReported | PunchRecorded):
        return Problem(
            "/type",
            f"a station's token may send attendance and punches, not {event.type}",
            "send it with a token that has placement:write",
        )
    return Problem(
        "/data/station",
        f"the station named is {event.data.station or 'none'}; this token speaks for {', '.join(sorted(stations))}",
        "name your own station",
    )
