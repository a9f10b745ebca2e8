"""Who may send which facts: a sender bound to companies or workshops speaks for those only."""

from collections.abc import Iterable

from shared.events.envelope import Event
from shared.events.production import PieceworkReported
from shared.messaging.clients import Client
from shared.messaging.reader import Problem


def check_client(client: Client, event: Event) -> Problem | None:
    """Say why a client may not send an event; None where he may. That the source is his own is checked before.

    A company's token sends what names the company, a clerk's the piecework of his workshop, whatever else
    they hold; the county's, bound to nobody, everything.
    """
    companies = client.values("company") if client.has("orders:write") else frozenset()
    workshops = client.values("clerk")
    company, workshop = (getattr(event.data, name, None) for name in ("company", "workshop"))
    if (not companies and not workshops) or company in companies:
        return None
    if isinstance(event, PieceworkReported) and workshop in workshops:
        return None
    if company is not None and companies:
        return _not_of("/data/company", company, companies)
    if isinstance(event, PieceworkReported):
        return _not_of("/data/workshop", event.data.workshop, workshops)
    return Problem(
        "/type",
        f"{event.type} is not about {_named(companies)}; this token is bound to them"
        if companies
        else f"a clerk's token sends piecework, not {event.type}",
        "have the county send it",
    )


def _not_of(pointer: str, named: str, bound_to: Iterable[str]) -> Problem:
    bound = _named(bound_to)
    return Problem(pointer, f"{named} is not of {bound}, to which this token is bound", f"name {bound}")


def _named(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
