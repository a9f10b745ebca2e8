"""Where money goes: payees' accounts opened, or why there is none to pay to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import orjson

from services.payroll.store.payees import PayeeKey, load_payees
from services.payroll.store.payments import PaymentRow
from services.payroll.store.people import load_people
from services.payroll.store.waiting import accounts_waiting
from shared.database import Connection
from shared.details import BankAccount, SealedPerson, open_person, read_account
from shared.sealing import SealBrokenError, Sealer

WORKER: Final = "worker"
NOT_KNOWN: Final = "no details are known"
ERASED: Final = "the details were erased"
NO_ACCOUNT: Final = "no account is known"
WAITING: Final = "a change of the details waits: it could not be computed"


@dataclass(frozen=True, slots=True)
class Payee:
    """An account in clear, the sealed details it was read from, and what a worker is called."""

    account: BankAccount
    sealed_details: bytes
    name: str = ""


async def open_payees(
    connection: Connection, sealer: Sealer, keys: Collection[PayeeKey], day: date
) -> dict[PayeeKey, Payee | str]:
    """Each payee with his account as it is on a day, or the reason why he cannot be paid.

    Raises SealBrokenError where details were sealed by another installation.
    """
    people = await load_people(connection, sorted(name for kind, name in keys if kind == WORKER))
    others = sorted(key for key in keys if key[0] != WORKER)
    accounts = await load_payees(connection, others)
    waiting = await accounts_waiting(connection)
    found: dict[PayeeKey, Payee | str] = {}
    for key in keys:
        if key[0] == WORKER and (waiting is None or key[1] in waiting):
            found[key] = WAITING
        elif key[0] == WORKER:
            found[key] = _open_worker(sealer, people.get(key[1]), day)
        else:
            row = accounts.get(key)
            sealed = row.sealed_on(day) if row else None
            found[key] = NO_ACCOUNT if sealed is None else Payee(open_other(sealer, key, sealed), sealed)
    return found


def _open_worker(sealer: Sealer, sealed: SealedPerson | None, day: date) -> Payee | str:
    if sealed is None:
        return NOT_KNOWN
    person = open_person(sealer, sealed)
    if person is None or sealed.sealed_details is None:
        return ERASED
    account = person.account_on(day)
    return NO_ACCOUNT if account is None else Payee(account, sealed.sealed_details, person.name)


async def open_frozen(
    connection: Connection, sealer: Sealer, payments: Sequence[PaymentRow]
) -> dict[int, BankAccount | None]:
    """The account each payment was instructed to, by payment; None where the person was erased since."""
    workers = sorted({row.beneficiary for row in payments if row.beneficiary_kind == WORKER})
    people = await load_people(connection, workers)
    return {row.item: _open_frozen(sealer, row, people) for row in payments}


def _open_frozen(sealer: Sealer, row: PaymentRow, people: Mapping[str, SealedPerson]) -> BankAccount | None:
    if row.beneficiary_kind != WORKER:
        return open_other(sealer, (row.beneficiary_kind, row.beneficiary), row.sealed_details)
    now = people.get(row.beneficiary)
    if now is None or now.sealed_key is None:
        return None
    try:
        person = open_person(sealer, SealedPerson(row.beneficiary, now.sealed_key, row.sealed_details))
    except SealBrokenError:
        return None  # erased, and registered anew under another key
    return None if person is None else person.account_on(row.day)


def open_other(sealer: Sealer, key: PayeeKey, sealed: bytes) -> BankAccount:
    """The account of a payee that is no worker, in clear."""
    account = read_account(orjson.loads(sealer.open(sealed, payee_purpose(key))))
    assert account is not None
    return account


def payee_purpose(key: PayeeKey) -> str:
    """What a payee's account is sealed for: nobody's opens as another's."""
    return f"payee-account:{key[0]}:{key[1]}"
