"""Amounts in capital characters: every place for a zero, both ends, and what is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payroll.domain.rmb_words import DIGITS, LARGEST_YUAN, rmb_words

CASES = {
    "0": "零元整",
    "0.00": "零元整",
    "-0.00": "零元整",
    "0.01": "壹分",
    "0.10": "壹角",
    "0.56": "伍角陆分",
    "1": "壹元整",
    "-5.50": "负伍元伍角",
    "-0.01": "负壹分",
    "10.00": "壹拾元整",
    "10.05": "壹拾元零伍分",
    "10.10": "壹拾元壹角",
    "101.01": "壹佰零壹元零壹分",
    "325.04": "叁佰贰拾伍元零肆分",
    "1001.10": "壹仟零壹元壹角",
    "1234.56": "壹仟贰佰叁拾肆元伍角陆分",
    "1409.50": "壹仟肆佰零玖元伍角",
    "6007.14": "陆仟零柒元壹角肆分",
    "10000": "壹万元整",
    "10001": "壹万零壹元整",
    "10500": "壹万零伍佰元整",
    "11000": "壹万壹仟元整",
    "10999": "壹万零玖佰玖拾玖元整",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "20010.00": "贰万零壹拾元整",
    "107000.53": "壹拾万柒仟元伍角叁分",
    "1000000.00": "壹佰万元整",
    "10010000": "壹仟零壹万元整",
    "10101010.10": "壹仟零壹拾万壹仟零壹拾元壹角",
    "100000000": "壹亿元整",
    "100000001.05": "壹亿零壹元零伍分",
    "100100000": "壹亿零壹拾万元整",
    "400007560": "肆亿零柒仟伍佰陆拾元整",
    "1000010000": "壹拾亿零壹万元整",
    "1000000000000": "壹万亿元整",
    "1000000000001": "壹万亿零壹元整",
    "1200000000000": "壹万贰仟亿元整",
    "9999999999999999.99": "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
}


@pytest.mark.parametrize(("amount", "words"), CASES.items())
def test_an_amount_is_written_as_on_a_voucher(amount: str, words: str) -> None:
    assert rmb_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["0.001", "12.345", "NaN", "Infinity", "-Infinity", "10000000000000000"])
def test_what_cannot_be_written_to_the_fen_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="yuan"):
        rmb_words(Decimal(amount))


UNITS = {"分": 1, "角": 10, "元": 100}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}
amounts = st.integers(0, int(LARGEST_YUAN * 100)).map(lambda fen: Decimal(fen) / 100)


def read_back(words: str) -> Decimal:
    """A reader that knows nothing of the writer: sums digits times places, and lifts them at 万 and 亿."""
    total_fen = yuan = group = digit = 0
    for character in words.replace("整", "").replace("零", ""):
        if character in DIGITS:
            digit = DIGITS.index(character)
        elif character in PLACES:
            group, digit = group + digit * PLACES[character], 0
        elif character == "万":
            yuan, group, digit = yuan + (group + digit) * 10**4, 0, 0
        elif character == "亿":
            yuan, group, digit = (yuan + group + digit) * 10**8, 0, 0
        else:
            total_fen += (yuan + group + digit) * UNITS[character]
            yuan = group = digit = 0
    return Decimal(total_fen) / 100


@given(amounts)
def test_words_read_back_give_the_amount(amount_yuan: Decimal) -> None:
    words = rmb_words(amount_yuan)
    assert read_back(words) == amount_yuan
    assert "零零" not in words
    assert words == "零元整" or "零元" not in words


def test_the_reader_of_this_test_can_tell_amounts_apart() -> None:
    assert read_back("壹万亿元整") == Decimal(10) ** 12
    assert read_back("壹佰元零壹分") == Decimal("100.01")
    assert read_back("贰佰零叁元整") == Decimal(203)
