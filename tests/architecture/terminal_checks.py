"""All printing goes through `shared.terminal`, which shows what others wrote and lets a terminal obey none of it."""

import ast
from pathlib import Path
from typing import Final

from tests.architecture.checks import PACKAGES, python_files

TERMINAL: Final = "shared/terminal.py"
_PRINTING_MODULES: Final = ("typer", "click", "rich")
_OWN_WAYS: Final = frozenset({"echo", "secho", "print", "print_json", "Console"})
_STREAMS: Final = ("sys.stdout.", "sys.stderr.")
_ASKED_OF_STREAMS: Final = frozenset({"isatty", "reconfigure", "fileno", "flush"})


def one_way_to_the_terminal(root: Path) -> list[str]:
    """Calls that print by another way; a table is drawn by a `Terminal`, whose own `print` is that way."""
    wrong = []
    for package in PACKAGES:
        if package == "bench":
            continue
        for path in python_files(root, package):
            name = str(path.relative_to(root))
            if name == TERMINAL:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and (way := _another_way(node.func)):
                    wrong.append(f"{name} line {node.lineno} calls {way}; use shared.terminal")
    return wrong


def _another_way(function: ast.expr) -> str | None:
    called = ast.unparse(function)
    last = called.rpartition(".")[2]
    if called in ("print", "Console", "Text.from_markup"):
        return called
    if called.startswith(_STREAMS):
        return None if last in _ASKED_OF_STREAMS else called
    return called if called.partition(".")[0] in _PRINTING_MODULES and last in _OWN_WAYS else None
