"""Work that tests have done apart: a small module, as such work must stand in."""

import os
import signal
import time
from collections.abc import Iterator


class Unfit(ValueError):  # noqa: N818 - a refusal
    """What this work refuses."""


def length(content: bytes, factor: int) -> Iterator[int]:
    """Two pieces: the length, and a multiple of it."""
    yield len(content)
    yield len(content) * factor


def process_id(_: bytes) -> Iterator[int]:
    """Of the process it runs in."""
    yield os.getpid()


def refuse(content: bytes) -> Iterator[int]:
    """After one piece, refuse."""
    yield len(content)
    raise Unfit("not this")


def fail(content: bytes) -> Iterator[int]:
    """Fail with the content in the message."""
    raise KeyError(content.decode())


def sleep(content: bytes) -> Iterator[int]:
    """Write the process's id into the file named, then sleep for ever."""
    with open(content.decode(), "w") as file:
        file.write(str(os.getpid()))
    time.sleep(3600)
    yield 0


def count(_: bytes) -> Iterator[int]:
    """Count for ever."""
    while True:
        pass
    yield 0


def eat(_: bytes) -> Iterator[int]:
    """Take memory for ever."""
    eaten = []
    while True:
        eaten.append(bytearray(1 << 20))
    yield 0


def vanish_while_telling(_: bytes) -> Iterator[bytes]:
    """Be killed in the middle of a large answer."""
    signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    while True:
        yield b"x" * (8 << 20)
