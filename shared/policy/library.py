"""The packs at hand: which there are, each loaded once a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from shared.policy.pack import PolicyPack
from shared.policy.pack_file import load_pack_file
from shared.policy.values import PolicyError

PACKS_FOLDER: Final = Path(__file__).parent / "packs"


@cache
def available_packs() -> tuple[str, ...]:
    """Names of the packs that come with the software."""
    return tuple(sorted(path.stem for path in PACKS_FOLDER.glob("*.yaml")))


@cache
def load_pack(name: str) -> PolicyPack:
    """Load a pack that comes with the software, once a process. Raises PolicyError naming the available ones."""
    if name not in available_packs():
        raise PolicyError(f"there is no pack {name!r}; available: {', '.join(available_packs())}")
    return load_pack_file(PACKS_FOLDER / f"{name}.yaml")
