# SPDX-License-Identifier: Apache-2.0
"""Reports are rendered for people, with the line each fault is about, and for programs."""

import json
import unicodedata
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execbroker.diagnostic import Diagnostic, Report
from execbroker.render import RENDERERS, Checked, as_json, as_text

ERROR = Diagnostic(code="some-code", severity="error", message="something is wrong", line=1, column=1)
WARNING = replace(ERROR, severity="warning")
UNREADABLE = Diagnostic(code="unreadable-file", severity="error", message="No such file or directory")
WIDTH = 110


def rendered(text: str | None, line: int | None = 1, column: int | None = 1, **changes: Any) -> list[str]:
    found = replace(ERROR, line=line, column=column, **changes)
    return as_text([Checked("a.yaml", text, Report((found,)))]).split("\n")


def marked(lines: list[str]) -> str:
    """Return the character above the mark, both lines being as wide as a terminal shows them."""
    shown, mark = lines[1], lines[2]
    cells = [c for c in shown for _ in range(2 if unicodedata.east_asian_width(c) in "WF" else 1)]
    assert mark.strip(" |") == "^"
    return [*cells, "(end)"][mark.index("^")]


MARKS = [
    ("abc", 1, 1, "a"),
    ("abc", 1, 3, "c"),
    ("abc", 1, 4, "(end)"),
    ("abc\nxyz", 2, 2, "y"),
    ("abc\r\nxyz\r\n", 1, 4, "(end)"),
    ("é\u00fcx", 1, 3, "x"),
    ("a\tb", 1, 3, "b"),
    ("\tb", 1, 2, "b"),
    ("a\x1b\x07b", 1, 4, "b"),
    ("x" * 54 + "y" + "x" * 400, 1, 55, "y"),
    ("x" * 109 + "y", 1, 110, "y"),
    ("x" * 110 + "y", 1, 111, "y"),
    ("x" * 400 + "y" + "x" * 400, 1, 401, "y"),
    ("x" * 400, 1, 401, "(end)"),
    ("\n" * 98 + "a: b", 99, 4, "b"),
    ("\n" * 99 + "a: b", 100, 4, "b"),
    ("名前x", 1, 3, "x"),
]


@pytest.mark.parametrize(("text", "line", "column", "character"), MARKS)
def test_the_mark_stands_below_the_character_that_is_meant(text: str, line: int, column: int, character: str) -> None:
    lines = rendered(text, line, column)
    assert lines[0] == f"a.yaml:{line}:{column}: error[some-code] something is wrong"
    assert lines[1].startswith(f"  {line} | ")
    assert lines[2].startswith(f"  {' ' * len(str(line))} | ")
    assert marked(lines) == character


@given(st.text("abcdefghij", min_size=1, max_size=500), st.data())
def test_of_a_long_line_the_part_around_the_mark_is_shown(text: str, data: st.DataObject) -> None:
    column = data.draw(st.integers(1, len(text)))
    lines = rendered(text, 1, column)
    assert lines[1].removeprefix("  1 | ") in text
    assert len(lines[1].removeprefix("  1 | ")) <= WIDTH
    assert marked(lines) == text[column - 1]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [(None, 1, 1), (None, None, None), ("abc", 3, 1), ("abc\n", 2, 1), ("", 1, 1), ("a\n \t\nb", 2, 2)],
)
def test_where_there_is_no_line_to_show_none_is_shown(text: str | None, line: int | None, column: int | None) -> None:
    place = f"a.yaml:{line}:{column}" if line else "a.yaml"
    assert rendered(text, line, column) == [
        f"{place}: error[some-code] something is wrong",
        "1 document: invalid",
        "",
    ]


@given(st.text(), st.integers(1, 5), st.integers(1, 200))
def test_an_excerpt_is_made_of_any_text_and_prints_no_control_characters(text: str, line: int, column: int) -> None:
    lines = rendered(text, line, column)
    assert len(lines) in (3, 5)
    assert all(all(c.isprintable() for c in shown) for shown in lines)


@pytest.mark.parametrize("field", ["message", "hint"])
def test_what_a_document_makes_us_say_stays_on_its_line_and_off_the_terminals_controls(field: str) -> None:

    lines = rendered(None, 1, 1, **{field: "unknown property `\x1b[31m\na`"})
    assert len(lines) == 3 + (field == "hint")
    assert "\x1b" not in "".join(lines)


def test_the_hint_is_the_last_line_of_its_block() -> None:
    assert rendered("abc", hint="do this")[1:4] == ["  1 | abc", "    | ^", "  hint: do this"]


SUMMARIES: list[tuple[list[tuple[Diagnostic, ...]], str]] = [
    ([()], "1 document: valid"),
    ([(ERROR,)], "1 document: invalid"),
    ([(WARNING,)], "1 document: valid, 1 warning"),
    ([(ERROR, WARNING, WARNING)], "1 document: invalid, 2 warnings"),
    ([(), ()], "2 documents: valid"),
    ([(ERROR,), (ERROR, ERROR)], "2 documents: invalid"),
    ([(), (ERROR,), ()], "3 documents: 1 of them invalid"),
    ([(WARNING,), (ERROR,), (WARNING,)], "3 documents: 1 of them invalid, 2 warnings"),
    ([(UNREADABLE,)], "1 document: unreadable"),
    ([(UNREADABLE,), (UNREADABLE,)], "2 documents: unreadable"),
    ([(), (ERROR,), (UNREADABLE,)], "3 documents: 1 of them invalid, 1 unreadable"),
    ([], "0 documents: valid"),
]


@pytest.mark.parametrize(("reports", "summary"), SUMMARIES)
def test_the_last_line_counts(reports: list[tuple[Diagnostic, ...]], summary: str) -> None:
    checked = [Checked(f"{number}.yaml", None, Report(found)) for number, found in enumerate(reports)]
    lines = as_text(checked).split("\n")
    assert lines[-2:] == [summary, ""]
    assert len(lines) == sum(map(len, reports)) + 2


@pytest.mark.parametrize(("diagnostic", "style"), [(ERROR, "\x1b[31m"), (WARNING, "\x1b[33m")])
def test_colours_are_put_around_the_same_words(diagnostic: Diagnostic, style: str) -> None:
    checked = [Checked("a.yaml", "abc", Report((diagnostic,)))]
    coloured, plain = as_text(checked, color=True), as_text(checked)
    assert f"{style}{diagnostic.severity}[some-code]\x1b[0m" in coloured
    assert "\x1b" not in plain
    for code in ("\x1b[31m", "\x1b[33m", "\x1b[2m", "\x1b[1m", "\x1b[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == plain


@pytest.mark.parametrize("color", [True, False])
def test_json_has_every_field_of_every_diagnostic(color: bool) -> None:
    full = Diagnostic(
        code="c", severity="error", message="é\x1b", hint="h", pointer="/a~1b", file="f", line=2, column=3, section="s"
    )
    text = as_json([Checked("f", "abc", Report((full, ERROR))), Checked("g", None, Report())], color=color)
    assert text.endswith("]\n")
    assert "\x1b" not in text
    assert json.loads(text) == [
        {
            "file": "f",
            "ok": False,
            "diagnostics": [
                {field.name: getattr(found, field.name) for field in fields(Diagnostic)} for found in (full, ERROR)
            ],
        },
        {"file": "g", "ok": True, "diagnostics": []},
    ]


def test_nothing_checked_is_an_empty_list_in_json() -> None:
    assert json.loads(RENDERERS["json"]([])) == []
