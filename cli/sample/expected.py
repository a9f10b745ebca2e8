"""What a file that is sent after the month was paid must be answered, and what must be so afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cli.sample.sending import Sending


@dataclass(frozen=True, slots=True)
class Answer:
    """`taken` entries, now or before; `refused` lines with their pointers, or the whole file with these words.

    `superseded` are lines that are taken and not in force. A clock's export says which `layout` was taken.
    """

    taken: int = 0
    refused: Mapping[int, str] = field(default_factory=dict)
    refused_as_a_whole: str | None = None
    superseded: Sequence[int] = ()
    layout: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As the manifest has it."""
        refused = [{"line": line, "pointer": pointer} for line, pointer in self.refused.items()]
        return {
            "taken": self.taken,
            "refused": refused,
            "refused_as_a_whole": self.refused_as_a_whole,
            "superseded": list(self.superseded),
            "layout": self.layout,
        }


@dataclass(frozen=True, slots=True)
class WhatIsSo:
    """What a service shows once everything is computed: the value at a place of the answer to a GET.

    A place is names separated by points; `name=value` picks that element of a list. `first_time_only`: a later file
    ends it, so it is not looked at where the file came before.
    """

    service: str
    path: str
    place: str
    value: Any
    first_time_only: bool = False


@dataclass(frozen=True, slots=True)
class AfterStep:
    """One file, what it is, and what must come of it."""

    file: str
    sending: Sending
    entries: int
    chinese: str
    english: str
    answer: Answer
    so: Sequence[WhatIsSo]

    def as_json(self) -> dict[str, Any]:
        """As the manifest has it."""
        return {
            **self.sending.as_json(self.file, self.entries),
            "what": {"zh": self.chinese, "en": self.english},
            "answer": self.answer.as_json(),
            "then": [
                {
                    "service": part.service,
                    "path": part.path,
                    "place": part.place,
                    "value": part.value,
                    "first_time_only": part.first_time_only,
                }
                for part in self.so
            ],
        }
