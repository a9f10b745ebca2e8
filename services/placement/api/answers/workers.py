"""Workers as they are answered: masked in every list, in clear to those who may."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import asyncpg
from pydantic import Field

from services.placement.store.people import Person
from services.placement.store.sealed_details import (
    GivenAccount,
    Identity,
    open_account,
    open_identity,
    open_next_account,
    open_proposal,
)
from shared.http.answers import Answer, MomentText, NextText
from shared.identifiers import Identifier
from shared.identity import mask_account, mask_identity_number, mask_name, mask_phone
from shared.sealing import Sealer


class AccountAnswer(Answer):
    """A bank account, masked where its worker is."""

    account_number: str
    bank_name: str
    bank_code: str | None
    account_name: str | None = Field(description="Whose it is; null where nobody knows any more")
    given_by: str | None
    confirmed_by: str | None = Field(description="Where it replaced another")


class Assignment(Answer):
    """Where a worker belongs from a day on."""

    workshop: Identifier
    since: date
    group: Identifier | None


class _Worker(Answer):
    worker: Identifier


class _Masked(Answer):
    name: str | None
    identity_number: str | None
    phone: str | None
    account: AccountAnswer | None
    next_account: AccountAnswer | None = Field(description="Confirmed, and in force from a later day on")
    next_account_from: date | None
    proposed_account: AccountAnswer | None = Field(description="Given, and not decided on yet")


class _Assigned(Answer):
    assignments: list[Assignment]


class WorkerRow(_Assigned, _Masked, _Worker):
    """A worker of a list, masked; null once erased."""


class WorkersPage(Answer):
    """A page of workers, by id."""

    workers: list[WorkerRow]
    next: NextText


class _Registered(Answer):
    erased_at: MomentText | None
    first_day: date | None = Field(description="Of employment, as registered")


class WorkerAnswer(_Assigned, _Registered, _Masked, _Worker):
    """One worker, masked, and where he belongs over time; null once erased."""


class AccountProposal(_Masked, _Worker):
    """A worker, masked, whose changed account nobody has decided on."""

    notes: list[str] = Field(description="What to look at before it is confirmed")


class AccountProposalsPage(Answer):
    """A page of changed accounts, by worker."""

    proposals: list[AccountProposal]
    next: NextText


class WorkerDetails(Answer):
    """One worker's details in clear."""

    worker: Identifier
    name: str | None
    identity_number: str | None
    phone: str | None
    account: AccountAnswer | None


class DetailsErased(Answer):
    """That a worker's details are destroyed."""

    worker: Identifier
    erased: Literal[True]


def masked(sealer: Sealer, person: Person, *, with_name: bool = False) -> dict[str, Any]:
    """The fields of a masked worker: who he is and where his money goes, as lists show it; nulls once erased."""
    identity, account = open_identity(sealer, person), open_account(sealer, person)
    written = (lambda name: name) if with_name else mask_name
    return {
        "worker": person.worker,
        "name": written(identity.name) if identity else None,
        "identity_number": mask_identity_number(identity.identity_number) if identity else None,
        "phone": mask_phone(identity.phone) if identity and identity.phone else None,
        "account": _account(account, identity, masked=True),
        "next_account": _account(open_next_account(sealer, person), identity, masked=True),
        "next_account_from": person.next_account_from,
        "proposed_account": _account(open_proposal(sealer, person), identity, masked=True),
    }


def worker_answer(sealer: Sealer, person: Person, enrolments: Sequence[asyncpg.Record]) -> WorkerAnswer:
    """One worker, from his sealed details and his enrolments."""
    first_days = [row["first_day"] for row in enrolments if row["first_day"] is not None]
    return WorkerAnswer(
        **masked(sealer, person),
        erased_at=person.erased_at.isoformat() if person.erased_at else None,
        first_day=min(first_days, default=None),
        assignments=[assignment(row) for row in enrolments],
    )


def worker_details(worker: str, identity: Identity | None, account: GivenAccount | None) -> WorkerDetails:
    """One worker's opened details."""
    return WorkerDetails(
        worker=worker,
        name=identity.name if identity else None,
        identity_number=identity.identity_number if identity else None,
        phone=identity.phone if identity else None,
        account=_account(account, identity, masked=False),
    )


def assignment(row: asyncpg.Record) -> Assignment:
    """Where a worker belongs, from the row of an enrolment."""
    return Assignment(workshop=row["workshop"], since=row["since"], group=row["worker_group"])


def _account(account: GivenAccount | None, identity: Identity | None, *, masked: bool) -> AccountAnswer | None:
    if account is None:
        return None
    holder = account.account_name or (identity.name if identity else None)
    return AccountAnswer(
        account_number=mask_account(account.account_number) if masked else account.account_number,
        bank_name=account.bank_name,
        bank_code=account.bank_code,
        account_name=mask_name(holder) if masked and holder else holder,
        given_by=account.given_by or None,
        confirmed_by=account.confirmed_by or None,
    )
