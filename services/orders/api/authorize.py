"""What a client may send and see: a token bound to companies or workshops speaks for those only."""

from shared.http import Client, ProblemError

WRITE_SCOPES = ("orders:write", "clerk:*")


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
