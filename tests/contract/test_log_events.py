"""The documented list of log events is the list of those in the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from shared.messaging.entries import Status

ROOT = Path(__file__).resolve().parents[2]
LEVELS = {"debug", "info", "warning", "error", "exception"}


def logged_in(tree: ast.Module) -> Iterator[str]:
    """The events a module logs; `event_{status}` stands for one of each status."""
    for call in ast.walk(tree):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="log"), attr=level), args=[told, *_]) if level in LEVELS:
                yield from _named(told)
            case ast.Call(func=ast.Name(id="log_correlated"), args=[told, *_]):
                yield from _named(told)


def _named(told: ast.expr) -> Iterator[str]:
    match told:
        case ast.Constant(value=str(event)):
            yield event
        case ast.JoinedStr(values=[ast.Constant(value=str(beginning)), ast.FormattedValue()]):
            yield from (f"{beginning}{status}" for status in get_args(Status))
        case ast.Name(id="event"):
            return  # log_correlated itself
        case _:
            raise AssertionError(f"an event without a name of its own: {ast.unparse(told)}")


def test_every_log_event_is_documented_and_every_documented_one_is_logged() -> None:
    logged = {
        event
        for folder in ("services", "shared", "cli")
        for file in (ROOT / folder).rglob("*.py")
        for event in logged_in(ast.parse(file.read_text("utf-8")))
    }
    assert len(logged) > 20, "the search finds nothing any more"
    section = (ROOT / "docs/operating.md").read_text("utf-8").partition("\n## Logs\n")[2].partition("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    documented = [event for cell in cells for event in re.findall(r"`(\w+)`", cell)]
    assert sorted(documented) == sorted(logged), "docs/operating.md, Logs"
