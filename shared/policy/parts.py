"""The files a pack is written in: one, or those of a folder, a file a topic. Their parts are joined to one document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from shared.policy.values import PolicyError
from shared.strict_yaml import YamlError, parse_yaml, validated

HEAD_FILE: Final = "pack.yaml"
"""The file of a folder that says which pack it is."""
SUFFIXES: Final = (".yaml", ".yml")
LARGEST_PACK_BYTES: Final = 1_000_000
MOST_FILES: Final = 50


class _Outline(BaseModel):
    """What any file of a pack has: entries by name in these sections, which several files may give."""

    model_config = ConfigDict(extra="allow", strict=True)
    documents: dict[str, Any] = {}
    clauses: dict[str, Any] = {}
    rules: dict[str, Any] = {}
    parameters: dict[str, Any] = {}
    exclusive_groups: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Origins:
    """Which file of a pack says what. `by_place` has its keys, and those within its sections as `rules.piecework`."""

    pack: Path
    by_place: Mapping[str, Path]

    def located(self, *problems: str) -> str:
        """Problems that begin with their places, with the file in front of those that are in it."""
        of_file: dict[Path, list[str]] = {}
        for problem in problems:
            of_file.setdefault(self._file_of(problem.partition(":")[0]), []).append(problem)
        return "; ".join(f"{file}: {'; '.join(found)}" for file, found in of_file.items())

    def _file_of(self, place: str) -> Path:
        """The file that gives the place or, of a rule's parameter that none gives, the rule; else the whole pack."""
        while place:
            for known in (place, place.replace("parameters.", "rules.", 1)):
                if known in self.by_place:
                    return self.by_place[known]
            place = place.rpartition(".")[0]
        return self.pack


def read_parts(path: Path) -> tuple[dict[str, Any], Origins]:
    """All that a pack's files say as one document, not validated yet, and which of them says what.

    Raises PolicyError naming the file that cannot be read, or both files that say the same.
    """
    document: dict[str, Any] = {}
    by_place: dict[str, Path] = {}
    for file in files_of(path):
        for key, value in _part(file).items():
            if key not in _Outline.model_fields:
                _take_place(by_place, key, file)
                document[key] = value
                continue
            section = document.setdefault(key, {})
            for name, entry in value.items():
                _take_place(by_place, f"{key}.{name}", file)
                section[name] = entry
    return document, Origins(path, by_place)


def is_folder_of_files(path: Path) -> bool:
    """Whether it is a folder, not hidden, that holds YAML. Raises OSError for one that cannot be read."""
    return not _is_hidden(path) and path.is_dir() and any(file.suffix in SUFFIXES for file in path.iterdir())


def files_of(path: Path) -> Sequence[Path]:
    """The files of a pack, the one that names it first, then by name; a file that is no folder is its only one.

    Raises PolicyError naming what in a folder is no plain YAML file, and where there are too many or too large ones.
    """
    if not path.is_dir():
        return (path,)
    try:
        shown = islice((file for file in path.iterdir() if not _is_hidden(file)), MOST_FILES + 1)
        found = sorted(shown, key=lambda file: (file.name != HEAD_FILE, file.name))
        sizes = [_size_bytes(file) for file in found]
    except OSError as error:
        raise PolicyError(f"{path}: cannot be read: {error.strerror}") from None
    if len(found) > MOST_FILES:
        raise PolicyError(f"{path}: holds more than {MOST_FILES} files; join some")
    if not found or found[0].name != HEAD_FILE:
        raise PolicyError(f"{path}: there is no {HEAD_FILE} in it; that file says which pack the folder is")
    if sum(sizes) > LARGEST_PACK_BYTES:
        raise PolicyError(f"{path}: its files are larger than {LARGEST_PACK_BYTES} bytes together")
    return found


def _is_hidden(path: Path) -> bool:
    """Tools leave hidden files beside others; nobody writes a pack in one."""
    return path.name.startswith(".")


def _size_bytes(file: Path) -> int:
    """Raises PolicyError for what is no plain YAML file."""
    status = file.lstat()
    if not S_ISREG(status.st_mode):
        raise PolicyError(f"{file}: is a link, a folder or the like; a pack's folder holds plain files only")
    if file.suffix not in SUFFIXES:
        raise PolicyError(f"{file}: does not end in {SUFFIXES[0]}; a pack's folder holds nothing else, move it away")
    return status.st_size


def _part(file: Path) -> dict[str, Any]:
    """What one file says. Raises PolicyError naming it and the place that is no section."""
    try:
        part = parse_yaml(file, LARGEST_PACK_BYTES)
        validated(part, _Outline)
    except YamlError as error:
        raise PolicyError(f"{file}: {error}") from None
    return dict(part)


def _take_place(by_place: dict[str, Path], place: str, file: Path) -> None:
    if place in by_place:
        raise PolicyError(f"{file}: {place}: {by_place[place]} gives it already; keep one")
    by_place[place] = file
