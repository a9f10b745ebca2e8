"""Why a batch of payments is not made, fetched, cancelled or answered."""

from typing import Final

from services.payroll.decisions.refusals.advice import CHECK_THE_NUMBER
from shared.refusals import Refusal
from shared.texts import Text

NO_BATCH: Final = Refusal(
    Text("batch.unknown", "没有第 {batch} 号批次", "there is no payment batch {batch}"),
    CHECK_THE_NUMBER,
    kind="unknown",
)
CANCELLED: Final = Refusal(
    Text(
        "batch.cancelled",
        "第 {batch} 号批次已由 {actor} 撤销：{reason}",
        "batch {batch} was cancelled by {actor}: {reason}",
    )
)

_LOOK_AT_BATCH: Final = Text("batch.look_at_it", "请查看该批次", "look at the batch")
_CLOSE_FIRST: Final = Text(
    "batch.close_first", "先结账；未结账的月份不能发放", "close the month first; an open month is not paid"
)
NOBODY_PAYABLE: Final = Refusal(
    Text("batch.nobody_payable", "{count} 笔款项都付不了", "nobody of {count} can be paid"),
    Text("batch.nobody_payable.advice", "先登记他们的账号", "give their accounts first"),
)
ALL_ON_ITS_WAY: Final = Refusal(
    Text("batch.all_on_its_way", "都已付或正在付：{batches}", "everything is paid or on its way: {batches}"),
    _LOOK_AT_BATCH,
)
A_BATCH: Final = Text("", "第 {batch} 号批次（{actor}）", "batch {batch} by {actor}")
NOTHING_OWED: Final = Refusal(Text("batch.nothing_owed", "没有待付的款项", "nothing is owed"), _CLOSE_FIRST)
NOTHING_OWED_OF: Final = Refusal(Text("batch.nothing_owed_of", "没有待付的款项：{months}", "{months}"), _CLOSE_FIRST)
A_MONTH: Final = Text("", "{workshop} 的 {month} 现在是“{state}”", "{month} of {workshop} is {state}")
NOTHING_RETURNED: Final = Refusal(
    Text(
        "batch.nothing_returned",
        "第 {batch} 号批次没有尚未重发的退回款",
        "nothing of batch {batch} was returned that is not paid by another batch",
    ),
    _LOOK_AT_BATCH,
)

FETCHED: Final = Refusal(
    Text(
        "batch.fetched",
        "第 {batch} 号批次的文件已由 {actor} 取走，可能已交银行",
        "the file of batch {batch} was fetched by {actor}: the bank may have it",
    ),
    Text(
        "batch.fetched.advice",
        "请等银行回盘，退回的可以重发",
        "wait for the bank's return; what it sends back can be tried again",
    ),
)
_ANOTHER_FETCHES: Final = Text(
    "batch.another_fetches",
    "请财务的另一人取文件、交银行",
    "another person of finance fetches the file and hands it to the bank",
)
MADE_BY_SAME: Final = Refusal(
    Text(
        "batch.made_by_same",
        "第 {batch} 号批次由 {actor} 制单，本人不能取它的文件",
        "{actor} made batch {batch} and cannot fetch its file",
    ),
    _ANOTHER_FETCHES,
    kind="forbidden",
)
ACCOUNTS_BY_SAME: Final = Refusal(
    Text(
        "batch.accounts_by_same",
        "{names} 的账号由 {actor} 登记，本人不能取首次付往这些账号的文件",
        "{actor} gave the accounts of {names} and cannot fetch the file that pays to them first",
    ),
    _ANOTHER_FETCHES,
    kind="forbidden",
)
_ERASED: Final = Text(
    "batch.payees_erased",
    "{names} 的个人信息已删除，无法生成文件",
    "the details of {names} were erased: the file cannot be written",
)
_MAKE_ANEW: Final = Text("batch.make_anew", "撤销该批次，重新制单", "cancel the batch and make a new one")
PAYEES_ERASED: Final = Refusal(_ERASED, _MAKE_ANEW)
PAYEES_ERASED_SINCE_FETCHED: Final = Refusal(
    _ERASED, Text("batch.bank_has_file", "银行已有该文件", "the bank has it already")
)
TAKEN_BACK: Final = Refusal(
    Text(
        "batch.accounts_taken_back",
        "制作第 {batch} 号批次以后，{names} 的账号已撤销",
        "the accounts of {names} were taken back since batch {batch} was made",
    ),
    _MAKE_ANEW,
)
OTHER_FILE: Final = Refusal(
    Text(
        "batch.other_file",
        "第 {batch} 号批次的文件会与 {actor} 取走的不同",
        "the file of batch {batch} would differ from the one {actor} fetched",
    ),
    Text(
        "batch.other_file.advice",
        "请用先前取走的那一份；本版本生成的文件不同",
        "use the copy fetched first; this release writes files of its template otherwise",
    ),
)
UNFIT_FOR_BANK: Final = Refusal(
    Text("batch.unfit_for_bank", "这种格式写不出文件：{why}", "{why}"),
    Text("batch.unfit_for_bank.advice", "请修改文件格式", "mend the template"),
    kind="unusable",
    pointer="/template",
)

NEVER_FETCHED: Final = Refusal(
    Text(
        "return.never_fetched",
        "第 {batch} 号批次的文件从未取过",
        "the file of batch {batch} was never fetched",
    ),
    Text("return.never_fetched.advice", "先取文件交给银行", "fetch it and give it to the bank first"),
)
UNREADABLE_RETURN: Final = Refusal(
    Text("return.unreadable", "回盘文件无法读取：{why}", "{why}"),
    Text("return.unreadable.advice", "请原样上传银行给的文件", "upload the file as the bank gave it"),
    kind="unusable",
)
