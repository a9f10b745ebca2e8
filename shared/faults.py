"""What went wrong, told by class and place: the words of an error may quote the content of a fact, and so a person."""

import sys
import traceback
from collections.abc import Iterator, MutableMapping
from types import TracebackType
from typing import Any, Final

_PLACES: Final = 12
"""The innermost of each error: where it was raised, and who asked."""
_CAUSES: Final = 5


def fault_of(error: BaseException | None) -> str:
    """An error and what it came of, innermost place first, without their words."""
    return "; caused by ".join(_told(part) for part in _chain(error))


def without_words(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """For structlog, in the place of what writes an error out with its words."""
    given = line.pop("exc_info", None)
    error = _error_of(given)
    if error is not None:
        line["exception"] = fault_of(error)
    return line


def _error_of(given: Any) -> BaseException | None:
    """What is given as `exc_info`: an error, what describes one, or that the one being handled is meant."""
    if isinstance(given, tuple):
        given = given[1]
    elif given and not isinstance(given, BaseException):
        given = sys.exc_info()[1]
    return given if isinstance(given, BaseException) else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    for _ in range(_CAUSES):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}{_places(error.__traceback__)}"


def _places(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)[-_PLACES:]
    told = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames)]
    return f" at {' < '.join(told)}" if told else ""
