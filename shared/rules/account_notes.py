"""What to look at before money goes to an account; shown with it, and never a reason not to pay."""

from __future__ import annotations

import unicodedata
from typing import Final

from shared.identity import is_mistyped_card

FIRST_PAYMENT: Final = "first_payment"
"""Nothing was paid to this payee before."""
ACCOUNT_CHANGED: Final = "account_changed"
"""The payment before went to another account."""
ACCOUNT_SHARED: Final = "account_shared"
"""Somebody else has the same account."""
HOLDER_DIFFERS: Final = "holder_differs"
"""The account is not in the worker's own name."""
CARD_NUMBER_WRONG: Final = "card_number_wrong"
"""The last digit of a card does not fit the others: a digit was mistyped or two were swapped."""

_LEFT_OUT: Final = frozenset({"Zs", "Po", "Pd"})
"""Blanks, and the dots between the parts of a name, which banks write each in their own way."""


def notes_on_workers_account(number: str, holder: str, name: str) -> list[str]:
    """What a worker's account shows by itself; collectives' accounts follow no rule of cards, and have no own name."""
    notes = []
    if not is_same_name(name, holder):
        notes.append(HOLDER_DIFFERS)
    if is_mistyped_card(number):
        notes.append(CARD_NUMBER_WRONG)
    return notes


def is_same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: full width, blanks and the dots between its parts make no other of it."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in letters if unicodedata.category(letter) not in _LEFT_OUT)
