"""What a service refuses, told to a clerk: Chinese first, the service's own English under it, and what to do."""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.client.field_names import FIELD_NAMES
from cli.client.words import AGE_CONCERNS, blocked_reason, missing_in_chinese, waiting_told
from shared.terminal import harmless


def in_both(told: Mapping[str, Any], name: str) -> str:
    """A sentence of an answer in Chinese and English, a line each; nothing where it says nothing."""
    words = told.get("words", {}).get(name)
    return f"{words['zh']}\n{words['en']}".strip() if words else str(told.get(name, ""))


def tell_refusal(problem: Mapping[str, Any]) -> str:
    """A problem of a service in some lines: what, which field, why, what to do, and whom it is about."""
    return "\n".join(_lines(_in_one_line_each(problem)))


def _in_one_line_each(part: Any) -> Any:
    """The same with every text harmless, line ends included: what is told about cannot write a line of its own."""
    if isinstance(part, Mapping):
        return {name: _in_one_line_each(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_in_one_line_each(value) for value in part]
    return harmless(part) if isinstance(part, str) else part


def _lines(problem: Mapping[str, Any]) -> Iterator[str]:
    title, field = problem.get("title", ""), _field(problem.get("pointer", ""))
    chinese = _chinese_of(problem, "title")
    yield " ".join(part for part in (chinese, title, f"[{field}]" if field else "") if part)
    faults = problem.get("faults", [])
    if not faults and problem.get("detail"):
        yield from _both(problem, "detail")
    for fault in faults:
        yield from _both(fault, "reason", f"{_field(fault['pointer'])}: ")
        yield from _advice(fault)
    if not faults:
        yield from _advice(problem)
    for worker, reasons in (problem.get("incomplete") or {}).items():
        yield f"  {worker}: " + ", ".join(f"{missing_in_chinese(reason)} {reason}" for reason in reasons)
    for age in problem.get("ages") or []:
        yield f"  {age['worker']} {age['month']}: {AGE_CONCERNS.get(age['concern'], age['concern'])}"
    for name, waiting in (problem.get("waiting") or {}).items():
        yield from (f"  {name}: {waiting_told(part)}" for part in waiting)
    for blocked in problem.get("blocked") or []:
        yield f"  {blocked['beneficiary']}: {blocked_reason(blocked['reason'])}"


def _both(told: Mapping[str, Any], name: str, start: str = "") -> Iterator[str]:
    if chinese := _chinese_of(told, name):
        yield f"  {start}{chinese}"
        start = " " * len(start)
    yield f"  {start}{told[name]}"


def _advice(refused: Mapping[str, Any]) -> Iterator[str]:
    if advice := refused.get("advice"):
        chinese = _chinese_of(refused, "advice")
        yield "  → " + (f"{chinese}\n    {advice}" if chinese else advice)


def _chinese_of(told: Mapping[str, Any], name: str) -> str:
    """A sentence of a refusal in Chinese; nothing where another than our services answered."""
    chinese: str = told.get("words", {}).get(name, {}).get("zh", "")
    return chinese


def _field(pointer: str) -> str:
    """The field a pointer is about, as the command line calls it; the pointer itself where it has no such name."""
    return next((FIELD_NAMES[part] for part in pointer.split("/") if part in FIELD_NAMES), pointer)
