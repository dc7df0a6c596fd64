# SPDX-License-Identifier: Apache-2.0
"""JSON is read as RFC 8259 has it, and every fault has its place."""

import json
import math
import time
from typing import Any

import pytest
from hypothesis import given

from execbroker.document import FORMATS, json_faults
from execbroker.document.bounds import MAX_DEPTH, MAX_DIGITS
from execbroker.document.json_text import locate, read, write
from execbroker.document.place import Path

from . import data as given_data
from .data import faults_of, places_of, rest_at

READ: list[tuple[str, Any]] = [
    ("null", None),
    ("true", True),
    (" false\r\n", False),
    ("1", 1),
    ("-0", 0),
    ("1.0", 1.0),
    ("-0.0", -0.0),
    ("1e5", 1e5),
    ("1E-2", 0.01),
    ("5e-324", 5e-324),
    ("1e-999", 0.0),
    ("123456789012345678901234567890", 123456789012345678901234567890),
    ("9" * MAX_DIGITS, int("9" * MAX_DIGITS)),
    ('""', ""),
    ('"\\u00e9\\n\\/\\"\\\\\\b"', 'é\n/"\\\b'),
    ('"\\ud83d\\ude00😀"', "😀😀"),
    ('"\x7f\u2028"', "\x7f\u2028"),
    ('"\\u0000"', "\0"),
    ("[]", []),
    ("{ }", {}),
    ('{"b": 1, "a": [true, {"": null}]}', {"b": 1, "a": [True, {"": None}]}),
    ("[" * MAX_DEPTH + "]" * MAX_DEPTH, None),
]

# Where the detailed reader sees each fault; the fast one only says that there is one.
FAULTS = [
    ('{"a": 1,\n "a": 2}', "duplicate-key", 2, 2),
    ('{"b": {"a": 1, "a": 2}}', "duplicate-key", 1, 16),
    ('[0, {"a": 1, "\\u0061": 2}]', "duplicate-key", 1, 14),
    ("NaN", "not-a-number", 1, 1),
    ('{"a": Infinity}', "not-a-number", 1, 7),
    ("[1,\n -Infinity]", "not-a-number", 2, 2),
    ("", "json-syntax", 1, 1),
    (" \n\n", "json-syntax", 1, 1),
    ("{", "json-syntax", 1, 2),
    ('{"a', "json-syntax", 1, 2),
    ('{"a"', "json-syntax", 1, 5),
    ('{"a":', "json-syntax", 1, 6),
    ('{"a": 1,\n', "json-syntax", 1, 9),
    ("[1, 2", "json-syntax", 1, 6),
    ('["abc', "json-syntax", 1, 2),
    ("{} {}", "json-syntax", 1, 4),
    ("{}\n}", "json-syntax", 2, 1),
    ("{} // note", "json-syntax", 1, 4),
    ("# note", "json-syntax", 1, 1),
    ("{a: 1}", "json-syntax", 1, 2),
    ("{'a': 1}", "json-syntax", 1, 2),
    ("['a']", "json-syntax", 1, 2),
    ("[1,]", "json-syntax", 1, 3),
    ('{"a": 1,}', "json-syntax", 1, 8),
    ("[1 2]", "json-syntax", 1, 3),
    ('{"a" 1}', "json-syntax", 1, 5),
    ('{"a": 1 "b": 2}', "json-syntax", 1, 8),
    ("[1}", "json-syntax", 1, 3),
    ("01", "json-syntax", 1, 1),
    ("+1", "json-syntax", 1, 1),
    ("[.5]", "json-syntax", 1, 2),
    ("[1.]", "json-syntax", 1, 2),
    ("[1e]", "json-syntax", 1, 2),
    ("[-]", "json-syntax", 1, 2),
    ('[0, -0.5, 1.5e3, 0.0E+1, 1e-9, 12, true, false, null, "", "\\u0041", [], {}, x]', "json-syntax", 1, 77),
    ("True", "json-syntax", 1, 1),
    ('{"é": tru}', "json-syntax", 1, 7),
    ('"\\ud800"', "json-syntax", 1, 1),
    ('"a\\ud800"', "json-syntax", 1, 1),
    ('["\\udc00\\ud800"]', "json-syntax", 1, 2),
    ('"\ud800"', "json-syntax", 1, 1),
    ('"a\x07"', "json-syntax", 1, 3),
    ('"a\nb"', "json-syntax", 1, 3),
    ("\0", "json-syntax", 1, 1),
    ('"\0"', "json-syntax", 1, 2),
    ("\xa0{}", "json-syntax", 1, 1),
    ("{}\x0b", "json-syntax", 1, 3),
    ("[" * 100_000, "too-deep", 1, MAX_DEPTH + 1),
    ('{"a":' * 100_000, "too-deep", 1, 5 * MAX_DEPTH + 1),
    ("[" + "1" * 5000 + "]", "number-too-long", 1, 2),
    ("[" + "1" * 5000 + ":1]", "number-too-long", 1, 2),
    ("[-" + "1" * MAX_DIGITS + ", x]", "json-syntax", 1, MAX_DIGITS + 5),
    ("[1." + "0" * 5000 + ", x]", "json-syntax", 1, 5006),
    ('["' + "1" * 5000 + '", x]', "json-syntax", 1, 5006),
]

BOUNDS = [
    ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "too-deep"),
    ("1" * (MAX_DIGITS + 1), "number-too-long"),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_right_text_is_read_the_same_by_both_readers(text: str, expected: Any) -> None:
    if expected is None and text != "null":
        expected = json.loads(text)
    assert repr(read(text)) == repr(expected)
    located = locate(text)
    assert repr(located.data) == repr(expected)
    assert located.faults == []


@pytest.mark.parametrize(("text", "code", "line", "column"), FAULTS)
def test_each_fault_has_its_code_and_place(text: str, code: str, line: int, column: int) -> None:
    assert places_of(faults_of(locate, text)) == [(code, line, column)]
    assert [fault.code for fault in faults_of(read, text)] == ["json-syntax"]


@pytest.mark.parametrize(("text", "code"), BOUNDS, ids=[f"{text[:3]}x{len(text)}" for text, _ in BOUNDS])
def test_what_is_out_of_bounds_is_refused_by_both_readers(text: str, code: str) -> None:
    assert [fault.code for fault in faults_of(locate, text)] == [code]

    assert faults_of(read, text)


@pytest.mark.parametrize(
    ("text", "infinite"), [("1e999", math.inf), ("-1e999", -math.inf), ("1" * 400 + ".5", math.inf)]
)
def test_a_number_beyond_doubles_is_infinite_for_the_fast_reader_and_refused_by_the_other(
    text: str, infinite: float
) -> None:
    assert read(text) == infinite
    [fault] = faults_of(locate, f"[{text}]")
    assert places_of((fault,)) == [("number-too-long", 1, 2)]
    assert (f'"{text}"' in (fault.hint or "")) is (len(text) <= 40)


def test_all_duplicate_keys_are_named_with_the_place_of_the_first() -> None:
    text = '{"a": 1,\n "b": [{"c": 1,\n "c": 2}],\n "a": 3,\n "a": 4}'
    located = locate(text)
    assert [(fault.path, fault.line, fault.column) for fault in located.faults] == [
        (("b", 0, "c"), 3, 2),
        (("a",), 4, 2),
        (("a",), 5, 2),
    ]
    assert ["line 2" in located.faults[0].message, "line 1" in located.faults[2].message] == [True, True]


def test_duplicate_keys_are_told_beside_the_fault_that_stops_the_reading() -> None:
    assert places_of(faults_of(locate, '{"a": 1, "a": 2, b')) == [("duplicate-key", 1, 10), ("json-syntax", 1, 18)]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ('[[], 1, {"a": 1, "a": 2}]', [(2, "a")]),
        ('[{"a": [{}, {"b": {}, "b": 0}], "a": {"c": [], "c": 0}}]', [(0, "a", 1, "b"), (0, "a"), (0, "a", "c")]),
    ],
)
def test_a_duplicate_key_has_a_path_that_counts_the_items_before_it(text: str, paths: list[Path]) -> None:
    assert [fault.path for fault in locate(text).faults] == paths


def test_only_so_many_duplicate_keys_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_faults, "MAX_FAULTS", 3)
    assert len(faults_of(locate, "{" + '"a": 1, ' * 3 + '"a": 1}')) == 3
    assert len(faults_of(locate, "{" + '"a": 1, ' * 9 + '"a": 1}')) == 3


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("[" + "1," * 20 + "\nx]", 2, 1),
        ("\n" * 11 + "[" + "1," * 20 + "x]", 12, 42),
        ("[" + "1," * 20 + "\n", 2, 1),
        ("[" + "1," * 20 + '"\ud800"]', 1, 1),  # of which jiter does not say where it is
    ],
)
def test_a_fault_behind_the_part_that_is_looked_at_is_told_in_general(
    text: str, line: int, column: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_faults, "MAX_TOKENS", 10)
    [fault] = faults_of(locate, text)
    assert (fault.code, fault.line, fault.column) == ("json-syntax", line, column)
    assert "too long" in (fault.hint or "")
    assert " at line " not in fault.message


@pytest.mark.parametrize(("text", "line"), [('{"a": [\n1,\n2', 1), ('[\n{"a": 1', 2), ('{"a"', 1), ("[\n\n[1]", 1)])
def test_a_text_that_is_cut_off_says_on_which_line_it_is_open(text: str, line: int) -> None:
    [fault] = faults_of(locate, text)
    assert f"line {line} " in (fault.hint or "")


@pytest.mark.parametrize("text", ["[1 2]", '{"a": x}', "{} {}"])
def test_a_text_that_is_not_cut_off_is_not_taken_for_one(text: str) -> None:
    [fault] = faults_of(locate, text)
    assert "cut off" not in (fault.hint or "")


@pytest.mark.parametrize("opening", ["[", '{"a":', "[{", "-", '"', '"\\', "1", " ", '["a",'])
def test_repeated_openings_are_refused_or_read_quickly(opening: str) -> None:
    start = time.process_time()
    faults_of(locate, opening * 200_000)
    faults_of(read, opening * 200_000)
    assert time.process_time() - start < 5


def test_places_of_values_and_keys_are_where_they_start() -> None:
    text = '{\r\n  "a": [10,\t{"b": "x"}],\n "é😀": {}, "c" : -1.5\n}'
    located = locate(text)
    assert located.values == {
        (): (1, 1),
        ("a",): (2, 8),
        ("a", 0): (2, 9),
        ("a", 1): (2, 13),
        ("a", 1, "b"): (2, 19),
        ("é😀",): (3, 8),
        ("c",): (3, 18),
    }
    assert located.keys == {("a",): (2, 3), ("a", 1, "b"): (2, 14), ("é😀",): (3, 2), ("c",): (3, 12)}
    close = locate('{"a":[10,2],"b":1}')
    assert [place.column for place in close.values.values()] == [1, 6, 7, 10, 17]
    assert [place.column for place in close.keys.values()] == [2, 13]


@given(given_data.data)
def test_what_is_written_is_read_back_with_equal_types(value: Any) -> None:
    assert repr(read(write(value))) == repr(value)


@given(given_data.data)
def test_the_located_data_are_those_that_were_written(value: Any) -> None:
    located = locate(write(value))
    assert repr(located.data) == repr(value)
    assert not located.faults


@given(given_data.data)
def test_every_place_is_where_its_value_or_key_starts(value: Any) -> None:
    text = write(value)
    located = locate(text)
    decoder = json.JSONDecoder()
    for path, place in located.values.items():
        found, _ = decoder.raw_decode(rest_at(text, place))
        assert repr(found) == repr(located.value(path))
    for path, place in located.keys.items():
        key, end = decoder.raw_decode(rest_at(text, place))
        assert (key, rest_at(text, place)[end]) == (path[-1], ":")
    assert located.keys.keys() == {path for path in located.values if path and isinstance(path[-1], str)}


@given(given_data.data)
def test_writing_is_deterministic_and_ends_with_one_newline(value: Any) -> None:
    text = write(value)
    assert text == write(read(text))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_what_is_written_is_indented_by_two_and_has_letters_as_they_are() -> None:
    assert write({"a": ["é", 1]}) == '{\n  "a": [\n    "é",\n    1\n  ]\n}\n'


@pytest.mark.parametrize("value", [math.nan, math.inf, [-math.inf]])
def test_numbers_that_json_has_not_are_not_written(value: Any) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        write(value)


@given(given_data.any_text | given_data.mutated(FORMATS["json"]))
def test_any_text_is_read_or_refused_by_both_readers_alike(text: str) -> None:
    refused, refused_fast = bool(faults_of(locate, text)), bool(faults_of(read, text))
    if refused_fast or "e" not in text.lower():  # with an exponent, a number may be infinite for the fast reader
        assert refused == refused_fast
    if not refused:
        assert repr(read(text)) == repr(locate(text).data)


@given(given_data.any_text | given_data.mutated(FORMATS["json"]))
def test_every_fault_stands_in_the_text_or_just_behind_it(text: str) -> None:
    for fault in faults_of(locate, text):
        lines = text.split("\n")
        assert 1 <= fault.line <= len(lines)
        assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1
