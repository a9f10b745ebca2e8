"""What ends a command with one line instead of a traceback."""


class CommandFailedError(RuntimeError):
    """An expected failure; the message says what, where and what to do. The exit code is 1."""
