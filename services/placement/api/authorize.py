"""Which facts a client may send: a station's token speaks for its station only."""

from shared.events.envelope import Event
from shared.events.people import AttendanceReported, PunchRecorded
from shared.http import Client
from shared.messaging.reader import Problem

WRITE_SCOPES = ("placement:write", "station:*")


def check_client(client: Client, event: Event) -> Problem | None:
    """Say why a client may not send an event; None where he may. That the source is his own is checked before."""
    if client.has("placement:write"):
        return None
    stations = client.values("station")
    if not isinstance(event, AttendanceReported | PunchRecorded):
        return Problem(
            "/type",
            f"a station's token may send attendance and punches, not {event.type}",
            "send it with a token that has placement:write",
        )
    if event.data.station not in stations:
        named = event.data.station or "none"
        return Problem(
            "/data/station",
            f"the station named is {named}; this token speaks for {', '.join(sorted(stations)) or 'none'}",
            "name your own station",
        )
    return None
