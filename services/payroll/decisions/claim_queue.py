"""A fund serves its queue, first approved first, as far as its money goes; and everybody is told his answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from services.payroll.domain.accounts import committed
from services.payroll.domain.accounts import fund as fund_account
from services.payroll.domain.claims import (
    FUND_NOT_OPEN,
    MONEY_SHORT,
    NOT_ALLOTTED,
    OTHER_COUNTY,
    Claim,
    commitment,
    within,
)
from services.payroll.domain.rules.profit_split import JOINT_POT
from services.payroll.store import claims as store
from services.payroll.store import funds, ledger
from services.payroll.store.claims import ClaimRow
from services.payroll.store.funds import FundRow
from services.payroll.store.obligations import Obligation, write_obligations
from shared.events.claims import ClaimAnswer, ClaimCommitted, ClaimQueued, ClaimRefused
from shared.messaging.transaction import Cause, Transaction
from shared.money import format_amount


@dataclass(frozen=True, slots=True)
class _Because:
    """What led to an answer, within the correlation the claim itself came with."""

    key: str
    correlation: str


async def release_queue(
    transaction: Transaction, fund: str, actor: str, unanswered: Collection[str] = ()
) -> list[ClaimRow]:
    """Commit what the fund's money reaches; the claims whose state or reason changed, written but not told.

    To be called under the fund's lock. `unanswered` are claims whose answer in force has not been published.
    """
    connection = transaction.connection
    queue = await store.queue_of(connection, fund)
    if not queue:
        return []
    opened = await funds.find_fund(connection, fund)
    strangers = [row for row in queue if opened and row.facts.policy_pack != opened.policy_pack]
    await store.free_facts(connection, [row.facts.claim for row in strangers])
    own = [row for row in queue if row not in strangers]
    balance_yuan = (await ledger.balances(connection, [fund_account(fund).name]))[fund_account(fund).name]
    waits = _why_waiting(opened)
    reached = within([row.facts for row in own], balance_yuan) if waits == MONEY_SHORT else []
    changed = [_answered(row, unanswered, state="refused", reason=OTHER_COUNTY) for row in strangers]
    changed += [_answered(row, unanswered, state="committed", reason="") for row in own[: len(reached)]]
    changed += [
        _answered(row, unanswered, state="queued", reason=waits)
        for row in own[len(reached) :]
        if row.reason != waits or row.facts.claim in unanswered
    ]
    committing = [row for row in changed if row.state == "committed"]
    await ledger.post(connection, [(commitment(row.facts, row.answer_revision), None) for row in committing], actor)
    await write_obligations(connection, [obligation_of(row.facts, row.answer_revision) for row in committing])
    await store.write_claims(connection, changed)
    return changed


def _why_waiting(opened: FundRow | None) -> str:
    """Why a claim on this fund waits; only for want of money where the fund may spend any."""
    if opened is None:
        return FUND_NOT_OPEN
    return NOT_ALLOTTED if opened.pot == JOINT_POT else MONEY_SHORT


def obligation_of(claim: Claim, step: int) -> Obligation:
    """What is owed to the payee of a committed claim."""
    return Obligation(
        f"claim/{claim.claim}/{step}",
        "claim",
        claim.payee_kind,
        claim.payee,
        committed(claim.fund),
        claim.amount_yuan,
        claim=claim.claim,
    )


async def publish_answers(transaction: Transaction, rows: Iterable[ClaimRow], causes: Mapping[str, Cause]) -> None:
    """Tell each claim's answer in force; `causes` says what led to it, by claim."""
    told = list(rows)
    waiting = sorted({row.facts.fund for row in told if row.state == "queued"})
    positions = {
        row.facts.claim: position
        for fund in waiting
        for position, row in enumerate(await store.queue_of(transaction.connection, fund), 1)
    }
    for row in told:
        _publish(transaction, row, positions, causes[row.facts.claim])


def _answered(row: ClaimRow, unanswered: Collection[str], *, state: store.ClaimState, reason: str) -> ClaimRow:
    step = row.answer_revision if row.facts.claim in unanswered else row.answer_revision + 1
    return replace(row, state=state, reason=reason, answer_revision=step)


def _publish(transaction: Transaction, row: ClaimRow, positions: Mapping[str, int], cause: Cause) -> None:
    facts = row.facts
    answer = ClaimAnswer(
        revision=row.answer_revision,
        withdrawn=row.state == "withdrawn",
        claim=facts.claim,
        claim_revision=facts.revision,
        fund=facts.fund,
        amount_yuan=format_amount(facts.amount_yuan),
        reason=row.reason,
        winner=row.winner,
    ).model_dump()
    because = _Because(cause.key, facts.correlation_id)
    subject = f"claim/{facts.claim}"
    if row.state == "committed":
        transaction.publish(ClaimCommitted, subject, ClaimCommitted.Data(**answer), because)
    elif row.state == "queued":
        position = positions[facts.claim]
        transaction.publish(ClaimQueued, subject, ClaimQueued.Data(**answer, position=position), because)
    else:
        transaction.publish(ClaimRefused, subject, ClaimRefused.Data(**answer), because)
