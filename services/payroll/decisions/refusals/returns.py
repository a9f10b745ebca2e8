"""What of a bank's return is not taken: each sentence goes on from the field it is about."""

from __future__ import annotations

from typing import Final

from shared.texts import Text

CONTRADICTED: Final = Text(
    "return.contradicted",
    "一行到账、一行退回；请问银行以哪个为准",
    "is settled in one line and returned in another; ask the bank which holds",
)
STANDS_ALREADY: Final = Text(
    "return.stands_already", "第 {line} 行已有；只算一次", "stands in line {line} already; counted once"
)
OTHER_AMOUNT: Final = Text(
    "return.other_amount",
    "与所付的 {amount} 元不符；请问银行",
    "differs from the {amount} yuan instructed; ask the bank",
)
NO_PAYMENT: Final = Text("return.no_payment", "不是本系统的付款；请问银行", "is no payment of ours; ask the bank")
OTHER_BATCH: Final = Text(
    "return.other_batch", "属于第 {batch} 号批次；请在那里上传", "belongs to batch {batch}; upload the file there"
)
RETURNED_BEFORE: Final = Text(
    "return.returned_before",
    "此前已退回、重新待付；若银行确已付款，请勿再付",
    "was returned before and is owed again; if the bank did pay, do not pay it again",
)
CONFIRMED_BEFORE: Final = Text(
    "return.confirmed_before",
    "此前已于 {day} 确认到账；以先前为准",
    "was confirmed on {day} before; the first day stays",
)
BEFORE_CONFIRMED: Final = Text(
    "return.before_confirmed",
    "不在到账日 {day} 至 {today} 之间；请问银行",
    "does not lie between {day}, when it was confirmed, and {today}; ask the bank",
)
BEFORE_INSTRUCTED: Final = Text(
    "return.before_instructed",
    "不在付款日 {day} 至 {today} 之间；请问银行",
    "does not lie between {day}, when it was instructed, and {today}; ask the bank",
)
