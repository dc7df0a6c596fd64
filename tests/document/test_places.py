# SPDX-License-Identifier: Apache-2.0
"""Places that are worked out when asked for are those of a reader that notes all of them, and cost little."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execbroker.document import FORMATS, Fault, yaml_text
from execbroker.document.bounds import MAX_MEMBERS, MAX_WRITTEN
from execbroker.document.place import LINE_END, Lines, Path, Place

from . import data as given_data
from .data import faults_of

WRITTEN = [
    ("yaml", "a: 1.10 # note\n", ("a",), "1.10"),
    ("yaml", "a: YES\n", ("a",), "YES"),
    ("yaml", 'a: "5"\n', ("a",), '"5"'),
    ("yaml", "a: ['it''s', 2024.12.02]\n", ("a", 0), "'it''s'"),
    ("yaml", "a: ['it''s', 2024.12.02]\n", ("a", 1), "2024.12.02"),
    ("yaml", "a: &x !!str 1.10\nb: *x\n", ("a",), "1.10"),
    ("yaml", "a: &x !!str 1.10\nb: *x\n", ("b",), None),
    ("yaml", "a: one\n  two\n", ("a",), "one"),
    ("yaml", "a:\nb: {}\n", ("a",), ""),
    ("yaml", "a:\nb: {}\n", ("b",), None),
    ("yaml", "a: 1\n", (), None),
    ("yaml", "a: 1\n", ("b",), None),
    ("yaml", "1.0", (), "1.0"),
    ("yaml", "a: " + "x" * 300, ("a",), "x" * MAX_WRITTEN),
    ("json", '{"a": 1.10, "b": ["\\u0041\\"", -1e5, null]}', ("a",), "1.10"),
    ("json", '{"a": 1.10, "b": ["\\u0041\\"", -1e5, null]}', ("b", 0), '"\\u0041\\""'),
    ("json", '{"a": 1.10, "b": ["\\u0041\\"", -1e5, null]}', ("b", 1), "-1e5"),
    ("json", '{"a": 1.10, "b": ["\\u0041\\"", -1e5, null]}', ("b",), None),
    ("json", '{"a": 1.10}', ("c",), None),
    ("json", "5", (), "5"),
    ("json", '"' + "x" * 300 + '"', (), '"' + "x" * (MAX_WRITTEN - 1)),
]  # fmt: skip

LARGE: list[tuple[str, Callable[[], str]]] = [
    ("json", lambda: "[" + "1," * 2_000_000 + "1]"),
    ("json", lambda: "[" + "1," * 2_000_000 + "]"),
    ("json", lambda: "[" + "[]," * 1_000_000 + "x]"),
    ("json", lambda: "".join("[" + "1," * 10_000 for _ in range(200)) + "x" + "]" * 200),
    ("json", lambda: "{" + '"a":1,' * 1_000_000 + '"b":1}'),
    ("json", lambda: "{" + ",".join(f'"{number}":1' for number in range(400_000)) + ',"5":1}'),
    ("json", lambda: '"' + "\\n" * 4_000_000 + '"'),
    ("json", lambda: '"' + "e" * 4_000_000 + '"'),
    ("json", lambda: "1" * 4_000_000),
    ("json", lambda: "\n" * 4_000_000 + "x"),
    ("yaml", lambda: "- a\n" * 1_000_000),
    ("yaml", lambda: "a: 1\n" * 1_000_000),
    ("yaml", lambda: "- &a a\n" + "- *a\n" * 1_000_000),
    ("yaml", lambda: "".join(f"%TAG !a{number}! tag:x\n" for number in range(100_000)) + "---\na"),
    ("yaml", lambda: "".join(f"k{number}: > 3\n" for number in range(10_000))),
    ("yaml", lambda: "\n" * 4_000_000),
    ("yaml", lambda: "[" * 199 + "a," * 1_000_000),
]
_SPACE = re.compile(r"[ \t\n\r]*")


def json_places(text: str) -> tuple[dict[Path, Place], dict[Path, Place]]:
    """Return the places of all values and keys of a right JSON text, by reading it from front to back."""
    values: dict[Path, Place] = {}
    keys: dict[Path, Place] = {}

    def place(offset: int) -> Place:
        before = re.split(LINE_END, text[:offset])
        return Place(len(before), len(before[-1]) + 1)

    def space(offset: int) -> int:
        found = _SPACE.match(text, offset)
        return found.end() if found else offset

    def value(offset: int, path: Path) -> int:
        values[path] = place(offset)
        if text[offset] not in "[{":
            return json.JSONDecoder().raw_decode(text, offset)[1]
        opened, count, offset = text[offset], 0, space(offset + 1)
        while text[offset] not in "]}":
            step: str | int = count
            if opened == "{":
                step, end = json.JSONDecoder().raw_decode(text, offset)
                keys[(*path, step)] = place(offset)
                offset = space(space(end) + 1)
            offset = space(value(offset, (*path, step)))
            offset = space(offset + 1) if text[offset] == "," else offset
            count += 1
        return offset + 1

    value(space(0), ())
    return values, keys


@given(given_data.data, st.sampled_from([None, 0, 1, "\t"]), st.booleans())
def test_json_places_are_those_of_a_walk_through_everything(value: Any, indent: int | str | None, ascii_: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_)
    located = FORMATS["json"].locate(text)
    values, keys = json_places(text)
    assert located.values == values
    assert located.keys == keys
    for path in values:
        assert located.place(path) == values[path]
        assert located.key_place(path) == keys.get(path, values[path])
        assert located.place((*path, "nowhere", 0)) == values[path]


@given(st.text("ab\r\n\u2028", max_size=30), st.integers(0, 40), st.integers(1, 9))
def test_places_count_every_sort_of_line_end(text: str, offset: int, block: int) -> None:
    lines = Lines(text)
    lines._BLOCK = block  # type: ignore[misc] # so that short texts have many
    before = re.split(LINE_END, text)
    starts = [0, *(found.end() for found in re.finditer(LINE_END, text))]
    offset = min(offset, len(text.rstrip()))
    line = max(number for number, start in enumerate(starts) if start <= offset)
    assert lines.place(offset) == (line + 1, offset - starts[line] + 1)
    assert line < len(before)


@pytest.mark.parametrize(("name", "text", "path", "written"), WRITTEN)
def test_a_scalar_is_shown_as_it_is_written(name: str, text: str, path: Path, written: str | None) -> None:
    assert FORMATS[name].locate(text).written(path) == written


@given(given_data.plain_data)
def test_what_is_written_in_both_formats_means_the_value(value: Any) -> None:
    for form in FORMATS.values():
        located = form.locate(form.write(value))
        for path in located.values:
            written, found = located.written(path), located.value(path)
            assert (written is None) == isinstance(found, (dict, list))
            if written is not None and len(written) < MAX_WRITTEN:
                assert form.read(written) == found


@pytest.mark.parametrize(("name", "text"), LARGE)
def test_large_texts_are_located_or_refused_soon(name: str, text: Callable[[], str]) -> None:
    made = text()
    found: list[Any] = []

    def locate(text: str) -> None:
        found.append(FORMATS[name].locate(text))

    start = time.process_time()
    faults: tuple[Fault, ...] = faults_of(locate, made)
    assert len(faults) <= 1001
    for located in found:
        for index in range(1000):
            located.place((index * 1000,))
    assert time.process_time() - start < 8  # 2 where nothing else runs


def test_what_lies_behind_the_bound_has_the_place_of_what_it_stands_in() -> None:
    located = FORMATS["json"].locate("[\n" + "1," * (MAX_MEMBERS + 10) + "1]")
    assert located.place((MAX_MEMBERS - 1,)) == (2, 2 * MAX_MEMBERS - 1)
    assert located.place((MAX_MEMBERS,)) == (1, 1)


def test_yaml_with_too_many_values_is_told_to_be_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "MAX_EVENTS", 100)
    for function in (FORMATS["yaml"].read, FORMATS["yaml"].locate):
        assert not faults_of(function, "- a\n" * 90)
        [fault] = faults_of(function, "- a\n" * 110)
        assert fault.code == "too-large"
        assert "JSON" in (fault.hint or "")
