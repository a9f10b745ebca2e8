"""Which certificates of skill the register cannot take."""

from collections.abc import Sequence
from typing import Final

from services.placement.store import registers
from shared.events.people import SkillAssessed
from shared.messaging.transaction import Transaction
from shared.refusals import Refusal, Refused
from shared.texts import Text

REVOKED_BEFORE_ISSUED: Final = Refusal(
    Text(
        "certificate.revoked_before_issued",
        "撤销日 {revoked} 早于发证日 {issued}",
        "{revoked} is before {issued}, when it was issued",
    ),
    Text("certificate.correct_a_date", "请更正其中一个日期", "correct one of the dates"),
    "unusable",
    "/data/revoked_on",
)
ANOTHER_HOLDER: Final = Refusal(
    Text(
        "certificate.another_holder", "该编号的证书属于另一名工人", "the certificate of this number is another worker's"
    ),
    Text(
        "certificate.compare_number",
        "请与证书核对编号；若先前写错了持证人，请照原样撤回",
        "compare the number with the certificate; where the holder was mistyped, withdraw it as it was first",
    ),
    "conflict",
    "/data/worker",
)


async def refuse_certificates(transaction: Transaction, events: Sequence[SkillAssessed]) -> None:
    """Raise Refused for a certificate revoked before it was issued, or another worker's."""
    for event in events:
        if event.data.revoked_on is not None and event.data.revoked_on < event.data.certified_on:
            raise Refused(REVOKED_BEFORE_ISSUED.of(revoked=event.data.revoked_on, issued=event.data.certified_on))
    await _refuse_another_holder(transaction, events)


async def _refuse_another_holder(transaction: Transaction, events: Sequence[SkillAssessed]) -> None:
    """A number under which a certificate stands is its holder's: a mistyped one would take his from somebody else."""
    holders = await registers.lock_holders(transaction.connection, [event.data.certificate for event in events])
    for event in events:
        if holders.setdefault(event.data.certificate, event.data.worker) != event.data.worker:
            raise Refused(ANOTHER_HOLDER)
