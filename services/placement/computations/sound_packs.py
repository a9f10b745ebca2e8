"""A worker does not start with a pack by which clocks could not be read."""

from services.placement.domain.rule_book import RULE_BOOK
from shared.messaging.transaction import Transaction
from shared.policy import available_packs, load_pack
from shared.rules.pack_check import refuse_unsound


async def refuse_unsound_packs(_: Transaction) -> None:
    """Raise PolicyError naming the file and the place of what placement's rules or clocks cannot use."""
    for name in available_packs():
        refuse_unsound(load_pack(name), RULE_BOOK)
