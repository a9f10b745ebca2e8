"""Others' JSON: what is taken, what is refused and where, and that a bad item of a list spoils no other."""

import json
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.refusals import Refusal
from shared.strict_json import (
    MAXIMUM_DEPTH,
    MAXIMUM_NUMBER_CHARACTERS,
    MAXIMUM_VALUES,
    JsonError,
    as_read,
    read_json,
    split_list,
    write_json,
)

KEPT = st.characters(
    exclude_categories=("Cc", "Cf", "Zl", "Zp", "Cs", "Cn"), exclude_characters="\N{REPLACEMENT CHARACTER}"
)
TEXTS = st.text(KEPT, max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def test_a_name_that_stands_twice_among_very_many_is_found_at_once() -> None:
    names = ",".join(f'"k{number}":0' for number in range(90_000))
    started = time.monotonic()
    assert refused(f'{{{names},"k89999":1}}').pointer == "/k89999"
    assert time.monotonic() - started < 10, "looking through all names for each of them takes a minute"


def test_more_values_than_any_form_has_are_refused_before_they_are_read() -> None:
    assert len(read_json("[" + "1," * (MAXIMUM_VALUES - 1) + "1]")) == MAXIMUM_VALUES
    for many in ("1," * MAXIMUM_VALUES + "1", "[]," * MAXIMUM_VALUES + "[]", '{"a":1},' * MAXIMUM_VALUES + "{}"):
        assert refused(f"[{many}]").text.en == "more than 100000 values"


@given(st.text('[]{}",\\a', max_size=60))
def test_depth_is_counted_beside_texts_alone(text: str) -> None:
    """Whatever stands in texts, even one that never ends, is no bracket."""
    deep = "[" * MAXIMUM_DEPTH
    written = json.dumps(text)
    assert "nested" not in refused(f"{deep}{written}").text.en
    assert "nested" in refused(f"{deep}{written},[{written}").text.en
    assert "nested" in refused(f'{deep}[{written}{"]" * MAXIMUM_DEPTH}, "{text}').text.en


def refused(body: bytes | str) -> Refusal:
    with pytest.raises(JsonError) as raised:
        read_json(body)
    return raised.value.refusal


@pytest.mark.parametrize(
    ("body", "pointer", "reason"),
    [
        (b'{"a": 1, "a": 2}', "/a", "the name stands twice"),
        (b'{"x": [{}, {"a/b": 1, "c": 2, "a/b": 1}]}', "/x/1/a~1b", "the name stands twice"),
        (b'{"n": ' + b"9" * 41 + b"}", "/n", "a number of 41 characters"),
        (b'{"n": [1e999]}', "/n/0", "larger than any number"),
        (b'{"n": -Infinity}', "/n", "is no number"),
        (b'{"n": NaN}', "/n", "is no number"),
        (rb'{"t": "a\ud800"}', "/t", "U+D800 at character 2"),
        (rb'{"t": "a\u0000"}', "/t", "U+0000 at character 2"),
        (rb'{"t": "a\nb"}', "/t", "U+000A at character 2"),
        (rb'{"t": "a\u202eb"}', "/t", "U+202E at character 2"),
        ('{"t": "a\u202eb"}', "/t", "U+202E at character 2"),
        ('{"t": "a\u200b"}', "/t", "U+200B at character 2"),
        ('{"t": "\ufffd"}', "/t", "U+FFFD at character 1"),
        ('{"t": "\U0001fffe"}', "/t", "U+1FFFE at character 1"),
        ('{"t": "\ufeff"}', "/t", "U+FEFF at character 1"),
        ('{"t": ["\u2028"]}', "/t/0", "U+2028 at character 1"),
        (rb'{"a\u0007": 1}', "", "a name holds U+0007"),
        (b'{"t": "a\x1bb"}', "", "not JSON"),
        (b'{"t": "\xff"}', "", "not UTF-8: byte 8"),
        ("{}".encode("utf-16"), "", "not UTF-8: byte 1"),
        (b"", "", "line 1 column 1"),
        (b"{} {}", "", "line 1 column 4"),
        (b"[" * 33 + b"]" * 33, "", "nested more than 32 deep"),
        (b'{"a":' * 100_000, "", "nested more than 32 deep"),
    ],
)
def test_what_is_not_taken_is_named_with_its_place(body: bytes | str, pointer: str, reason: str) -> None:
    error = refused(body)
    assert (error.pointer, reason in error.text.en) == (pointer, True), error
    assert error.advice.en


def test_nesting_and_numbers_are_taken_up_to_their_limits() -> None:
    assert read_json("[" * MAXIMUM_DEPTH + "]" * MAXIMUM_DEPTH)
    assert read_json('"' + "[" * 100 + '"') == "[" * 100, "brackets in a text nest nothing"
    assert read_json("[[], [], {}" + ", []" * 100 + "]")
    assert read_json("9" * MAXIMUM_NUMBER_CHARACTERS) == 10**MAXIMUM_NUMBER_CHARACTERS - 1


def test_rare_characters_of_names_and_a_byte_order_mark_are_taken() -> None:
    assert read_json('"𠮷𰻞·阿依古丽 é 　〇"') == "𠮷𰻞·阿依古丽 é 　〇"
    assert read_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@given(VALUES)
def test_what_can_be_taken_is_read_as_it_was_written(value: Any) -> None:
    assert read_json(write_json(value)) == value
    assert read_json(json.dumps(value, indent=2)) == value


@given(st.binary(max_size=40) | st.text(max_size=40) | st.text('[]{}",:\\u0d8e19. ', max_size=60))
def test_nothing_but_a_refusal_comes_of_any_input(body: bytes | str) -> None:
    with suppress(JsonError):
        read_json(body)


@given(st.lists(VALUES, max_size=6), st.sampled_from([None, 1]))
def test_a_list_is_split_into_its_items(values: list[Any], indent: int | None) -> None:
    items = split_list(json.dumps(values, indent=indent, ensure_ascii=False).encode(), 10)
    assert [read_json(item) for item in items] == values


def test_a_bad_item_spoils_none_of_the_others() -> None:
    bad = [b'{"a": 1, "a": 2}', b"[" * 900 + b"]" * 900, b'{"a": \xff}', b"{a: b}", b"9" * 5000, rb'"\ud800"', b""]
    items = split_list(b'[{"n": 0},' + b",".join(bad) + b', {"n": "],["}]', 100)
    assert items == [b'{"n": 0}', *bad, b'{"n": "],["}']


@pytest.mark.parametrize("body", [b"", b"{}", b"[1", b"[1}", b"[1]]", b"[1] x", b"x [1]", b'["a]', b"[[1]", b'["\\'])
def test_what_is_no_list_or_does_not_end_is_refused(body: bytes) -> None:
    with pytest.raises(JsonError, match="not a JSON list"):
        split_list(body, 10)


def test_no_more_items_are_split_than_are_wanted() -> None:
    assert len(split_list(b"[" + b"1," * 1_000_000 + b"1]", 10)) == 11


@given(st.binary(max_size=40) | st.text('[]{}",:\\u0d8e19. ', max_size=60).map(str.encode))
def test_splitting_ends_in_items_or_a_refusal(body: bytes) -> None:
    try:
        items = split_list(b"[" + body, 100)
    except JsonError:
        return
    try:
        values = read_json(b"[" + body)
    except JsonError:
        return
    assert [read_json(item) for item in items] == values


@pytest.mark.parametrize(("written", "whole"), [("5.0", 5), ("5e0", 5), ("-2.50E1", -25), ("5", 5)])
def test_a_whole_number_is_one_however_it_is_written(written: str, whole: int) -> None:
    body = f'{{"revision": {written}, "text": "1.0"}}'.encode()
    value = read_json(body)
    assert (value["revision"], type(value["revision"])) == (whole, int)
    assert json.loads(as_read(body, value)) == {"revision": whole, "text": "1.0"}


def test_a_number_that_is_not_whole_or_too_large_to_tell_stays_as_it_is() -> None:
    assert read_json("[5.5, 1e300, 9007199254740994.0]") == [5.5, 1e300, 9007199254740994.0]
    assert all(isinstance(number, float) for number in read_json("[5.5, 1e300, 9007199254740994.0]"))
