# SPDX-License-Identifier: Apache-2.0
"""Reports for people: each fault with the line it is about and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..codes import codes
from ..diagnostic import Diagnostic, Severity, printable
from .checked import Checked
from .excerpt import Source

_RED, _YELLOW, _DIM, _BOLD, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[2m", "\x1b[1m", "\x1b[0m"

Paint = Callable[[str, str], str]


def as_text(checked: Sequence[Checked], *, color: bool = False, strict: bool = False) -> str:
    """Return each diagnostic with the line it is about and its hint, and a last line that counts.

    With `strict` the last line says that warnings fail.
    """
    return f"{as_remarks(checked, color=color)}{_summary(checked)}{_failing(checked, strict)}\n"


def as_remarks(checked: Sequence[Checked], *, color: bool = False) -> str:
    """Return each diagnostic with the line it is about and its hint, and where to read more, without a verdict."""
    paint = painter(color=color)
    lines = [line for one in checked for line in _of_document(one, paint)]
    return "".join(f"{line}\n" for line in filter(None, [*lines, _more(checked)]))


def _of_document(one: Checked, paint: Paint) -> Iterator[str]:
    source = Source(one.text) if one.text is not None and one.report.diagnostics else None
    for found in one.report.diagnostics:
        style = _RED if found.severity == "error" else _YELLOW
        place = printable(one.name if found.line is None else f"{one.name}:{found.line}:{found.column}")
        severity = paint(style, f"{found.severity}[{found.code}]")
        yield f"{paint(_BOLD, place)}: {severity} {printable(found.message)}"
        # What the report is printed into, a log of CI perhaps, is read by more people than the document.
        if source and found.line is not None and found.column is not None and found.code != "secret-in-document":
            yield from _excerpt(source, found.line, found.column, style, paint)
        if found.hint:
            yield f"  hint: {printable(found.hint)}"


def _excerpt(source: Source, line: int, column: int, style: str, paint: Paint) -> Iterator[str]:
    """Yield the line to which this one belongs, the line itself, and the mark below what is meant."""
    excerpt = source.excerpt(line, column)
    if excerpt is None:
        return
    width = len(str(line))
    if excerpt.parent is not None:
        number, shown = excerpt.parent
        yield paint(_DIM, f"  {number:{width}} | ") + shown
        if number < line - 1:
            yield paint(_DIM, "  ...")
    yield paint(_DIM, f"  {line} | ") + excerpt.line
    yield paint(_DIM, f"  {'':{width}} | ") + " " * excerpt.before + paint(style, "^" + "~" * (excerpt.marked - 1))


def _more(checked: Sequence[Checked]) -> str:
    """Return where to read more about the first error, or the first warning."""
    found = [diagnostic for one in checked for diagnostic in one.report.diagnostics]
    errors_first = sorted(found, key=lambda diagnostic: diagnostic.severity != "error")
    known = (diagnostic.code for diagnostic in errors_first if diagnostic.code in codes())
    code = next((code for code in known if code != "unreadable-file"), None)
    return f"`execbroker explain {code}` says more about that code" if code else ""


def _failing(checked: Sequence[Checked], strict: bool) -> str:
    return "; warnings fail: --strict" if strict and any(one.report.warnings for one in checked) else ""


def _summary(checked: Sequence[Checked]) -> str:
    """Return the counts: `valid`, `invalid: 4 errors, 1 warning`, `3 documents: 1 invalid, 4 errors`."""
    found = [diagnostic for one in checked for diagnostic in one.report.diagnostics]
    unreadable = sum(diagnostic.code == "unreadable-file" for diagnostic in found)
    invalid = sum(not one.report.ok for one in checked) - unreadable
    more = "more than " if any(diagnostic.code == "too-many-faults" for diagnostic in found) else ""
    errors = sum(_is_counted(diagnostic, "error") for diagnostic in found)
    warnings = sum(_is_counted(diagnostic, "warning") for diagnostic in found)
    counts = [more + _counted(errors, "error")] if errors else []
    counts += [("" if errors else more) + _counted(warnings, "warning")] if warnings else []
    if len(checked) == 1:
        verdict = "unreadable" if unreadable else f"invalid: {counts.pop(0)}" if invalid else "valid"
        return ", ".join([verdict, *counts])
    verdicts = [f"{invalid} invalid"] if invalid else []
    verdicts += [f"{unreadable} unreadable"] if unreadable else []
    return f"{_counted(len(checked), 'document')}: " + ", ".join([*(verdicts or ["valid"]), *counts])


def _is_counted(found: Diagnostic, severity: Severity) -> bool:
    """Whether this is said of a document: not of the system, and not that there are too many."""
    return found.severity == severity and found.code not in ("unreadable-file", "too-many-faults")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def painter(*, color: bool) -> Paint:
    """Return what paints words in a style, or leaves them as they are."""
    return (lambda style, words: f"{style}{words}{_PLAIN}") if color else (lambda _, words: words)
