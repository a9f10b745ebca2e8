"""Opening funds and giving them money: each document once, never more than the budget behind them has."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from services.payroll.decisions.claim_queue import publish_answers, release_queue
from services.payroll.decisions.refusals import funds as refusals
from services.payroll.domain.accounts import Posting, treasury
from services.payroll.domain.accounts import fund as fund_account
from services.payroll.store import funds as store
from services.payroll.store import ledger
from services.payroll.store.funds import Appropriation, FundRow
from shared.audit import record_action
from shared.decisions.deciding import Decision
from shared.messaging.transaction import Transaction
from shared.money import format_amount, round_down_to_fen
from shared.policy import available_packs, load_pack
from shared.refusals import Refused
from shared.texts import listed

APPROPRIATION: Final = "appropriation"


async def open_fund(transaction: Transaction, fund: FundRow, actor: str, today: date) -> FundRow | None:
    """Open a fund, or change the name or budget of an open one, which is returned as it was. Raises Refused.

    Claims that came before their fund are looked at now; they are committed when it is given money.
    """
    connection = transaction.connection
    await store.lock(connection, [*_budget_locks(fund), f"fund/{fund.fund}"])
    earlier = await store.find_fund(connection, fund.fund)
    if fund.policy_pack not in available_packs():
        raise Refused(refusals.NO_PACK.of(pack=fund.policy_pack, packs=listed(available_packs())))
    if earlier is not None and earlier.policy_pack != fund.policy_pack:
        raise Refused(refusals.OTHER_COUNTY.of(fund=fund.fund, pack=earlier.policy_pack))
    given_yuan = await store.appropriated_of_fund(connection, fund.fund)
    if fund.budget is not None:
        await _refuse_beyond_budget(transaction, fund, given_yuan, today, "/budget")
    if earlier == fund:
        return earlier
    await store.write_fund(connection, fund, actor)
    detail = {"name": fund.name, "policy_pack": fund.policy_pack, "budget": fund.budget}
    await record_action(connection, actor, "fund.changed" if earlier else "fund.opened", fund.fund, detail)
    if earlier is None:
        await serve_queue(transaction, fund.fund, actor, Decision(actor, f"fund/{fund.fund}"))
    return earlier


async def appropriate(transaction: Transaction, given: Appropriation, today: date) -> bool:
    """Post money from the treasury to a fund and serve its queue. Raises Refused.

    False where the document has given the fund this amount before: then nothing is posted.
    """
    connection = transaction.connection
    opened = await store.find_fund(connection, given.fund)
    await store.lock(connection, [*(_budget_locks(opened) if opened else ()), f"fund/{given.fund}"])
    if opened is None or opened != await store.find_fund(connection, given.fund):
        raise _not_open_as_read(given.fund, opened)
    earlier = await store.find_appropriation(connection, given.fund, given.document)
    if earlier is not None:
        if earlier.amount_yuan == given.amount_yuan:
            return False
        before, amount = format_amount(earlier.amount_yuan), format_amount(given.amount_yuan)
        another = refusals.GAVE_ANOTHER_AMOUNT.of(document=given.document, fund=given.fund, given=before, amount=amount)
        raise Refused(another, {"amount": before, "appropriated_by": earlier.actor})
    if opened.budget is not None:
        total_yuan = await store.appropriated_of_fund(connection, given.fund) + given.amount_yuan
        await _refuse_beyond_budget(transaction, opened, total_yuan, today, "/amount")
    await store.write_appropriation(connection, given)
    cause = f"{given.fund}/{given.document}"
    account = fund_account(given.fund)
    posting = Posting(
        APPROPRIATION, cause, treasury(given.fund), account, given.amount_yuan, payer="fund", payer_id=given.fund
    )
    await ledger.post(connection, [(posting, None)], given.actor)
    detail = {"document": given.document, "amount": format_amount(given.amount_yuan), "reason": given.reason}
    await record_action(connection, given.actor, "fund.appropriated", given.fund, detail)
    await serve_queue(transaction, given.fund, given.actor, Decision(given.actor, f"appropriation/{cause}"))
    return True


async def serve_queue(transaction: Transaction, fund: str, actor: str, cause: Decision) -> None:
    """Commit what the fund's money now reaches, and tell it. To be called under the fund's lock."""
    released = await release_queue(transaction, fund, actor)
    await publish_answers(transaction, released, {row.facts.claim: cause for row in released})


def _budget_locks(fund: FundRow) -> list[str]:
    return [f"budget/{fund.policy_pack}/{fund.budget}"] if fund.budget is not None else []


def _not_open_as_read(fund: str, opened: FundRow | None) -> Refused:
    if opened is None:
        return Refused(refusals.NO_FUND.of(fund=fund))
    return Refused(refusals.BEING_CHANGED.of(fund=fund))


async def _refuse_beyond_budget(
    transaction: Transaction, fund: FundRow, own_yuan: Decimal, today: date, pointer: str
) -> None:
    """Several funds may spend one budget; together they are given no more than it has today."""
    assert fund.budget is not None
    name = f"{fund.budget}.amount"
    policy = load_pack(fund.policy_pack).rules_on(today)
    amount_yuan = policy.optional_decimal(name) if name in load_pack(fund.policy_pack).parameters else None
    if amount_yuan is None:
        missing = refusals.BUDGET_WITHOUT_AMOUNT.of(pack=fund.policy_pack, budget=fund.budget, parameter=name)
        raise Refused(missing.at(pointer))
    amount_yuan = round_down_to_fen(amount_yuan)
    others_yuan = await store.appropriated_of_budget(transaction.connection, fund.policy_pack, fund.budget, fund.fund)
    if others_yuan + own_yuan > amount_yuan:
        source, budget = policy.parameter(name).source, format_amount(amount_yuan)
        beyond = refusals.BEYOND_BUDGET.of(
            parameter=name,
            budget=budget,
            document=source.document,
            paragraph=source.paragraph,
            total=format_amount(others_yuan + own_yuan),
        )
        raise Refused(beyond.at(pointer), {"clause": source.as_json(), "budget": budget})
