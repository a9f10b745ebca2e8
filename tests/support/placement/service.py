"""The placement service on a real database, driven through its kernel as its processes drive it."""

import asyncio
import base64
import json
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any

from services.placement.decisions.attendance import AttendanceEdit, edit_attendance
from services.placement.decisions.details import erase_details
from services.placement.definition import DEFINITION
from services.placement.store.attendance import AttendanceState
from shared.database import Pool, migrate, open_pool
from shared.decisions.deciding import deciding
from shared.details import PersonDetails, SealedPerson, open_person
from shared.events.envelope import Event
from shared.messaging.doors import resource_door
from shared.messaging.entries import Entry, Outcome
from shared.messaging.kernel import Kernel
from shared.messaging.metrics import KernelMetrics
from shared.messaging.recompute import Recomputer
from shared.messaging.transaction import Transaction
from shared.sealing import Sealer
from shared.settings import Settings

SEALING_KEY = b"k" * 32
State = dict[str, Any]


class PlacementService:
    """Sends facts, computes, and tells what was published."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        self.pool = pool
        self.settings = settings
        self.sealer = Sealer(SEALING_KEY)
        self.metrics = KernelMetrics("placement")
        self.definition = DEFINITION
        self.kernel = Kernel(self.definition, pool, self.sealer, self.metrics)
        self.door = resource_door(self.definition, settings)

    def deciding(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction in which somebody decides."""
        return deciding(self.pool, self.definition, self.sealer)

    async def edit(self, edit: AttendanceEdit) -> AttendanceState:
        """Have a clerk edit a day."""
        async with self.deciding() as transaction:
            return await edit_attendance(transaction, edit)

    async def erase(self, worker: str, actor: str) -> bool:
        """Have a worker's details erased."""
        async with self.deciding() as transaction:
            return await erase_details(transaction, worker, actor)

    async def send(self, *events: Event) -> list[Outcome]:
        """Apply events as one batch."""
        entries = [Entry("test", event.key, event.to_json()) for event in events]
        return await self.kernel.apply(entries, self.door)

    async def compute(self, workers: int = 1, maximum_subjects: int = 500) -> None:
        """Compute until nothing is due, with one or several workers at once."""

        async def work() -> None:
            recomputer = Recomputer(self.definition, self.pool, self.sealer, self.metrics, maximum_subjects)
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
            known = latest.get(subject)
            assert state["revision"] == (known["revision"] if known else 0) + 1, f"{subject} skips a revision"
            latest[subject] = state
        for subject, state in latest.items():
            # Sealing gives other bytes every time; what they say must be the same.
            if subject.startswith("details/"):
                state["opened"] = self.opened(state)
                del state["sealed_key"], state["sealed_details"]
        return {
            subject: {name: value for name, value in state.items() if name not in ("withdrawn", "revision")}
            for subject, state in latest.items()
            if not state["withdrawn"]
        }

    def opened(self, state: State) -> PersonDetails | None:
        """What published details say; None where they were withdrawn."""
        if state["withdrawn"]:
            return None
        sealed = [base64.b64decode(state[name]) for name in ("sealed_key", "sealed_details")]
        return open_person(self.sealer, SealedPerson(state["worker"], *sealed))

    async def day(self, worker: str = "W1", workshop: str = "WS-01", day: str = "2022-07-01") -> str | None:
        """What counts of a day, as `weight basis`; None where nothing does."""
        state = (await self.states("attendance/")).get(f"attendance/{worker}/{workshop}/{day}")
        return f"{state['weight_days']} {state['basis']}" if state else None

    async def unassigned(self) -> dict[tuple[str, str, str], tuple[int, list[str]]]:
        """Punches that count for nobody: how many and why, by clock, number and day."""
        rows = await self.pool.fetch("SELECT * FROM unattributed_punches WHERE punches > 0")
        return {(row["serial"], row["pin"], row["day"].isoformat()): (row["punches"], row["reasons"]) for row in rows}

    async def forget_everything(self) -> None:
        """Empty every table but the append-only ones, for another run on the same database."""
        rows = await self.pool.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
            "AND tablename NOT IN ('audit_log', 'alembic_version')"
        )
        names = ", ".join(row["tablename"] for row in rows)
        await self.pool.execute(f"TRUNCATE {names} RESTART IDENTITY")


def placement_settings(database_url: str, **more: Any) -> Settings:
    """Settings of the service on a database of its own."""
    return Settings(placement_database_url=database_url, require_durable_redis=False, **more)


async def open_service(database_url: str) -> PlacementService:
    """The service on an empty database, migrated."""
    settings = placement_settings(database_url)
    await asyncio.to_thread(migrate, database_url, DEFINITION.migrations)
    return PlacementService(await open_pool(database_url, 8, "placement-test"), settings)


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)
