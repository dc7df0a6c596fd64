# SPDX-License-Identifier: Apache-2.0
"""Reports to text, in the formats of `RENDERERS`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from unicodedata import combining, east_asian_width

from .diagnostic import Diagnostic, Report, printable
from .document.place import LINE_END

_WIDTH = 110
_RED, _YELLOW, _DIM, _BOLD, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[2m", "\x1b[1m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that was checked: its name, its text where it could be read, and its Report."""

    name: str
    text: str | None
    report: Report


def as_text(checked: Sequence[Checked], *, color: bool = False) -> str:
    """Return each diagnostic with the line it is about and its hint, and a last line that counts."""
    parts = [
        _block(diagnostic, one.name, one.text, color=color) for one in checked for diagnostic in one.report.diagnostics
    ]
    unreadable = sum(found.code == "unreadable-file" for one in checked for found in one.report.diagnostics)
    invalid = sum(not one.report.ok for one in checked) - unreadable
    warnings = sum(len(one.report.warnings) for one in checked)
    documents = "1 document" if len(checked) == 1 else f"{len(checked)} documents"
    verdict = "valid" if not invalid else "invalid" if invalid == len(checked) else f"{invalid} of them invalid"
    if unreadable:
        verdict = "unreadable" if unreadable == len(checked) else f"{verdict}, {unreadable} unreadable"
    if warnings:
        verdict += f", {warnings} warning" + ("s" if warnings > 1 else "")
    return "".join(f"{part}\n" for part in [*parts, f"{documents}: {verdict}"])


def as_json(checked: Sequence[Checked], *, color: bool = False) -> str:
    """Return a JSON list with an object for each document: `file`, `ok` and `diagnostics`. `color` means nothing."""
    del color
    data = [
        {"file": one.name, "ok": one.report.ok, "diagnostics": [asdict(found) for found in one.report.diagnostics]}
        for one in checked
    ]
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


RENDERERS: Mapping[str, Callable[..., str]] = MappingProxyType({"text": as_text, "json": as_json})


def _block(found: Diagnostic, name: str, text: str | None, *, color: bool) -> str:
    paint = _painter(color=color)
    place = printable(name if found.line is None else f"{name}:{found.line}:{found.column}")
    severity = paint(_RED if found.severity == "error" else _YELLOW, f"{found.severity}[{found.code}]")
    lines = [f"{paint(_BOLD, place)}: {severity} {printable(found.message)}"]
    if text is not None and found.line is not None and found.column is not None:
        lines += _excerpt(text, found.line, found.column, paint)
    if found.hint:
        lines.append(f"  hint: {printable(found.hint)}")
    return "\n".join(lines)


def _excerpt(text: str, line: int, column: int, paint: Callable[[str, str], str]) -> list[str]:
    """Return the line with a mark below the column; of a long line, the part around it."""
    lines = re.split(LINE_END, text)
    if line > len(lines) or not lines[line - 1].strip():
        return []
    shown = "".join(c if c.isprintable() else " " for c in lines[line - 1])
    start = max(0, column - 1 - _WIDTH // 2) if len(shown) > _WIDTH else 0
    number = str(line)
    return [
        paint(_DIM, f"  {number} | ") + shown[start : start + _WIDTH],
        paint(_DIM, f"  {' ' * len(number)} | ") + " " * _cells(shown[start : column - 1]) + paint(_RED, "^"),
    ]


def _cells(text: str) -> int:
    """Return how wide a terminal shows `text`: two cells for East Asian characters, none for combining ones."""
    return sum(2 if east_asian_width(c) in "WF" else 0 if combining(c) else 1 for c in text)


def _painter(*, color: bool) -> Callable[[str, str], str]:
    return (lambda style, words: f"{style}{words}{_PLAIN}") if color else (lambda _, words: words)
