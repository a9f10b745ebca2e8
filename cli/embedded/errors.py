"""The one error the embedded servers and the process supervision raise."""


class EmbeddedError(RuntimeError):
    """Something a person must act on; the message says what, where and what to do."""
