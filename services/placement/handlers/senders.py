"""Which facts a client may send: a station's token speaks for its station, a clerk's for his workshop."""

from collections.abc import Iterable
from typing import Final

from shared.events.details import WorkerAccountDecided, WorkerAccountGiven
from shared.events.employments import EmploymentEnded
from shared.events.envelope import Event
from shared.events.households import LabourSurveyRecorded
from shared.events.people import (
    AttendanceReported,
    PinAssigned,
    PunchRecorded,
    RosterPublished,
    WorkerEnrolled,
)
from shared.events.placements import (
    FollowUpRecorded,
    LabourContractSigned,
    PlacementEnded,
    PlacementInterrupted,
    PlacementReported,
)
from shared.messaging.clients import Client
from shared.refusals import Refusal
from shared.texts import Text, listed

NOT_FOR_WORKER: Final = Refusal(
    Text("sender.not_for_worker", "本令牌不代表 {worker}", "this token does not speak for {worker}"),
    Text("sender.worker_decides", "请由本人或县里决定", "have him or the county decide"),
    "forbidden",
    "/data/worker",
)
NOT_OF_WORKSHOPS: Final = Refusal(
    Text(
        "sender.not_of_workshops",
        "{workshop} 不在本令牌限定的 {bound} 之内",
        "{workshop} is not of {bound}, to which this token is bound",
    ),
    Text("sender.name_workshops", "请写 {bound}，或由县里发送", "name {bound}, or have the county send it"),
    "forbidden",
    "/data/workshop",
)
CLERK_FOR_NO_STATION: Final = Refusal(
    Text("sender.clerk_for_no_station", "文员的令牌不代表劳务站", "a clerk's token speaks for no station"),
    Text("sender.leave_station_out", "请去掉劳务站", "leave the station out"),
    "forbidden",
    "/data/station",
)
NOT_OF_CLERKS: Final = Refusal(
    Text("sender.not_of_clerks", "文员的令牌不能报 {type}", "a clerk's token may not send {type}"),
    Text("sender.have_county_send", "请由县里发送", "have the county send it"),
    "forbidden",
    "/type",
)
NOT_OF_STATIONS: Final = Refusal(
    Text(
        "sender.not_of_stations",
        "劳务站的令牌可报考勤、打卡、转移就业和劳动力调查，不能报 {type}",
        "a station's token may send attendance, punches, placements and surveys, not {type}",
    ),
    Text(
        "sender.send_as_county",
        "请用有 placement:write 的令牌发送",
        "send it with a token that has placement:write",
    ),
    "forbidden",
    "/type",
)
OTHER_STATION: Final = Refusal(
    Text(
        "sender.other_station",
        "所写劳务站是 {named}；本令牌只代表 {bound}",
        "the station named is {named}; this token speaks for {bound}",
    ),
    Text("sender.name_own_station", "请写自己的劳务站", "name your own station"),
    "forbidden",
    "/data/station",
)
NONE_NAMED: Final = Text("sender.none_named", "空", "none")

_OF_STATIONS: Final = (
    AttendanceReported,
    PunchRecorded,
    PlacementReported,
    PlacementInterrupted,
    PlacementEnded,
    FollowUpRecorded,
    LabourContractSigned,
    LabourSurveyRecorded,
)
"""Each names its station: a token that speaks for one sends that one's only."""
_NAMES_A_WORKSHOP: Final = (WorkerEnrolled, EmploymentEnded, RosterPublished, AttendanceReported)
_LEADS_TO_A_WORKSHOP: Final = (WorkerAccountGiven, PinAssigned, PunchRecorded)
"""Whose worker or clock it is, only the database knows: the handlers refuse what is another workshop's."""


def check_client(client: Client, event: Event) -> Refusal | None:
    """Say why a client may not send an event; None where he may. That the source is his own is checked before.

    A token that names stations or workshops speaks for those only, whatever else it holds.
    """
    if isinstance(event, WorkerAccountDecided) and not client.has("placement:write"):
        return _problem_of_worker(client.values("worker"), event)
    stations, workshops = client.values("station"), client.values("clerk")
    if not stations and not workshops:
        return None
    if isinstance(event, _OF_STATIONS) and event.data.station in stations:
        return None
    return _problem_of_clerk(workshops, event) if workshops else _problem_of_station(stations, event)


def _problem_of_worker(workers: Iterable[str], event: WorkerAccountDecided) -> Refusal | None:
    if event.data.worker in workers:
        return None
    return NOT_FOR_WORKER.of(worker=event.data.worker)


def _problem_of_clerk(workshops: Iterable[str], event: Event) -> Refusal | None:
    if isinstance(event, _NAMES_A_WORKSHOP):
        if event.data.workshop in workshops:
            return None
        return NOT_OF_WORKSHOPS.of(workshop=event.data.workshop, bound=listed(sorted(workshops)))
    if isinstance(event, PunchRecorded) and event.data.station is not None:
        return CLERK_FOR_NO_STATION
    if isinstance(event, _LEADS_TO_A_WORKSHOP):
        return None
    return NOT_OF_CLERKS.of(type=event.type)


def _problem_of_station(stations: Iterable[str], event: Event) -> Refusal:
    if not isinstance(event, _OF_STATIONS):
        return NOT_OF_STATIONS.of(type=event.type)
    return OTHER_STATION.of(named=event.data.station or NONE_NAMED, bound=listed(sorted(stations)))
