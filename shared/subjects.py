"""Who somebody is: the subject of his token, in the one form in which two people are told apart."""

import unicodedata
from typing import Final

from shared.events.envelope import SERVICE_SOURCES
from shared.plain_text import is_unreadable, unreadable_character

MAXIMUM_SUBJECT_CHARACTERS: Final = 100
"""So that whatever names a decision after who took it stays within an envelope's limits."""
PART_SEPARATOR: Final = "/"
"""What follows it in an event's source is a part of the sender, such as one of his clocks."""


class SubjectError(ValueError):
    """A subject that could be taken for another one. The message says why and what to write."""


def canonical_subject(text: str) -> str:
    """One form for all spellings a person could not tell apart: NFKC, case folded, nothing invisible, no outer blanks.

    Takes anything, so that what was stored before there was a rule compares by it too.
    """
    visible = "".join(character for character in text if not is_unreadable(character))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())
    return " ".join(folded.split())


def same_subject(one: str, other: str) -> bool:
    """Whether two subjects are one person: what every comparison of four eyes asks."""
    return canonical_subject(one) == canonical_subject(other)


def check_subject(text: str) -> str:
    """The canonical form of a subject that may stand in a token. Raises SubjectError."""
    if fault := unreadable_character(text):
        raise SubjectError(f"the subject holds {fault}; write readable characters only")
    if text != text.strip():
        raise SubjectError("the subject begins or ends with a blank; leave it out")
    subject = canonical_subject(text)
    if not subject:
        raise SubjectError("the subject is empty; name who the token is for")
    if len(subject) > MAXIMUM_SUBJECT_CHARACTERS:
        raise SubjectError(f"the subject is longer than {MAXIMUM_SUBJECT_CHARACTERS} characters; write a shorter one")
    if PART_SEPARATOR in subject:
        raise SubjectError(f"the subject holds {PART_SEPARATOR}, which divides a sender from its parts; leave it out")
    if subject.startswith(SERVICE_SOURCES):
        raise SubjectError(f"the subject begins with {SERVICE_SOURCES}, as the services' own do; write another one")
    return subject
