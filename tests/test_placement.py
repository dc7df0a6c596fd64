# SPDX-License-Identifier: Apache-2.0
"""Findings in data become diagnostics in the words of the text, and only so many of them."""

from __future__ import annotations

from typing import Any

import pytest

from execbroker import placement
from execbroker.diagnostic import WRITTEN, Finding, Path, Severity
from execbroker.document import FORMATS, guess_format
from execbroker.placement import placed

HINTS = [
    # text, path, hint of the finding, hint of the diagnostic
    ("a: 1", ("a",), 'write `{"min": 4}`', "write `{min: 4}`"),
    ("{a: 1}", ("a",), 'write `{"min": 4}`', "write `{min: 4}`"),
    ('{"a": 1}', ("a",), 'write `{"min": 4}`', 'write `{"min": 4}`'),
    ("a: 1.10", ("a",), f'write "{WRITTEN}"', 'write "1.10"'),
    ("a: [b, 1]", ("a",), f"not `{WRITTEN}`", "not `a list`"),
    ("a: &x 1.10\nb: *x", ("b",), f"not `{WRITTEN}`", "not `1.1`"),
    ("a: [b]", ("a", 1), f"not `{WRITTEN}`", "not `null`"),
    ("a: [b]", ("a", "b"), f"not `{WRITTEN}`", "not `null`"),
    ("a:", ("a",), f"not `{WRITTEN}`", "not `null`"),
    ("a: b", ("c",), f"not `{WRITTEN}`", "not `null`"),
    ("a: b", ("a",), None, None),
    ("a: b", ("a",), "x" * 801, "x" * 797 + "..."),
    ("a: b", ("a",), "x" * 800, "x" * 800),
]

VALUES = [
    ("a: 1.10", 1.1, "1.1"),
    ("a: 1.10", WRITTEN, "1.10"),
    ("a: 1", "x" * 300, "x" * 300),
    ("a: 1", "x" * 301, "x" * 297 + "..."),
]


def found_in(text: str, *findings: Finding) -> Any:
    return list(placed(findings, guess_format(text).locate(text), "a.txt"))


@pytest.mark.parametrize(("text", "path", "hint", "expected"), HINTS)
def test_a_hint_is_in_the_words_of_the_text(text: str, path: Path, hint: str | None, expected: str | None) -> None:
    [found] = found_in(text, Finding("some-code", path, "wrong", hint=hint))
    assert found.hint == expected


@pytest.mark.parametrize(("text", "value", "expected"), VALUES)
def test_a_value_is_told_as_it_is_written_where_a_finding_asks_for_that(text: str, value: Any, expected: str) -> None:
    [found] = found_in(text, Finding("some-code", ("a",), "not ${value}", {"value": value}))
    assert found.message == f"not {expected}"
    assert found.values == (("value", expected),)


def test_a_finding_keeps_what_it_says() -> None:
    finding = Finding("some-code", ("b",), "not ${it}", {"it": 2}, None, severity="warning", section="common/x.yaml")
    [found] = found_in("a: 1\nb: 2\n", finding)
    assert (found.code, found.severity, found.pointer, found.line, found.column) == ("some-code", "warning", "/b", 2, 4)
    assert (found.file, found.section, found.template) == ("a.txt", "common/x.yaml", "not ${it}")


@pytest.mark.parametrize(("at_key", "column"), [(True, 1), (False, 4)])
def test_a_finding_stands_at_the_key_or_at_its_value(at_key: bool, column: int) -> None:
    [found] = found_in("a: 1", Finding("some-code", ("a",), "wrong", at_key=at_key))
    assert (found.line, found.column) == (1, column)


@pytest.mark.parametrize(
    ("severities", "listed", "more"),
    [
        (["warning"] * 3, [0, 1, 2], None),
        (["warning"] * 4, [0, 1, 2], ("warning", 2)),
        (["warning", "warning", "warning", "error"], [3, 0, 1], ("error", 1)),
        (["warning", "error", "warning", "error", "error", "error"], [1, 3, 4], ("error", 4)),
    ],
)
def test_where_there_are_too_many_errors_come_before_warnings(
    severities: list[Severity], listed: list[int], more: tuple[Severity, int] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What tells that there are more stands at the last that is listed, and is no worse than the worst of them."""
    monkeypatch.setattr(placement, "MAX_FAULTS", 3)
    findings = [Finding("some-code", (at,), "wrong", severity=severity) for at, severity in enumerate(severities)]
    found = found_in("[1, 2, 3, 4, 5, 6]", *findings)
    assert [one.pointer for one in found[:3]] == [f"/{at}" for at in listed]
    assert [(one.code, one.severity, one.pointer) for one in found[3:]] == (
        [("too-many-faults", more[0], f"/{more[1]}")] if more else []
    )


def test_the_words_of_an_unreadable_text_are_cut_to_what_can_be_read() -> None:
    fault = FORMATS["yaml"].locate("a: 1\na: 2").faults[0]
    found = placement.text_diagnostic(fault, "a.yaml")
    assert (found.code, found.severity, found.pointer, found.line, found.column) == (
        "duplicate-key",
        "error",
        "/a",
        2,
        1,
    )
    assert (found.file, found.message, found.values) == ("a.yaml", fault.message, (("problem", fault.message),))
    assert found.hint == fault.hint
