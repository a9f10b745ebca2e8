"""Sends a sample by the doors real clients use: files, HTTP batches, and one producer on a stream."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx
import orjson
from redis import Redis
from rich.progress import Progress

from cli.demo.failing import DemoFailedError
from cli.demo.patience import through_outages
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

    def __init__(self, stack: Stack, folder: Path, manifest: Mapping[str, Any]) -> None:
        self._http = httpx.Client(timeout=_REQUEST_SECONDS)
        self._stack = stack
        self._folder = folder
        self._manifest = manifest
        self._tokens = {
            client["id"]: stack.keys.token(client["id"], client["scopes"]) for client in manifest["clients"]
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def send(self, progress: Progress) -> Sent:
        """Send everything but what comes after the payment. Raises DemoFailedError where a whole file is refused."""
        sent = Sent()
        steps = self._manifest["steps"]
        task = progress.add_task("sending", total=sum(step["entries"] for step in steps))
        with Redis.from_url(self._stack.addresses.redis_url) as redis:
            for step in steps:
                progress.update(task, description=f"{step['service']} ← {step['file']}")
                content = (self._folder / step["file"]).read_bytes()
                self._send_step(redis, step, content, sent)
                sent.entries += step["entries"]
                progress.advance(task, step["entries"])
            progress.update(task, description="all sent")
        return sent

    def answer_of(self, step: Mapping[str, Any]) -> httpx.Response:
        """What a file as a whole is answered, be it a refusal."""
        content = (self._folder / step["file"]).read_bytes()
        match step["door"]:
            case "resource":
                return self._request(step, "PUT", step["path"], content, "application/json")
            case "attlog":
                return self._request(step, "POST", _punches(step), content, "text/plain")
            case "import":
                return self._request(step, "POST", f"/v1/imports/{step['kind']}", content, "text/csv")
            case door:
                raise ValueError(f"the manifest names a door {door!r} that has no one answer")

    def _send_step(self, redis: "Redis", step: dict[str, Any], content: bytes, sent: Sent) -> None:
        match step["door"]:
            case "import" | "attlog":
                sent.add(step, _taken(step, self.answer_of(step)))
            case "events":
                for batch in _batches(content):
                    answer = self._request(step, "POST", "/v1/events", batch, "application/x-ndjson")
                    sent.add(step, _taken(step, answer))
            case "stream":
                pipeline = redis.pipeline(transaction=False)
                for line in content.splitlines():
                    pipeline.xadd(step["stream"], {"event": line})
                through_outages(self._stack, pipeline.execute)
            case door:
                raise ValueError(f"the manifest names a door {door!r} that does not exist")

    def _request(
        self, step: Mapping[str, Any], method: str, path: str, body: bytes, content_type: str
    ) -> httpx.Response:
        """One request, sent again while the service or its database is away: what had been taken is a duplicate."""
        headers = {"Authorization": f"Bearer {self._tokens[step['client']]}", "Content-Type": content_type}
        if method == "PUT":
            headers["Idempotency-Key"] = step["file"].replace("/", "-")
        url = self._stack.url(step["service"]) + path
        return through_outages(self._stack, lambda: self._http.request(method, url, content=body, headers=headers))


def _taken(step: Mapping[str, Any], answer: httpx.Response) -> Any:
    if answer.is_error:
        raise DemoFailedError([f"{step['file']} was refused as a whole: {answer.status_code} {answer.text}"])
    return orjson.loads(answer.content)


def _punches(step: Mapping[str, Any]) -> str:
    return f"/v1/imports/punches?serial={step['serial']}"


def _batches(content: bytes) -> Iterator[bytes]:
    lines = content.splitlines(keepends=True)
    for start in range(0, len(lines), _BATCH_EVENTS):
        yield b"".join(lines[start : start + _BATCH_EVENTS])
