"""What a service refuses, told to a clerk: Chinese first, the service's own English under it, and what to do."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cli.client.words import AGE_CONCERNS, blocked_reason, missing_in_chinese, waiting_told
from shared.terminal import harmless

SENTENCES_FILE = Path(__file__).with_name("refusals.yaml")
_GAP = "{}"


@dataclass(frozen=True, slots=True)
class Wordings:
    """Titles and fields by their names; sentences by their English, gaps and all."""

    titles: Mapping[str, str]
    fields: Mapping[str, str]
    sentences: Mapping[str, str]


@cache
def wordings() -> Wordings:
    """The wordings of `refusals.yaml`."""
    return Wordings(**yaml.safe_load(SENTENCES_FILE.read_text("utf-8")))


def in_chinese(sentence: str) -> str | None:
    """A sentence of a service in Chinese; None where none is written down. Of several the most exact one.

    A gap may hold a sentence of its own, such as the fault behind a column's name.
    """
    for pattern, chinese in _patterns():
        if found := pattern.fullmatch(sentence):
            return re.sub(r"\{(\d)\}", lambda gap: _gap(found.group(int(gap.group(1)))), chinese)
    return None


def bilingual(sentence: str) -> str:
    """A sentence of a service in Chinese and English; in English where it has no Chinese."""
    return f"{in_chinese(sentence) or ''}\n{sentence}".strip()


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
    chinese = _chinese_of(problem, "title") or wordings().titles.get(title, "")
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


def _chinese_of(told: Mapping[str, Any], name: str) -> str | None:
    """A sentence of a refusal in Chinese: as the service says it, or as it is written down here."""
    words = told.get("words", {}).get(name)
    return words["zh"] if words else in_chinese(told[name])


def _field(pointer: str) -> str:
    """The field a pointer is about, as the command line calls it; the pointer itself where it has no such name."""
    names = wordings().fields
    return next((names[part] for part in pointer.split("/") if part in names), pointer)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    sentences = sorted(wordings().sentences.items(), key=lambda pair: -len(pair[0].replace(_GAP, "")))
    return tuple((_pattern(english), chinese) for english, chinese in sentences)


def _pattern(english: str) -> re.Pattern[str]:
    """Of two gaps side by side the first is a word."""
    alone = re.escape(english).replace(r"\{\}\{\}", r"(\w+)\{\}")
    return re.compile(alone.replace(r"\{\}", "(.*?)"), re.DOTALL)


def _gap(text: str) -> str:
    return in_chinese(text) or text
