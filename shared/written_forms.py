"""How texts of a fixed form are written: each pattern once, and in words what to write instead of what does not fit.

Patterns mean the same to pydantic, to Python and to whoever reads them in a JSON schema.
"""

from collections.abc import Mapping
from typing import Final

from shared.plain_text import TEXT_PATTERN
from shared.refusals import Refusal
from shared.texts import Text

_YEAR: Final = "(19[5-9][0-9]|20[0-9]{2})"
IDENTIFIER_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$"
DAY_PATTERN: Final = rf"^{_YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
MOMENT_PATTERN: Final = (
    rf"^{_YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$"
)
MONTH_PATTERN: Final = rf"^{_YEAR}-(0[1-9]|1[0-2])$"
YEAR_PATTERN: Final = rf"^{_YEAR}$"
PERIOD_PATTERN: Final = rf"^{_YEAR}(-(0[1-9]|1[0-2])|-Q[1-4])?$"
AMOUNT_PATTERN: Final = r"^-?(0|[1-9][0-9]{0,11})\.[0-9]{2}$"
POSITIVE_AMOUNT_PATTERN: Final = r"^(0|[1-9][0-9]{0,11})\.[0-9]{2}$"
AMOUNT_ABOVE_ZERO_PATTERN: Final = r"^(0\.(0[1-9]|[1-9][0-9])|[1-9][0-9]{0,11}\.[0-9]{2})$"
UNIT_RATE_PATTERN: Final = r"^(0|[1-9][0-9]{0,7})(\.[0-9]{1,4})?$"
PUBLISHED_RATE_PATTERN: Final = r"^(0|[1-9][0-9]{0,4})(\.[0-9]{1,4})?$"
SHARES_PATTERN: Final = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?$"
DAYS_PATTERN: Final = r"^(0(\.[0-9]{1,2})?|1(\.0{1,2})?)$"
YUAN_PATTERN: Final = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$"
SIGNED_YUAN_PATTERN: Final = r"^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$"
KILOGRAMS_PATTERN: Final = r"^(0|[1-9][0-9]{0,8})(\.[0-9]{1,3})?$"
IDENTITY_NUMBER_PATTERN: Final = r"^[0-9]{17}[0-9X]$"
SHIFT_HOURS_PATTERN: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$"
PHONE_PATTERN: Final = r"^\+?[0-9]{5,15}$"
ACCOUNT_PATTERN: Final = r"^[0-9]{8,32}$"
PAYEE_ACCOUNT_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9-]{4,39}$"
BANK_CODE_PATTERN: Final = r"^[0-9]{12}$"
HASH_PATTERN: Final = r"^[0-9a-f]{64}$"
SEALED_PATTERN: Final = r"^[A-Za-z0-9+/]*={0,2}$"
PAGE_OF_ORDERS_PATTERN: Final = r"^[A-Za-z0-9._:-]{1,64}/[A-Za-z0-9._:-]{1,64}/[0-9]{1,4}$"
PAGE_OF_PUNCHES_PATTERN: Final = (
    rf"^([A-Za-z0-9._:-]{{1,64}}\|[A-Za-z0-9._:-]{{1,64}}\|{_YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?$"
)
TEMPLATE_NAME_PATTERN: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
DELIMITER_PATTERN: Final = r"^[,;|\t]$"
PAD_PATTERN: Final = r"^[ -~]$"
FILE_NAME_PATTERN: Final = r"^[A-Za-z0-9_.-]*\{batch\}[A-Za-z0-9_.-]*$"
PLAIN_NAME_PATTERN: Final = r"^[a-z][a-z0-9_]*$"
PARAMETER_NAME_PATTERN: Final = r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$"


_DECIMAL: Final = Text(
    "field.write_decimal", '请写普通小数，加引号，如 "2.50"', 'write a plain decimal number in quotes, such as "2.50"'
)
_YUAN: Final = Text(
    "field.write_yuan",
    '请写两位小数的元数，加引号，如 "1250.00"',
    'write yuan with two decimals in quotes, such as "1250.00"',
)
_RATE: Final = Text(
    "field.write_rate",
    '请写至多四位小数的元数，加引号，如 "2.50"',
    'write yuan with at most four decimals in quotes, such as "2.50"',
)
_NEXT_PAGE: Final = Text("field.write_next", "请写上一页给出的 next", "write the `next` of the page before")
_NO_PAGE: Final = Text("field.no_page", "不是页的位置", "not the place of a page")
_NO_AMOUNT: Final = Text("field.no_amount", "不是金额", "not an amount")
_NO_POSITIVE_AMOUNT: Final = Text("field.no_positive_amount", "不是零或正的金额", "not an amount of zero or more")
_NO_ACCOUNT: Final = Text("field.no_account", "不是账号", "not an account number")


def _form(what: Text, how: Text) -> Refusal:
    """What a text is not, and what to write."""
    return Refusal(what, how, "unusable")


NOT_A_DAY: Final = _form(
    Text("field.no_day", "不是日期", "not a date"),
    Text(
        "field.write_day",
        "请写 1950 年至 2099 年的日期，如 2022-07-31",
        "write a date from 1950 to 2099, such as 2022-07-31",
    ),
)
NOT_A_MOMENT: Final = _form(
    Text("field.no_moment", "不是时间", "not a time"),
    Text(
        "field.write_moment",
        "请连时区写，如 2022-07-31T18:00:00+08:00",
        "write a time with its offset, such as 2022-07-31T18:00:00+08:00",
    ),
)
NOT_SEALED: Final = _form(
    Text("field.not_sealed", "不是密封内容", "not sealed content"),
    Text("field.send_sealed", "请照服务发布的原样发送", "send it as the service published it"),
)

WRITTEN: Final[Mapping[str, Refusal]] = {
    TEXT_PATTERN: _form(
        Text("field.no_readable_text", "文字有误", "not a text of readable characters"),
        Text("field.write_in_one_line", "首尾不留空格，写在一行", "write it without blanks at its ends, in one line"),
    ),
    IDENTIFIER_PATTERN: _form(
        Text("field.no_identifier", "不是编号", "not an identifier"),
        Text(
            "field.write_identifier",
            "只用字母、数字和 . _ : - ，以字母或数字开头，至多 64 个，如 WS-01",
            "write up to 64 letters, digits and . _ : - only, beginning with a letter or digit, such as WS-01",
        ),
    ),
    DAY_PATTERN: NOT_A_DAY,
    MOMENT_PATTERN: NOT_A_MOMENT,
    MONTH_PATTERN: _form(
        Text("field.no_month", "不是月份", "not a month"),
        Text(
            "field.write_month",
            "请写 1950-01 至 2099-12 的月份，如 2022-07",
            "write a month from 1950-01 to 2099-12, such as 2022-07",
        ),
    ),
    YEAR_PATTERN: _form(
        Text("field.no_year", "不是年份", "not a year"),
        Text("field.write_year", "请写 1950 至 2099 的年份，如 2022", "write a year from 1950 to 2099, such as 2022"),
    ),
    PERIOD_PATTERN: _form(
        Text("field.no_period", "不是期间", "not a period"),
        Text(
            "field.write_period",
            "请写年、季或月，如 2022、2022-Q3 或 2022-07",
            "write a year, a quarter or a month, such as 2022, 2022-Q3 or 2022-07",
        ),
    ),
    AMOUNT_PATTERN: _form(_NO_AMOUNT, _YUAN),
    POSITIVE_AMOUNT_PATTERN: _form(_NO_POSITIVE_AMOUNT, _YUAN),
    AMOUNT_ABOVE_ZERO_PATTERN: _form(
        Text("field.no_amount_above_zero", "不是大于零的金额", "not an amount above zero"), _YUAN
    ),
    UNIT_RATE_PATTERN: _form(Text("field.no_rate", "不是单价", "not a rate"), _RATE),
    PUBLISHED_RATE_PATTERN: _form(
        Text("field.no_published_rate", "不是 100000 元以内的单价", "not a rate below 100000 yuan"), _RATE
    ),
    SHARES_PATTERN: _form(
        Text("field.no_shares", "不是股数", "not a number of shares"),
        Text(
            "field.write_shares",
            '至多四位小数，加引号，如 "10"',
            'write it with at most four decimals in quotes, such as "10"',
        ),
    ),
    DAYS_PATTERN: _form(
        Text("field.no_days", "不是天数", "not a part of a day"),
        Text(
            "field.write_days",
            '请写 "0" 至 "1" 的天数，加引号，如 "0.5"',
            'write days from "0" to "1" in quotes, such as "0.5"',
        ),
    ),
    YUAN_PATTERN: _form(_NO_POSITIVE_AMOUNT, _DECIMAL),
    SIGNED_YUAN_PATTERN: _form(_NO_AMOUNT, _DECIMAL),
    KILOGRAMS_PATTERN: _form(
        Text("field.no_weight", "不是重量", "not a weight"),
        Text(
            "field.write_kilograms",
            '请写至多三位小数的公斤数，加引号，如 "12.5"',
            'write kilograms with at most three decimals in quotes, such as "12.5"',
        ),
    ),
    IDENTITY_NUMBER_PATTERN: _form(
        Text("field.no_identity_number", "不是身份证号", "not an identity number"),
        Text("field.write_identity_number", "请写 17 位数字加一位数字或 X", "write its 17 digits and a digit or X"),
    ),
    SHIFT_HOURS_PATTERN: _form(
        Text("field.no_shift_hours", "不是班次起止时间", "not the hours of a shift"),
        Text("field.write_shift_hours", "请写起止时间，如 20:00-08:00", "write from when to when, such as 20:00-08:00"),
    ),
    PHONE_PATTERN: _form(
        Text("field.no_phone", "不是电话号码", "not a phone number"),
        Text(
            "field.write_phone",
            "请写 5 至 15 位数字，中间不留空格，如 13800000000",
            "write 5 to 15 digits without blanks, such as 13800000000",
        ),
    ),
    ACCOUNT_PATTERN: _form(
        _NO_ACCOUNT,
        Text("field.write_account", "请写 8 至 32 位数字，中间不留空格", "write its 8 to 32 digits without blanks"),
    ),
    PAYEE_ACCOUNT_PATTERN: _form(
        _NO_ACCOUNT,
        Text(
            "field.write_payee_account",
            "请写 5 至 40 位字母、数字或 - ，中间不留空格",
            "write its 5 to 40 letters, digits and - without blanks",
        ),
    ),
    BANK_CODE_PATTERN: _form(
        Text("field.no_bank_code", "不是行号", "not a bank's code"),
        Text("field.write_bank_code", "请写十二位数字", "write its twelve digits"),
    ),
    HASH_PATTERN: _form(
        Text("field.no_hash", "不是哈希", "not a hash"),
        Text(
            "field.write_hash", "请写 show 或 submit 给出的 64 位", "write the 64 characters that show or submit gave"
        ),
    ),
    PAGE_OF_ORDERS_PATTERN: _form(_NO_PAGE, _NEXT_PAGE),
    PAGE_OF_PUNCHES_PATTERN: _form(_NO_PAGE, _NEXT_PAGE),
    TEMPLATE_NAME_PATTERN: _form(
        Text("field.no_template_name", "不是模板名称", "not a template's name"),
        Text(
            "field.write_template_name",
            "请写小写字母、数字和单个连字符",
            "write small letters, digits and single hyphens",
        ),
    ),
    DELIMITER_PATTERN: _form(
        Text("field.no_delimiter", "不是分隔符", "not a delimiter"),
        Text("field.write_delimiter", "请写逗号、分号、竖线或制表符", "write a comma, a semicolon, a bar or a tab"),
    ),
    PAD_PATTERN: _form(
        Text("field.no_pad", "不是补位字符", "not a character to pad with"),
        Text(
            "field.write_pad", "请写一个 ASCII 字符，如空格或 0", "write one character of ASCII, such as a blank or 0"
        ),
    ),
    FILE_NAME_PATTERN: _form(
        Text("field.no_file_name", "不是批次文件名", "not the name of a batch's file"),
        Text(
            "field.write_file_name",
            "请在花括号里的 batch 前后写字母、数字和 . _ - ",
            "write letters, digits and . _ - around the word batch in braces",
        ),
    ),
    PLAIN_NAME_PATTERN: _form(
        Text("field.no_name", "不是名称", "not a name"),
        Text(
            "field.write_name",
            "请写小写字母、数字和 _ ，以字母开头",
            "write small letters, digits and _ , beginning with a letter",
        ),
    ),
    PARAMETER_NAME_PATTERN: _form(
        Text("field.no_parameter_name", "不是参数名", "not a parameter's name"),
        Text(
            "field.write_parameter_name",
            "请写规则名、点和词，如 skill_uplift.amount",
            "write the rule, a point and a word, such as skill_uplift.amount",
        ),
    ),
    SEALED_PATTERN: NOT_SEALED,
}
"""For every pattern of a field; a test fails for a field whose pattern has no words here."""
