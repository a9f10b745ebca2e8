"""The one error the embedded servers and the process supervision raise."""

from cli.failing import CommandFailedError


class EmbeddedError(CommandFailedError):
    """Something a person must act on; the message says what, where and what to do."""
