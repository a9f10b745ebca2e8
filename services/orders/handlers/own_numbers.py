"""A number belongs to whoever used it first; nobody changes another's fact through it."""

from collections.abc import Sequence
from typing import Final

from services.orders.store.number_owners import NumberKind, Owner, claim_numbers
from shared.events.production import AgreementSigned, PieceworkReported
from shared.messaging.transaction import Transaction
from shared.refusals import Refusal, Refused
from shared.texts import Text

NUMBER_IN_USE: Final = Refusal(
    Text(
        "number.in_use",
        "该编号已由其他公司或工坊使用",
        "this number is in use by another company or workshop",
    ),
    Text(
        "number.take_another",
        "请用无人使用的编号，如以自己编号开头；若本是自己的，只是报时写错了公司或工坊，请照原样撤回，再用新编号",
        "take one nobody else has, such as one that begins with your own id; where it was your own, reported "
        "under a mistyped company or workshop, withdraw it as it was reported and take a new number",
    ),
    "conflict",
)


async def refuse_others_numbers(
    transaction: Transaction, kind: NumberKind, events: Sequence[AgreementSigned | PieceworkReported]
) -> None:
    """Raise Refused where a number, the field `kind` of the data, is another company's or workshop's."""
    wanted: dict[str, Owner] = {}
    for event in events:
        wanted.setdefault(getattr(event.data, kind), _owner(event))
    owners = await claim_numbers(transaction.connection, kind, wanted)
    for event in events:
        if owners[getattr(event.data, kind)] != _owner(event):
            raise Refused(NUMBER_IN_USE.at(f"/data/{kind}"))


def _owner(event: AgreementSigned | PieceworkReported) -> Owner:
    """An entry stands in a workshop's book for a company; an agreement is the company's, and may move."""
    workshop = event.data.workshop if isinstance(event, PieceworkReported) else ""
    return (event.data.company, workshop)
