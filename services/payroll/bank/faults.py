"""Everything that can be wrong with a bank's template, with a file for the bank, or with what it sends back."""

from typing import Final

from shared.texts import Text, TextError


class BankTemplateError(TextError):
    """A template that cannot be used; the message names the file, the place and the way out."""


class CellError(TextError):
    """A value that does not fit its cell; the message is advice without the value."""


class ReturnFileError(TextError):
    """A file that is no return of this bank at all; the message says what is missing."""


class ValueFaultError(TextError):
    """A cell of a return that says nothing usable; the message is advice."""


# Templates
NO_FOLDER: Final = Text("bank_template.no_folder", "没有文件夹 {folder}", "{folder}: there is no such folder")
SAME_NAME: Final = Text(
    "bank_template.same_name",
    "{file}：与 {other} 同名；请改名",
    "{file}: {other} has the same name; rename one",
)
UNKNOWN_TEMPLATE: Final = Text(
    "bank_template.unknown",
    "没有文件格式 {name}；可用的有：{known}",
    "there is no bank template {name}; available: {known}",
)
UNUSABLE_TEMPLATE: Final = Text("bank_template.file_unusable", "文件 {file}：{why}", "{file}: {why}")

# Payment files: the field stands before each
NO_PAYMENTS: Final = Text("bank_file.no_payments", "没有可写的付款", "there is no payment to write")
PROBLEMS: Final = Text(
    "bank_file.problems",
    "共 {count} 处有误；第一处：第 {position} 笔付款（{reference}）的 {field}：{advice}",
    "{count} problems; the first: payment {position} ({reference}), {field}: {advice}",
)
TOO_MANY_PAYMENTS: Final = Text(
    "bank_file.too_many_payments", "付款超过 {most} 笔；请分批", "more than {most} payments; split the batch"
)
SUM_TOO_LARGE: Final = Text(
    "bank_file.sum_too_large", "超过 {most} 元；请分批", "is more than {most} yuan; split the batch"
)
REFERENCE_TWICE: Final = Text(
    "bank_file.reference_twice",
    "与第 {first} 笔付款的编号相同；每笔各用一个",
    "is the reference of payment {first} too; each needs its own",
)
NO_AMOUNT: Final = Text("bank_file.no_amount", "应为不超过 {most} 元的数", "must be a number of at most {most} yuan")
FINER_THAN_FEN: Final = Text(
    "bank_file.finer_than_fen", "不足一分；请在计算处取整", "is finer than one fen; round it where it is computed"
)
ZERO: Final = Text("bank_file.zero", "是零；请去掉这笔付款", "is zero; leave the payment out")
NEGATIVE: Final = Text("bank_file.negative", "是负数，该银行不收", "is negative, which this bank does not take")
EMPTY: Final = Text("bank_file.empty", "为空；请补上", "is empty; complete it")
TOO_LONG: Final = Text("bank_file.too_long", "超过 {most} 个字；请缩短", "is longer than {most} characters; shorten it")
REFERENCE_CHARACTERS: Final = Text(
    "bank_file.reference_characters",
    "至多 64 位字母、数字、点和连字符",
    "up to 64 letters, digits, dots and hyphens",
)
ACCOUNT_CHARACTERS: Final = Text(
    "bank_file.account_characters", "至多 40 位字母、数字和连字符", "up to 40 letters, digits and hyphens"
)
CODE_CHARACTERS: Final = Text("bank_file.code_characters", "至多 20 位字母和数字", "up to 20 letters and digits")
OTHER_CHARACTERS: Final = Text(
    "bank_file.other_characters", "只能是{allowed}；请更正", "may hold {allowed} only; correct it"
)
CONTROL_CHARACTER: Final = Text(
    "bank_file.control_character",
    "有控制字符 {character}；请去掉",
    "holds the control character {character}; remove it",
)
NO_SUCH_CHARACTER: Final = Text(
    "bank_file.no_such_character",
    "{encoding} 里没有字符 {character}；请更正文字",
    "the character {character} does not exist in {encoding}; correct the text",
)
TOO_WIDE: Final = Text(
    "bank_file.too_wide",
    "按 {encoding} 占 {bytes} 字节，该栏只有 {width}；请缩短",
    "takes {bytes} bytes in {encoding}, the column has {width}; shorten it",
)

# Returns: the file, a line, a cell
RETURN_TOO_LARGE: Final = Text(
    "bank_return.too_large", "文件超过 {most} 字节；请拆分", "the file is larger than {most} bytes; split it"
)
TOO_MANY_ROWS: Final = Text(
    "bank_return.too_many_rows", "文件超过 {most} 行；请拆分", "the file has more than {most} rows; split it"
)
OTHER_ENCODING: Final = Text(
    "bank_return.other_encoding",
    "文件是 UTF-8，格式写的是 {encoding}；请改其中之一",
    "the file is UTF-8, the template says {encoding}; correct one of them",
)
ASK_AGAIN: Final = Text("bank_return.ask_again", "{fault}；请向银行重新索取", "{fault}; ask the bank for it again")
LINE_ENDS_EARLY: Final = Text(
    "bank_return.line_ends_early",
    "该行有 {bytes} 字节，不到第 {end} 字节就结束；请问银行",
    "the line has {bytes} bytes and ends before byte {end}; ask the bank",
)
OTHER_BYTES: Final = Text(
    "bank_return.other_bytes",
    "第 {start} 至 {end} 字节按 {encoding} 无法读取",
    "cannot be read as {encoding} at bytes {start} to {end}",
)
MORE_CELLS: Final = Text(
    "bank_return.more_cells",
    "单元格多于标题；文字里可能有分隔符",
    "has more cells than there are titles; a separator may stand in a text",
)
CELL_EMPTY: Final = Text("bank_return.cell_empty", "为空；请问银行", "is empty; ask the bank")
NO_REFERENCE: Final = Text(
    "bank_return.no_reference",
    "不是本系统的明细编号；请核对各列",
    "is no reference of ours; compare the columns",
)
UNKNOWN_STATUS: Final = Text(
    "bank_return.unknown_status",
    "{text} 在格式里既非到账也非退回；请补入格式或问银行",
    "{text} is neither settled nor returned by the template; add it there or ask the bank",
)
NO_DATE: Final = Text(
    "bank_return.no_date",
    "不是 {form} 格式的日期；请更正单元格或格式",
    "is no date written {form}; correct the cell or the template",
)
NO_AMOUNT_IN: Final = Text(
    "bank_return.no_amount",
    "不是金额（{unit}）；请更正单元格或格式",
    "is no amount in {unit}; correct the cell or the template",
)
AMOUNT_TOO_LARGE: Final = Text(
    "bank_return.amount_too_large", "超过 {most} 元；请问银行", "is more than {most} yuan; ask the bank"
)
EMPTY_THOUGH_SETTLED: Final = Text(
    "bank_return.empty_though_settled",
    "已到账却为空；请问银行",
    "is empty though the payment settled; ask the bank",
)
