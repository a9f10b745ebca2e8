"""An amount of renminbi in the capital characters that cannot be altered by a stroke, as on vouchers and cheques."""

from decimal import Decimal
from typing import Final

DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
PLACES: Final = ("", "拾", "佰", "仟")
GROUPS: Final = ("", "万", "亿", "万亿")
"""What each four digits count, from the right. Sixteen digits are more than any payroll has."""
LARGEST_YUAN: Final = Decimal("9999999999999999.99")


def rmb_words(amount_yuan: Decimal) -> str:
    """Write yuan, exact to the fen, in capital Chinese characters: 1234.56 as 壹仟贰佰叁拾肆元伍角陆分.

    Zeros between other digits are read as one 零, those at the end of four digits are not read, only a whole
    number of yuan ends in 整 and a negative amount begins with 负. Raises ValueError for an amount finer than
    one fen, not finite or beyond sixteen digits. Rule: the annex on filling in vouchers to the People's Bank of
    China's measures for payment and settlement (1997), which leaves 整 after jiao to the writer.
    """
    if not amount_yuan.is_finite() or abs(amount_yuan) > LARGEST_YUAN:
        raise ValueError(f"{amount_yuan} yuan cannot be written in words: at most {LARGEST_YUAN}")
    fen_in_all = abs(amount_yuan) * 100
    if fen_in_all != fen_in_all.to_integral_value():
        raise ValueError(f"{amount_yuan} yuan is finer than one fen; round it first")
    yuan, fen = divmod(int(fen_in_all), 100)
    if not yuan and not fen:
        return "零元整"
    sign = "负" if amount_yuan < 0 else ""
    return sign + (f"{_integer_words(yuan)}元" if yuan else "") + _fraction_words(fen, after_yuan=bool(yuan))


def _integer_words(number: int) -> str:
    words = ""
    for power in reversed(range(len(GROUPS))):
        four_digits = number // 10 ** (4 * power) % 10_000
        if not four_digits:
            continue
        # 零 also joins groups: 1 0000 1000 is 壹亿零壹仟, and 1 0500 is 壹万零伍佰.
        skipped = words and (four_digits < 1_000 or number // 10 ** (4 * (power + 1)) % 10_000 == 0)
        words += ("零" if skipped else "") + _four_digit_words(four_digits) + _group_name(number, power)
    return words


def _group_name(number: int, power: int) -> str:
    """万亿 is said as 万 where digits of 亿 follow: 壹万贰仟亿, but 壹万亿."""
    following = number // 10**8 % 10_000
    return "万" if power == len(GROUPS) - 1 and following else GROUPS[power]


def _four_digit_words(number: int) -> str:
    words, zero_before = "", False
    for place in reversed(range(len(PLACES))):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if zero_before and words else "") + DIGITS[digit] + PLACES[place]
        zero_before = not digit
    return words


def _fraction_words(fen: int, *, after_yuan: bool) -> str:
    jiao, rest = divmod(fen, 10)
    if not fen:
        return "整"
    if not jiao:
        return ("零" if after_yuan else "") + f"{DIGITS[rest]}分"
    return f"{DIGITS[jiao]}角" + (f"{DIGITS[rest]}分" if rest else "")
