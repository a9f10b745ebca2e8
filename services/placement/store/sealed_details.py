"""What names a person and where his money goes, as placement keeps it: two parts, each with its own latest fact."""

from dataclasses import dataclass, replace

import orjson

from services.placement.store.people import Person
from shared.details import BankAccount, PersonDetails, new_person_key, own_sealer
from shared.events.details import WorkerAccountGiven
from shared.events.envelope import Event
from shared.facts.precedence import precedence_of
from shared.rules.account_changes import Accounts
from shared.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Identity:
    """What names a person."""

    name: str
    identity_number: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class GivenAccount:
    """A bank account as it was given; without `account_name` the worker himself holds it.

    `given_by` is who gave it, and `confirmed_by` who confirmed it where it replaced another.
    """

    account_number: str
    bank_name: str
    bank_code: str | None
    account_name: str | None
    given_by: str = ""
    confirmed_by: str = ""

    @property
    def number(self) -> str:
        return self.account_number

    @property
    def destination(self) -> tuple[str | None, ...]:
        """Where money would go: two that agree in it are one account."""
        return (self.account_number, self.bank_name, self.bank_code, self.account_name)


def is_fresh_account(person: Person, event: WorkerAccountGiven) -> bool:
    """True where an account counts before the one held, and is later than an erasure of the person."""
    held = person.account_order
    return not _is_erased(person, event) and (held is None or precedence_of(event) > held)


def is_fresh_identity(person: Person, event: Event) -> bool:
    """As for accounts; and what the county has decided stands against any earlier word."""
    decided_at = person.identity_decided_at
    if _is_erased(person, event) or (decided_at is not None and event.time <= decided_at):
        return False
    return person.order is None or precedence_of(event) > person.order


def _is_erased(person: Person, event: Event) -> bool:
    return person.erased_at is not None and event.time <= person.erased_at


def seal_identity(sealer: Sealer, person: Person, identity: Identity) -> Person:
    """The person with this identity, sealed under his own key; he gets one if he has none."""
    person, own = _with_key(sealer, person)
    return replace(person, sealed_details=own.seal(orjson.dumps(identity), _identity_purpose(person.worker)))


def seal_accounts(sealer: Sealer, person: Person, accounts: Accounts[GivenAccount]) -> Person:
    """The person with these accounts, sealed under his own key; he gets one with his first account."""
    if accounts == Accounts():
        return replace(
            person, sealed_account=None, sealed_next_account=None, next_account_from=None, sealed_proposal=None
        )
    person, own = _with_key(sealer, person)

    def sealed(account: GivenAccount | None) -> bytes | None:
        return None if account is None else own.seal(orjson.dumps(account), _account_purpose(person.worker))

    return replace(
        person,
        sealed_account=sealed(accounts.in_force),
        sealed_next_account=sealed(accounts.following),
        next_account_from=accounts.following_from,
        sealed_proposal=sealed(accounts.proposed),
    )


def open_identity(sealer: Sealer, person: Person) -> Identity | None:
    """What names the person; None once erased, or before he was enrolled."""
    if person.sealed_key is None or person.sealed_details is None:
        return None
    own = own_sealer(sealer, person.worker, person.sealed_key)
    return Identity(**orjson.loads(own.open(person.sealed_details, _identity_purpose(person.worker))))


def open_account(sealer: Sealer, person: Person) -> GivenAccount | None:
    """The person's account; None once erased, or while none was given."""
    return _open_account(sealer, person, person.sealed_account)


def open_accounts(sealer: Sealer, person: Person) -> Accounts[GivenAccount]:
    """All of the person's accounts."""
    return Accounts(
        open_account(sealer, person),
        open_next_account(sealer, person),
        person.next_account_from,
        open_proposal(sealer, person),
    )


def open_next_account(sealer: Sealer, person: Person) -> GivenAccount | None:
    """The account that takes the place of his on `next_account_from`."""
    return _open_account(sealer, person, person.sealed_next_account)


def open_proposal(sealer: Sealer, person: Person) -> GivenAccount | None:
    """The account given in place of his that nobody has decided on."""
    return _open_account(sealer, person, person.sealed_proposal)


def _open_account(sealer: Sealer, person: Person, sealed: bytes | None) -> GivenAccount | None:
    if person.sealed_key is None or sealed is None:
        return None
    own = own_sealer(sealer, person.worker, person.sealed_key)
    return GivenAccount(**orjson.loads(own.open(sealed, _account_purpose(person.worker))))


def open_details(sealer: Sealer, person: Person) -> PersonDetails | None:
    """Everything as it is published; None while nobody knows who he is, even where an account was given."""
    identity = open_identity(sealer, person)
    if identity is None:
        return None
    return PersonDetails(
        identity.name,
        identity.identity_number,
        identity.phone,
        _published(open_account(sealer, person), identity),
        _published(open_next_account(sealer, person), identity),
        person.next_account_from,
    )


def _published(account: GivenAccount | None, identity: Identity) -> BankAccount | None:
    if account is None:
        return None
    holder = account.account_name or identity.name
    return BankAccount(
        account.number, account.bank_name, account.bank_code, holder, account.given_by, account.confirmed_by
    )


def _with_key(sealer: Sealer, person: Person) -> tuple[Person, Sealer]:
    key = person.sealed_key or new_person_key(sealer, person.worker)
    return replace(person, sealed_key=key), own_sealer(sealer, person.worker, key)


def _identity_purpose(worker: str) -> str:
    return f"person-details:{worker}"


def _account_purpose(worker: str) -> str:
    return f"person-account:{worker}"
