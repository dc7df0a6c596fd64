# SPDX-License-Identifier: Apache-2.0
"""YAML is read as version 1.2 with the core schema has it, and written so that readers of 1.1 agree."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given

from execbroker.document import FORMATS, decode
from execbroker.document.bounds import MAX_DEPTH, MAX_DIGITS
from execbroker.document.place import Path, Place
from execbroker.document.yaml_text import locate, read, write

from . import data as given_data
from .data import rest_at

SCALARS = [
    *(("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None), ("nULL", "nULL")),
    *(("true", True), ("True", True), ("TRUE", True), ("tRUE", "tRUE")),
    *(("false", False), ("False", False), ("FALSE", False)),
    *((word, word) for word in ("yes", "Yes", "YES", "no", "NO", "on", "On", "off", "OFF", "y", "n")),
    *(("1", 1), ("+1", 1), ("-1", -1), ("-0", 0), ("012", 12), ("0o17", 15), ("0x1F", 31), ("9" * 30, int("9" * 30))),
    *(("0o8", "0o8"), ("0o", "0o"), ("0x", "0x"), ("-0x1", "-0x1"), ("+0o7", "+0o7"), ("0b1", "0b1"), ("0X1F", "0X1F")),
    *(("1_000", "1_000"), ("1:30", "1:30"), ("190:20:30.15", "190:20:30.15"), ("1,000", "1,000"), ("+", "+")),
    *((".5", 0.5), ("+.5", 0.5), ("1.", 1.0), ("-0.0", -0.0), ("1e3", 1000.0), ("1.5E-3", 0.0015), ("-.5e+1", -5.0)),
    *(("1e", "1e"), ("e1", "e1"), (".", "."), (".e1", ".e1"), ("1.2.3", "1.2.3"), ("1e-999", 0.0), ("1e1.5", "1e1.5")),
    *((".info", ".info"), (".nano", ".nano"), ("-.infinity", "-.infinity")),
    *(("nan", "nan"), ("NaN", "NaN"), ("inf", "inf"), ("Infinity", "Infinity"), (".Nan", ".Nan"), (".inF", ".inF")),
    *((date, date) for date in ("2024-01-02", "2024-01-02T03:04:05Z", "2024-01-02 03:04:05")),
    *(("a b", "a b"), ("a#b", "a#b"), ("a:b", "a:b"), ("=", "="), ("<<", "<<"), ("é😀", "é😀"), ("a\tb", "a\tb")),
]  # fmt: skip

READ = [
    *(('"1"', "1"), ("'true'", "true"), ('"null"', "null"), ("''", ""), ("'it''s'", "it's")),
    ('"\\x07\\u00e9"', "\x07é"),
    *(('"a\\\n  b"', "ab"), ('"a\n  b\n\n  c"', "a b\nc"), ("a\n b\n\n c", "a b\nc"), ("'1'\n# note", "1")),
    *(("!!str 1.10", "1.10"), ("!!str true", "true"), ("!!str", ""), ("!!int 1", 1), ("!!int '1'", 1)),
    ("!!null ''", None),
    *(("!!float 1.5", 1.5), ("!!bool True", True), ("!!map {a: 1}", {"a": 1}), ("!!seq [a]", ["a"])),
    *(("!<tag:yaml.org,2002:str> 1", "1"), ("!!str 1: x", {"1": "x"}), ("! text", "text"), ("! [1]", [1])),
    ('! "12"', "12"),
    ("! 12", "12"),
    ("!!float 1", 1.0),
    ("a: |\n  x\n   y\n\nb: >-\n  p\n  q\n", {"a": "x\n y\n", "b": "p q"}),
    ("a: |+\n  1\n\nb: |-\n  1\n", {"a": "1\n\n", "b": "1"}),
    ("a: &x {n: 1}\nb: *x\nc: [*x, *x]", {"a": {"n": 1}, "b": {"n": 1}, "c": [{"n": 1}, {"n": 1}]}),
    ("- &x 1\n- &x 2\n- *x", [1, 2, 2]),
    ("- &x\n- *x", [None, None]),
    ("[&x [&x a], *x]", [["a"], "a"]),
    ("&a k: 1\nb: *a", {"k": 1, "b": "k"}),
    ("- &a k\n- *a : 1", ["k", {"k": 1}]),
    ("<<: {a: 1}\nb: 2", {"<<": {"a": 1}, "b": 2}),
    ("d: &d {a: 1}\n<<: *d", {"d": {"a": 1}, "<<": {"a": 1}}),
    ("yes: no\non: off", {"yes": "no", "on": "off"}),
    ('"1": x\n\'null\': y', {"1": "x", "null": "y"}),
    ('"": x', {"": "x"}),
    ("a:\nb: # nothing\n", {"a": None, "b": None}),
    ("{a, b: 1, }", {"a": None, "b": 1}),
    ("[a: 1, [], {}]", [{"a": 1}, [], {}]),
    ("? a\n? b\n: c", {"a": None, "b": "c"}),
    ("- - 1\n  - 2\n-\n  - 3", [[1, 2], [3]]),
    ("x: [1,\t2]\ny:\tz", {"x": [1, 2], "y": "z"}),
    ('{"a": [1, 2.0, true, null, "b\\n"]}', {"a": [1, 2.0, True, None, "b\n"]}),
    ("a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
    ("a: 1\rb: 2\r", {"a": 1, "b": 2}),
    *(("", None), ("# only a comment", None), ("\n\n", None), ("---", None), ("--- 1\n...\n", 1)),
    ("a: 1\n...\n", {"a": 1}),
    ("%YAML 1.2\n---\na: yes", {"a": "yes"}),
    ("%YAML 1.1\n---\na: yes", {"a": "yes"}),
    ("9" * MAX_DIGITS, int("9" * MAX_DIGITS)),
    ("-" + "9" * MAX_DIGITS, -int("9" * MAX_DIGITS)),
    ("0x" + "f" * 3500, 16**3500 - 1),
    ("[" * MAX_DEPTH + "]" * MAX_DEPTH, json.loads("[" * MAX_DEPTH + "]" * MAX_DEPTH)),
]  # fmt: skip

PLACES: list[tuple[str, dict[Path, Place], dict[Path, Place]]] = [
    (
        "# note\na: &x\n  b: !!str 1\n  c:\n  - |\n    text\n  - - 'q'\n    - 1\nd: {e: [1, \"é\", f], ? g : h}\n",
        {
            (): Place(2, 1),
            ("a",): Place(2, 4),
            ("a", "b"): Place(3, 6),
            ("a", "c"): Place(5, 3),
            ("a", "c", 0): Place(5, 5),
            ("a", "c", 1): Place(7, 5),
            ("a", "c", 1, 0): Place(7, 7),
            ("a", "c", 1, 1): Place(8, 7),
            ("d",): Place(9, 4),
            ("d", "e"): Place(9, 8),
            ("d", "e", 0): Place(9, 9),
            ("d", "e", 1): Place(9, 12),
            ("d", "e", 2): Place(9, 17),
            ("d", "g"): Place(9, 27),
        },
        {
            ("a",): Place(2, 1),
            ("a", "b"): Place(3, 3),
            ("a", "c"): Place(4, 3),
            ("d",): Place(9, 1),
            ("d", "e"): Place(9, 5),
            ("d", "g"): Place(9, 23),
        },
    ),
    (
        "é😀: 😀\r\nb: c",
        {(): Place(1, 1), ("é😀",): Place(1, 5), ("b",): Place(2, 4)},
        {("é😀",): Place(1, 1), ("b",): Place(2, 1)},
    ),
    (
        "a: &x 1\nb: *x\n",
        {(): Place(1, 1), ("a",): Place(1, 4), ("b",): Place(2, 4)},
        {("a",): Place(1, 1), ("b",): Place(2, 1)},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SCALARS)
def test_a_plain_scalar_means_what_the_core_schema_says(text: str, expected: Any) -> None:
    assert repr(read(f"a: {text}\n")) == repr({"a": expected})
    assert repr(locate(f"k: [1]\na: {text}\n").data["a"]) == repr(expected)


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_right_text_is_read_the_same_by_both_readers(text: str, expected: Any) -> None:
    assert repr(read(text)) == repr(expected)
    located = locate(text)
    assert repr(located.data) == repr(expected)
    assert located.faults == []


def test_a_byte_order_mark_is_no_part_of_the_document() -> None:
    assert read(decode(b"\xef\xbb\xbfa: 1")) == {"a": 1}
    assert locate(decode(b"\xef\xbb\xbfa: 1")).keys == {("a",): Place(1, 1)}


@pytest.mark.parametrize(("text", "values", "keys"), PLACES)
def test_places_of_values_and_keys_are_where_they_start(
    text: str, values: dict[Path, Place], keys: dict[Path, Place]
) -> None:
    located = locate(text)
    assert located.values == values
    assert located.keys == keys


def test_what_an_alias_stands_for_has_the_place_of_the_alias() -> None:
    located = locate("a: &x {b: 1}\nc: *x\n")
    assert located.place(("c", "b")) == (2, 4)
    assert located.key_place(("c", "b")) == (2, 4)
    assert located.key_place(("c",)) == (2, 1)
    assert located.value(("c", "b")) == 1
    assert located.place(("nowhere", 1)) == (1, 1)


@given(given_data.data)
def test_what_is_written_is_read_back_with_equal_types(value: Any) -> None:
    assert repr(read(write(value))) == repr(value)


@given(given_data.data)
def test_the_located_data_are_those_that_were_written(value: Any) -> None:
    located = locate(write(value))
    assert repr(located.data) == repr(value)
    assert not located.faults


@given(given_data.data)
def test_readers_of_version_1_1_get_the_same_data(value: Any) -> None:
    assert repr(yaml.load(write(value), yaml.CSafeLoader)) == repr(value)


@pytest.mark.parametrize("text", given_data.LOOKALIKES)
def test_text_stays_text_for_every_reader(text: str) -> None:
    for value in (text, {text: text}, [[text]], {"a": {"b": [text, text]}}):
        written = write(value)
        assert read(written) == value
        assert yaml.load(written, yaml.CSafeLoader) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1st", "1st"),
        ("1.5 h", "1.5 h"),
        (".info", ".info"),
        ("0o17", "'0o17'"),
        ("1e3", "'1e3'"),
        (".inf", "'.inf'"),
        ("a\nb\n", "|\n  a\n  b"),
        (1e16, "1.0e+16"),
        (-1e-07, "-1.0e-07"),
        (1.5e300, "1.5e+300"),
    ],
)
def test_what_needs_no_quotes_has_none_and_what_needs_a_point_has_one(value: Any, text: str) -> None:
    assert write({"a": value}) == f"a: {text}\n"
    assert yaml.load(write([value]), yaml.CSafeLoader) == [value]


@given(given_data.data)
def test_writing_is_deterministic(value: Any) -> None:
    text = write(value)
    assert write(read(text)) == text
    assert text.endswith("\n")


def test_what_stands_twice_is_written_twice_without_anchors() -> None:
    once = {"a": [1]}
    assert write([once, once]) == "- a:\n  - 1\n- a:\n  - 1\n"


@given(given_data.plain_data)
def test_every_place_is_where_its_value_or_key_starts(value: Any) -> None:
    text = write(value)
    located = locate(text)
    scalars = []
    for path, place in located.values.items():
        rest, found = rest_at(text, place), located.value(path)
        if isinstance(found, (str, int)):
            assert rest.startswith(f"{found}\n")
            scalars.append(place)
        elif isinstance(found, list):
            assert rest.startswith("- " if found else "[]\n")
        else:
            assert rest.startswith(f"{next(iter(found))}:" if found else "{}\n")
    for path, place in located.keys.items():
        assert rest_at(text, place).startswith(f"{path[-1]}:")
        scalars.append(place)
    assert len(set(scalars)) == len(scalars)
    assert located.keys.keys() == {path for path in located.values if path and isinstance(path[-1], str)}


@given(given_data.plain_data)
def test_places_in_flow_style_are_those_that_the_json_reader_finds(value: Any) -> None:
    text = FORMATS["json"].write(value)
    json_located, located = FORMATS["json"].locate(text), locate(text)
    assert located.values == json_located.values
    assert located.keys == json_located.keys
