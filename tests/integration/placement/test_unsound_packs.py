"""A worker of placement does not start with a pack by which its clocks could not be read."""

from pathlib import Path

import pytest

from shared.messaging.starting import run_at_start
from shared.policy import PolicyError, library
from tests.support.packs import changed_pack
from tests.support.placement.service import PlacementService


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        (
            "attendance.day_cut_hour:",
            "attendance.day_cut:",
            r"county: parameters\.attendance\.day_cut_hour: missing",
        ),
        ("wages.due_days:", "wages.due_weeks:", ""),
    ],
)
async def test_a_worker_starts_with_a_pack_that_serves_its_clocks_and_with_no_other(
    service: PlacementService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, was: str, becomes: str, said: str
) -> None:
    changed_pack(tmp_path, "pubei", ("pack: pubei\n", "pack: county\n"), (was, becomes), name="county")
    monkeypatch.setattr(library, "packs_at_hand", lambda: library.PackLibrary([library.PACKS_FOLDER, tmp_path]))
    if not said:
        await run_at_start(service.definition, service.pool)
        return
    with pytest.raises(PolicyError, match=said):
        await run_at_start(service.definition, service.pool)
