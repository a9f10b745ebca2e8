"""Every route says what it answers: a model written for it, or a file of a described kind."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.architecture.checks import SERVICES, python_files

_METHODS: Final = frozenset({"delete", "get", "patch", "post", "put"})
_SHAPELESS: Final = frozenset({"Any", "Dict", "List", "Mapping", "Sequence", "dict", "list", "object", "str", "tuple"})
_FILES: Final = ("Response", "FileResponse", "HTMLResponse", "JSONResponse", "PlainTextResponse", "StreamingResponse")
_DESCRIBING: Final = frozenset({"openapi_extra", "response_class", "responses"})


def routes_answer_models(root: Path) -> list[str]:
    """Routes whose function returns no model; a bare response is one of which the decorator tells the content."""
    wrong = []
    folders = [("shared", "http"), *(("services", service, "api") for service in SERVICES)]
    for folder in folders:
        # A single file such as `api.py` may stand for the folder `api`.
        single = root.joinpath(*folder).with_suffix(".py")
        for path in [*python_files(root, *folder), *([single] if single.exists() else [])]:
            wrong += [f"{path.relative_to(root)}:{name} {fault}" for name, fault in _faults(path)]
    return wrong


def _faults(path: Path) -> Iterator[tuple[str, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    added = {ast.unparse(call.args[1]): call for call in _calls(tree, "add_api_route") if len(call.args) > 1}
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        route = next((call for call in node.decorator_list if _is_route(call)), added.get(node.name))
        if isinstance(route, ast.Call) and (fault := _fault(node, route)):
            yield node.name, fault


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
            yield node


def _is_route(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in _METHODS
    )


def _fault(function: ast.FunctionDef | ast.AsyncFunctionDef, route: ast.Call) -> str | None:
    given = {keyword.arg for keyword in route.keywords}
    if "response_model" in given:
        return "names its answer beside the function"
    if function.returns is None or ast.unparse(function.returns) == "None":
        return "does not say what it answers"
    named = {node.id for node in ast.walk(function.returns) if isinstance(node, ast.Name)}
    if shapeless := sorted(named & _SHAPELESS):
        return f"answers with {', '.join(shapeless)}; write a model"
    if named & {*_FILES} and not given & _DESCRIBING:
        return "answers with a file and does not say of which kind"
    return None
