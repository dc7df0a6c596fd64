# SPDX-License-Identifier: Apache-2.0
"""What is not YAML, or more than it seems, is refused with its place, soon, and by both readers alike."""

import time
import tracemalloc

import pytest
from hypothesis import given

from execbroker.document import FORMATS, Unreadable
from execbroker.document.bounds import MAX_ALIASED, MAX_DEPTH, MAX_DIGITS, MAX_FAULTS
from execbroker.document.yaml_text import locate, read

from . import data as given_data
from .data import faults_of, places_of, rest_at

FAULTS = [
    ("a: 1\na: 2", "duplicate-key", 2, 1),
    ("b:\n  - a: 1\n    'a': 2", "duplicate-key", 3, 5),
    ("{a: 1, b: {c: 1, c: 2}}", "duplicate-key", 1, 18),
    ("é: 1\r\né: 2", "duplicate-key", 2, 1),
    ("&a a: 1\n*a : 2", "duplicate-key", 2, 1),
    ("<<: {a: 1}\n<<: {b: 1}", "duplicate-key", 2, 1),
    ("a:\n\tb: 1", "yaml-syntax", 2, 1),
    ("\ta: 1", "yaml-syntax", 1, 1),
    ("- a\n-\tb: c\n\td: e", "yaml-syntax", 2, 2),
    ("a: |\n\tx", "yaml-syntax", 2, 1),
    ("a: > 3.10", "yaml-syntax", 1, 4),
    ("a: [1, 2\n", "yaml-syntax", 1, 4),
    ("a: {b: 1\n", "yaml-syntax", 1, 4),
    ("a: [1, 2", "yaml-syntax", 1, 4),
    ("{", "yaml-syntax", 1, 1),
    ("\ufeff{", "yaml-syntax", 1, 1),
    ("\ufeff\ufeff*a", "yaml-syntax", 1, 1),
    ('a: "x', "yaml-syntax", 1, 4),
    ("a: 'x\nb: y", "yaml-syntax", 1, 4),
    ("a: b: c", "yaml-syntax", 1, 5),
    ("a:\n  - b\n - c", "yaml-syntax", 3, 2),
    ("a: b\n}", "yaml-syntax", 2, 1),
    ("[a]]", "yaml-syntax", 1, 4),
    ("a: @b", "yaml-syntax", 1, 4),
    ("a: `b`", "yaml-syntax", 1, 4),
    ('a: "\\q"', "yaml-syntax", 1, 5),
    ("%YAML 2.0\n---\na", "yaml-syntax", 1, 1),
    ("%TAG !a! tag:x\n" * 101 + "---\na", "yaml-syntax", 1, 1),
    ("a: .nan", "not-a-number", 1, 4),
    ("a: .NaN", "not-a-number", 1, 4),
    ("a: .NAN", "not-a-number", 1, 4),
    ("a: [.inf]", "not-a-number", 1, 5),
    ("a: -.INF", "not-a-number", 1, 4),
    ("- +.Inf", "not-a-number", 1, 3),
    ("a: !!float .inf", "not-a-number", 1, 4),
    ("a: 1e999", "number-too-long", 1, 4),
    ("a: -1e999", "number-too-long", 1, 4),
    ("a: " + "1" * (MAX_DIGITS + 1), "number-too-long", 1, 4),
    ("a: 0x" + "f" * MAX_DIGITS, "number-too-long", 1, 4),
    ("a: 0x" + "f" * 3600, "number-too-long", 1, 4),  # 4335 digits, were it written with ten of them
    ("- " * 1000 + "x", "too-deep", 1, 2 * MAX_DEPTH + 1),
    ("[" * 100_000, "too-deep", 1, MAX_DEPTH + 1),
    ("{a: " * 100_000, "too-deep", 1, 4 * MAX_DEPTH + 1),
    ("a: &a\n  b: *a", "recursive-alias", 2, 6),
    ("&a [[*a]]", "recursive-alias", 1, 6),
    ("a: *x", "yaml-syntax", 1, 4),
    ("a: *x\nb: &x 1", "yaml-syntax", 1, 4),
    ("1: x", "not-a-text-key", 1, 1),
    ("a:\n  true: x", "not-a-text-key", 2, 3),
    ("null: x", "not-a-text-key", 1, 1),
    ("~: x", "not-a-text-key", 1, 1),
    ("1.5: x", "not-a-text-key", 1, 1),
    ("{a: 1, 2: x}", "not-a-text-key", 1, 8),
    ("? [a]\n: x", "not-a-text-key", 1, 3),
    ("? {a: 1}\n: x", "not-a-text-key", 1, 3),
    ("{[a]: b}", "not-a-text-key", 1, 2),
    ("- &a [b]\n- *a : 1", "not-a-text-key", 2, 3),
    ("a: !b 1", "yaml-syntax", 1, 4),
    ("a: !!binary aGk=", "yaml-syntax", 1, 4),
    ("a: !!timestamp 2024-01-02", "yaml-syntax", 1, 4),
    ("!!set {a}", "yaml-syntax", 1, 1),
    ("a: !!python/object:os.system x", "yaml-syntax", 1, 4),
    ("!!python/tuple [a]", "yaml-syntax", 1, 1),
    ("a: !!int x", "yaml-syntax", 1, 4),
    ("a: !!bool yes", "yaml-syntax", 1, 4),
    ("a: !!float x", "yaml-syntax", 1, 4),
    ("a: !!float", "yaml-syntax", 1, 4),
    ("a: !e!b 1", "yaml-syntax", 1, 4),
    ("a: !!str [b]", "yaml-syntax", 1, 4),
    ("a: !!map [b]", "yaml-syntax", 1, 4),
    ("a: 1\n---\nb: 2", "yaml-syntax", 2, 1),
    ("---\n---\n", "yaml-syntax", 2, 1),
    ("a: 1\n...\nb: 2", "yaml-syntax", 3, 1),
    ('a: "\\ud800"', "yaml-syntax", 1, 5),
    ("a: \ud800", "yaml-syntax", 1, 4),
    ("a: b\0", "yaml-syntax", 1, 5),
    ("a: 1\nb: x\0", "yaml-syntax", 2, 5),
    ("é: \x07", "yaml-syntax", 1, 4),
    ("a: \x7f", "yaml-syntax", 1, 4),
    ("a: \ufffe", "yaml-syntax", 1, 4),
]  # fmt: skip

TABS = ["a:\n\tb: 1", "\ta: 1", "a: |\n\tx", "- a\n-\tb: c"]

BOMBS = [
    (
        "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)),
        "too-many-aliases",
    ),
    (
        "a0: &a0 {k: x}\n"
        + "".join(f"a{n}: &a{n} {{{', '.join(f'{key}: *a{n - 1}' for key in 'abcdefghi')}}}\n" for n in range(1, 30)),
        "too-many-aliases",
    ),
    ("a: &a [" + "x, " * 30_000 + "]\nb: [" + "*a, " * 30_000 + "]\n", "too-many-aliases"),
    ("a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 5000)), "too-deep"),
]


@pytest.mark.parametrize(("text", "code", "line", "column"), FAULTS)
def test_each_fault_has_its_code_and_place(text: str, code: str, line: int, column: int) -> None:
    assert places_of(faults_of(locate, text)) == [(code, line, column)]
    assert places_of(faults_of(read, text)) == [(code, line, column)]


@pytest.mark.parametrize("text", TABS)
def test_a_tab_where_an_indent_belongs_is_named_in_the_hint(text: str) -> None:
    [fault] = faults_of(locate, text)
    assert "tabs" in (fault.hint or "")


def test_a_fault_that_has_nothing_to_do_with_a_tab_does_not_blame_one() -> None:

    [fault] = faults_of(locate, "a:\tb: c")
    assert "tab" not in (fault.hint or "")


@pytest.mark.parametrize("key", ["1", "true", "~", "1.5"])
def test_a_key_that_is_not_text_is_shown_in_quotes(key: str) -> None:
    [fault] = faults_of(locate, f"{key}: x")
    assert f'"{key}"' in (fault.hint or "")


def test_all_duplicate_keys_are_named_with_the_line_of_the_first() -> None:
    located = locate("a: 1\nb: {c: 1,\n  c: 2}\na: 3\na: 4\n")
    assert [(fault.path, fault.line, fault.column) for fault in located.faults] == [
        (("b", "c"), 3, 3),
        (("a",), 4, 1),
        (("a",), 5, 1),
    ]
    assert ["line 2" in located.faults[0].message, "line 1" in located.faults[2].message] == [True, True]


def test_as_many_duplicate_keys_are_told_as_there_are_faults_in_a_report() -> None:
    assert len(faults_of(locate, "a: 1\n" * (MAX_FAULTS + 100))) == MAX_FAULTS


def test_duplicate_keys_are_told_beside_the_fault_that_stops_the_reading() -> None:
    assert places_of(faults_of(locate, "a: 1\na: 2\nb: *c\n")) == [("duplicate-key", 2, 1), ("yaml-syntax", 3, 4)]


@pytest.mark.parametrize(("text", "code"), BOMBS, ids=["lists", "mappings", "wide", "deep"])
def test_a_few_lines_do_not_stand_for_gigabytes(text: str, code: str) -> None:
    for function in (read, locate):
        start = time.process_time()
        tracemalloc.start()
        try:
            faults = faults_of(function, text)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert [fault.code for fault in faults] == [code]
        assert time.process_time() - start < 5
        assert peak < 50_000_000


@pytest.mark.parametrize(("inner", "levels"), [("[]", 1), ("{a: b}", 1), ("[{a: [b]}, c]", 3)])
def test_an_alias_reaches_as_deep_as_what_is_written_out(inner: str, levels: int) -> None:
    around = MAX_DEPTH - levels - 1  # and the list of the document
    text = f"- &a {'[' * (around - 1)}{inner}{']' * (around - 1)}\n- [*a]\n"
    assert not faults_of(read, text)
    assert places_of(faults_of(read, text.replace("[*a]", "[[*a]]"))) == [("too-deep", 2, 5)]


@pytest.mark.parametrize("shared", ["[" + "x, " * 99 + "]", "{" + "".join(f"k{n}: [x], " for n in range(49)) + "k: x}"])
def test_as_many_values_as_a_text_may_have_may_be_written_as_aliases(shared: str) -> None:
    text = f"- &a {shared}\n- [{'*a, ' * (MAX_ALIASED // 100)}]\n- &b x\n"
    assert not faults_of(read, text)
    assert places_of(faults_of(read, text + "- *b\n")) == [("too-many-aliases", 4, 3)]


@pytest.mark.parametrize(
    "opening", ["[", "{", "- ", "? ", "a: ", "&a ", "!!str ", "'", '"', "|\n", "--- ", "#", "\n ", "*a "]
)
def test_repeated_openings_are_refused_or_read_quickly(opening: str) -> None:
    start = time.process_time()
    faults_of(read, opening * 50_000)
    faults_of(locate, opening * 50_000)
    assert time.process_time() - start < 5


@given(given_data.any_text | given_data.mutated(FORMATS["yaml"]))
def test_any_text_is_read_or_refused_by_both_readers_alike(text: str) -> None:
    refused = bool(faults_of(read, text))
    assert refused == bool(faults_of(locate, text))
    if not refused:
        assert repr(read(text)) == repr(locate(text).data)


@given(given_data.any_text | given_data.mutated(FORMATS["yaml"]))
def test_what_the_fast_reader_says_is_final_where_the_other_says_the_same(text: str) -> None:
    found = None
    try:
        read(text)
    except Unreadable as error:
        found = error
    if found and found.final:
        assert found.faults == faults_of(locate, text)


@pytest.mark.parametrize(
    ("text", "final"), [("a: [b", True), ("a: *b", False), ("a: .nan", True), ("a: 1\na: 2", False), ("a: @b", False)]
)
def test_the_fast_reader_is_asked_alone_unless_reading_can_go_on(text: str, final: bool) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text)
    assert caught.value.final is final


@given(given_data.any_text | given_data.mutated(FORMATS["yaml"]))
def test_every_fault_stands_in_the_text_or_just_behind_it(text: str) -> None:

    for fault in faults_of(locate, text):
        rest_at(text, fault)
