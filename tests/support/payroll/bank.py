"""Paying in tests: people with accounts, batches through the decisions themselves, and a bank that answers."""

import base64
import csv
import hashlib
import io
from collections.abc import Mapping
from datetime import date

from services.payroll.bank.faults import ReturnFileError
from services.payroll.bank.payment import BankFile
from services.payroll.bank.returns import ReturnFile, read_return
from services.payroll.bank.template_file import load_template
from services.payroll.decisions.payment_files import fetch_file
from services.payroll.decisions.payment_returns import TakenReturn, take_return
from services.payroll.decisions.payments import BatchRequest, create_batch, retry_batch
from services.payroll.store import payments
from services.payroll.store.obligations import Wanted
from services.payroll.store.payments import PaymentRow
from shared.details import BankAccount, PersonDetails, new_person_key, seal_person
from shared.events.details import WorkerDetailsChanged
from shared.events.envelope import Event
from shared.sealing import Sealer
from tests.support.harness import SEALING_KEY, ServiceUnderTest
from tests.support.payroll.facts import state

CSV = load_template("generic-csv")
PAY_DAY = date(2022, 8, 10)
SEALER = Sealer.from_base64(SEALING_KEY)
NAMES = {"W-1": "杨秀英", "W-2": "龙建国", "W-3": "石老满"}
_keys: dict[str, bytes] = {}


def details(
    worker: str,
    account: str | None = "6217000000000000001",
    revision: int = 1,
    holder: str | None = None,
    given_by: str = "",
    identity_number: str = "522229199001011234",
    called: str | None = None,
) -> Event:
    """A worker's details as placement publishes them, with an account unless there is none."""
    key = _keys.setdefault(worker, new_person_key(SEALER, worker))
    name = called or NAMES.get(worker, f"工人{worker}")
    bank = (
        BankAccount(account, "铜仁农村商业银行大兴支行", "402705002013", holder or name, given_by) if account else None
    )
    person = PersonDetails(name, identity_number, "13900001234", bank)
    return _details(worker, revision, key, seal_person(SEALER, worker, key, person))


def erased(worker: str, revision: int) -> Event:
    """The same after an erasure: nothing to open, and no key for what was copied."""
    return state(
        WorkerDetailsChanged,
        f"details/{worker}",
        revision,
        worker=worker,
        sealed_key="",
        sealed_details="",
        withdrawn=True,
    )


def _details(worker: str, revision: int, key: bytes, sealed: bytes) -> Event:
    texts = {"sealed_key": base64.b64encode(key).decode(), "sealed_details": base64.b64encode(sealed).decode()}
    return state(WorkerDetailsChanged, f"details/{worker}", revision, worker=worker, **texts)


async def pay(payroll: ServiceUnderTest, month: str | None = None, actor: str = "finance", **wanted: object) -> int:
    """A batch of what is unpaid."""
    request = BatchRequest(CSV, actor, PAY_DAY, Wanted(month, **wanted))  # type: ignore[arg-type]
    async with payroll.deciding() as transaction:
        return await create_batch(transaction, request)


async def retry(payroll: ServiceUnderTest, batch: int) -> int:
    """A batch of what was returned."""
    request = BatchRequest(CSV, "finance", PAY_DAY, Wanted(), retry_of=batch)
    async with payroll.deciding() as transaction:
        return await retry_batch(transaction, batch, request)


async def fetch(payroll: ServiceUnderTest, batch: int) -> BankFile:
    """The bank file."""
    async with payroll.deciding() as transaction:
        return await fetch_file(transaction, batch, "cashier")


async def items(payroll: ServiceUnderTest, batch: int) -> dict[str, PaymentRow]:
    """A batch's payments by beneficiary; of several the last."""
    return {row.beneficiary: row for row in await all_items(payroll, batch)}


async def all_items(payroll: ServiceUnderTest, batch: int) -> list[PaymentRow]:
    """A batch's payments."""
    async with payroll.pool.acquire() as connection:
        return await payments.payments_of(connection, batch)


def bank_answer(rows: Mapping[str, tuple[str, str]], amounts: Mapping[str, object], day: date = PAY_DAY) -> bytes:
    """A return in the layout of `generic-csv`: status and reason by reference."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["明细编号", "处理结果", "失败原因", "处理日期", "金额"])
    for reference, (status, reason) in rows.items():
        writer.writerow([reference, status, reason, day.isoformat(), amounts[reference]])
    return text.getvalue().encode()


async def answered(
    payroll: ServiceUnderTest, batch: int, returned: Mapping[str, str] | None = None, day: date = PAY_DAY
) -> bytes:
    """What the bank answers to a batch: everything went through but what is returned, by beneficiary."""
    rows = await all_items(payroll, batch)
    told = {
        row.reference: ("失败", returned[row.beneficiary]) if returned and row.beneficiary in returned else ("成功", "")
        for row in rows
    }
    return bank_answer(told, {row.reference: row.amount_yuan for row in rows}, day)


async def take(payroll: ServiceUnderTest, batch: int, content: bytes, today: date = PAY_DAY) -> TakenReturn:
    """The return taken."""
    try:
        file: ReturnFile | ReturnFileError = read_return(content, CSV)
    except ReturnFileError as error:
        file = error
    file_hash = hashlib.sha256(content).hexdigest()
    async with payroll.deciding() as transaction:
        return await take_return(transaction, batch, file, file_hash, "finance", today)


async def settle(payroll: ServiceUnderTest, batch: int, returned: Mapping[str, str] | None = None) -> TakenReturn:
    """The file fetched and answered."""
    await fetch(payroll, batch)
    return await take(payroll, batch, await answered(payroll, batch, returned))


async def month_state(payroll: ServiceUnderTest, month: str, at: str = "WS-01") -> str:
    """How far a month is."""
    found: str = await payroll.pool.fetchval(
        "SELECT state FROM payroll_month WHERE workshop = $1 AND month = $2", at, month
    )
    return found


async def nothing_lost(payroll: ServiceUnderTest) -> bool:
    """Each payable account holds what is owed and not on its way; nothing is paid twice."""
    differing = await payroll.pool.fetchval(
        """
        SELECT count(*) FROM account WHERE kind = 'payable' AND account_balance(account) <> (
            SELECT coalesce(sum(amount_yuan), 0) FROM obligation AS o
            WHERE o.account = account.account AND NOT EXISTS (
                SELECT FROM payment_item AS i
                WHERE i.obligation = o.obligation AND i.state IN ('instructed', 'settled')))
        """
    )
    return bool(differing == 0)
