"""What a client may send and see: a token bound to companies or workshops speaks for those only."""

from typing import Final

from shared.http import Client
from shared.refusals import Refusal, Refused
from shared.texts import Text, listed

OTHER_COMPANY: Final = Refusal(
    Text(
        "orders.other_company",
        "{client} 只限于 {companies}，不能查看 {company}",
        "{client} is bound to {companies} and may not see {company}",
    ),
    Text("orders.ask_for_own", "请查自己的公司", "ask for your own company"),
    "forbidden",
)

WRITE_SCOPES = ("orders:write", "clerk:*")


def visible_companies(client: Client) -> list[str] | None:
    """The companies a client sees; None: all of them."""
    return sorted(client.values("company")) or None


def refuse_other_company(client: Client, company: str) -> None:
    """Raise Refused where a token bound to companies asks for another one."""
    companies = visible_companies(client)
    if companies is not None and company not in companies:
        raise Refused(OTHER_COMPANY.of(client=client.id, companies=listed(companies), company=company))
