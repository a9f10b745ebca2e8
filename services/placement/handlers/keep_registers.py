"""Keeping the registers: workshops, stations, certificates of skill, shareholdings."""

from collections.abc import Sequence

from services.placement import marks
from services.placement.store import fact_tables, registers
from shared.events.people import ShareholdingRegistered, SkillAssessed, StationRegistered, WorkshopRegistered
from shared.messaging.entries import EventRefused
from shared.messaging.transaction import Transaction


async def keep_workshops(transaction: Transaction, events: Sequence[WorkshopRegistered]) -> None:
    """Keep workshops. Their policy pack decides how their clocks are read, so those are read again."""
    await fact_tables.WORKSHOP.keep_newest(transaction.connection, events)
    for event in events:
        transaction.mark(marks.WORKSHOP, (event.data.workshop,), event)
        transaction.mark(marks.WORKSHOP_CLOCKS, (event.data.workshop,), event)


async def keep_stations(transaction: Transaction, events: Sequence[StationRegistered]) -> None:
    """Keep stations. For which workshops a station reports decides which of its reports count."""
    await fact_tables.STATION.keep_newest(transaction.connection, events)
    for event in events:
        transaction.mark(marks.STATION, (event.data.station,), event)


async def keep_certificates(transaction: Transaction, events: Sequence[SkillAssessed]) -> None:
    """Keep certificates. Raises EventRefused for one revoked before it was issued, or another worker's."""
    for event in events:
        if event.data.revoked_on is not None and event.data.revoked_on < event.data.certified_on:
            raise EventRefused(
                "/data/revoked_on",
                f"{event.data.revoked_on} is before {event.data.certified_on}, when it was issued",
                "correct one of the dates",
            )
    await _refuse_another_holder(transaction, events)
    await fact_tables.CERTIFICATE.keep_newest(transaction.connection, events)
    for event in events:
        transaction.mark(marks.CERTIFICATE, (event.data.certificate,), event)


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


async def keep_shareholdings(transaction: Transaction, events: Sequence[ShareholdingRegistered]) -> None:
    """Keep what each village holds of a workshop from a day on."""
    await fact_tables.SHAREHOLDING.keep_newest(transaction.connection, events)
    for event in events:
        data = event.data
        transaction.mark(marks.SHAREHOLDING, (data.workshop, data.village, data.effective_from.isoformat()), event)
