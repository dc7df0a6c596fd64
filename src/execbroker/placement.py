# SPDX-License-Identifier: Apache-2.0
"""Findings in data to diagnostics, at places in the text where there is one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from .diagnostic import WRITTEN, Diagnostic, Finding, filled, pointer
from .document import Fault, Located, guess_format, value_at
from .document.bounds import MAX_FAULTS
from .words import shown, simplified


def placed(findings: Iterable[Finding], located: Located, file: str | None) -> Iterator[Diagnostic]:
    """Yield the diagnostics of the first findings, errors before warnings, and one more where there are too many.

    That one is an error where an error is among them: warnings, however many, leave a document valid.
    """
    listed = list(findings)
    if len(listed) > MAX_FAULTS:
        listed = sorted(listed, key=lambda finding: finding.severity != "error")[:MAX_FAULTS]
        severity, path = listed[0].severity, listed[-1].path
        message, hint = "only the first ${limit} faults are listed", "mend the first ones, and check again"
        listed.append(Finding("too-many-faults", path, message, {"limit": MAX_FAULTS}, hint, severity=severity))
    json_like = guess_format(located.text).name == "json"
    for finding in listed:
        yield _diagnostic(finding, located, json_like, file)


def unplaced(findings: Iterable[Finding]) -> Iterator[Diagnostic]:
    """Yield the diagnostics as `placed` does, of a document that was not read from a text: without line and column."""
    for diagnostic in placed(findings, Located(), None):
        yield replace(diagnostic, line=None, column=None)


def _diagnostic(finding: Finding, located: Located, json_like: bool, file: str | None) -> Diagnostic:
    place = located.key_place(finding.path) if finding.at_key else located.place(finding.path)
    hint = simplified(finding.hint) if finding.hint and not json_like else finding.hint
    written = ""
    if WRITTEN in (hint or "") or WRITTEN in finding.values.values():
        written = located.written(finding.path) or shown(_value(located.data, finding))
        hint = hint.replace(WRITTEN, written) if hint else None
    values = {name: written if value == WRITTEN else _cut(str(value), 300) for name, value in finding.values.items()}
    return Diagnostic(
        code=finding.code,
        severity=finding.severity,
        message=filled(finding.template, values),
        hint=_cut(hint) if hint else None,
        pointer=pointer(finding.path),
        file=file,
        line=place.line,
        column=place.column,
        section=finding.section,
        template=finding.template,
        values=tuple(values.items()),
    )


def _value(data: object, finding: Finding) -> object:
    try:
        return value_at(data, finding.path)
    except (KeyError, IndexError, TypeError):  # the path is that of today's form, in an older document
        return None


def text_diagnostic(fault: Fault, file: str | None) -> Diagnostic:
    """Return the diagnostic of what makes a text unreadable."""
    message = _cut(fault.message)
    return Diagnostic(
        code=fault.code,
        severity="error",
        message=message,
        hint=_cut(fault.hint) if fault.hint else None,
        pointer=pointer(fault.path),
        file=file,
        line=fault.line,
        column=fault.column,
        template="${problem}",
        values=(("problem", message),),
    )


def _cut(words: str, length: int = 800) -> str:
    """Return `words` at a length that can be read: a document may have keys of megabytes."""
    return words if len(words) <= length else words[: length - 3] + "..."
