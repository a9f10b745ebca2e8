"""What one request turned out to do: noted where it is known, told on the request's one log line."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final

from shared.logging import CORRELATION_IDS_A_LINE

MAXIMUM_STEPS: Final = 5
"""Recorded steps a line names; a request that takes more tells how many."""


@dataclass(slots=True)
class RequestNotes:
    """The steps a request recorded, as `action subject`, and the correlation ids of what it sent on its way."""

    steps: list[str] = field(default_factory=list)
    correlation_ids: dict[str, None] = field(default_factory=dict)


_of_request: ContextVar[RequestNotes | None] = ContextVar("notes of the request", default=None)


def begin_notes() -> RequestNotes:
    """Notes for the request that begins; what is noted from here on stands in them."""
    notes = RequestNotes()
    _of_request.set(notes)
    return notes


def end_notes() -> None:
    """Nothing belongs to a request any more."""
    _of_request.set(None)


def note_step(action: str, subject: str) -> None:
    """A step that somebody's request takes, as the audit log names it."""
    if (notes := _of_request.get()) is not None:
        notes.steps.append(f"{action} {subject}")


def note_correlation(correlation_id: str) -> None:
    """The correlation id of something a request sends on its way."""
    notes = _of_request.get()
    if notes is not None and len(notes.correlation_ids) <= CORRELATION_IDS_A_LINE:
        notes.correlation_ids[correlation_id] = None
