"""The kinds of problems, by the status they are answered with: `title` of a problem, in English, and its Chinese."""

from collections.abc import Mapping
from typing import Final

from shared.refusals import Kind
from shared.texts import Text

NOT_JSON: Final = Text("not_json", "内容不是 JSON", "Not JSON")
NOT_READABLE: Final = Text("not_readable", "无法读取", "Not readable")
NOT_AUTHENTICATED: Final = Text("not_authenticated", "令牌无效", "Not authenticated")
NOT_ALLOWED: Final = Text("not_allowed", "没有权限", "Not allowed")
NOT_FOUND: Final = Text("not_found", "找不到", "Not found")
NO_ATTENDANCE: Final = Text("no_attendance", "没有考勤", "No attendance")
NO_AWARD: Final = Text("no_award", "没有奖励", "No award")
NO_DIVISION: Final = Text("no_division", "没有利润分配", "No division")
NO_ENTRY: Final = Text("no_entry", "没有这条记录", "No entry")
NO_ORDER: Final = Text("no_order", "没有订单", "No order")
NO_PAYSLIP: Final = Text("no_payslip", "没有工资单", "No payslip")
NO_STATEMENT: Final = Text("no_statement", "没有工资记录", "No statement")
NO_SUCH_DEAD_LETTER: Final = Text("no_such_dead_letter", "没有这封死信", "No such dead letter")
NO_SUCH_WORKER: Final = Text("no_such_worker", "没有这名工人", "No such worker")
UNKNOWN_KIND_OF_FILE: Final = Text("unknown_kind_of_file", "不认识的文件种类", "Unknown kind of file")
TOO_SLOW: Final = Text("too_slow", "上传过慢", "Too slow")
CONFLICT: Final = Text("conflict", "与已有的不一致", "Conflict")
NOT_DECIDED: Final = Text("not_decided", "未办理", "Not decided")
CHANGED_MEANWHILE: Final = Text("changed_meanwhile", "期间已有变动", "Changed meanwhile")
NOT_CLOSED: Final = Text("not_closed", "尚未结账", "Not closed")
NOT_OPEN: Final = Text("not_open", "已经结账", "Not open")
NOT_READY: Final = Text("not_ready", "尚未就绪", "Not ready")
NOT_USABLE: Final = Text("not_usable", "填写有误", "Not usable")
ERASED: Final = Text("erased", "已经删除", "Erased")
TOO_LARGE: Final = Text("too_large", "内容过大", "Too large")
TOO_MANY_EVENTS: Final = Text("too_many_events", "事件过多", "Too many events")
REQUEST_NOT_VALID: Final = Text("request_not_valid", "填写有误", "The request is not valid")
NOT_VALID: Final = Text("not_valid", "填写有误", "Not valid")
NOT_APPLIED: Final = Text("not_applied", "未被接受", "Not applied")
NOT_PROVED: Final = Text("not_proved", "未能证实", "Not proved")
FILE_CANNOT_BE_READ: Final = Text("file_cannot_be_read", "文件无法读取", "The file cannot be read")
TOO_BUSY: Final = Text("too_busy", "系统正忙", "Too busy")
INTERNAL_ERROR: Final = Text("internal_error", "服务出错", "Internal error")
NOT_AVAILABLE: Final = Text("not_available", "暂时不可用", "Not available right now")

TITLES: Final[Mapping[int, tuple[Text, ...]]] = {
    400: (NOT_JSON, NOT_READABLE),
    401: (NOT_AUTHENTICATED,),
    403: (NOT_ALLOWED,),
    404: (
        NOT_FOUND,
        NO_ATTENDANCE,
        NO_AWARD,
        NO_DIVISION,
        NO_ENTRY,
        NO_ORDER,
        NO_PAYSLIP,
        NO_STATEMENT,
        NO_SUCH_DEAD_LETTER,
        NO_SUCH_WORKER,
        UNKNOWN_KIND_OF_FILE,
    ),
    408: (TOO_SLOW,),
    409: (CONFLICT, NOT_DECIDED, CHANGED_MEANWHILE, NOT_CLOSED, NOT_OPEN, NOT_READY, NOT_USABLE),
    410: (ERASED,),
    413: (TOO_LARGE, TOO_MANY_EVENTS),
    415: (NOT_USABLE,),
    422: (REQUEST_NOT_VALID, NOT_VALID, NOT_APPLIED, NOT_USABLE, NOT_PROVED, FILE_CANNOT_BE_READ),
    429: (TOO_BUSY,),
    500: (INTERNAL_ERROR,),
    503: (NOT_AVAILABLE,),
}
"""The kinds of problems of each status, as every service's document names them."""

STATUS_AND_TITLE: Final[Mapping[Kind, tuple[int, Text]]] = {
    "unreadable": (400, NOT_READABLE),
    "unauthenticated": (401, NOT_AUTHENTICATED),
    "forbidden": (403, NOT_ALLOWED),
    "unknown": (404, NOT_FOUND),
    "slow": (408, TOO_SLOW),
    "conflict": (409, NOT_DECIDED),
    "erased": (410, ERASED),
    "large": (413, TOO_LARGE),
    "unsupported": (415, NOT_USABLE),
    "unusable": (422, NOT_USABLE),
    "busy": (429, TOO_BUSY),
    "failed": (500, INTERNAL_ERROR),
    "unavailable": (503, NOT_AVAILABLE),
}
"""How a kind of refusal is answered; the title is the one of a refusal that has none of its own."""
