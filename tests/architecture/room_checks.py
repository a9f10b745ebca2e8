"""Arrows run down: no room of a service knows one above it or beside it, and nothing knows what knows it."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

from tests.architecture.checks import PACKAGES, SERVICES, imports_of, module_name, python_files

STOREYS: Final = (
    ("api", "worker"),
    ("definition",),
    ("registers", "watching"),
    ("decisions",),
    ("explanations", "handlers", "simulation"),
    ("calculator", "computations", "documents"),
    ("bank", "files", "store"),
    ("domain", "marks"),
)
"""The rooms of every service, from the roof down: each may know those of the storeys below it."""
_HEIGHT: Final = {room: -number for number, rooms in enumerate(STOREYS) for room in rooms}


def arrows_run_down(root: Path) -> list[str]:
    """What a room of a service imports of another that is not below it."""
    return [
        f"{path.relative_to(root)} imports {name}, which is not below it"
        for service in SERVICES
        for path in python_files(root, "services", service)
        if (room := _room(path.relative_to(root / "services" / service).parts[0])) in _HEIGHT
        for name in imports_of(path)
        if (other := _room_of(name, service)) in _HEIGHT and other != room and _HEIGHT[other] >= _HEIGHT[room]
    ]


def every_room_has_its_storey(root: Path) -> list[str]:
    """Rooms with Python in them that no storey names, and rooms of a storey that no service has."""
    present = {
        _room(path.relative_to(root / "services" / service).parts[0])
        for service in SERVICES
        for path in python_files(root, "services", service)
    } - {"__init__", "migrations"}
    return [f"{room} has no storey" for room in sorted(present - _HEIGHT.keys())] + [
        f"no service has a room {room}" for room in sorted(_HEIGHT.keys() - present)
    ]


def no_circles(root: Path) -> list[str]:
    """Modules that import each other in a circle, and parts of `shared` that do."""
    files = {module_name(root, path): path for package in PACKAGES for path in python_files(root, package)}
    modules = {
        name: {known for part in imports_of(path) if (known := _known(part, files))} for name, path in files.items()
    }
    parts: dict[str, set[str]] = {}
    for name, imported in modules.items():
        if name.startswith("shared."):
            parts.setdefault(_part(name), set()).update(_part(other) for other in imported if "." in other)
    return [*_circle(modules), *_circle(parts)]


def _circle(imports: Mapping[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter({name: others - {name} for name, others in imports.items()}).prepare()
    except CycleError as error:
        return [" imports ".join(reversed(error.args[1]))]
    return []


def _known(name: str, files: Mapping[str, Path]) -> str | None:
    """The module an imported name is, or stands in; None outside the repository."""
    while name and name not in files:
        name = name.rpartition(".")[0]
    return name or None


def _part(module: str) -> str:
    return ".".join(module.split(".")[:2])


def _room(name: str) -> str:
    return name.removesuffix(".py")


def _room_of(module: str, service: str) -> str:
    """The room of a service a module stands in; empty elsewhere."""
    package, own, room, *_ = [*module.split("."), "", "", ""]
    return room if (package, own) == ("services", service) else ""
