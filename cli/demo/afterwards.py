"""What comes after the month is paid: mistakes that are refused, and facts of the month after. Each answer is compared
with what the sample says must come of it, and shown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from cli.client.lines import lines_in_short
from cli.client.refusals import in_both
from cli.demo.catching_up import wait_until_caught_up
from cli.demo.sending import SampleSender
from cli.stack import Stack
from shared.terminal import Terminal, faint, say, strong

_READER = ("placement:read", "payroll:read")


@dataclass(frozen=True, slots=True)
class Afterwards:
    """One file: what it is, what was answered in Chinese and English, and what is not as the sample says."""

    chinese: str
    english: str
    told: tuple[str, ...]
    wrong: tuple[str, ...]


class Judged(NamedTuple):
    """An answer as it is told, what is wrong with it, and whether anything was taken that had not come before."""

    told: tuple[str, ...]
    wrong: tuple[str, ...]
    is_first: bool


def send_afterwards(stack: Stack, sample: Path, manifest: Mapping[str, Any]) -> list[Afterwards]:
    """Send the files of `after` in their order; wherever something must be so then, wait and look."""
    token = stack.keys.token("demo", list(_READER))
    done = []
    with SampleSender(stack, sample, manifest) as sender, httpx.Client(timeout=60) as http:
        http.headers["Authorization"] = f"Bearer {token}"
        for step in manifest.get("after", []):
            answer = judged(step, sender.answer_of(step))
            wrong = [*answer.wrong]
            if step["then"]:
                wait_until_caught_up(stack)
                wrong += _not_so(stack, http, step, is_first=answer.is_first)
            named = tuple(f"{step['file']}: {fault}" for fault in wrong)
            done.append(Afterwards(step["what"]["zh"], step["what"]["en"], answer.told, named))
    return done


def judged(step: Mapping[str, Any], answer: httpx.Response) -> Judged:
    """What a file was answered, and where that is not what the sample says."""
    found = _counted(step, answer)
    return Judged(tuple(_told(answer, found)), tuple(_wrong_answer(step, answer, found)), found["accepted"] > 0)


def print_afterwards(console: Terminal, done: list[Afterwards]) -> None:
    """Each file and its answer."""
    if not done:
        return
    console.rule(strong("发放以后 · after the month was paid"))
    for part in done:
        say(f"  {part.chinese} · {part.english}", to=console)
        for sentence in part.told:
            say("    → ", faint(sentence), to=console)


def _counted(step: Mapping[str, Any], answer: httpx.Response) -> dict[str, Any]:
    """An answer in one shape: what was accepted and duplicate, which lines were refused, and which are not in force."""
    body = answer.json()
    if answer.is_error:
        nothing: dict[str, Any] = {"accepted": 0, "duplicate": 0, "refused": [], "not_in_force": [], "layout": None}
        return nothing | {"detail": body["detail"]}
    if step["door"] == "resource":
        body = {status: int(body["status"] == status) for status in ("accepted", "duplicate")}
    return {"refused": [], "not_in_force": [], "layout": None, "detail": None, **body}


def _wrong_answer(step: Mapping[str, Any], answer: httpx.Response, found: Mapping[str, Any]) -> Iterator[str]:
    wanted = step["answer"]
    as_a_whole = wanted["refused_as_a_whole"]
    if answer.is_error != (as_a_whole is not None) or (as_a_whole and as_a_whole not in found["detail"]):
        yield f"answered {answer.status_code} {answer.text[:300]}"
        return
    if (taken := found["accepted"] + found["duplicate"]) != wanted["taken"]:
        yield f"{taken} entries were taken, not {wanted['taken']}"
    refused = [{"line": row["line"], "pointer": row["problem"]["pointer"]} for row in found["refused"]]
    if refused != wanted["refused"]:
        yield f"refused were {refused}, not {wanted['refused']}"
    if wanted["layout"] and found["layout"] != wanted["layout"]:
        yield f"the layout taken was {found['layout']}, not {wanted['layout']}"
    lines = [row["line"] for row in found["not_in_force"]]
    # What came before may be corrected since, by a file further down.
    if not set(wanted["superseded"]) <= set(lines) or (found["accepted"] and lines != wanted["superseded"]):
        yield f"not in force were the lines {lines}, not {wanted['superseded']}"


def _not_so(stack: Stack, http: httpx.Client, step: Mapping[str, Any], *, is_first: bool) -> Iterator[str]:
    for part in step["then"]:
        if part["first_time_only"] and not is_first:
            continue
        answer = http.get(stack.url(part["service"]) + part["path"])
        found = value_at(answer.json(), part["place"])
        if answer.is_error or found != part["value"]:
            yield f"{part['path']} {part['place']} is {found!r}, not {part['value']!r}"


def value_at(body: Any, place: str) -> Any:
    """The value at a place: names separated by points, `name=value` for that element of a list; None for none."""
    for name in place.split("."):
        key, picks, value = name.partition("=")
        if picks:
            body = next((part for part in body or [] if str(part[key]) == value), None)
        else:
            body = body.get(name) if isinstance(body, dict) else None
    return body


def _told(answer: httpx.Response, found: Mapping[str, Any]) -> Iterator[str]:
    if found["detail"] is not None:
        yield f"{answer.status_code} {_in_a_line(answer.json(), 'detail')}"
        return
    layout = f" ({found['layout']})" if found["layout"] else ""
    counts = ((found["accepted"], "接收 accepted"), (found["duplicate"], "重复 duplicate"))
    if shown := "，".join(f"{count} {status}" for count, status in counts if count):
        yield shown + layout
    for row in found["refused"]:
        yield f"第 {row['line']} 行 line: 拒绝 rejected: {_in_a_line(row['problem'], 'reason')}"
    if rows := found["not_in_force"]:
        lines = lines_in_short(row["line"] for row in rows)
        yield f"第 {lines} 行 line: 不生效 not in force; {_in_a_line(rows[0], 'advice')}"


def _in_a_line(told: Mapping[str, Any], name: str) -> str:
    return " ".join(in_both(told, name).split("\n"))
