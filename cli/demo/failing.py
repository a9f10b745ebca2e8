"""What the demonstration ends with where it does not come true."""

from collections.abc import Iterable

from cli.failing import CommandFailedError

_SHOWN_REASONS = 20


class DemoFailedError(CommandFailedError):
    """What was sent, computed or paid is not what the sample says; the message names the differences."""

    def __init__(self, reasons: Iterable[str]) -> None:
        told = list(reasons)
        more = [f"and {len(told) - _SHOWN_REASONS} more"] if len(told) > _SHOWN_REASONS else []
        super().__init__("the demonstration did not come true:\n  - " + "\n  - ".join(told[:_SHOWN_REASONS] + more))
