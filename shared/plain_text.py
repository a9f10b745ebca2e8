"""What a text may hold: characters a person can read, and none that hide, reorder or break what he reads."""

import unicodedata
from typing import Final

from shared.texts import Text

_UNREADABLE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
"""Control and format characters, separators of lines and paragraphs, halves of surrogate pairs (Unicode, 4.5)."""
_DAMAGED: Final = "\N{REPLACEMENT CHARACTER}"
"""What programs write for bytes they could not read."""


_HIDDEN: Final = (
    r"\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffd-\uffff"
)
TEXT_PATTERN: Final = rf"^([^\s{_HIDDEN}]([^{_HIDDEN}]*[^\s{_HIDDEN}])?)?$"
"""A text as a JSON schema can tell it: empty, or without blanks at its ends and the unreadable ones people meet."""


def unreadable_character(text: str) -> Text | None:
    """The first character no text may hold, in words such as `U+202E at character 3`; None where all are fine.

    These are control characters, line breaks among them; characters that show nothing or turn the direction of
    what follows; U+FFFD, which stands for a damaged byte; halves of surrogate pairs; non-characters.
    """
    if text.isprintable() and _DAMAGED not in text:
        return None
    for number, character in enumerate(text, start=1):
        if is_unreadable(character):
            code = f"U+{ord(character):04X}"
            return Text("", f"{code}（第 {number} 个字）", f"{code} at character {number}")
    return None


def is_unreadable(character: str) -> bool:
    """Whether no text may hold the character."""
    code = ord(character)
    is_noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return is_noncharacter or character == _DAMAGED or unicodedata.category(character) in _UNREADABLE_CATEGORIES
