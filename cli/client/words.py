"""Chinese and English for the codes the services answer with."""

from collections.abc import Mapping, Sequence
from typing import Any

from cli.client.printing import moment
from services.payroll.documents import look_at
from shared.texts import Text

RETURN_FIELDS = {
    "reference": "明细编号 reference",
    "status": "处理结果 status",
    "reason": "失败原因 reason",
    "date": "处理日期 date",
    "amount": "金额 amount",
    "line": "整行 line",
}
CLOCK_DOUBTS = {code: wording.both for code, wording in look_at.CLOCK_DOUBTS.items()}
_WAITING_SERVICES = {"orders": "订单", "payroll": "工资", "placement": "用工"}
AGE_CONCERNS = {code: wording.both for code, wording in look_at.AGES.items()}


def called(names: Mapping[str, Text], code: str) -> str:
    """What a code is called, in Chinese and English; the code itself where it has no name."""
    return names[code].both if code in names else code


def named(who: str, names: Mapping[str, str]) -> str:
    """An id with the name beside it, where the caller may see it."""
    return f"{who} {names[who]}" if who in names else who


def account_notes(notes: Sequence[str]) -> str:
    """What to look at before an account is paid, in Chinese and English."""
    known = look_at.ACCOUNTS
    return ", ".join(known[note].both if note in known else note for note in notes)


def missing_in_chinese(reason: str) -> str:
    """What a statement lacks, such as `rate_missing:…`; empty where it has no name."""
    wording = look_at.LACKING.get(reason.partition(":")[0])
    return wording.zh if wording else ""


def waiting_told(part: Mapping[str, Any]) -> str:
    """Something that waits: where, what, why and since when."""
    service = f"{_WAITING_SERVICES[part['service']]} {part['service']}"
    subject = "/".join(part["subject"])
    return f"{service}: {part['kind']} {subject} ({part['reason']}), 起于 since {moment(part['since'])}"


def blocked_reason(reason: str) -> str:
    """Why somebody cannot be paid, in Chinese and English."""
    wording = look_at.NOT_PAYABLE.get(reason)
    return wording.both if wording else reason
