# SPDX-License-Identifier: Apache-2.0
"""Reports are rendered for people, with the line each fault is about, and for programs."""

import json
import os
import time
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cases import VALID
from hypothesis import given
from hypothesis import strategies as st

from execbroker import validates
from execbroker.diagnostic import Diagnostic, Report
from execbroker.render import RENDERERS, Checked, as_github, as_json, as_text

ERROR = Diagnostic(code="some-code", severity="error", message="something is wrong", line=1, column=1)
WARNING = replace(ERROR, severity="warning")
UNREADABLE = Diagnostic(code="unreadable-file", severity="error", message="No such file or directory")
TOO_MANY = replace(ERROR, code="too-many-faults", message="only the first 1000 faults are listed")
WIDTH = 100
REQUEST = (VALID / "newton-raphson" / "3-request.yaml").read_text(encoding="utf-8")


def rendered(text: str | None, line: int | None = 1, column: int | None = 1, **changes: Any) -> list[str]:
    found = replace(ERROR, line=line, column=column, **changes)
    return as_text([Checked("a.yaml", text, Report((found,)))]).split("\n")


def marked(lines: list[str]) -> str:
    """Return what stands above the mark, the lines being as wide as a terminal shows them."""
    number = next(number for number, line in enumerate(lines) if line.partition(" | ")[2].lstrip().startswith("^"))
    shown, mark = lines[number - 1 : number + 1]
    cells = [f"{c}{part or ''}" for c in shown for part in range(2 if unicodedata.east_asian_width(c) in "WF" else 1)]
    start = mark.index("^")
    assert set(mark[start + 1 :]) <= {"~"}
    return "".join(cell for cell in cells[start : len(mark)] if len(cell) == 1) or "(end)"


MARKS = [
    # What is marked: a word, a text in quotes, a key; or one character where that says all.
    ("abc", 1, 1, "abc"),
    ("abc", 1, 3, "c"),
    ("abc", 1, 4, "(end)"),
    ("abc\nxyz", 2, 2, "yz"),
    ("abc\r\nxyz\r\n", 1, 4, "(end)"),
    ("abc\rxyz", 2, 1, "xyz"),
    ("name: value", 1, 1, "name"),
    ("name: value", 1, 7, "value"),
    ("name: two words  # a note", 1, 7, "two words"),
    ("name: two, words", 1, 7, "two, words"),
    ("name: a#b http://c:80/", 1, 7, "a#b http://c:80/"),
    ("name : value", 1, 1, "name"),
    ("name:", 1, 6, "(end)"),
    ("a:\n\tname: value", 2, 1, " "),  # the tab itself
    ("name: 'it''s' # x", 1, 7, "'it''s'"),
    ('name: "a \\" b" # x', 1, 7, '"a \\" b"'),
    ('name: "not closed', 1, 7, '"not closed'),
    ('"a key": 1', 1, 1, '"a key"'),
    ("- item", 1, 1, "-"),
    ("- -5", 1, 3, "-5"),
    ("- a: b", 1, 3, "a"),
    ("a: [b, c d]", 1, 5, "b"),
    ("a: [b, c d]", 1, 8, "c d"),
    ("a: [b, c d]", 1, 4, "["),
    ("a: {b: c}", 1, 8, "c"),
    ("a: '[' b, c", 1, 8, "b, c"),
    ("a: [\n  b, c\n]", 2, 3, "b"),
    ("a:\n  [b,\n  c]", 3, 3, "c]"),  # without more knowledge of YAML
    ('{"a": 5, "b": 6}', 1, 7, "5"),
    ('{"a": 5, "b": 6}', 1, 10, '"b"'),
    ('{\n  "a": 5,\n  "b": tru\n}', 2, 8, "5"),
    ('{\n  "a": 5,\n  "b": tru\n}', 3, 8, "tru"),
    ("{}", 1, 1, "{"),
    ("a: |-\n  text", 1, 4, "|-"),
    # Where it is.
    ("é\u00fcx", 1, 3, "x"),
    ("a\tb", 1, 3, "b"),
    ("\tb", 1, 2, "b"),
    ("a\x1b\x07b", 1, 4, "b"),
    ("名前x", 1, 3, "x"),
    ("名前: 名前", 1, 5, "名前"),
    ("x" * 54 + " y " + "x" * 400, 1, 1, "x" * 32 + "..." + "x" * 35),
    ("x" * 98 + ": y", 1, 101, "y"),
    ("- " * 60 + "y", 1, 121, "y"),
    ("[" * 400 + "y" + "]" * 400, 1, 401, "y"),
    ("x" * 3000 + ",y," + "x" * 3000, 1, 3002, "y"),
    ("x" * 400, 1, 401, "(end)"),
    ("\n" * 98 + "a: b", 99, 4, "b"),
    ("\n" * 99 + "a: b", 100, 4, "b"),
    ("\n" * 9000 + "a: b", 9001, 4, "b"),
]


@pytest.mark.parametrize(("text", "line", "column", "words"), MARKS)
def test_the_mark_stands_below_what_is_meant(text: str, line: int, column: int, words: str) -> None:
    lines = rendered(text, line, column)
    assert lines[0] == f"a.yaml:{line}:{column}: error[some-code] something is wrong"
    assert lines[-4].startswith(f"  {line} | ")
    assert lines[-3].startswith(f"  {' ' * len(str(line))} | ")
    assert marked(lines) == words


@given(st.text("abcdefghij, {[", min_size=1, max_size=500), st.data())
def test_of_a_long_line_the_part_around_the_mark_is_shown(text: str, data: st.DataObject) -> None:
    column = data.draw(st.integers(1, len(text)))
    lines = rendered(text, 1, column)
    if len(lines) == 3:
        assert text.isspace()
        return
    shown = lines[1].removeprefix("  1 | ")
    assert len(shown) <= WIDTH
    assert all(part in text for part in shown.split("..."))
    words = marked(lines)
    assert text.startswith(words.split("...")[0], column - 1)


PARENTS = [
    ("a:\n  b: 1", 2, ["  1 | a:"]),
    ("a:\n  c: 1\n  b: 1", 3, ["  1 | a:", "  ..."]),
    ("a:\n\n  b: 1", 3, ["  1 | a:", "  ..."]),
    ("a:\n# note\n  b: 1", 3, ["  1 | a:", "  ..."]),
    ("a: 1\nb: 1", 2, []),
    ("a:\n- b: 1\n- c: 1", 3, ["  1 | a:", "  ..."]),
    ("a:\n- b: 1\n  c: 1", 3, ["  2 | - b: 1"]),
    ("---\n- b: 1", 2, []),
    ('{\n  "a": [\n    {\n      "b": 1', 4, ['  2 |   "a": [', "  ..."]),
    ('{\n  "a": 1', 2, []),
    ("a:\n" + "  b: 1\n" * 10, 11, ["   1 | a:", "  ..."]),
    (f"- kind: {'x' * 100}/y\n  b: 1", 2, [f"  1 | - kind: {'x' * 24}...{'x' * 33}/y"]),
    ("a:\n" + "  b: 1\n" * 1000, 1001, []),  # too far up to be looked for
    ("a:\n" + f"  b: {'x' * 100_000}\n" * 2, 3, []),
]


@pytest.mark.parametrize(("text", "line", "above"), PARENTS)
def test_the_line_that_says_where_one_is_stands_above(text: str, line: int, above: list[str]) -> None:
    assert rendered(text, line, 5 if line > 1 else 1)[1:-4] == above


def test_the_uri_of_a_kind_does_not_bury_the_message() -> None:
    text = REQUEST.replace("simple-volume-mount", "simple-volume-mownt")
    lines = as_text([Checked("a.yaml", text, validates(text, format="yaml"))]).split("\n")
    assert max(map(len, lines)) < WIDTH + 40  # the hint has the whole URI
    assert lines[0] == "a.yaml:30:13: error[unknown-kind] unknown kind `simple-volume-mownt`"
    assert marked(lines).endswith("/simple-volume-mownt.yaml")


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [(None, 1, 1), (None, None, None), ("abc", 3, 1), ("abc\n", 2, 1), ("", 1, 1), ("a\n \t\nb", 2, 2)],
)
def test_where_there_is_no_line_to_show_none_is_shown(text: str | None, line: int | None, column: int | None) -> None:
    place = f"a.yaml:{line}:{column}" if line else "a.yaml"
    assert rendered(text, line, column) == [
        f"{place}: error[some-code] something is wrong",
        "invalid: 1 error",
        "",
    ]


@given(st.text(), st.integers(1, 5), st.integers(1, 200))
def test_an_excerpt_is_made_of_any_text_and_prints_no_control_characters(text: str, line: int, column: int) -> None:
    lines = rendered(text, line, column)
    assert 3 <= len(lines) <= 7
    assert all(all(c.isprintable() for c in shown) for shown in lines)


@pytest.mark.parametrize("field", ["message", "hint"])
def test_what_a_document_makes_us_say_stays_on_its_line_and_off_the_terminals_controls(field: str) -> None:

    lines = rendered(None, 1, 1, **{field: "unknown property `\x1b[31m\na`"})
    assert len(lines) == 3 + (field == "hint")
    assert "\x1b" not in "".join(lines)


def test_the_hint_is_the_last_line_of_its_block() -> None:
    assert rendered("abc", hint="do this")[1:4] == ["  1 | abc", "    | ^~~", "  hint: do this"]


SUMMARIES: list[tuple[list[tuple[Diagnostic, ...]], str]] = [
    ([()], "valid"),
    ([(ERROR,)], "invalid: 1 error"),
    ([(ERROR,) * 4 + (WARNING,)], "invalid: 4 errors, 1 warning"),
    ([(WARNING,)], "valid, 1 warning"),
    ([(WARNING, WARNING)], "valid, 2 warnings"),
    ([(ERROR,) * 1000 + (TOO_MANY,)], "invalid: more than 1000 errors"),
    ([(UNREADABLE,)], "unreadable"),
    ([(), ()], "2 documents: valid"),
    ([(WARNING,), ()], "2 documents: valid, 1 warning"),
    ([(ERROR,), (ERROR, ERROR)], "2 documents: 2 invalid, 3 errors"),
    ([(WARNING,), (ERROR,) * 4, (WARNING,)], "3 documents: 1 invalid, 4 errors, 2 warnings"),
    ([(), (ERROR,) * 1000 + (TOO_MANY,), (ERROR,)], "3 documents: 2 invalid, more than 1001 errors"),
    ([(UNREADABLE,), (UNREADABLE,)], "2 documents: 2 unreadable"),
    ([(), (ERROR,), (UNREADABLE,)], "3 documents: 1 invalid, 1 unreadable, 1 error"),
    ([], "0 documents: valid"),
]


@pytest.mark.parametrize(("reports", "summary"), SUMMARIES)
def test_the_last_line_counts(reports: list[tuple[Diagnostic, ...]], summary: str) -> None:
    checked = [Checked(f"{number}.yaml", None, Report(found)) for number, found in enumerate(reports)]
    lines = as_text(checked).split("\n")
    assert lines[-2:] == [summary, ""]
    assert len([line for line in lines if line.startswith(tuple("0123456789"))]) >= sum(map(len, reports))
    assert "explain" not in lines[0]


@pytest.mark.parametrize(("diagnostic", "style"), [(ERROR, "\x1b[31m"), (WARNING, "\x1b[33m")])
def test_colours_are_put_around_the_same_words(diagnostic: Diagnostic, style: str) -> None:
    checked = [Checked("a.yaml", "abc", Report((diagnostic,)))]
    coloured, plain = as_text(checked, color=True), as_text(checked)
    assert f"{style}{diagnostic.severity}[some-code]\x1b[0m" in coloured
    assert "\x1b" not in plain
    for code in ("\x1b[31m", "\x1b[33m", "\x1b[2m", "\x1b[1m", "\x1b[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == plain


TEXTS = {
    "a line": f"[{'1, ' * (16 * 2**20 // 3)}1]",
    "many lines": "a:\n" + "  - b: 1\n" * (16 * 2**20 // 9),
    "no words": "\n" * (16 * 2**20),
    "a word": "x" * (16 * 2**20),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("places", ["beginning", "spread", "end"])
def test_a_thousand_faults_of_a_large_document_are_rendered_at_once(text: str, places: str) -> None:
    lines = text.count("\n") + 1
    step = {"beginning": 1, "spread": max(1, lines // 1000), "end": 0}[places]
    width = len(text) // lines
    found = (
        replace(ERROR, line=1 + number * step if step else lines - 1, column=1 + number * (width // 1000))
        for number in range(1000)
    )
    checked = [Checked("a.yaml", text, Report(tuple(found)))]
    start = time.process_time()
    as_text(checked)
    assert time.process_time() - start < 1


@pytest.mark.parametrize("color", [True, False])
def test_json_has_every_field_of_every_diagnostic(color: bool) -> None:
    full = Diagnostic(
        **{"code": "c", "severity": "error", "message": "é\x1b", "hint": "h", "pointer": "/a~1b", "file": "f"},
        **{"line": 2, "column": 3, "section": "s", "template": "é${x}", "values": (("x", "\x1b"),)},
    )
    text = as_json([Checked("f", "abc", Report((full, ERROR))), Checked("g", None, Report())], color=color)
    assert text.endswith("]\n")
    assert "\x1b" not in text
    first = {
        **{"code": "c", "severity": "error", "message": "é\x1b", "hint": "h", "pointer": "/a~1b"},
        **{"file": "f", "line": 2, "column": 3, "section": "s", "template": "é${x}", "values": {"x": "\x1b"}},
    }
    second = {
        **{"code": "some-code", "severity": "error", "message": "something is wrong", "hint": None, "pointer": ""},
        **{"file": None, "line": 1, "column": 1, "section": None, "template": None, "values": {}},
    }
    read = json.loads(text)
    assert read == [
        {"file": "f", "ok": False, "diagnostics": [first, second]},
        {"file": "g", "ok": True, "diagnostics": []},
    ]
    assert list(read[0]) == ["file", "ok", "diagnostics"]
    assert list(read[0]["diagnostics"][1]) == list(first)


COMMANDS: list[tuple[str, dict[str, Any], str]] = [
    ("a.yaml", {}, "::error file=a.yaml,line=1,col=1,title=some-code::something is wrong%0Aat a.yaml:1:1"),
    (
        "a.yaml",
        {"severity": "warning", "hint": "do this", "line": 4, "column": 7},
        "::warning file=a.yaml,line=4,col=7,title=some-code::something is wrong%0Ahint: do this%0Aat a.yaml:4:7",
    ),
    (
        "a: 100%, b.yaml",
        {"message": "100%, a: b"},
        "::error file=a%3A 100%25%2C b.yaml,line=1,col=1,title=some-code::100%25, a: b%0Aat a: 100%25, b.yaml:1:1",
    ),
    (
        "a\n::x\r.yaml",
        {"message": "a\n::set-env\r", "hint": "\x1b"},
        "::error file=a%0A%3A%3Ax%0D.yaml,line=1,col=1,title=some-code"
        "::a\\n::set-env\\r%0Ahint: \\x1b%0Aat a\\n::x\\r.yaml:1:1",
    ),
    (
        "sub/../sub/a.yaml",
        {},
        "::error file=sub/a.yaml,line=1,col=1,title=some-code::something is wrong%0Aat sub/a.yaml:1:1",
    ),
    ("<stdin>", {}, "::error line=1,col=1,title=some-code::something is wrong%0Aat <stdin>:1:1"),
    ("a.yaml", {"line": None, "column": None}, "::error file=a.yaml,title=some-code::something is wrong%0Aat a.yaml"),
]


@pytest.mark.parametrize(("name", "changes", "command"), COMMANDS)
def test_a_diagnostic_is_a_workflow_command(name: str, changes: dict[str, Any], command: str) -> None:
    assert as_github([Checked(name, None, Report((replace(ERROR, **changes),)))]) == command + "\n"


def test_a_file_below_the_working_directory_is_named_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    names = [
        str(tmp_path / "here" / "a.yaml"),
        os.path.join("..", "here", "a.yaml"),
        str(tmp_path / "b.yaml"),
        "../b.yaml",
    ]
    lines = as_github([Checked(name, None, Report((ERROR,))) for name in names]).splitlines()
    files = [line.split(",")[0].removeprefix("::error file=") for line in lines]
    assert files == ["a.yaml", "a.yaml", (tmp_path / "b.yaml").as_posix().replace(":", "%3A"), "../b.yaml"]


def test_nothing_checked_is_an_empty_list_in_json() -> None:
    assert json.loads(RENDERERS["json"]([])) == []


@pytest.mark.parametrize("text", ["", "a: 1\n", None])
def test_where_all_is_well_no_command_is_given(text: str | None) -> None:
    assert as_github([Checked("a.yaml", text, Report())]) == ""
