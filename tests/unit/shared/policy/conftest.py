"""What tests of packs share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.policy import packs_at_hand
from shared.settings import load_settings


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder the settings name, forgotten again after the test."""
    monkeypatch.setenv("GONGFANG_POLICY_FOLDER", str(tmp_path))
    load_settings.cache_clear()
    packs_at_hand.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    load_settings.cache_clear()
    packs_at_hand.cache_clear()
