"""The packs at hand: those that come with the software and those of an own folder, each loaded once a process."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from shared.policy.editions import join_editions
from shared.policy.entries import read_entry
from shared.policy.pack import PolicyPack
from shared.policy.pack_file import load_pack_file
from shared.policy.values import PolicyError
from shared.settings import load_settings

PACKS_FOLDER: Final = Path(__file__).parent / "packs"
_SUFFIXES: Final = (".yaml", ".yml")
_PACK_LINE: Final = re.compile(rb"""^pack:[ \t]*["']?([a-z][a-z0-9_]*)["']?[ \t]*(?:#.*)?\r?$""", re.MULTILINE)


class PackLibrary:
    """The packs found in some folders. Files of one pack, wherever they are, are its editions."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Look through the folders; a file is read when its pack is first asked for.

        Raises PolicyError for a folder that is none, and naming a file that does not say which pack it is.
        """
        files: dict[str, list[Path]] = {}
        for folder in folders:
            for file in _pack_files(folder):
                files.setdefault(_pack_name(file), []).append(file)
        self._files: Final = files
        self._loaded: Final[dict[str, PolicyPack]] = {}
        self.names: Final = tuple(sorted(files))

    def load(self, name: str) -> PolicyPack:
        """The pack with all its editions. Raises PolicyError naming the available ones, or the file and the place."""
        pack = self._loaded.get(name)
        if pack is None:
            if name not in self._files:
                raise PolicyError(f"there is no pack {name!r}; available: {', '.join(self.names)}")
            pack = self._loaded[name] = join_editions([load_pack_file(file) for file in self._files[name]])
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


def _pack_files(folder: Path) -> Iterator[Path]:
    try:
        yield from sorted(path for path in folder.iterdir() if path.suffix in _SUFFIXES)
    except OSError as error:
        raise PolicyError(f"the policy folder {folder} cannot be read: {error.strerror}") from None


def _pack_name(file: Path) -> str:
    """The pack a file belongs to, without validating the rest of it."""
    try:
        found = _PACK_LINE.search(file.read_bytes())
        return found[1].decode() if found else read_entry(file).pack
    except OSError as error:
        raise PolicyError(f"{file}: cannot be read: {error.strerror}") from None
    except PolicyError as error:
        raise PolicyError(f"{file}: {error}") from None
