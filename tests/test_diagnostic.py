# SPDX-License-Identifier: Apache-2.0
"""Diagnostics and reports are values, in the order of the document."""

from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execbroker.diagnostic import Diagnostic, InvalidDocument, Report, Severity, pointer

ERROR = Diagnostic(
    code="unknown-property", severity="error", message="unknown property `x`", file="a.yaml", line=2, column=3
)
WARNING = replace(ERROR, code="kind-alias", severity="warning", message="another spelling")

diagnostics = st.builds(
    Diagnostic,
    code=st.sampled_from(["a", "b"]),
    severity=st.sampled_from(["error", "warning"]),
    message=st.text(max_size=3),
    line=st.none() | st.integers(1, 4),
    column=st.none() | st.integers(1, 4),
)

# RFC 6901, section 5.
POINTERS: list[tuple[tuple[str | int, ...], str]] = [
    ((), ""),
    (("foo",), "/foo"),
    (("foo", 0), "/foo/0"),
    (("",), "/"),
    (("a/b",), "/a~1b"),
    (("c%d",), "/c%d"),
    (("e^f",), "/e^f"),
    (("g|h",), "/g|h"),
    (("i\\j",), "/i\\j"),
    (('k"l',), '/k"l'),
    ((" ",), "/ "),
    (("m~n",), "/m~0n"),
    (("~1",), "/~01"),
]

LINES = [
    (ERROR, "a.yaml:2:3: error[unknown-property] unknown property `x`"),
    (WARNING, "a.yaml:2:3: warning[kind-alias] another spelling"),
    (replace(ERROR, hint="write `y`"), "a.yaml:2:3: error[unknown-property] unknown property `x` (write `y`)"),
    (replace(ERROR, file=None, line=None, column=None), "<text>:1:1: error[unknown-property] unknown property `x`"),
]  # fmt: skip


def parse(text: str) -> list[str]:
    """Read a JSON Pointer as RFC 6901, section 4 says: first ~1, then ~0."""
    assert text == "" or text.startswith("/")
    return [step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:]]


@pytest.mark.parametrize(("path", "expected"), POINTERS)
def test_a_pointer_is_escaped_as_rfc_6901_says(path: tuple[str | int, ...], expected: str) -> None:
    assert pointer(path) == expected


@given(st.lists(st.text("~/01a", max_size=5) | st.text(max_size=5) | st.integers(0, 99)))
def test_a_pointer_says_each_step_of_its_path(path: list[str | int]) -> None:
    assert parse(pointer(path)) == [str(step) for step in path]


@pytest.mark.parametrize(
    ("severities", "ok"),
    [
        ((), True),
        (("warning",), True),
        (("error",), False),
        (("warning", "error"), False),
        (("error", "warning", "error"), False),
    ],
)
def test_only_errors_make_a_report_not_ok(severities: tuple[Severity, ...], ok: bool) -> None:
    report = Report(tuple(replace(ERROR, severity=severity) for severity in severities))
    assert report.ok is ok
    assert [len(report.errors), len(report.warnings)] == [severities.count("error"), severities.count("warning")]


@given(st.lists(diagnostics))
def test_a_report_is_in_document_order_and_loses_nothing(found: list[Diagnostic]) -> None:
    report = Report.of(iter(found))
    places = [(one.line or 0, one.column or 0) for one in report.diagnostics]
    assert places == sorted(places)
    for place in places:
        assert [one for one in report.diagnostics if (one.line or 0, one.column or 0) == place] == [
            one for one in found if (one.line or 0, one.column or 0) == place
        ]
    assert len(report.diagnostics) == len(found)
    assert sorted(map(id, (*report.errors, *report.warnings))) == sorted(map(id, found))


def test_what_has_no_place_comes_first() -> None:
    nowhere = replace(ERROR, line=None, column=None)
    assert Report.of([ERROR, nowhere]).diagnostics == (nowhere, ERROR)


@pytest.mark.parametrize(("diagnostic", "line"), LINES)
def test_an_invalid_document_says_its_diagnostics_line_by_line(diagnostic: Diagnostic, line: str) -> None:
    assert str(InvalidDocument(Report((diagnostic,)))) == line
    assert str(InvalidDocument(Report((diagnostic, diagnostic)))) == f"{line}\n{line}"


def test_an_invalid_document_is_a_value_error_with_its_report() -> None:
    report = Report((ERROR,))
    with pytest.raises(ValueError, match="unknown property") as caught:
        raise InvalidDocument(report)
    assert isinstance(caught.value, InvalidDocument)
    assert caught.value.report is report


@pytest.mark.parametrize(("value", "field"), [(ERROR, "line"), (Report((ERROR,)), "diagnostics")])
def test_values_are_frozen_and_hashable(value: Diagnostic | Report, field: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(value, field, None)
    assert {value: 1}[replace(value)] == 1
    assert value != WARNING
    assert not hasattr(value, "__dict__")


def test_a_diagnostic_is_built_by_keywords_only() -> None:
    with pytest.raises(TypeError, match="positional"):
        Diagnostic("code", "error", "message")  # type: ignore[call-arg]
