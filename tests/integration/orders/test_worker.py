"""The worker process: facts in by an inbound stream, states out on the stream `orders`."""

from pathlib import Path
from typing import Any

import orjson
from redis.asyncio import Redis

from tests.support.harness import WorkerProcess, eventually, send_by_stream
from tests.support.orders.facts import agreement, award, delivery, order
from tests.support.orders.service import OrdersService


async def test_facts_on_an_inbound_stream_become_states_on_the_orders_stream(
    service: OrdersService, orders_database_url: str, fresh_redis_url: str, tmp_path: Path
) -> None:
    worker = WorkerProcess(
        "orders", orders_database_url, fresh_redis_url, tmp_path / "log", inbound_clients='{"orders": ["erp"]}'
    ).start()
    redis = Redis.from_url(fresh_redis_url, protocol=2)
    try:
        await worker.until_ready()
        await send_by_stream(redis, "inbound:orders:erp", [delivery(3, 100), order(2, 100), agreement(1)])
        await send_by_stream(redis, "payroll", [award(1, "0.00")])

        async def published() -> bool:
            entries: Any = await redis.xrange("orders")
            types = [orjson.loads(fields[b"event"])["type"] for _, fields in entries]
            return {"order.accepted.v1", "order.completed.v1", "production.reported.v1"} <= set(types)

        await eventually(published, what="the states on the stream")
        await eventually(lambda: service.pool.fetchval("SELECT count(*) FROM award"), what="the award")
        assert worker.stop() == 0
    finally:
        worker.kill()
        await redis.aclose()
