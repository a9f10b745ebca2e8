"""Who a worker is: an id is one person's for ever, unless the county decides otherwise, and one person has one id."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from services.placement.store import people
from services.placement.store.people import Person
from services.placement.store.sealed_details import open_identity
from shared.identity import IdentityError, check_identity_number
from shared.messaging.transaction import Transaction
from shared.months import shanghai_date
from shared.refusals import Refusal, Refused
from shared.sealing import Sealer
from shared.texts import Text

COMPARE_WITH_CARD: Final = Text(
    "identity.compare_with_card",
    "请与身份证核对后重新发送",
    "compare it with the identity card and send it again",
)
ID_OF_ANOTHER: Final = Refusal(
    Text(
        "identity.id_of_another",
        "该工号已用于身份证号不同的另一人",
        "this worker id is in use for a person with another identity number",
    ),
    Text(
        "identity.give_own_id",
        "每名工人请各用一个编号，如以工坊编号开头；若是同一人，由县里认定号码：PUT /v1/workers/{{worker}}/identity",
        "give each worker an id of his own, such as one that begins with the workshop's; where it is the same "
        "person, the county decides his number: PUT /v1/workers/{{worker}}/identity",
    ),
    "conflict",
    "/data/worker",
).of()
REGISTERED_ELSEWHERE: Final = Refusal(
    Text(
        "identity.registered_elsewhere",
        "该身份证号已在另一工坊登记：一人只有一个工号",
        "this identity number is registered in another workshop already: one person is one worker",
    ),
    Text(
        "identity.have_him_moved",
        "请与身份证核对；若无误，请由县里调转到本工坊",
        "compare it with the identity card; where it is right, have the county move him to your workshop",
    ),
    "conflict",
    "/data/identity_number",
)
REGISTERED_AS_LABOURER: Final = Refusal(
    Text(
        "identity.registered_as_labourer",
        "该身份证号已登记为本县劳动力：一人只有一个编号",
        "this identity number is registered as a labourer's already: one person has one id",
    ),
    Text(
        "identity.ask_for_his_id",
        "请与身份证核对；若无误，请向县里问明他的编号后登记",
        "compare it with the identity card; where it is right, ask the county for his id and enrol him under it",
    ),
    "conflict",
    "/data/identity_number",
)
SAME_NUMBER: Final = Refusal(
    Text(
        "identity.same_number",
        "工人 {holder} 与 {worker} 身份证号相同：一人只有一个工号",
        "worker {holder} has the same identity number as {worker}: one person is one worker",
    ),
    Text(
        "identity.use_holders_id",
        "请用编号 {holder}，或先撤回 {holder} 的登记",
        "use the id {holder}, or withdraw the enrolments of {holder} first",
    ),
    "conflict",
    "/data/identity_number",
)


def checked_number(number: str, time: datetime) -> str:
    """The identity number in its one form: full-width digits would else make a second person of one."""
    try:
        return check_identity_number(number, shanghai_date(time))
    except IdentityError as error:
        refusal = Refusal(error.text, COMPARE_WITH_CARD, "unusable", "/data/identity_number")
        raise Refused(refusal) from error


def fingerprint_of(sealer: Sealer, number: str) -> bytes:
    """What stands for an identity number where two are compared."""
    return sealer.fingerprint(number.encode(), "identity-number")


def refuse_another_person(
    sealer: Sealer, locked: Mapping[str, Person], claims: Iterable[tuple[str, bytes, str]]
) -> None:
    """Raise Refused where an id, with a fingerprint claimed for it and where the id stands, is another's already.

    That of a fact taken back counts as well: the id was that person's, with whatever was earned under it.
    """
    known: dict[str, bytes] = {}
    for worker, claimed, pointer in claims:
        identity = open_identity(sealer, locked[worker])
        held = known.setdefault(worker, fingerprint_of(sealer, identity.identity_number) if identity else claimed)
        if held != claimed:
            raise Refused(ID_OF_ANOTHER.at(pointer))


async def released_holders(
    transaction: Transaction, locked: Mapping[str, Person], claims: Mapping[str, bytes]
) -> list[str]:
    """Who gives up a number now claimed: those taken back as workers, and those getting another number now.

    Raises Refused where a worker who stands, or another of this batch, has the same number.
    """
    claimant: dict[bytes, str] = {}
    for worker, fingerprint in claims.items():
        if fingerprint in claimant:
            raise await _same_number(transaction, worker, claimant[fingerprint])
        claimant[fingerprint] = worker
    released = []
    for worker, person in locked.items():
        if person.identity_fingerprint is None or worker in claims:
            continue
        other = claimant.get(person.identity_fingerprint)
        if other is not None and person.stands:
            raise await _same_number(transaction, other, worker)
        if other is not None:
            released.append(worker)
    return released


async def _same_number(transaction: Transaction, worker: str, holder: str) -> Refused:
    """The refusal; it names the holder to whom he may be named: the county, and the clerk of his own workshop."""
    if transaction.workshops is not None:
        rows = await people.read_enrolments(transaction.connection, [holder])
        if not rows:
            return Refused(REGISTERED_AS_LABOURER)
        if any(row["workshop"] not in transaction.workshops for row in rows):
            return Refused(REGISTERED_ELSEWHERE)
    return Refused(SAME_NUMBER.of(holder=holder, worker=worker))
