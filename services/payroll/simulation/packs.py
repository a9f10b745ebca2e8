"""Finding the pack that is tried, by name or from a file."""

from pathlib import Path

from shared.policy import PolicyPack, load_pack, load_pack_file


def find_pack(name: str) -> PolicyPack:
    """A pack by name or from a file. Raises PolicyError naming the available ones, or the file and the place."""
    looks_like_file = name.endswith((".yaml", ".yml")) or Path(name).is_file()
    return load_pack_file(name) if looks_like_file else load_pack(name)
