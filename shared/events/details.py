"""Facts and states of what names people and where their money goes."""

import base64
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field, JsonValue

from shared.events.envelope import Event, FactData, StateData
from shared.identifiers import Identifier, IdentityNumber, PersonName, Phone, Readable
from shared.plain_words import field_error
from shared.written_forms import ACCOUNT_PATTERN, BANK_CODE_PATTERN, NOT_SEALED, SEALED_PATTERN


def _read_sealed(text: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        raise field_error(NOT_SEALED) from None
    return text


SealedText = Annotated[
    str,
    Field(
        pattern=SEALED_PATTERN,
        max_length=8192,
        description="Base64 of bytes only this installation can open; empty once erased",
    ),
    AfterValidator(_read_sealed),
]

_TAKEN_BACK: Final[JsonValue] = {"required": ["withdrawn"], "properties": {"withdrawn": {"const": True}}}
"""What a decision never is: another one follows it."""

AccountNumber = Annotated[str, Field(pattern=ACCOUNT_PATTERN, max_length=32, description="Card or passbook number")]


class WorkerIdentityDecided(Event):
    """The county decides whose a worker's id is: his number was wrong or has changed, or two ids were one person's.

    It goes before what enrolments say. Names him, so it enters no stream.
    """

    class Data(FactData):
        model_config = ConfigDict(json_schema_extra={"not": _TAKEN_BACK})

        worker: Identifier
        identity_number: IdentityNumber
        name: PersonName
        phone: Phone | None = None
        reason: Annotated[Readable, Field(min_length=3, max_length=500, description="Kept for ever in the audit log")]

    owner = "placement"
    carries_identity = True
    type: Literal["worker.identity.decided.v1"]
    data: Data


class WorkerAccountGiven(Event):
    """The bank account a worker's money goes to. Names him, so it enters no stream."""

    class Data(FactData):
        worker: Identifier
        account_number: AccountNumber
        bank_name: Annotated[Readable, Field(min_length=1, max_length=100, description="Bank and branch")]
        bank_code: Annotated[str, Field(pattern=BANK_CODE_PATTERN, max_length=12)] | None = Field(
            default=None, description="The branch's number in the payment system, where the bank file wants it"
        )
        account_name: PersonName | None = Field(
            default=None, description="Who holds the account; without it the worker himself"
        )

    owner = "placement"
    carries_identity = True
    type: Literal["worker.account.given.v1"]
    data: Data


class WorkerAccountDecided(Event):
    """Whether money goes to an account given in another's place. Whoever decides writes the number himself."""

    class Data(FactData):
        model_config = ConfigDict(json_schema_extra={"not": _TAKEN_BACK})

        worker: Identifier
        account_number: Annotated[AccountNumber, Field(description="The number that was given")]
        confirmed: Annotated[bool, Field(description="False: money goes on to the account before")]
        reason: Annotated[Readable, Field(min_length=3, max_length=500)] = Field(
            description="How it was compared, such as: the worker showed his card"
        )

    owner = "placement"
    carries_identity = True
    type: Literal["worker.account.decided.v1"]
    data: Data


class WorkerDetailsChanged(Event):
    """Name, numbers and account of a worker under a key of his own, itself sealed; withdrawn once erased."""

    class Data(StateData):
        worker: Identifier
        sealed_key: SealedText
        sealed_details: SealedText

    owner = "placement"
    type: Literal["worker.details.changed.v1"]
    data: Data
