"""What a client may send and see: a token bound to companies speaks for those only."""

from shared.events.envelope import Event
from shared.http import Client, ProblemError
from shared.messaging.reader import Problem

WRITE_SCOPES = ("orders:write",)


def check_client(client: Client, event: Event) -> Problem | None:
    """Say why a client may not send an event; None where he may. That the source is his own is checked before."""
    companies = client.values("company")
    if not companies:
        return None
    company = getattr(event.data, "company", None)
    if company in companies:
        return None
    named = ", ".join(sorted(companies))
    if company is None:
        return Problem(
            "/type", f"{event.type} is not about a company; this token is bound to {named}", "use an unbound token"
        )
    return Problem("/data/company", f"{company} is not of {named}, to which this token is bound", f"name {named}")


def visible_companies(client: Client) -> list[str] | None:
    """The companies a client sees; None: all of them."""
    return sorted(client.values("company")) or None


def refuse_other_company(client: Client, company: str) -> None:
    """Raise ProblemError 403 where a token bound to companies asks for another one."""
    companies = visible_companies(client)
    if companies is not None and company not in companies:
        raise ProblemError(
            403,
            "Not allowed",
            f"{client.id} is bound to {', '.join(companies)} and may not see {company}",
            advice="ask for your own company",
        )
