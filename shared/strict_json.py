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
from shared.plain_words import SMALLER, WRITE_WITHOUT
from shared.refusals import Refusal
from shared.texts import Text

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


def _fault(text: Text, advice: Text) -> Refusal:
    return Refusal(text, advice, "unusable")


SEND_IN_SEVERAL: Final = Text("json.send_in_several", "请分几次发送", "send it in several requests")
_ASK: Final = Text("json.send_it", "请发送 UTF-8 编码的 JSON", "send JSON in UTF-8")
NOT_JSON: Final = _fault(
    Text(
        "json.not_json",
        "内容不是 JSON：读到第 {line} 行第 {column} 列读不下去",
        "not JSON: it cannot be read further than line {line} column {column}",
    ),
    _ASK,
)
NO_LIST: Final = _fault(
    Text(
        "json.no_list", "不是一个从首括号到末括号完整的 JSON 数组", "not a JSON list from its first bracket to its last"
    ),
    _ASK,
)
NOT_UTF8: Final = _fault(
    Text("json.not_utf8", "不是 UTF-8：第 {byte} 个字节不成字符", "not UTF-8: byte {byte} belongs to no character"),
    _ASK,
)
TOO_MANY_VALUES: Final = _fault(
    Text("json.too_many_values", "超过 {most} 个值", "more than {most} values"),
    SEND_IN_SEVERAL,
)
TOO_DEEP: Final = _fault(
    Text("json.too_deep", "对象和数组嵌套超过 {most} 层", "objects and lists are nested more than {most} deep"),
    Text("json.see_reference", "请按字段说明发送", "send the fields as the reference gives them"),
)
TEXT_UNREADABLE: Final = _fault(
    Text(
        "json.unreadable_text", "文字里有看不见的字符 {character}", "the text holds {character}, which nobody can read"
    ),
    WRITE_WITHOUT,
)
NAME_UNREADABLE: Final = _fault(
    Text("json.unreadable_name", "名称里有看不见的字符 {character}", "a name holds {character}, which nobody can read"),
    WRITE_WITHOUT,
)
NAME_TWICE: Final = _fault(
    Text("json.name_twice", "同一对象里这个名称出现两次", "the name stands twice in one object"),
    Text("json.keep_one", "请保留一个", "keep one of the two"),
)
NUMBER_TOO_LONG: Final = _fault(
    Text(
        "json.number_too_long",
        "数字有 {count} 位，上限 {most} 位",
        "a number of {count} characters; the limit is {most}",
    ),
    SMALLER,
)
NUMBER_TOO_LARGE: Final = _fault(
    Text("json.number_too_large", "{digits} 太大", "{digits} is larger than any number"), SMALLER
)
NO_NUMBER: Final = _fault(
    Text("json.no_number", "{word} 不是数字", "{word} is no number"),
    Text("json.write_number", "请写数字", "write a number"),
)


class JsonError(ValueError):
    """JSON that is not taken, and why.

    `document` is what stands there all the same, where only a text or a name in it is at fault.
    """

    def __init__(self, refusal: Refusal, document: Any = None) -> None:
        super().__init__(f"{refusal.pointer}: {refusal.text}" if refusal.pointer else refusal.text.en)
        self.refusal, self.document = refusal, document


class _Fault(Exception):  # noqa: N818 - first raised, then, to find its place, kept where the value would stand
    """Its pointer begins at the value."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


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
        raise JsonError(NOT_JSON.of(line=error.lineno, column=error.colno)) from None
    except _Fault:
        raise JsonError(next(_faults(_MARKING.decode(text)))) from None
    if "\\" in text or unreadable_character(text) is not None:
        for fault in _faults(value):
            raise JsonError(fault, value)
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
    raise JsonError(NO_LIST)


def _decode(body: bytes | str) -> str:
    if isinstance(body, str):
        return body
    try:
        return body.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise JsonError(NOT_UTF8.of(byte=error.start + 1)) from None


def _refuse_many_or_deep(text: str) -> None:
    opened = text.count("[") + text.count("{")
    if opened + text.count(",") > MAXIMUM_VALUES:
        raise JsonError(TOO_MANY_VALUES.of(most=MAXIMUM_VALUES))
    if opened <= MAXIMUM_DEPTH:
        return
    brackets = _BESIDE_BRACKETS.sub("", text)
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > MAXIMUM_DEPTH:
        raise JsonError(TOO_DEEP.of(most=MAXIMUM_DEPTH))


def _faults(value: Any, pointer: str = "") -> Iterator[Refusal]:
    """What of a value is not taken, in order."""
    match value:
        case _Fault():
            yield value.refusal.at(pointer + value.refusal.pointer)
        case str():
            unreadable = unreadable_character(value)
            if unreadable is not None:
                yield TEXT_UNREADABLE.of(character=unreadable).at(pointer)
        case list():
            for index, item in enumerate(value):
                yield from _faults(item, f"{pointer}/{index}")
        case dict():
            for name, item in value.items():
                if (unreadable := unreadable_character(name)) is not None:
                    yield NAME_UNREADABLE.of(character=unreadable).at(pointer)
                yield from _faults(item, f"{pointer}/{_escape(name)}")


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _decoder(answer_fault: Callable[[_Fault], Any]) -> json.JSONDecoder:
    def take_object(pairs: list[tuple[str, Any]]) -> Any:
        value = dict(pairs)
        if len(value) == len(pairs):
            return value
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        return answer_fault(_Fault(NAME_TWICE.at(f"/{_escape(twice)}")))

    def take_number(kind: Callable[[str], Any]) -> Callable[[str], Any]:
        def take(digits: str) -> Any:
            if len(digits) > MAXIMUM_NUMBER_CHARACTERS:
                return answer_fault(_Fault(NUMBER_TOO_LONG.of(count=len(digits), most=MAXIMUM_NUMBER_CHARACTERS)))
            number = kind(digits)
            if math.isinf(number):
                return answer_fault(_Fault(NUMBER_TOO_LARGE.of(digits=digits)))
            return int(number) if abs(number) <= 2**53 and number == int(number) else number

        return take

    return json.JSONDecoder(
        object_pairs_hook=take_object,
        parse_int=take_number(int),
        parse_float=take_number(float),
        parse_constant=lambda word: answer_fault(_Fault(NO_NUMBER.of(word=word))),
    )


def _refuse(fault: _Fault) -> Any:
    raise fault


_STRICT: Final = _decoder(_refuse)
_MARKING: Final = _decoder(lambda fault: fault)
