"""Deciding claims: committed, queued, or refused with the reason, under the lock of each fund, first approved first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from services.payroll.decisions.claim_queue import obligation_of, publish_answers, release_queue
from services.payroll.domain.claims import (
    CHANGED_TOO_LATE,
    EXCLUDED,
    WITHDRAWN,
    WITHDRAWN_TOO_LATE,
    Claim,
    decommitment,
    exclusive_group,
    months_of,
    why_refused,
)
from services.payroll.store import cancellations, funds, ledger
from services.payroll.store import claims as store
from services.payroll.store.claims import ClaimRow
from services.payroll.store.locks import keep_from_paying
from services.payroll.store.obligations import write_obligations
from shared.database import Connection
from shared.events.claims import ClaimApproved
from shared.messaging.transaction import Cause, Transaction
from shared.money import ZERO
from shared.policy import PolicyPack, available_packs, load_pack

ACTOR: Final = "payroll"
"""Who posts what follows from a claim by itself."""


@dataclass(frozen=True, slots=True)
class _Approved:
    """The newest revision of a claim in a batch."""

    facts: Claim
    withdrawn: bool


async def decide_claims(transaction: Transaction, events: Sequence[ClaimApproved]) -> None:
    """Answer approved claims, and whatever they let through: their answers are published with the transaction.

    What was withdrawn or changed frees its money and its fact first; then the claims are admitted in the order
    of their approval, and each fund touched serves its queue.
    """
    connection = transaction.connection
    await keep_from_paying(connection)
    given = _newest(events)
    known = await _lock_and_read(connection, given)
    fresh = [
        part
        for name, part in sorted(given.items(), key=lambda item: item[1].facts.order)
        if name not in known or known[name].facts.revision < part.facts.revision
    ]
    answered = await _answer(connection, fresh, known)
    await store.write_claims(connection, list(answered.values()))
    causes: dict[str, Cause] = {event.data.claim: event for event in events}
    for fund, name in sorted(_touched(answered, known).items()):
        for row in await release_queue(transaction, fund, ACTOR, unanswered=answered):
            causes.setdefault(row.facts.claim, causes[name])
            answered[row.facts.claim] = row
    await publish_answers(transaction, answered.values(), causes)


async def _answer(
    connection: Connection, fresh: Sequence[_Approved], known: Mapping[str, ClaimRow]
) -> dict[str, ClaimRow]:
    """The answers of claims in order of approval, those admitted still in the queue.

    Everything is undone before anything is admitted: what one claim gives up another of the batch may have.
    """
    answered: dict[str, ClaimRow] = {}
    admitted: list[ClaimRow] = []
    for part in fresh:
        earlier = known.get(part.facts.claim)
        step = earlier.answer_revision + 1 if earlier else 1
        row = await _without_admission(connection, part, earlier, step)
        if row is None:
            admitted.append(ClaimRow(part.facts, "queued", answer_revision=step))
        else:
            answered[part.facts.claim] = row
    for row in admitted:
        answered[row.facts.claim] = await _admit(connection, row)
    return answered


def _touched(answered: Mapping[str, ClaimRow], known: Mapping[str, ClaimRow]) -> dict[str, str]:
    """The funds whose money or queue may have changed, each with a claim that did it."""
    touched = {known[name].facts.fund: name for name in answered if name in known}
    return touched | {row.facts.fund: name for name, row in answered.items()}


def _newest(events: Iterable[ClaimApproved]) -> dict[str, _Approved]:
    newest: dict[str, _Approved] = {}
    for event in events:
        name = event.data.claim
        if name not in newest or newest[name].facts.revision < event.data.revision:
            newest[name] = _Approved(_facts(event), event.data.withdrawn)
    return newest


def _facts(event: ClaimApproved) -> Claim:
    data = event.data
    return Claim(
        claim=data.claim,
        revision=data.revision,
        policy_pack=data.policy_pack,
        rule=data.rule,
        fund=data.fund,
        beneficiary_kind=data.beneficiary_kind,
        beneficiary=data.beneficiary,
        payee_kind=data.payee_kind,
        payee=data.payee,
        subject=data.subject,
        period=data.period,
        purpose=data.purpose,
        place=data.place,
        amount_yuan=Decimal(data.amount_yuan),
        approved_by=data.approved_by,
        approved_at=data.approved_at,
        explanation=data.explanation.model_dump(mode="json"),
        event=event.key,
        correlation_id=event.correlation,
    )


async def _lock_and_read(connection: Connection, given: Mapping[str, _Approved]) -> dict[str, ClaimRow]:
    """Lock the claims, then every fund and subject they name or named: nobody else decides about these meanwhile."""
    await funds.lock(connection, [f"claim/{name}" for name in given])
    named = {(part.facts.fund, part.facts.subject) for part in given.values()}
    named |= set((await store.funds_of(connection, list(given))).values())
    locks = [f"fund/{fund}" for fund, _ in named] + [f"subject/{subject}" for _, subject in named]
    await funds.lock(connection, locks)
    return await store.find_claims(connection, list(given))


async def _without_admission(
    connection: Connection, part: _Approved, earlier: ClaimRow | None, step: int
) -> ClaimRow | None:
    """The answer of a revision that need not be admitted; None where it has to be, with all of the earlier undone."""
    new = ClaimRow(part.facts, "withdrawn", WITHDRAWN, answer_revision=step) if part.withdrawn else None
    if earlier is None or earlier.state in ("refused", "withdrawn"):
        return new
    if earlier.state == "committed":
        kept = await _keep_committed(connection, part, earlier, step)
        if kept is not None:
            return kept
    if part.withdrawn or part.facts.fact != earlier.facts.fact:
        await store.free_facts(connection, [part.facts.claim])
    return new


async def _keep_committed(connection: Connection, part: _Approved, earlier: ClaimRow, step: int) -> ClaimRow | None:
    """A committed claim as the revision leaves it; None where its money went back to the fund."""
    old, new = earlier.facts, part.facts
    owed = await cancellations.owed_for_claim(connection, old.claim)
    same = not part.withdrawn and (old.fact, old.destination) == (new.fact, new.destination)
    if same and new.amount_yuan == old.amount_yuan:
        return ClaimRow(new, "committed", answer_revision=step)
    if owed is None or owed.paying:
        reason = WITHDRAWN_TOO_LATE if part.withdrawn else CHANGED_TOO_LATE
        stays = replace(old, revision=new.revision, event=new.event, correlation_id=new.correlation_id)
        return ClaimRow(stays, "committed", reason, answer_revision=step)
    await cancellations.cancel_obligations(connection, [owed.obligation], new.event, ACTOR)
    if same and ZERO < new.amount_yuan < old.amount_yuan:
        entry = decommitment(old, step, old.amount_yuan - new.amount_yuan)
        await ledger.post(connection, [(entry, None)], ACTOR)
        await write_obligations(connection, [obligation_of(new, step)])
        return ClaimRow(new, "committed", answer_revision=step)
    await ledger.post(connection, [(decommitment(old, step, old.amount_yuan), None)], ACTOR)
    return None


async def _admit(connection: Connection, row: ClaimRow) -> ClaimRow:
    """The claim in the queue with its fact taken, or refused."""
    facts = row.facts
    pack = _pack(facts.policy_pack)
    reason = why_refused(facts, pack)
    if reason or pack is None:
        await store.free_facts(connection, [facts.claim])
        return replace(row, state="refused", reason=reason)
    winner = await store.take_fact(connection, facts, exclusive_group(facts, pack), months_of(facts.period))
    return row if winner is None else replace(row, state="refused", reason=EXCLUDED, winner=winner)


def _pack(name: str) -> PolicyPack | None:
    return load_pack(name) if name in available_packs() else None
