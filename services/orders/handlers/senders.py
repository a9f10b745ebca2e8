"""Who may send which facts: a sender bound to companies or workshops speaks for those only."""

from collections.abc import Iterable
from typing import Final

from shared.events.envelope import Event
from shared.events.production import PieceworkReported
from shared.messaging.clients import Client
from shared.refusals import Refusal
from shared.texts import Text, listed

NOT_OF_THOSE: Final = Refusal(
    Text(
        "sender.not_of_those",
        "{named} 不在本令牌限定的 {bound} 之内",
        "{named} is not of {bound}, to which this token is bound",
    ),
    Text("sender.name_those", "请写 {bound}", "name {bound}"),
    "forbidden",
)
_COUNTY_SENDS: Final = Text("sender.county_sends", "请由县里发送", "have the county send it")
NOT_ABOUT_COMPANIES: Final = Refusal(
    Text(
        "sender.not_about_companies",
        "{type} 与 {companies} 无关；本令牌只限于这些公司",
        "{type} is not about {companies}; this token is bound to them",
    ),
    _COUNTY_SENDS,
    "forbidden",
    "/type",
)
NOT_PIECEWORK: Final = Refusal(
    Text(
        "sender.not_piecework",
        "文员的令牌只报计件，不报 {type}",
        "a clerk's token sends piecework, not {type}",
    ),
    _COUNTY_SENDS,
    "forbidden",
    "/type",
)


def check_client(client: Client, event: Event) -> Refusal | None:
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
    if companies:
        return NOT_ABOUT_COMPANIES.of(type=event.type, companies=listed(sorted(companies)))
    return NOT_PIECEWORK.of(type=event.type)


def _not_of(pointer: str, named: str, bound_to: Iterable[str]) -> Refusal:
    return NOT_OF_THOSE.of(named=named, bound=listed(sorted(bound_to))).at(pointer)
