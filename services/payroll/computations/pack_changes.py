"""When the packs are not those payroll last computed with, everything that follows them is computed again."""

from dataclasses import dataclass

import structlog

from services.payroll.domain.rule_book import RULE_BOOK
from services.payroll.marks import WORKSHOP
from services.payroll.store.policy_packs import keep_packs_in_use, packs_in_use, workshops_following
from shared.messaging.transaction import Transaction
from shared.policy import available_packs, load_pack
from shared.rules.pack_check import refuse_unsound

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PackChanged:
    """The cause of what is computed again: a pack that is another, new or gone since the last start."""

    pack: str
    fingerprint: str

    @property
    def key(self) -> str:
        return f"gongfang:payroll#policy_pack/{self.pack}@{self.fingerprint[:16] or 'gone'}"

    @property
    def correlation(self) -> str:
        return self.key


async def mark_changed_packs(transaction: Transaction) -> None:
    """Mark the workshops whose pack has another content than what payroll last computed with.

    What a pack says of the months before its change is the same as before, so those come out unchanged.
    Raises PolicyError for a pack with which no rule could compute, naming the file and the place: a worker
    does not start with one.
    """
    connection = transaction.connection
    packs = {name: load_pack(name) for name in available_packs()}
    for pack in packs.values():
        refuse_unsound(pack, RULE_BOOK)
    before = await packs_in_use(connection)
    now = {name: pack.fingerprint for name, pack in packs.items()}
    changed = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
    if not changed:
        return
    following = await workshops_following(connection, changed)
    for workshop, name in following.items():
        transaction.mark(WORKSHOP, (workshop,), PackChanged(name, now.get(name, "")))
    await keep_packs_in_use(connection, now)
    log.info("policy_packs_changed", packs=changed, workshops=len(following))
