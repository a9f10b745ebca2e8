"""Sends a sample by the doors real clients use: files, HTTP batches, and one producer on a stream."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import orjson
from redis import Redis
from rich.progress import Progress

from cli.stack import Stack
from shared.http.bodies import MAXIMUM_EVENTS

_BATCH_EVENTS = min(1_000, MAXIMUM_EVENTS)
_REQUEST_SECONDS = 300.0
_STATUSES = ("accepted", "duplicate", "conflict", "rejected")


@dataclass(slots=True)
class Sent:
    """What the doors answered, over all steps."""

    entries: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_STATUSES, 0))
    refused: list[dict[str, Any]] = field(default_factory=list)

    def add(self, step: dict[str, Any], answer: dict[str, Any]) -> None:
        """Count one answer of the events or the import door."""
        for status in _STATUSES:
            self.counts[status] += answer[status]
        items = answer.get("refused", answer.get("results", []))
        for item in items:
            if item["status"] in ("conflict", "rejected"):
                self.refused.append({"file": step["file"], **item})


class SampleSender:
    """Sends the steps of a sample's manifest in their order, each with its own client's token."""

    def __init__(self, stack: Stack, folder: Path, manifest: dict[str, Any]) -> None:
        self._stack = stack
        self._folder = folder
        self._manifest = manifest
        self._tokens = {
            client["id"]: stack.keys.token(client["id"], client["scopes"]) for client in manifest["clients"]
        }

    def send(self, progress: Progress) -> Sent:
        """Send everything. Raises httpx.HTTPStatusError where a whole file or batch is refused."""
        sent = Sent()
        steps = self._manifest["steps"]
        task = progress.add_task("sending", total=sum(step["entries"] for step in steps))
        with httpx.Client(timeout=_REQUEST_SECONDS) as http, Redis.from_url(self._stack.addresses.redis_url) as redis:
            for step in steps:
                progress.update(task, description=f"{step['service']} ← {step['file']}")
                content = (self._folder / step["file"]).read_bytes()
                self._send_step(http, redis, step, content, sent)
                sent.entries += step["entries"]
                progress.advance(task, step["entries"])
            progress.update(task, description="all sent")
        return sent

    def _send_step(self, http: httpx.Client, redis: "Redis", step: dict[str, Any], content: bytes, sent: Sent) -> None:
        match step["door"]:
            case "import":
                sent.add(step, self._post(http, step, f"/v1/imports/{step['kind']}", content, "text/csv"))
            case "attlog":
                path = f"/v1/imports/punches?serial={step['serial']}"
                sent.add(step, self._post(http, step, path, content, "text/plain"))
            case "events":
                for batch in _batches(content):
                    sent.add(step, self._post(http, step, "/v1/events", batch, "application/x-ndjson"))
            case "stream":
                pipeline = redis.pipeline(transaction=False)
                for line in content.splitlines():
                    pipeline.xadd(step["stream"], {"event": line})
                pipeline.execute()
            case door:
                raise ValueError(f"the manifest names a door {door!r} that does not exist")

    def _post(self, http: httpx.Client, step: dict[str, Any], path: str, body: bytes, content_type: str) -> Any:
        answer = http.post(
            self._stack.url(step["service"]) + path,
            content=body,
            headers={"Authorization": f"Bearer {self._tokens[step['client']]}", "Content-Type": content_type},
        )
        answer.raise_for_status()
        return orjson.loads(answer.content)


def _batches(content: bytes) -> Iterator[bytes]:
    lines = content.splitlines(keepends=True)
    for start in range(0, len(lines), _BATCH_EVENTS):
        yield b"".join(lines[start : start + _BATCH_EVENTS])
