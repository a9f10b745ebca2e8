"""Approving a workshop's divided profit: its pots become funds, its villages are owed their dividends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from asyncpg import Record

from services.payroll.decisions.funds import serve_queue
from services.payroll.decisions.refusals import funds as refusals
from services.payroll.decisions.refusals.waiting import BEING_COMPUTED
from services.payroll.decisions.waiting import refuse_waiting_profit
from services.payroll.domain.accounts import Account, Posting, fund, payable, profit
from services.payroll.domain.rules.profit_split import (
    CARE_FUND,
    DEVELOPMENT,
    JOINT_POT,
    REDEVELOPMENT,
    RELIEF,
    SHAREHOLDERS,
    TITLE,
)
from services.payroll.marks import DIVISION
from services.payroll.store import cancellations, funds, ledger, profit_divisions, statements
from services.payroll.store.cancellations import Owed
from services.payroll.store.funds import FundRow
from services.payroll.store.locks import keep_from_paying, lock_workshops
from services.payroll.store.obligations import Obligation, write_obligations
from services.payroll.store.workshops import load_workshop
from shared.audit import record_action
from shared.database import Connection
from shared.decisions.deciding import Decision
from shared.messaging.transaction import Transaction
from shared.money import ZERO, format_amount
from shared.refusals import Refused

DIVIDED: Final = "profit_divided"
VILLAGE: Final = "village"
POT_TITLES: Final[Mapping[str, str]] = {
    CARE_FUND: "关爱资金",
    JOINT_POT: "救助与再发展资金",
    RELIEF: "救助资金",
    REDEVELOPMENT: "再发展资金",
    DEVELOPMENT: "滚动发展资金",
}
"""What the fund of a pot is called after its workshop; finance may give it another name."""


@dataclass(frozen=True, slots=True)
class Part:
    """Where a part of the profit goes: a pot's fund, or a village. Before: everything posted so far, in yuan."""

    pot: str
    beneficiary: str
    account: Account
    before_yuan: Decimal
    after_yuan: Decimal

    @property
    def difference_yuan(self) -> Decimal:
        return self.after_yuan - self.before_yuan

    @property
    def is_dividend(self) -> bool:
        return self.pot == SHAREHOLDERS


async def approve_division(
    transaction: Transaction, workshop: str, period: str, revision: int, actor: str
) -> list[Part]:
    """Post what a division gives its pots and villages beyond everything posted for it; what changed. Raises Refused.

    Approved again nothing is posted; a division that has changed since posts the difference only. What a
    fund has spent, or a village was paid, is not taken back.
    """
    connection = transaction.connection
    await keep_from_paying(connection)
    await funds.lock(connection, [f"fund/{workshop}.{pot}" for pot in POT_TITLES])
    await lock_workshops(connection, [workshop])
    division = await _division(connection, workshop, period, revision)
    parts = [part for part in await _parts(connection, workshop, period, division) if part.difference_yuan]
    pots = [part.beneficiary for part in parts if not part.is_dividend]
    registered = await load_workshop(connection, workshop)
    opening = [
        FundRow(
            part.beneficiary,
            f"{registered.name}{POT_TITLES[part.pot]}",
            registered.policy_pack,
            workshop=workshop,
            pot=part.pot,
        )
        for part in parts
        if not part.is_dividend
    ]
    await funds.open_funds(connection, opening, actor)
    await _refuse_beyond_balance(connection, parts)
    for part in parts:
        if part.is_dividend:
            await _owe(connection, part, workshop, period, revision, actor)
    postings = [_posting(part, workshop, period, revision) for part in parts]
    await ledger.post(connection, [(posting, None) for posting in postings], actor)
    changes = {part.beneficiary: format_amount(part.difference_yuan) for part in parts}
    subject = f"{workshop}/{period}"
    await record_action(connection, actor, "division.approved", subject, {"revision": revision, "posted": changes})
    for name in pots:
        await serve_queue(transaction, name, actor, Decision(actor, f"division/{subject}"))
    return parts


async def _division(connection: Connection, workshop: str, period: str, revision: int) -> Record:
    await refuse_waiting_profit(connection, workshop)
    division = await profit_divisions.find_division(connection, workshop, period)
    if division is None:
        raise Refused(refusals.NO_PROFIT.of(workshop=workshop, period=period))
    if division["revision"] != revision:
        now = division["revision"]
        raise Refused(refusals.OTHER_REVISION.of(now=now, given=revision), {"revision": now})
    if division["incomplete"]:
        raise Refused(refusals.INCOMPLETE, {"incomplete": division["incomplete"]})
    if await statements.is_marked(connection, DIVISION, (workshop,)):
        raise Refused(BEING_COMPUTED)
    return division


async def _parts(connection: Connection, workshop: str, period: str, division: Record) -> list[Part]:
    """Every pot and village of the division, and those only an earlier revision gave something."""
    wanted: dict[str, tuple[str, str, Account, Decimal]] = {}
    for line in division["lines"]:
        is_dividend = line["pot"] == SHAREHOLDERS
        name = line["beneficiary"] if is_dividend else f"{workshop}.{line['pot']}"
        account = payable(VILLAGE, name) if is_dividend else fund(name)
        wanted[account.name] = (line["pot"], name, account, Decimal(line["amount"]))
    posted = await funds.divided_so_far(connection, DIVIDED, profit(workshop).name, period)
    for account_name in posted.keys() - wanted.keys():
        kind, _, name = account_name.partition(":")
        if kind == "fund":
            wanted[account_name] = (name.rpartition(".")[2], name, fund(name), ZERO)
        else:
            village = name.partition(":")[2]
            wanted[account_name] = (SHAREHOLDERS, village, payable(VILLAGE, village), ZERO)
    return [
        Part(pot, name, account, posted.get(key, ZERO), after_yuan)
        for key, (pot, name, account, after_yuan) in sorted(wanted.items())
    ]


async def _refuse_beyond_balance(connection: Connection, parts: list[Part]) -> None:
    """A fund gives back what it still has."""
    shrinking = [part for part in parts if part.difference_yuan < 0 and not part.is_dividend]
    balances = await ledger.balances(connection, [part.account.name for part in shrinking])
    for part in shrinking:
        left_yuan = balances[part.account.name]
        if left_yuan < -part.difference_yuan:
            raise _not_enough_left(part, left_yuan)


async def _owe(connection: Connection, part: Part, workshop: str, period: str, revision: int, actor: str) -> None:
    """Owe a village what it gets more; of what it gets less, take unpaid obligations back, the newest first."""
    owing_yuan = part.difference_yuan
    division = f"{workshop}/{period}"
    if owing_yuan < 0:
        unpaid = [
            owed
            for owed in await cancellations.owed_for_division(connection, division, part.beneficiary)
            if not owed.paying
        ]
        left_yuan = sum((owed.amount_yuan for owed in unpaid), ZERO)
        if left_yuan < -owing_yuan:
            raise _not_enough_left(part, left_yuan)
        taken = _covering(unpaid, -owing_yuan)
        numbers = [owed.obligation for owed in taken]
        await cancellations.cancel_obligations(connection, numbers, f"division/{division}@{revision}", actor)
        owing_yuan += sum((owed.amount_yuan for owed in taken), ZERO)
    if owing_yuan:
        cause = f"division/{division}/{revision}/{part.beneficiary}"
        await write_obligations(
            connection,
            [Obligation(cause, "dividend", VILLAGE, part.beneficiary, part.account, owing_yuan, division=division)],
        )


def _covering(unpaid: list[Owed], amount_yuan: Decimal) -> list[Owed]:
    taken: list[Owed] = []
    while sum((owed.amount_yuan for owed in taken), ZERO) < amount_yuan:
        taken.append(unpaid[len(taken)])
    return taken


def _not_enough_left(part: Part, left_yuan: Decimal) -> Refused:
    amount, left = format_amount(-part.difference_yuan), format_amount(left_yuan)
    refusal = refusals.NOT_ENOUGH_LEFT.of(beneficiary=part.beneficiary, amount=amount, left=left)
    return Refused(refusal, {"beneficiary": part.beneficiary, "left": left})


def _posting(part: Part, workshop: str, period: str, revision: int) -> Posting:
    source = profit(workshop)
    debit, credit = (source, part.account) if part.difference_yuan > 0 else (part.account, source)
    return Posting(
        DIVIDED,
        f"{workshop}/{period}/{revision}/{part.account.name}",
        debit,
        credit,
        abs(part.difference_yuan),
        beneficiary=part.beneficiary,
        month=period,
        rule=TITLE.code,
        workshop=workshop,
        payer="collective",
        payer_id=workshop,
    )
