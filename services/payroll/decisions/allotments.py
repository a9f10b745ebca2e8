"""Allotting a joint pot: how much of it is for relief and how much for redevelopment, where no proportion is set."""

from __future__ import annotations

from typing import Final

from services.payroll.decisions.divisions import POT_TITLES
from services.payroll.decisions.funds import serve_queue
from services.payroll.decisions.refusals import funds as refusals
from services.payroll.domain.accounts import Posting
from services.payroll.domain.accounts import fund as fund_account
from services.payroll.domain.rules.profit_split import JOINT_POT, PARTS_OF_JOINT_POT
from services.payroll.store import funds as store
from services.payroll.store import ledger
from services.payroll.store.funds import Allotment, FundRow
from services.payroll.store.workshops import load_workshop
from shared.audit import record_action
from shared.database import Connection
from shared.decisions.deciding import Decision
from shared.messaging.transaction import Transaction
from shared.money import format_amount
from shared.refusals import Refused

ALLOTMENT: Final = "allotment"


async def allot(transaction: Transaction, given: Allotment) -> bool:
    """Post money of a joint pot to one of its funds, or back, and serve the queue of that fund. Raises Refused.

    False where the document has said the same before: then nothing is posted.
    """
    connection = transaction.connection
    joint = await store.find_fund(connection, given.fund)
    if joint is None:
        raise Refused(refusals.NO_FUND.of(fund=given.fund))
    if joint.pot != JOINT_POT:
        raise Refused(refusals.NOT_JOINT.of(fund=given.fund))
    funds = {pot: f"{joint.workshop}.{pot}" for pot in (JOINT_POT, *PARTS_OF_JOINT_POT)}
    await store.lock(connection, [f"fund/{fund}" for fund in funds.values()])
    if await _was_said(connection, given):
        return False
    part = funds[given.pot]
    await _open(connection, joint, part, given)
    source, target = (part, given.fund) if given.given_back else (given.fund, part)
    account = fund_account(source).name
    left_yuan = (await ledger.balances(connection, [account]))[account]
    if left_yuan < given.amount_yuan:
        left, amount = format_amount(left_yuan), format_amount(given.amount_yuan)
        raise Refused(refusals.NOT_ENOUGH_TO_ALLOT.of(fund=source, left=left, amount=amount), {"left": left})
    await store.write_allotment(connection, given)
    cause = f"{given.fund}/{given.document}"
    posting = Posting(
        ALLOTMENT, cause, fund_account(source), fund_account(target), given.amount_yuan, workshop=joint.workshop
    )
    await ledger.post(connection, [(posting, None)], given.actor)
    detail = {"document": given.document, "from": source, "to": target, "amount": format_amount(given.amount_yuan)}
    await record_action(connection, given.actor, "fund.allotted", given.fund, detail | {"reason": given.reason})
    await serve_queue(transaction, part, given.actor, Decision(given.actor, f"allotment/{cause}"))
    return True


async def _was_said(connection: Connection, given: Allotment) -> bool:
    """Whether the document counts already, by the same words. Raises Refused where it said something else."""
    earlier = await store.find_allotment(connection, given.fund, given.document)
    if earlier is None:
        return False
    if earlier.what == given.what:
        return True
    before = format_amount(earlier.amount_yuan)
    another = refusals.ALLOTTED_OTHERWISE.of(document=given.document, fund=given.fund, amount=before, pot=earlier.pot)
    raise Refused(another, {"amount": before, "pot": earlier.pot, "allotted_by": earlier.actor})


async def _open(connection: Connection, joint: FundRow, part: str, given: Allotment) -> None:
    name = f"{(await load_workshop(connection, joint.workshop)).name}{POT_TITLES[given.pot]}"
    row = FundRow(part, name, joint.policy_pack, workshop=joint.workshop, pot=given.pot)
    await store.open_funds(connection, [row], given.actor)
