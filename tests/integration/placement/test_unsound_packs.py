"""A worker of placement does not start with a pack by which its clocks could not be read."""

from pathlib import Path

import pytest

from shared.messaging.starting import run_at_start
from shared.policy import PolicyError, library
from tests.integration.placement.service import PlacementService

PUBEI = (library.PACKS_FOLDER / "pubei.yaml").read_text(encoding="utf-8").replace("pack: pubei", "pack: county")


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        (
            "attendance.day_cut_hour:",
            "attendance.day_cut:",
            r"county\.yaml: parameters\.attendance\.day_cut_hour: missing",
        ),
        ("wages.due_days:", "wages.due_weeks:", ""),
    ],
)
async def test_a_worker_starts_with_a_pack_that_serves_its_clocks_and_with_no_other(
    service: PlacementService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, was: str, becomes: str, said: str
) -> None:
    assert was in PUBEI
    (tmp_path / "county.yaml").write_text(PUBEI.replace(was, becomes), encoding="utf-8")
    monkeypatch.setattr(library, "packs_at_hand", lambda: library.PackLibrary([library.PACKS_FOLDER, tmp_path]))
    if not said:
        await run_at_start(service.definition, service.pool)
        return
    with pytest.raises(PolicyError, match=said):
        await run_at_start(service.definition, service.pool)
