"""A text in Chinese and English under a stable code: titles, formulas, refusals, names of states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """A wording in Chinese and English; `{name}` stands for what is only known when it is said.

    `code` never changes once it was answered: others decide by it, and by no wording. It is empty for a text that came
    with data, such as a clause of a pack.
    """

    code: str
    zh: str
    en: str

    def of(self, **parts: object) -> Text:
        """The same with every `{name}` filled, texts among the parts in the language they stand in."""
        return Text(self.code, self.zh.format_map(_said("zh", parts)), self.en.format_map(_said("en", parts)))

    def text(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    @property
    def both(self) -> str:
        """Chinese with English, for a terminal."""
        return f"{self.zh} {self.en}"

    def as_json(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}

    def __str__(self) -> str:
        """English, as code and logs are written."""
        return self.en


class TextError(ValueError):
    """An error whose message is a text in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text


def listed(parts: Iterable[object]) -> Text:
    """Several things in a row, such as the names a refusal is about."""
    texts = [part if isinstance(part, Text) else Text("", str(part), str(part)) for part in parts]
    return Text("", "、".join(text.zh for text in texts), ", ".join(text.en for text in texts))


def _said(language: Language, parts: Mapping[str, object]) -> dict[str, str]:
    return {name: part.text(language) if isinstance(part, Text) else str(part) for name, part in parts.items()}
