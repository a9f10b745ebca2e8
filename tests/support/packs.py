"""Packs that come with the software, copied into a folder with some of their text replaced."""

import shutil
from pathlib import Path

from shared.policy.library import PACKS_FOLDER


def changed_pack(folder: Path, county: str, *changes: tuple[str, str], name: str = "") -> Path:
    """A county's pack as a folder inside `folder`, called `name` or as the county.

    Each change is a text that stands once in the pack, and what is written there instead.
    """
    copy = folder / (name or county)
    shutil.copytree(PACKS_FOLDER / county, copy)
    for was, becomes in changes:
        texts = {file: file.read_text(encoding="utf-8") for file in copy.iterdir()}
        assert sum(text.count(was) for text in texts.values()) == 1, was
        (file,) = (file for file, text in texts.items() if was in text)
        file.write_text(texts[file].replace(was, becomes), encoding="utf-8")
    return copy
