"""Settings of a process, read from `GONGFANG_*` environment variables and nowhere else."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit, urlunsplit

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _with_scopes(clients: Any) -> Any:
    """A list of names stands for names without scopes."""
    if not isinstance(clients, dict):
        return clients
    return {name: dict.fromkeys(of, "") if isinstance(of, list) else of for name, of in clients.items()}


class Settings(BaseSettings):
    """Every limit and address of a service process. Durations are in seconds, sizes in bytes."""

    model_config = SettingsConfigDict(env_prefix="GONGFANG_", extra="ignore", frozen=True)

    redis_url: str = Field(default="redis://127.0.0.1:6379/0", description="Redis or Valkey, RESP2")
    database_url: str = Field(
        default="postgresql://gongfang@127.0.0.1:5432",
        description="The PostgreSQL server; each service uses its own database gongfang_<service> on it",
    )
    orders_database_url: str | None = None
    payroll_database_url: str | None = None
    placement_database_url: str | None = None

    bind_host: str = "127.0.0.1"
    orders_port: int = 8001
    payroll_port: int = 8002
    placement_port: int = 8003
    orders_worker_port: int = 9001
    payroll_worker_port: int = 9002
    placement_worker_port: int = 9003

    inbound_clients: Annotated[dict[str, dict[str, str]], BeforeValidator(_with_scopes)] = Field(
        default_factory=dict,
        description="Systems that write streams directly, each with the scopes that bind it, as in a token; empty: "
        'it speaks for all. As JSON: {"orders": {"erp-qiaoji": "company:CO-01"}}',
    )

    policy_folder: Path | None = Field(
        default=None, description="A folder of own policy packs, and of later editions of those that come along"
    )

    bank_template_folder: Path | None = Field(
        default=None, description="A folder of the county's own bank templates, beside those that come along"
    )

    jwks_file: Path | None = Field(default=None, description="Public keys that verify bearer tokens (JWKS)")
    jwks_url: str | None = None
    token_audience: str = "gongfang"  # noqa: S105 - a name, not a secret
    token_issuer: str | None = None
    sealing_key: SecretStr | None = Field(
        default=None, description="Base64 of 32 bytes; seals dead letters and personal details at rest"
    )

    database_pool_size: int = 8
    batch_maximum_entries: int = 1000
    batch_wait_seconds: float = 1.0
    recompute_maximum_subjects: int = 500
    recompute_deferral_seconds: float = 5.0
    relay_batch_rows: int = 500
    reclaim_idle_seconds: float = 60.0
    reclaim_interval_seconds: float = 15.0
    trim_interval_seconds: float = 30.0
    maximum_delivery_attempts: int = 5
    inbox_retention_days: int = 400
    sent_retention_days: int = 400
    allowed_clock_skew_seconds: int = 600
    body_seconds: float = Field(
        default=300.0, gt=0, description="Longest that a request's head, and then its body, may take to arrive"
    )
    file_seconds: float = Field(default=60.0, gt=0, description="Longest that reading one file may take")
    file_memory_bytes: int = Field(
        default=536_870_912, ge=0, description="Most memory that reading one file may take beside the program"
    )
    file_waiting_seconds: float = Field(default=30.0, ge=0, description="Longest that a file waits for its turn")
    graceful_stop_seconds: float = 15.0
    require_durable_redis: bool = Field(
        default=True, description="Refuse a Redis whose appendfsync is not `always` or that may evict keys"
    )

    log_level: str = "info"

    def service_database_url(self, service: str) -> str:
        """The database of one service: its own URL if set, else gongfang_<service> on the server."""
        own: str | None = getattr(self, f"{service}_database_url")
        if own:
            return own
        parts = urlsplit(self.database_url)
        return urlunsplit(parts._replace(path=f"/gongfang_{service}"))

    def api_port(self, service: str) -> int:
        """The HTTP port of a service."""
        return int(getattr(self, f"{service}_port"))

    def worker_port(self, service: str) -> int:
        """The port on which a service's worker answers /health and /metrics."""
        return int(getattr(self, f"{service}_worker_port"))


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """The settings of this process."""
    return Settings()
