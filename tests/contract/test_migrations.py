"""A service's migrations stand one behind the other: two from two hands are seen before a database sees them."""

from importlib import import_module
from pathlib import Path

import pytest

from shared.events.catalogue import SERVICES

SERVICES_FOLDER = Path(__file__).parents[2] / "services"


@pytest.mark.parametrize("service", SERVICES)
def test_every_migration_but_the_first_follows_the_one_before_it(service: str) -> None:
    names = sorted(path.stem for path in (SERVICES_FOLDER / service / "migrations" / "versions").glob("[0-9]*.py"))
    modules = [import_module(f"services.{service}.migrations.versions.{name}") for name in names]
    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]
    assert [(module.revision, module.down_revision) for module in modules] == [
        (f"{number:04d}", f"{number - 1:04d}" if number > 1 else None) for number in range(1, len(names) + 1)
    ]
