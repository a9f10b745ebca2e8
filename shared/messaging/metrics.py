"""Prometheus metrics of the kernel, one set a process."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from shared.messaging.clock_watch import Doubt
from shared.messaging.entries import Outcome

_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SIZES = (1, 5, 10, 50, 100, 250, 500, 1000, 5000)


class KernelMetrics:
    """What an operator watches: is work arriving, is it done, does something wait."""

    def __init__(self, service: str, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        constant: dict[str, Any] = {"namespace": "gongfang", "registry": self.registry}
        self.events = Counter("events", "Entries by what became of them", ["service", "door", "status"], **constant)
        self.batch_entries = Histogram(
            "batch_entries", "Entries a batch", ["service", "door"], buckets=_SIZES, **constant
        )
        self.batch_seconds = Histogram(
            "batch_seconds", "Seconds from a batch's arrival to its commit", ["service", "door"],
            buckets=_SECONDS, **constant,
        )  # fmt: skip
        self._outages = Counter("outage_retries", "Times work waited for a server", ["service"], **constant)
        self._recomputed = Counter("recomputed_subjects", "Subjects computed", ["service", "kind"], **constant)
        self._recompute_failures = Counter(
            "recompute_failures", "Subjects whose computation failed", ["service", "kind"], **constant
        )
        self._relayed = Counter("relayed_events", "Events moved from outbox to stream", ["service"], **constant)
        self._reclaimed = Counter("reclaimed_entries", "Pending entries taken over", ["service"], **constant)
        self._trimmed_pending = Counter(
            "trimmed_while_pending",
            "Entries cut from a stream before they were applied",
            ["service"],
            **constant,
        )
        self._lag = Gauge("stream_lag_entries", "Entries not yet read", ["service", "stream"], **constant)
        self._pending = Gauge(
            "stream_pending_entries", "Entries read and not acknowledged", ["service", "stream"], **constant
        )
        self._postponed = Gauge(
            "postponed_entries",
            "Entries in a version newer than this reader",
            ["service", "stream"],
            **constant,
        )
        self._unproved = Counter(
            "unproved_entries",
            "Entries on a service's stream without its signature: somebody else wrote them",
            ["service", "stream"],
            **constant,
        )
        self._dead_letters = Gauge("dead_letters_open", "Dead letters waiting for an operator", ["service"], **constant)
        self._waiting = Gauge(
            "waiting_subjects", "Subjects that wait because their computation failed", ["service", "kind"], **constant
        )
        self._outbox = Gauge("outbox_depth", "Events waiting to be relayed", ["service"], **constant)
        self._oldest_mark = Gauge(
            "recompute_oldest_mark_seconds",
            "Age of the oldest mark in recompute_due",
            ["service"],
            **constant,
        )
        self._undecided = Gauge(
            "deadlines_undecided", "Subjects due by the day reached and not computed since", ["service"], **constant
        )
        self._oldest_deadline = Gauge(
            "deadline_oldest_undecided_seconds",
            "Since the beginning of the day on which the oldest of them was due",
            ["service"],
            **constant,
        )
        self._clock_doubted = Gauge(
            "clock_doubted", "1 while the clocks disagree and no day is reached", ["service", "doubt"], **constant
        )
        self._service = service
        self.outages = self._outages.labels(service)
        self.relayed = self._relayed.labels(service)
        self.reclaimed = self._reclaimed.labels(service)
        self.trimmed_while_pending = self._trimmed_pending.labels(service)
        self.dead_letters_open = self._dead_letters.labels(service)
        self.outbox_depth = self._outbox.labels(service)
        self.oldest_mark_seconds = self._oldest_mark.labels(service)

    def count_batch(self, door: str, outcomes: Sequence[Outcome], seconds: float) -> None:
        """Record one applied batch."""
        for status in {outcome.status for outcome in outcomes}:
            self.events.labels(self._service, door, status).inc(
                sum(1 for outcome in outcomes if outcome.status == status)
            )
        self.batch_entries.labels(self._service, door).observe(len(outcomes))
        self.batch_seconds.labels(self._service, door).observe(seconds)

    def observe_undecided(self, subjects: int, oldest_seconds: float) -> None:
        """Record what is due and not computed."""
        self._undecided.labels(self._service).set(subjects)
        self._oldest_deadline.labels(self._service).set(oldest_seconds)

    def observe_clock(self, doubt: Doubt | None) -> None:
        """Record whether the clocks are believed."""
        for name in get_args(Doubt):
            self._clock_doubted.labels(self._service, name).set(name == doubt)

    def count_computed(self, kind: str, subjects: int) -> None:
        """Record subjects computed and committed."""
        self._recomputed.labels(self._service, kind).inc(subjects)

    def count_failed(self, kind: str) -> None:
        """Record a subject whose computation failed."""
        self._recompute_failures.labels(self._service, kind).inc()

    def observe_waiting(self, by_kind: Mapping[str, int]) -> None:
        """Record how many subjects wait, by kind; a kind that is not named has none any more."""
        self._waiting.clear()
        for kind, subjects in by_kind.items():
            self._waiting.labels(self._service, kind).set(subjects)

    def observe_stream(self, stream: str, lag: int, pending: int) -> None:
        """Record how far a stream's group is behind."""
        self._lag.labels(self._service, stream).set(lag)
        self._pending.labels(self._service, stream).set(pending)

    def count_unproved(self, stream: str) -> None:
        """Record an entry that is not signed by the service whose stream it stands on."""
        self._unproved.labels(self._service, stream).inc()

    def observe_postponed(self, stream: str, entries: int) -> None:
        """Record entries left for an upgraded reader."""
        self._postponed.labels(self._service, stream).set(entries)
