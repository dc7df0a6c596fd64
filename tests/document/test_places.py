# SPDX-License-Identifier: Apache-2.0
"""Places that are worked out when asked for are those of a reader that notes all of them, and cost little."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from execbroker.document import FORMATS, Fault, Located, json_text, yaml_text
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
    ("yaml", "a: &x  !!str  1.10\n", ("a",), "1.10"),
    ("yaml", "a: |\n  x\n  y\nb: 1\n", ("a",), "|\n  x\n  y"),
    ("yaml", "a: >\n  x\n  y\nb: 1\n", ("a",), ">\n  x\n  y"),
    ("yaml", "a: 'x\n  y'\n", ("a",), "'x\n  y'"),
    ("yaml", 'a: "x\n  y"\n', ("a",), '"x\n  y"'),
    ("yaml", "a: ! 12\n", ("a",), "12"),
    ("yaml", "a: one\n  two\n", ("a",), "one"),
    ("yaml", "a:\nb: {}\n", ("a",), ""),
    ("yaml", "a:\nb: {}\n", ("b",), None),
    ("yaml", "a: 1\n", (), None),
    ("yaml", "a: 1\n", ("b",), None),
    ("yaml", "a: 1\n", ("a", "b"), None),
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

LARGE: list[tuple[str, Callable[[int], str]]] = [
    ("json", lambda size: "[" + "1," * size + "1]"),
    ("json", lambda size: "[" + "1," * size + "]"),
    ("json", lambda size: "[" + "[]," * (size // 2) + "x]"),
    ("json", lambda size: "".join("[" + "1," * (size // 200) for _ in range(200)) + "x" + "]" * 200),
    ("json", lambda size: "{" + '"a":1,' * (size // 2) + '"b":1}'),
    ("json", lambda size: "{" + ",".join(f'"{number}":1' for number in range(size // 5)) + ',"5":1}'),
    ("json", lambda size: '"' + "\\n" * (size * 2) + '"'),
    ("json", lambda size: '"' + "e" * (size * 2) + '"'),
    ("json", lambda size: "1" * (size * 2)),
    ("json", lambda size: "\n" * (size * 2) + "x"),
    ("yaml", lambda size: "- a\n" * (size // 2)),
    ("yaml", lambda size: "a: 1\n" * (size // 2)),
    ("yaml", lambda size: "- &a a\n" + "- *a\n" * (size // 2)),
    ("yaml", lambda size: "".join(f"%TAG !a{number}! tag:x\n" for number in range(size // 20)) + "---\na"),
    ("yaml", lambda size: "".join(f"k{number}: > 3\n" for number in range(size // 200))),
    ("yaml", lambda size: "- @a\n" * (size // 20)),
    ("yaml", lambda size: "- b\n" * (size // 20) + "- @a\n" * (size // 20)),
    ("yaml", lambda size: "\n" * (size * 2)),
    ("yaml", lambda size: "[" * 199 + "a," * (size // 2)),
    ("yaml", lambda size: "a: [" + "'x'[, " * (size // 20) + "b #]"),
    ("yaml", lambda size: "a:\n" + "".join(f"{' ' * (205 - n)}- x{' ' * 1500}y\n" for n in range(size // 1000)) + "@"),
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
        assert located.key_place((*path, "nowhere")) == values[path]


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
def test_large_texts_are_located_or_refused_soon(name: str, text: Callable[[int], str]) -> None:
    """The large ones take ten times as long, and are for `--hypothesis-profile=thorough`."""
    is_thorough = settings.default is not None and settings.default.max_examples > 1000
    made = text(2_000_000 if is_thorough else 200_000)
    found: list[Any] = []

    def locate(text: str) -> None:
        found.append(FORMATS[name].locate(text))

    start = time.process_time()
    faults: tuple[Fault, ...] = faults_of(locate, made)
    assert len(faults) <= 1001
    for located in found:
        for index in range(1000):
            located.place((index * 1000,))
    assert time.process_time() - start < 10  # 3 where it is thorough and nothing else runs


def test_what_lies_behind_the_bound_has_the_place_of_what_it_stands_in() -> None:
    located = FORMATS["json"].locate("[\n" + "1," * (MAX_MEMBERS + 10) + "1]")
    assert located.place((MAX_MEMBERS - 1,)) == (2, 2 * MAX_MEMBERS - 1)
    assert located.place((MAX_MEMBERS,)) == (1, 1)


def test_the_members_of_all_objects_and_lists_count_for_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "MAX_MEMBERS", 3)
    located = FORMATS["json"].locate('[1, {"a": 2, "b": 3}, 4]')
    assert [located.place((0,)).column, located.place((1,)).column, located.place((2,)).column] == [2, 5, 23]
    assert located.place((1, "a")).column == 5
    assert [FORMATS["json"].locate("[1, [2, 3]]").place((1, at)).column for at in (0, 1)] == [6, 5]


def test_where_nothing_is_known_everything_stands_at_the_start() -> None:
    assert Located("a: 1").place(("a",)) == (1, 1)
    assert Located("a: 1").written(("a",)) is None


def test_yaml_with_too_many_values_is_told_to_be_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "MAX_EVENTS", 100)
    for function in (FORMATS["yaml"].read, FORMATS["yaml"].locate):
        assert not faults_of(function, "- a\n" * 90)
        for text in ("- a\n" * 110, "- []\n" * 110, "- [[]]\n" * 110, "- a: b\n" * 110, "- &a b\n" + "- *a\n" * 110):
            [fault] = faults_of(function, text)
            assert fault.code == "too-large"
            assert "JSON" in (fault.hint or "")


@pytest.mark.parametrize("name", FORMATS)
def test_a_mapping_with_too_many_keys_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = {"json": json_text, "yaml": yaml_text}[name]
    monkeypatch.setattr(module, "MAX_KEYS", 100)
    for function in (FORMATS[name].read, FORMATS[name].locate):
        for keys, codes in ((100, []), (201, ["too-large"])):
            value = {"a": [{f"k{number}": 1 for number in range(keys)}, *range(1000)]}
            assert [fault.code for fault in faults_of(function, FORMATS[name].write(value))] == codes
        assert not faults_of(function, FORMATS[name].write([{f"k{number}": 1 for number in range(100)}] * 20))


def test_keys_with_space_behind_them_are_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "MAX_KEYS", 100)
    text = json.dumps({f"k{number}": 1 for number in range(1001)}, separators=(" ,", " :"))
    for function in (FORMATS["json"].read, FORMATS["json"].locate):
        [fault] = faults_of(function, text)
        assert (fault.code, "several documents" in (fault.hint or "")) == ("too-large", True)


def test_json_with_too_many_brackets_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "MAX_BRACKETS", 100)
    for function in (FORMATS["json"].read, FORMATS["json"].locate):
        assert not faults_of(function, "[" + "{}," * 98 + "[]]")
        assert [fault.code for fault in faults_of(function, "[" + "{}," * 99 + "[]]")] == ["too-large"]
