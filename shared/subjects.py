"""Who somebody is: the subject of his token, in the one form in which two people are told apart."""

import unicodedata
from functools import lru_cache
from typing import Final

from shared.events.envelope import SERVICE_SOURCES
from shared.plain_text import is_unreadable, unreadable_character
from shared.texts import Text, TextError

MAXIMUM_SUBJECT_CHARACTERS: Final = 100
"""So that whatever names a decision after who took it stays within an envelope's limits."""
PART_SEPARATOR: Final = "/"
"""What follows it in an event's source is a part of the sender, such as one of his clocks."""


UNREADABLE: Final = Text(
    "subject.unreadable",
    "名称里有看不见的字符 {character}；请只写看得见的字符",
    "the subject holds {character}; write readable characters only",
)
BLANK: Final = Text("subject.blank", "名称首尾有空格；请去掉", "the subject begins or ends with a blank; leave it out")
EMPTY: Final = Text("subject.empty", "名称为空；请写明令牌给谁", "the subject is empty; name who the token is for")
TOO_LONG: Final = Text(
    "subject.too_long",
    "名称超过 {most} 个字；请写短一些",
    "the subject is longer than {most} characters; write a shorter one",
)
WITH_SEPARATOR: Final = Text(
    "subject.with_separator",
    "名称里有 {separator}，它用来分隔发送者和其下的部分；请去掉",
    "the subject holds {separator}, which divides a sender from its parts; leave it out",
)
OF_SERVICES: Final = Text(
    "subject.of_services",
    "名称以 {start} 开头，那是服务自己的；请另取一个",
    "the subject begins with {start}, as the services' own do; write another one",
)


class SubjectError(TextError):
    """A subject that could be taken for another one. Its text says why and what to write."""


@lru_cache(maxsize=512)
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
        raise SubjectError(UNREADABLE.of(character=fault))
    if text != text.strip():
        raise SubjectError(BLANK)
    subject = canonical_subject(text)
    if not subject:
        raise SubjectError(EMPTY)
    if len(subject) > MAXIMUM_SUBJECT_CHARACTERS:
        raise SubjectError(TOO_LONG.of(most=MAXIMUM_SUBJECT_CHARACTERS))
    if PART_SEPARATOR in subject:
        raise SubjectError(WITH_SEPARATOR.of(separator=PART_SEPARATOR))
    if subject.startswith(SERVICE_SOURCES):
        raise SubjectError(OF_SERVICES.of(start=SERVICE_SOURCES))
    return subject
