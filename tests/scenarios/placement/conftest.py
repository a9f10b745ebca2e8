"""Scenarios run on the same service as the integration tests."""

from tests.integration.placement.conftest import api, migrated_service, placement_database_url, service

__all__ = ["api", "migrated_service", "placement_database_url", "service"]
