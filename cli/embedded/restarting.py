"""When something that died is started again, and when it is given up: one rule for processes and servers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RestartPolicy:
    """How long to wait before a restart, and when to stop trying.

    A failure is quick when it came less than `quick_failure_seconds` after the start; the delay doubles with each
    quick failure in a row, and after `maximum_quick_failures` of them nothing is started any more.
    """

    first_delay_seconds: float = 0.2
    longest_delay_seconds: float = 10.0
    quick_failure_seconds: float = 10.0
    maximum_quick_failures: int = 6

    def delay_seconds(self, quick_failures: int) -> float:
        """The wait before the next start after so many quick failures in a row."""
        return min(self.longest_delay_seconds, self.first_delay_seconds * 2.0 ** max(0, quick_failures - 1))


@dataclass
class Failures:
    """The failures of one process or server so far."""

    policy: RestartPolicy
    quick_in_a_row: int = 0

    def next_delay_seconds(self, lived_seconds: float) -> float | None:
        """Count a failure; how long to wait before the next start, or None when it is time to give up."""
        is_quick = lived_seconds < self.policy.quick_failure_seconds
        self.quick_in_a_row = self.quick_in_a_row + 1 if is_quick else 0
        if self.quick_in_a_row >= self.policy.maximum_quick_failures:
            return None
        return self.policy.delay_seconds(self.quick_in_a_row)
