"""The packs at hand: those that come with the software and those of an own folder, each loaded once a process."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from shared.policy.as_written import read_written
from shared.policy.editions import join_editions
from shared.policy.pack import PolicyPack
from shared.policy.pack_file import load_pack_from
from shared.policy.parts import HEAD_FILE, LARGEST_PACK_BYTES, SUFFIXES, is_folder_of_files
from shared.policy.values import PolicyError
from shared.settings import load_settings

PACKS_FOLDER: Final = Path(__file__).parent / "packs"
_PACK_LINE: Final = re.compile(rb"""^pack:[ \t]*["']?([a-z][a-z0-9_]*)["']?[ \t]*(?:#.*)?\r?$""", re.MULTILINE)


class PackLibrary:
    """The packs found in some folders, each a file or a folder of files. Those of one name are one pack's editions."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Look through the folders; a pack is read when it is first asked for.

        Raises PolicyError for a folder that is none, and naming what does not say which pack it is.
        """
        editions: dict[str, list[Path]] = {}
        for folder in folders:
            for path in _editions_in(folder):
                editions.setdefault(_pack_name(path), []).append(path)
        self._editions: Final = editions
        self._loaded: Final[dict[str, PolicyPack]] = {}
        self.names: Final = tuple(sorted(editions))

    def load(self, name: str) -> PolicyPack:
        """The pack with all its editions. Raises PolicyError naming the available ones, or the file and the place."""
        pack = self._loaded.get(name)
        if pack is None:
            if name not in self._editions:
                raise PolicyError(f"there is no pack {name!r}; available: {', '.join(self.names)}")
            pack = self._loaded[name] = join_editions([load_pack_from(path) for path in self._editions[name]])
        return pack


@cache
def packs_at_hand() -> PackLibrary:
    """This process's packs: the software's own and, if the setting `policy_folder` names one, a folder's."""
    own = load_settings().policy_folder
    return PackLibrary([PACKS_FOLDER, own] if own else [PACKS_FOLDER])


def available_packs() -> tuple[str, ...]:
    """Names of the packs at hand. Raises PolicyError where the own folder cannot be used."""
    return packs_at_hand().names


def load_pack(name: str) -> PolicyPack:
    """A pack at hand, read once a process. Raises PolicyError naming the available ones, or the file and the place."""
    return packs_at_hand().load(name)


def find_pack(name: str) -> PolicyPack:
    """The pack at hand of that name, or the one in a file or folder.

    A pack at hand goes before a folder of its name; `./songtao` is always the folder.
    Raises PolicyError naming the available ones, or the file and the place.
    """
    if name.endswith(SUFFIXES) or Path(name).name != name:
        return load_pack_from(name)
    return load_pack_from(name) if name not in available_packs() and Path(name).exists() else load_pack(name)


def _editions_in(folder: Path) -> Iterator[Path]:
    try:
        yield from sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES or is_folder_of_files(path))
    except OSError as error:
        raise PolicyError(f"the policy folder {error.filename} cannot be read: {error.strerror}") from None


def _pack_name(path: Path) -> str:
    """The pack a file or a folder is of, without validating the rest of it."""
    head = path / HEAD_FILE if path.suffix not in SUFFIXES else path
    try:
        with head.open("rb") as stream:
            found = _PACK_LINE.search(stream.read(LARGEST_PACK_BYTES))
    except FileNotFoundError:
        found = None
    except OSError as error:
        raise PolicyError(f"{head}: cannot be read: {error.strerror}") from None
    return found[1].decode() if found else read_written(path)[0].pack
