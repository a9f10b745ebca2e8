"""The orders service on a real database, driven through its kernel as its processes drive it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from services.orders.definition import DEFINITION
from shared.database import Pool, ensure_database, migrate, open_pool
from shared.events.envelope import Event
from shared.events.money import AwardGranted
from shared.messaging.doors import http_door, stream_doors
from shared.messaging.entries import Entry, Outcome
from shared.messaging.kernel import Kernel
from shared.messaging.metrics import KernelMetrics
from shared.messaging.recompute import Recomputer
from shared.sealing import Sealer
from shared.settings import Settings

START = datetime(2022, 7, 1, tzinfo=UTC)
State = dict[str, Any]


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


class OrdersService:
    """Sends facts, computes, and tells what was published."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        self.pool = pool
        self.metrics = KernelMetrics("orders")
        self.kernel = Kernel(DEFINITION, pool, Sealer(b"k" * 32), self.metrics)
        self.door = http_door(DEFINITION, settings)
        self.payroll_door = dict(stream_doors(DEFINITION, settings))["payroll"]

    async def send(self, *events: Event) -> list[Outcome]:
        """Apply events as one batch. Payroll's states come by its stream, all others over HTTP."""
        outcomes: list[Outcome] = []
        for door, batch in (
            (self.door, [event for event in events if not isinstance(event, AwardGranted)]),
            (self.payroll_door, [event for event in events if isinstance(event, AwardGranted)]),
        ):
            entries = [Entry(door.name, event.key, event.to_json()) for event in batch]
            outcomes += await self.kernel.apply(entries, door)
        return outcomes

    async def compute(self, workers: int = 1, maximum_subjects: int = 500) -> None:
        """Compute until nothing is due, with one or several workers at once."""

        async def work() -> None:
            recomputer = Recomputer(DEFINITION, self.pool, self.metrics, maximum_subjects)
            while await recomputer.run_pass():
                pass

        while await self.pool.fetchval("SELECT count(*) FROM recompute_due WHERE retry_at IS NULL"):
            await asyncio.gather(*(work() for _ in range(workers)))
        assert not await self.pool.fetch("SELECT kind, key, failure FROM recompute_due")

    async def report(self, *events: Event) -> None:
        """Send as one batch, each accepted, and compute."""
        outcomes = await self.send(*events)
        assert [outcome.status for outcome in outcomes] == ["accepted"] * len(events), outcomes
        await self.compute()

    async def publications(self, subject_prefix: str = "") -> list[State]:
        """Every state published so far whose subject begins so, in order, as `data` with its subject."""
        rows = await self.pool.fetch("SELECT subject, event FROM outbox ORDER BY id")
        return [
            {"subject": row["subject"], **json.loads(row["event"])["data"]}
            for row in rows
            if row["subject"].startswith(subject_prefix)
        ]

    async def states(self, subject_prefix: str = "") -> dict[str, State]:
        """The latest published content by subject, without revision; a withdrawn one counts as absent."""
        latest: dict[str, State] = {}
        for state in await self.publications(subject_prefix):
            subject = state.pop("subject")
            revision = state.pop("revision")
            known = latest.get(subject)
            assert revision == (known["revision"] if known else 0) + 1, f"{subject} skips a revision"
            latest[subject] = {"revision": revision, **state}
        for state in latest.values():
            del state["revision"]
        return {
            subject: {name: value for name, value in state.items() if name != "withdrawn"}
            for subject, state in latest.items()
            if not state.get("withdrawn")
        }

    async def forget_everything(self) -> None:
        """Empty every table but the append-only ones, for another run on the same database."""
        rows = await self.pool.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
            "AND tablename NOT IN ('audit_log', 'alembic_version')"
        )
        names = ", ".join(row["tablename"] for row in rows)
        await self.pool.execute(f"TRUNCATE {names} RESTART IDENTITY")


def orders_settings(database_url: str, **more: Any) -> Settings:
    """Settings of the service on a database of its own."""
    return Settings(orders_database_url=database_url, require_durable_redis=False, **more)


async def open_service(database_url: str) -> OrdersService:
    """The service on an empty database, migrated."""
    await ensure_database(database_url)
    await asyncio.to_thread(migrate, database_url, DEFINITION.migrations)
    return OrdersService(await open_pool(database_url, 8, "orders-test"), orders_settings(database_url))
