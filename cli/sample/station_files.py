"""Attendance by a labour station that sends events over HTTP, some of them late, twice or wrong."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any, Final

import orjson

from cli.sample.clients import labour_station
from cli.sample.folder import Phase, Refusal, SampleFile, SampleFolder
from cli.sample.moments import moment
from cli.sample.plan import WorkshopPlan
from cli.sample.presence import Presence
from cli.sample.request import SampleRequest
from cli.sample.sending import Sending
from cli.sample.workshop import RESENT_PERMILLE, folder_of, piecework_event

Envelope = dict[str, Any]
_FUTURE: Final = "2099-01-01T08:00:00+08:00"


def write_station_attendance(folder: SampleFolder, request: SampleRequest, plan: WorkshopPlan) -> None:
    """A file for the month and one for the days the station was offline, sent the month after."""
    random = request.random_for("station", plan.number)
    sending = Sending.events("placement", labour_station(plan.station))
    offline = set(plan.calendar.workdays[10:12])
    about = "attendance as the labour station sends it day by day"
    with folder.lines(f"{folder_of(plan)}/attendance.ndjson", Phase.MONTH, sending, about) as lines:
        for position, event in enumerate(_events(plan, lambda day: day not in offline)):
            if request.faults:
                _write_before(lines, event, position, plan)
            lines.event(event)
            if request.faults:
                _write_after(lines, event, position, plan, random)
        if request.faults:
            _write_mistake_taken_back(lines, plan)
    about = "two days the station was offline, sent at the beginning of the month after"
    with folder.lines(f"{folder_of(plan)}/attendance-late.ndjson", Phase.LATE, sending, about) as lines:
        for position, event in enumerate(_events(plan, lambda day: day in offline)):
            lines.event(event)
            if request.faults and position == 0:
                lines.note("attendance sent weeks late", "the statements are computed again and count these days")


def _events(plan: WorkshopPlan, wanted: Any) -> Iterator[Envelope]:
    """The events of the wanted days, day by day."""
    days = sorted({day for presence in plan.presences for day in presence.weights if wanted(day)})
    for day in days:
        present = [presence for presence in plan.presences if day in presence.weights]
        for position, presence in enumerate(present):
            yield _event(plan, presence, day, position * 3)


def _event(plan: WorkshopPlan, presence: Presence, day: date, seconds_later: int) -> Envelope:
    worker = presence.person.worker
    data = {
        "worker": worker,
        "workshop": plan.code,
        "day": day.isoformat(),
        "weight_days": presence.weights[day],
        "station": plan.station,
    }
    if day in presence.paid_leave:
        data["leave"] = "paid"
    return {
        "specversion": "1.0",
        "id": f"{day:%m%d}-{worker}",
        "source": labour_station(plan.station).id,
        "type": "attendance.reported.v1",
        "time": moment(day, "18:05", seconds_later),
        "data": data,
    }


def _write_before(lines: SampleFile, event: Envelope, position: int, plan: WorkshopPlan) -> None:
    """A wrong form of an event; the right one follows on the next line and counts."""
    if position == 11:
        text = orjson.dumps(event).decode()
        lines.write(text[: len(text) // 2])
        leads_to = "rejected: no JSON; the whole event follows and counts"
        lines.note("an event that breaks off", leads_to, Refusal("rejected", ""))
    if position == 23:
        lines.event(event | {"data": event["data"] | {"overtime_hours": 2}})
        leads_to = "rejected naming the field; the event without it follows and counts"
        lines.note("a field nobody knows", leads_to, Refusal("rejected", "/data/overtime_hours"))
    if position == 37:
        lines.event(event | {"time": _FUTURE})
        leads_to = "rejected with our time in the answer; the event with the right time follows and counts"
        lines.note("a time in the future", leads_to, Refusal("rejected", "/time"))
    if position == 45:
        lines.event(event | {"id": f"{event['id']}-other", "data": event["data"] | {"station": "ST-99"}})
        leads_to = "rejected: a station's token speaks for its own station"
        lines.note("another station's attendance", leads_to, Refusal("rejected", "/data/station"))


def _write_after(lines: SampleFile, event: Envelope, position: int, plan: WorkshopPlan, random: Random) -> None:
    if position == 15 or random.randrange(1000) < RESENT_PERMILLE:
        lines.event(event)
        lines.note("the same event again", "answered as a duplicate; the day counts once")
    if position == 29:
        respelled = {name: event[name] for name in sorted(event, reverse=True)}
        lines.event(respelled | {"data": dict(sorted(event["data"].items(), reverse=True))})
        lines.note("the same event, spelled in another order", "answered as a duplicate: only the content is compared")
    if position == 52:
        lines.event(event | {"data": event["data"] | {"weight_days": "0.5"}})
        leads_to = "a conflict: what came first stays in force"
        lines.note("the same id with another weight", leads_to, Refusal("conflict", "/id"))
    if position == 60:
        misdirected = piecework_event(plan, plan.piecework[0]) | {"source": event["source"]}
        lines.event(misdirected)
        leads_to = "rejected naming orders, the service it belongs to"
        lines.note("an event for another service", leads_to, Refusal("rejected", "/type"))


def _write_mistake_taken_back(lines: SampleFile, plan: WorkshopPlan) -> None:
    """A Sunday recorded by mistake, and the revision that takes it back."""
    sunday = plan.calendar.sundays[2]
    presence = plan.presences[-1]
    mistake = _event(plan, Presence(presence.person, {sunday: "1"}), sunday, 0)
    lines.event(mistake)
    lines.event(
        mistake
        | {
            "id": f"{mistake['id']}.r2",
            "time": moment(plan.calendar.of_next_month(1), "09:00"),
            "data": mistake["data"] | {"withdrawn": True},
        }
    )
    lines.note("a reversal", "the day on the line before counts as nothing")
