"""No day and no moment is taken from the host's own zone: money is counted in Shanghai's days."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.architecture.checks import PACKAGES, python_files

CLOCK: Final = "shared/clock.py"
_OF_THE_HOST: Final = frozenset(
    {"utcnow", "utcfromtimestamp", "localtime", "mktime", "ctime", "asctime", "altzone", "tzname", "tzlocal"}
)
"""Names that mean the host's zone, or a moment that has forgotten its own, wherever they are found."""

_SQL_OF_THE_SESSION: Final = re.compile(r"(?i)\b(current_date|localtimestamp|localtime)\b|\bnow\(\)\s*::\s*date\b")
_TEMPLATE_OF_THE_HOST: Final = re.compile(r"datetime\.today")


def host_clock(root: Path) -> list[str]:
    """Places that ask for the host's day, or for a moment without a zone, instead of `shared.clock`."""
    wrong = []
    for package in (*PACKAGES, "tests"):
        for path in python_files(root, package):
            name = str(path.relative_to(root))
            if name != CLOCK and not name.startswith("tests/architecture/"):
                tree = ast.parse(path.read_text(encoding="utf-8"))
                wrong += [f"{name} line {line} {what}; ask shared.clock" for line, what in sorted(_findings(tree))]
    for path in sorted(root.joinpath("services").rglob("*.typ")):
        if _TEMPLATE_OF_THE_HOST.search(path.read_text(encoding="utf-8")):
            wrong.append(f"{path.relative_to(root)} asks the host for the day")
    return wrong


def _findings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    zoned = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and _names_a_zone(node)}
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.ImportFrom) and node.module in ("time", "datetime", "dateutil.tz"):
            yield from ((line, f"imports {alias.name}") for alias in node.names if alias.name in _OF_THE_HOST)
        elif isinstance(node, ast.Attribute) and node.attr in _OF_THE_HOST:
            yield line, f"uses {node.attr}"
        elif isinstance(node, ast.Attribute) and _is_bare(node) and id(node) not in zoned:
            yield line, f"uses {node.attr} and names no zone"
        elif isinstance(node, ast.Attribute) and node.attr == "date" and _called(node.value) == "now":
            yield line, "takes the day of a moment that is now"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _SQL_OF_THE_SESSION.search(node.value):
            yield line, "asks the database for the day of its session"


def _is_bare(node: ast.Attribute) -> bool:
    """Calls that take the host's zone where they are given none: also handed on uncalled, as a default."""
    owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    if node.attr in ("today", "now", "fromtimestamp"):
        return owner in ("datetime", "date")
    return node.attr == "astimezone" or (node.attr == "strftime" and owner == "time")


def _names_a_zone(call: ast.Call) -> bool:
    """Whether the call gives the argument in which the zone, or for strftime the moment, stands."""
    place = {"now": 0, "fromtimestamp": 1, "astimezone": 0, "strftime": 1}.get(_called(call) or "")
    if place is None:
        return False
    owner = getattr(getattr(call.func, "value", None), "id", "")
    given = [*call.args[place:], *(keyword.value for keyword in call.keywords if keyword.arg == "tz")]
    return owner != "date" and any(not (isinstance(part, ast.Constant) and part.value is None) for part in given)


def _called(node: ast.AST) -> str | None:
    return node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
