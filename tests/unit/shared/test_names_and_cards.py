"""What to look at before money goes to an account: a name in two spellings, a card whose last digit does not fit."""

import pytest

from shared.identity import is_mistyped_card
from shared.rules.account_notes import CARD_NUMBER_WRONG, HOLDER_DIFFERS, is_same_name, notes_on_workers_account


@pytest.mark.parametrize(
    ("number", "mistyped"),
    [
        ("6217000000000000004", False),
        ("6217000000000000001", True),
        ("4111111111111111", False),
        ("4111111111111112", True),
        ("411111111111112", False),  # fifteen digits are no card
        ("41111111111111111112", False),  # nor are twenty
        ("8201-0100-0000-0001", False),
    ],
)
def test_the_last_digit_of_a_card_fits_the_others(number: str, mistyped: bool) -> None:
    assert is_mistyped_card(number) is mistyped


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("杨秀英", "杨 秀英", True),
        ("阿卜杜拉·买买提", "阿卜杜拉•买买提", True),
        ("Ｌｉ Ming", "li ming", True),
        ("杨秀英", "杨秀芳", False),
        ("杨秀英", "杨秀", False),
    ],
)
def test_one_name_in_two_spellings_is_one_name(one: str, other: str, same: bool) -> None:
    assert is_same_name(one, other) is same


RIGHT_CARD, WRONG_CARD = "6217000000000000004", "6217000000000000001"


@pytest.mark.parametrize(
    ("holder", "number", "notes"),
    [
        ("杨秀英", RIGHT_CARD, []),
        ("杨 秀英", RIGHT_CARD, []),
        ("杨秀芳", RIGHT_CARD, [HOLDER_DIFFERS]),
        ("杨秀英", WRONG_CARD, [CARD_NUMBER_WRONG]),
        ("杨秀芳", WRONG_CARD, [HOLDER_DIFFERS, CARD_NUMBER_WRONG]),
    ],
)
def test_an_account_is_noted_for_its_holder_and_for_its_number(holder: str, number: str, notes: list[str]) -> None:
    assert list(notes_on_workers_account(number, holder, "杨秀英")) == notes
