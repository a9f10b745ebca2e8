"""Reading the JSON others send: strict, bounded, every fault named with its place.

The one place where others' JSON is read; what our own code wrote may be read without it.
"""

import codecs
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any, Final

from shared.plain_text import unreadable_character

MAXIMUM_DEPTH: Final = 32
"""Objects and lists inside one another."""
MAXIMUM_NUMBER_CHARACTERS: Final = 40
MAXIMUM_VALUES: Final = 100_000
"""Counted by the brackets and commas of a text: more than any form has, and what reading takes its time by."""

_STRING: Final = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?'
_MEMBERS: Final = rf'(?:{_STRING}\s*+:\s*+(?:{_STRING}|[^"\[\]{{}},\s]++)\s*+,?+\s*+)++'
_TOKEN: Final = re.compile(rf"{_MEMBERS}|{_STRING}|[\[\]{{}},]", re.DOTALL)
"""What tells where an item ends: brackets, commas, and, passed over whole, plain members of objects and texts."""
_WITH_A_POINT: Final = re.compile(rb"[:,\[]\s*+-?[0-9]++[.eE]")
_BESIDE_BRACKETS: Final = re.compile(rf'(?:{_STRING}|[^"\[\]{{}}]++)++', re.DOTALL)
_STEPS: Final = {"[": 1, "{": 1, "]": -1, "}": -1}
_ASK: Final = "send JSON in UTF-8"


class JsonError(ValueError):
    """JSON that is not taken: where (a JSON pointer), why, and what the sender can do.

    `document` is what stands there all the same, where only a text or a name in it is at fault.
    """

    def __init__(self, pointer: str, reason: str, advice: str, document: Any = None) -> None:
        super().__init__(f"{pointer}: {reason}" if pointer else reason)
        self.pointer, self.reason, self.advice, self.document = pointer, reason, advice, document


class _Fault(Exception):  # noqa: N818 - first raised, then, to find its place, kept where the value would stand
    def __init__(self, reason: str, advice: str, below: str = "") -> None:
        super().__init__(reason)
        self.reason, self.advice, self.below = reason, advice, below


def read_json(body: bytes | str) -> Any:
    """The value of a JSON text in UTF-8. Raises JsonError.

    Refused are: a name twice in one object, nesting over MAXIMUM_DEPTH, more than MAXIMUM_VALUES,
    numbers over MAXIMUM_NUMBER_CHARACTERS
    or beyond any number, and texts that hold what no text may (see plain_text). A whole number is one however it is
    written, 5.0 and 5e0 too, as JSON Schema has it.
    """
    text = _decode(body)
    _refuse_many_or_deep(text)
    try:
        value = _STRICT.decode(text)
    except json.JSONDecodeError as error:
        reason = f"not JSON: it cannot be read further than line {error.lineno} column {error.colno}"
        raise JsonError("", reason, _ASK) from None
    except _Fault:
        pointer, fault = next(_faults(_MARKING.decode(text)))
        raise JsonError(pointer, fault.reason, fault.advice) from None
    if "\\" in text or unreadable_character(text) is not None:
        for pointer, fault in _faults(value):
            raise JsonError(pointer, fault.reason, fault.advice, value)
    return value


def as_read(body: bytes, value: Any) -> bytes:
    """The bytes of a value read from a body: the same, or written anew where a whole number stands as 5.0."""
    return write_json(value) if _WITH_A_POINT.search(body) else body.removeprefix(codecs.BOM_UTF8)


def write_json(value: Any) -> bytes:
    """What `read_json` gave, as JSON again: every number as it was, however large."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def split_list(body: bytes, most: int) -> list[bytes]:
    """The items of a JSON list, as they were sent: one that is not JSON spoils none of the others.

    Reads up to one item more than `most`. Raises JsonError where the text is no list, or one that does not end.
    """
    text = body.removeprefix(codecs.BOM_UTF8).decode("latin-1").strip()  # brackets are the same in UTF-8
    items: list[bytes] = []
    depth, start = 0, 1
    for token in _TOKEN.finditer(text) if text.startswith("[") else ():
        mark = token[0][0]
        depth += (mark in "[{") - (mark in "]}")
        if depth == 0 or (depth == 1 and mark == ","):
            items.append(text[start : token.start()].strip().encode("latin-1"))
            start = token.end()
        if len(items) > most:
            return items
        if depth == 0:
            if mark != "]" or token.end() < len(text):
                break
            return items if items != [b""] else []
    raise JsonError("", "not a JSON list from its first bracket to its last", _ASK)


def _decode(body: bytes | str) -> str:
    if isinstance(body, str):
        return body
    try:
        return body.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise JsonError("", f"not UTF-8: byte {error.start + 1} belongs to no character", _ASK) from None


def _refuse_many_or_deep(text: str) -> None:
    opened = text.count("[") + text.count("{")
    if opened + text.count(",") > MAXIMUM_VALUES:
        raise JsonError("", f"more than {MAXIMUM_VALUES} values", "send it in several requests")
    if opened <= MAXIMUM_DEPTH:
        return
    brackets = _BESIDE_BRACKETS.sub("", text)
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > MAXIMUM_DEPTH:
        reason = f"objects and lists are nested more than {MAXIMUM_DEPTH} deep"
        raise JsonError("", reason, "send the fields as the reference gives them")


def _faults(value: Any, pointer: str = "") -> Iterator[tuple[str, _Fault]]:
    """What of a value is not taken, with its pointer, in order."""
    match value:
        case _Fault():
            yield pointer + value.below, value
        case str():
            unreadable = unreadable_character(value)
            if unreadable is not None:
                yield pointer, _Fault(f"the text holds {unreadable}, which nobody can read", "write it without")
        case list():
            for index, item in enumerate(value):
                yield from _faults(item, f"{pointer}/{index}")
        case dict():
            for name, item in value.items():
                if (unreadable := unreadable_character(name)) is not None:
                    yield pointer, _Fault(f"a name holds {unreadable}, which nobody can read", "write it without")
                yield from _faults(item, f"{pointer}/{_escape(name)}")


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _decoder(settle: Callable[[_Fault], Any]) -> json.JSONDecoder:
    def take_object(pairs: list[tuple[str, Any]]) -> Any:
        value = dict(pairs)
        if len(value) == len(pairs):
            return value
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        below = f"/{_escape(twice)}"
        return settle(_Fault("the name stands twice in one object", "keep one of the two", below))

    def take_number(kind: Callable[[str], Any]) -> Callable[[str], Any]:
        def take(digits: str) -> Any:
            if len(digits) > MAXIMUM_NUMBER_CHARACTERS:
                reason = f"a number of {len(digits)} characters; the limit is {MAXIMUM_NUMBER_CHARACTERS}"
                return settle(_Fault(reason, "write a smaller number"))
            number = kind(digits)
            if math.isinf(number):
                return settle(_Fault(f"{digits} is larger than any number", "write a smaller number"))
            return int(number) if abs(number) <= 2**53 and number == int(number) else number

        return take

    return json.JSONDecoder(
        object_pairs_hook=take_object,
        parse_int=take_number(int),
        parse_float=take_number(float),
        parse_constant=lambda word: settle(_Fault(f"{word} is no number", "write a number")),
    )


def _refuse(fault: _Fault) -> Any:
    raise fault


_STRICT: Final = _decoder(_refuse)
_MARKING: Final = _decoder(lambda fault: fault)
