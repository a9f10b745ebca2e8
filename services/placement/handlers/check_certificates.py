"""Which certificates of skill the register cannot take."""

from collections.abc import Sequence

from services.placement.store import registers
from shared.events.people import SkillAssessed
from shared.messaging.entries import EventRefused
from shared.messaging.transaction import Transaction


async def refuse_certificates(transaction: Transaction, events: Sequence[SkillAssessed]) -> None:
    """Raise EventRefused for a certificate revoked before it was issued, or another worker's."""
    for event in events:
        if event.data.revoked_on is not None and event.data.revoked_on < event.data.certified_on:
            raise EventRefused(
                "/data/revoked_on",
                f"{event.data.revoked_on} is before {event.data.certified_on}, when it was issued",
                "correct one of the dates",
            )
    await _refuse_another_holder(transaction, events)


async def _refuse_another_holder(transaction: Transaction, events: Sequence[SkillAssessed]) -> None:
    """A number under which a certificate stands is its holder's: a mistyped one would take his from somebody else."""
    holders = await registers.lock_holders(transaction.connection, [event.data.certificate for event in events])
    for event in events:
        if holders.setdefault(event.data.certificate, event.data.worker) != event.data.worker:
            raise EventRefused(
                "/data/worker",
                "the certificate of this number is another worker's",
                "compare the number with the certificate; where the holder was mistyped, withdraw it as it was first",
                kind="conflict",
            )
