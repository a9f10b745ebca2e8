"""What names a person and where his money goes, sealed under a key of his own: the one form services share.

The person's key travels and is kept sealed under the key of the installation. Where it is destroyed, what
was sealed under it is noise, wherever a copy of it lies.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import orjson

from shared.identity import mask_account, mask_identity_number, mask_name, mask_phone
from shared.sealing import KEY_BYTES, Sealer


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where money for a person goes. `bank_code` is the 12 digits of the payment system, where they are known.

    `given_by` is who said so, and `confirmed_by` who confirmed it where it replaced another.
    """

    number: str
    bank_name: str
    bank_code: str | None
    holder: str
    given_by: str = ""
    confirmed_by: str = ""

    @property
    def destination(self) -> tuple[str | None, ...]:
        """Where money would go, whoever said so."""
        return (self.number, self.bank_name, self.bank_code, self.holder)


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """Who a worker is. In clear, unless it came from `masked`.

    `next_account` was confirmed and takes the place of `account` from `next_from` on.
    """

    name: str
    identity_number: str
    phone: str | None = None
    account: BankAccount | None = None
    next_account: BankAccount | None = None
    next_from: date | None = None

    def account_on(self, day: date) -> BankAccount | None:
        """Where his money goes on a day."""
        return self.account if self.next_from is None or day < self.next_from else self.next_account

    def masked(self) -> "PersonDetails":
        """The same for lists: enough to tell two people or accounts apart, not to use them."""
        return PersonDetails(
            mask_name(self.name),
            mask_identity_number(self.identity_number),
            mask_phone(self.phone) if self.phone else None,
            _masked_account(self.account),
            _masked_account(self.next_account),
            self.next_from,
        )


def _masked_account(account: BankAccount | None) -> BankAccount | None:
    if account is None:
        return None
    return replace(account, number=mask_account(account.number), holder=mask_name(account.holder))


@dataclass(frozen=True, slots=True)
class SealedPerson:
    """A worker's details as services keep them and events carry them; both parts are None once erased."""

    worker: str
    sealed_key: bytes | None
    sealed_details: bytes | None


def new_person_key(sealer: Sealer, worker: str) -> bytes:
    """A fresh key for a worker, sealed under the installation's."""
    return sealer.seal(secrets.token_bytes(KEY_BYTES), _key_purpose(worker))


def own_sealer(sealer: Sealer, worker: str, sealed_key: bytes) -> Sealer:
    """What seals under a worker's own key. Raises SealBrokenError where the installation's key is another."""
    return Sealer(sealer.open(sealed_key, _key_purpose(worker)))


def seal_person(sealer: Sealer, worker: str, sealed_key: bytes, details: PersonDetails) -> bytes:
    """Details under the worker's own key. Raises SealBrokenError where that key cannot be opened."""
    return own_sealer(sealer, worker, sealed_key).seal(orjson.dumps(details), _details_purpose(worker))


def open_person(sealer: Sealer, sealed: SealedPerson) -> PersonDetails | None:
    """Details in clear; None once erased. Raises SealBrokenError where they were sealed by another installation."""
    if sealed.sealed_key is None or sealed.sealed_details is None:
        return None
    own = own_sealer(sealer, sealed.worker, sealed.sealed_key)
    return _read(orjson.loads(own.open(sealed.sealed_details, _details_purpose(sealed.worker))))


def _read(content: dict[str, Any]) -> PersonDetails:
    # Field by field: what a later release adds does not stop an earlier reader.
    next_from = content.get("next_from")
    return PersonDetails(
        content["name"],
        content["identity_number"],
        content["phone"],
        read_account(content["account"]),
        read_account(content.get("next_account")),
        date.fromisoformat(next_from) if next_from else None,
    )


def read_account(content: dict[str, Any] | None) -> BankAccount | None:
    """An account as it was sealed, by this release or an earlier one."""
    if content is None:
        return None
    return BankAccount(
        content["number"],
        content["bank_name"],
        content["bank_code"],
        content["holder"],
        content.get("given_by", ""),
        content.get("confirmed_by", ""),
    )


def _key_purpose(worker: str) -> str:
    return f"person-key:{worker}"


def _details_purpose(worker: str) -> str:
    return f"published-details:{worker}"
