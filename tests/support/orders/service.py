"""The orders service on a real database, driven through its kernel as its processes drive it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from services.orders.definition import DEFINITION
from shared.database import Pool
from shared.events.envelope import Event
from shared.messaging.doors import http_door
from shared.settings import Settings
from tests.support.harness import ServiceUnderTest

START = datetime(2022, 7, 1, tzinfo=UTC)


def fact(event: type[Event], number: int, source: str = "erp", **data: Any) -> Event:
    """The `number`-th fact of a story: later numbers were reported later."""
    return event.model_validate_json(
        orjson.dumps(
            {
                "id": f"{source}-{number}",
                "source": source,
                "type": event.type_name(),
                "time": (START + timedelta(minutes=number)).isoformat(),
                "data": data,
            }
        )
    )


class OrdersService(ServiceUnderTest):
    """Facts come over HTTP, payroll's states by its stream."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        super().__init__(DEFINITION, pool, settings)
        outside = http_door(DEFINITION, settings)
        self.doors |= {"orders": outside, "placement": outside}

    async def states(self, subject_prefix: str = "") -> dict[str, dict[str, Any]]:
        """The latest published content by subject; a withdrawn one counts as absent."""
        return {
            subject: {name: value for name, value in state.items() if name != "withdrawn"}
            for subject, state in (await self.latest_states(subject_prefix)).items()
            if not state["withdrawn"]
        }
