"""The committed sample, and small ones made for a test."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cli.sample.generate import generate
from cli.sample.request import checked_request
from tests.unit.cli.sample.reception import Receipt, receive

COMMITTED = Path(__file__).resolve().parents[4] / "samples" / "songtao-2022-07"
Make = Callable[..., Path]


@pytest.fixture(scope="session")
def committed() -> Path:
    """The sample in the repository."""
    return COMMITTED


@pytest.fixture(scope="session")
def receipts(committed: Path) -> list[Receipt]:
    """What becomes of every line of the committed sample."""
    return receive(committed)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a sample and returns its folder."""
    made = 0

    def make_sample(
        workshops: int = 3, workers: int = 60, month: str = "2022-07", seed: int = 1, *, faults: bool = True
    ) -> Path:
        nonlocal made
        made += 1
        request = checked_request(workshops, workers, month, seed, faults=faults, today=date(2026, 1, 1))
        folder = tmp_path / f"sample-{made}"
        folder.mkdir()
        generate(request, folder)
        return folder

    return make_sample
