"""Details sealed under a person's own key: who can open them, what a mask leaves, and what stays readable."""

import base64
from pathlib import Path

import orjson
import pytest

from shared.details import (
    BankAccount,
    PersonDetails,
    SealedPerson,
    new_person_key,
    open_person,
    own_sealer,
    seal_person,
)
from shared.sealing import SealBrokenError, Sealer

GOLDEN = Path(__file__).parents[2] / "contract" / "golden" / "worker.details.changed.v1.json"
INSTALLATION = Sealer(bytes(range(32)))
ACCOUNT = BankAccount("0000990000000000017", "示例村镇银行大屯支行", "000000000017", "乙雨水")
DETAILS = PersonDetails("甲立春", "522229190001010014", "12000000000", ACCOUNT)


@pytest.fixture
def sealed() -> SealedPerson:
    key = new_person_key(INSTALLATION, "W-0001")
    return SealedPerson("W-0001", key, seal_person(INSTALLATION, "W-0001", key, DETAILS))


def test_what_was_sealed_opens_with_the_installations_key_and_holds_nothing_in_clear(sealed: SealedPerson) -> None:
    assert open_person(INSTALLATION, sealed) == DETAILS
    assert sealed.sealed_details is not None
    for text in (DETAILS.name, DETAILS.identity_number, ACCOUNT.number, ACCOUNT.bank_name):
        assert text.encode() not in sealed.sealed_details


def test_another_installation_cannot_open_it(sealed: SealedPerson) -> None:
    with pytest.raises(SealBrokenError):
        open_person(Sealer(bytes(32)), sealed)


def test_nobody_elses_key_opens_it_and_it_passes_for_nobody_else(sealed: SealedPerson) -> None:
    with pytest.raises(SealBrokenError):
        open_person(INSTALLATION, SealedPerson("W-0001", new_person_key(INSTALLATION, "W-0001"), sealed.sealed_details))
    with pytest.raises(SealBrokenError):
        open_person(INSTALLATION, SealedPerson("W-0002", sealed.sealed_key, sealed.sealed_details))


def test_of_somebody_erased_there_is_nothing_to_open(sealed: SealedPerson) -> None:
    assert open_person(INSTALLATION, SealedPerson("W-0001", None, None)) is None
    assert open_person(INSTALLATION, SealedPerson("W-0001", None, sealed.sealed_details)) is None


def test_the_golden_event_opens_in_every_later_release() -> None:
    data = orjson.loads(GOLDEN.read_bytes())["data"]
    key, details = (base64.b64decode(data[name]) for name in ("sealed_key", "sealed_details"))
    assert open_person(INSTALLATION, SealedPerson(data["worker"], key, details)) == DETAILS


def test_a_field_of_a_later_release_does_not_stop_this_one(sealed: SealedPerson) -> None:
    assert sealed.sealed_key is not None
    later = orjson.loads(orjson.dumps(DETAILS)) | {"nickname": "x"}
    own = own_sealer(INSTALLATION, "W-0001", sealed.sealed_key)
    content = own.seal(orjson.dumps(later), "published-details:W-0001")
    assert open_person(INSTALLATION, SealedPerson("W-0001", sealed.sealed_key, content)) == DETAILS


def test_a_mask_leaves_enough_to_tell_two_accounts_apart_and_no_more() -> None:
    masked = DETAILS.masked()
    assert masked == PersonDetails(
        "甲**",
        "522***********0014",
        "120****0000",
        BankAccount("***************0017", "示例村镇银行大屯支行", "000000000017", "乙**"),
    )
    assert PersonDetails("甲立春", "522229190001010014").masked().account is None
