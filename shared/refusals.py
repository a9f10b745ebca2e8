"""Why something is not taken, in two languages and under a code: one form for decisions, facts, files and requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from shared.texts import Language, Text

Kind = Literal[
    "unreadable",
    "unauthenticated",
    "forbidden",
    "unknown",
    "slow",
    "conflict",
    "erased",
    "large",
    "unsupported",
    "unusable",
    "busy",
    "failed",
    "unavailable",
]
"""`unusable` is wrong by itself, `forbidden` not for this caller, `conflict` at odds with what is known here."""

NO_ADVICE: Final = Text("", "", "")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong, what to do about it, and where: `pointer` is a JSON pointer, empty where it is the whole.

    Declared once as a constant, with `{name}` for what is only known then; its code is that of its text, and stands
    for it wherever it is told.
    """

    text: Text
    advice: Text = NO_ADVICE
    kind: Kind = "conflict"
    pointer: str = ""
    title: Text | None = None
    """The kind of problem in words, where its kind has no better one."""

    @property
    def code(self) -> str:
        return self.text.code

    def of(self, **parts: object) -> Refusal:
        """The same with every `{name}` of its texts filled."""
        return replace(self, text=self.text.of(**parts), advice=self.advice.of(**parts))

    def at(self, pointer: str) -> Refusal:
        """The same at another place."""
        return replace(self, pointer=pointer)

    def as_fault(self, language: Language = "en") -> dict[str, Any]:
        """As one fault among others, ready for JSON: its words in one language, and in both."""
        return {
            "pointer": self.pointer,
            "reason": self.text.text(language),
            "advice": self.advice.text(language),
            "code": self.code,
            "words": {"reason": self.text.as_json(), "advice": self.advice.as_json()},
        }


class Refused(Exception):  # noqa: N818 - what happened to whoever asked, not a failure of ours
    """Raised where something is not taken.

    `told` is what an answer tells beside the words, ready for JSON; `faults` are what it comes from, where that is
    several fields.
    """

    def __init__(self, refusal: Refusal, told: Mapping[str, Any] | None = None, faults: Sequence[Refusal] = ()) -> None:
        super().__init__(refusal, told, faults)
        self.refusal = refusal
        self.told = dict(told or {})
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return self.refusal.text.en
