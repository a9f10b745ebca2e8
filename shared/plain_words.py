"""What is wrong with a value, in words for whoever wrote it: never a library's, never a regular expression."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from shared.plain_text import TEXT_PATTERN, unreadable_character
from shared.refusals import Refusal
from shared.texts import Text
from shared.written_forms import WRITTEN

_OWN = "in_plain_words"
_LONGEST_POINTER = 400
FAULTS_TOLD: Final = 50
"""Of one request. Who has them right asks again; an answer with all of 100 000 is longer than what was sent."""

WRITE_WITHOUT: Final = Text("field.write_without", "请去掉", "write it without")
_LARGER: Final = Text("field.write_larger", "请写大一些的数", "write a larger number")
SMALLER: Final = Text("field.write_smaller", "请写小一些的数", "write a smaller number")
_DIGITS: Final = Text("field.write_digits", "请只写数字，不加引号", "write digits only, without quotes")


def _fault(text: Text, advice: Text) -> Refusal:
    return Refusal(text, advice, "unusable")


_NOT_ACCEPTED: Final = "field.not_accepted"
CORRECT: Final = Text("field.correct", "请更正", "correct it")
_MISSING: Final = _fault(
    Text("field.missing", "必须填写", "missing"), Text("field.add", "请补上这一项", "add the field")
)
_NOT_KNOWN: Final = _fault(
    Text("field.not_known", "没有这一项", "not known here"),
    Text("field.remove", "请去掉这一项，或更正名称", "remove the field, or correct its spelling"),
)
_NOT_ONE_OF: Final = _fault(
    Text("field.not_one_of", "应为其中之一：{known}", "not one of {known}"),
    Text("field.write_one_of", "请照写其中之一", "write one of them"),
)
_UNREADABLE: Final = _fault(
    Text(
        "field.unreadable_character",
        "文字里有看不见的字符 {character}",
        "the text holds {character}, which nobody can read",
    ),
    WRITE_WITHOUT,
)
_BLANKS: Final = _fault(
    Text("field.blank_at_an_end", "文字首尾有空格", "the text begins or ends with a blank"), WRITE_WITHOUT
)
_OF_LIMITS: Final[Mapping[str, tuple[str, Refusal]]] = {
    "greater_than_equal": ("ge", _fault(Text("field.too_small", "小于 {limit}", "less than {limit}"), _LARGER)),
    "less_than_equal": ("le", _fault(Text("field.too_large", "大于 {limit}", "more than {limit}"), SMALLER)),
    "string_too_short": (
        "min_length",
        _fault(
            Text("field.too_short", "不足 {limit} 个字", "shorter than {limit} characters"),
            Text("field.write_more", "请写长一些", "write more"),
        ),
    ),
    "string_too_long": (
        "max_length",
        _fault(
            Text("field.too_long", "超过 {limit} 个字", "longer than {limit} characters"),
            Text("field.write_less", "请写短一些", "write less"),
        ),
    ),
    "too_short": (
        "min_length",
        _fault(
            Text("field.too_few", "不足 {limit} 项", "fewer than {limit} entries"),
            Text("field.add_entries", "请补齐", "add what is missing"),
        ),
    ),
    "too_long": (
        "max_length",
        _fault(
            Text("field.too_many", "超过 {limit} 项", "more than {limit} entries"),
            Text("field.leave_entries_out", "请减少", "leave some out"),
        ),
    ),
}
"""By pydantic's name of what is wrong: under which name it gives the limit, and the words."""
_NO_TEXT: Final = _fault(
    Text("field.no_text", "不是文字", "not a text"), Text("field.write_in_quotes", "请写在引号里", "write it in quotes")
)
_NO_WHOLE_NUMBER: Final = _fault(Text("field.no_whole_number", "不是整数", "not a whole number"), _DIGITS)
_NO_NUMBER: Final = _fault(Text("field.no_number", "不是数字", "not a number"), _DIGITS)
_NEITHER: Final = _fault(
    Text("field.neither_true_nor_false", "不是 true 或 false", "neither true nor false"),
    Text("field.write_true_or_false", "请写 true 或 false", "write true or false"),
)
_NO_TIME: Final = _fault(
    Text("field.no_date_or_time", "不是日期或时间", "not a date or time"),
    Text("field.write_date", "请写在引号里，如 2022-07-31", "write it in quotes, such as 2022-07-31"),
)
_NO_LIST: Final = _fault(
    Text("field.no_list", "不是数组", "not a list"),
    Text("field.write_in_brackets", "请写在方括号里", "write its entries in brackets"),
)
_NO_OBJECT: Final = _fault(
    Text("field.no_object", "不是对象", "not an object"),
    Text("field.write_in_braces", "请写在花括号里", "write its fields in braces"),
)
_NOT_WANTED: Final = _fault(
    Text("field.not_wanted", "写法不对", "not what is wanted here"),
    Text("field.see_reference", "写法见说明", "see the reference for what to write"),
)


def field_error(refusal: Refusal) -> PydanticCustomError:
    """What a validator of a field raises to have its own refusal told."""
    said = {"reason": refusal.text.en, "advice": refusal.advice.en, "refusal": refusal}
    return PydanticCustomError(_OWN, "{reason}; {advice}", said)


def faults_of(error: ValidationError) -> list[Refusal]:
    """What a model refused, field by field."""
    return faults_in(error.errors(include_url=False))


def faults_in(details: Iterable[Mapping[str, Any]]) -> list[Refusal]:
    """The same of the details pydantic or FastAPI give, the first of them."""
    return [words_of(detail).at(pointer_of(detail["loc"])) for detail in islice(details, FAULTS_TOLD)]


def pointer_of(steps: Iterable[int | str]) -> str:
    """The JSON pointer of a place; that a name and not its value is meant is left out."""
    shown = [str(step).replace("~", "~0").replace("/", "~1") for step in steps if step != "[key]"]
    return "".join(f"/{step}" for step in shown)[:_LONGEST_POINTER]


def words_of(detail: Mapping[str, Any]) -> Refusal:
    """One detail in plain words. The value itself is never repeated: it may name a person."""
    context = detail.get("ctx") or {}
    match detail["type"]:
        case "in_plain_words":
            own: Refusal = context["refusal"]
            return own
        case "value_error":
            said = str(context["error"])
            return _fault(Text(_NOT_ACCEPTED, said, said), CORRECT)
        case "missing" | "union_tag_not_found":
            return _MISSING
        case "extra_forbidden":
            return _NOT_KNOWN
        case "literal_error" | "enum":
            return _NOT_ONE_OF.of(known=_either(context["expected"]))
        case "string_pattern_mismatch":
            return _words_of_form(context["pattern"], detail.get("input"))
        case kind if kind in _OF_LIMITS:
            limit, words = _OF_LIMITS[kind]
            return words.of(limit=context[limit])
        case kind:
            return _words_of_kind(kind)


def _either(expected: str) -> Text:
    """Pydantic's list of what may stand somewhere."""
    return Text("", expected.replace("' or '", "' 或 '").replace(", '", "、'"), expected)


def with_more(first: Refusal, more: int) -> Refusal:
    """The first fault of several, saying how many others there are."""
    if not more:
        return first
    text = Text(first.code, f"{first.text.zh}（另有 {more} 处）", f"{first.text.en} (and {more} more)")
    return replace(first, text=text)


def _words_of_form(pattern: str, value: Any) -> Refusal:
    unreadable = unreadable_character(value) if isinstance(value, str) else None
    if unreadable is not None:
        return _UNREADABLE.of(character=unreadable)
    if pattern == TEXT_PATTERN or (isinstance(value, str) and value != value.strip()):
        return _BLANKS
    return WRITTEN.get(pattern, _NOT_WANTED)


def _words_of_kind(kind: str) -> Refusal:
    match kind.partition("_")[0]:
        case "string":
            return _NO_TEXT
        case "int":
            return _NO_WHOLE_NUMBER
        case "float" | "decimal":
            return _NO_NUMBER
        case "bool":
            return _NEITHER
        case "date" | "datetime" | "timezone":
            return _NO_TIME
        case "list" | "tuple":
            return _NO_LIST
        case "dict" | "model":
            return _NO_OBJECT
        case _:
            return _NOT_WANTED
