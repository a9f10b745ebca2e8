"""One fact is followed through the three services by looking for its correlation id in their logs."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from cli.stack import Stack, running_stack

MONTH = "2022-07"
_PLACE = {"company": "C-9", "workshop": "WS-9", "product": "toy"}
FACTS: dict[str, dict[str, Any]] = {
    "agreement.signed.v1": {"agreement": "A-9", "company": "C-9", "workshop": "WS-9", "valid_from": "2022-01-01"},
    "order.placed.v1": {
        **_PLACE,
        "order": "O-9",
        "line": 1,
        "kind": "fixed",
        "month": MONTH,
        "quantity": 100,
        "amount_yuan": "1000.00",
        "agreed_on": "2022-06-20",
    },
    "delivery.inspected.v1": {
        **_PLACE,
        "delivery": "D-9",
        "line": 1,
        "production_month": MONTH,
        "inspected_on": "2022-07-30",
        "accepted_quantity": 150,
    },
}
WORKSHOP = {"name": "坊", "policy_pack": "songtao", "township": "TW-9", "village_collective": "V-9"}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A system of its own, at the level of detail a county runs it."""
    folder = tmp_path_factory.mktemp("followed") / "data"
    with running_stack(folder, base_port=0, inbound_clients={}, log_level="info") as running:
        yield running


def client(stack: Stack, service: str, *scopes: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {stack.keys.token('county-office', list(scopes))}"}
    return httpx.Client(base_url=stack.url(service), headers=headers, timeout=60, trust_env=False)


def until(wanted: Any, what: str) -> Any:
    """What `wanted` gives as soon as it gives something."""
    deadline = monotonic() + 60
    while not (found := wanted()):
        assert monotonic() < deadline, what
        sleep(0.1)
    return found


def lines_with(folder: Path, correlation_id: str) -> dict[str, list[dict[str, Any]]]:
    """By log, the lines a search for the correlation id finds."""
    return {
        log.stem: [json.loads(line) for line in log.read_text().splitlines() if correlation_id in line]
        for log in sorted((folder / "logs").glob("*.log"))
    }


def test_a_registration_is_found_in_the_log_of_all_it_led_to(stack: Stack) -> None:
    with client(stack, "orders", "orders:write", "orders:read") as orders:
        envelope = {"specversion": "1.0", "source": "county-office", "time": datetime.now(UTC).isoformat()}
        facts = [envelope | {"id": kind, "type": kind, "data": data} for kind, data in FACTS.items()]
        answer = orders.post("/v1/events", json=facts).json()
        assert answer["accepted"] == len(FACTS), answer
    with client(stack, "payroll", "payroll:read") as payroll:
        until(lambda: payroll.get(f"/v1/awards?month={MONTH}").json()["awards"], "production has not reached payroll")
    with client(stack, "placement", "placement:write") as placement:
        sent = placement.put("/v1/workshops/WS-9", json=WORKSHOP).raise_for_status().json()
    correlation_id = f"{sent['source']}#{sent['id']}"

    def found_at_the_end() -> dict[str, list[str]] | None:
        found = lines_with(stack.data_folder, correlation_id)
        named = {log: [line["event"] for line in lines] for log, lines in found.items() if lines}
        return named if "orders-worker" in named else None

    events: dict[str, list[str]] = until(found_at_the_end, "nothing of it has reached orders")
    assert {"batch_applied", "request_answered"} <= set(events["placement-api"])
    assert "recomputed" in events["placement-worker"]
    assert {"batch_applied", "recomputed"} <= set(events["payroll-worker"])
    assert "batch_applied" in events["orders-worker"]
