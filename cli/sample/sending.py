"""Who sends a file of the sample, and by which door."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Client:
    """Who sends: the token's subject, which is the source of what he sends, and its scopes."""

    id: str
    scopes: tuple[str, ...]
    who: str


@dataclass(frozen=True, slots=True)
class Sending:
    """By which door a file goes to which service, and from whom. `detail` goes with the door."""

    service: Literal["orders", "placement"]
    door: Literal["import", "events", "stream", "attlog", "resource"]
    client: Client
    detail: Mapping[str, str]

    @classmethod
    def table(cls, service: Literal["orders", "placement"], kind: str, client: Client) -> "Sending":
        """A CSV file posted to /v1/imports/{kind}."""
        return cls(service, "import", client, {"kind": kind})

    @classmethod
    def events(cls, service: Literal["orders", "placement"], client: Client) -> "Sending":
        """CloudEvents posted in batches to /v1/events as NDJSON."""
        return cls(service, "events", client, {})

    @classmethod
    def stream(cls, service: Literal["orders", "placement"], client: Client) -> "Sending":
        """CloudEvents added to the client's own inbound stream, one an entry."""
        return cls(service, "stream", client, {"stream": f"inbound:{service}:{client.id}"})

    @classmethod
    def resource(cls, service: Literal["orders", "placement"], path: str, client: Client) -> "Sending":
        """A body that is PUT to a path."""
        return cls(service, "resource", client, {"path": path})

    @classmethod
    def attlog(cls, serial: str, client: Client) -> "Sending":
        """A punch clock's export posted to /v1/imports/punches."""
        return cls("placement", "attlog", client, {"serial": serial})

    def as_json(self, file: str, entries: int) -> dict[str, Any]:
        """As the manifest has it, of a file."""
        step = {"file": file, "service": self.service, "door": self.door, **self.detail}
        return {**step, "client": self.client.id, "entries": entries}
