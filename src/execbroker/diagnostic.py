# SPDX-License-Identifier: Apache-2.0
"""What is found wrong with a document: frozen values, ready for a person, a file or a broker's answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One fault, at one place.

    ``pointer`` is an RFC 6901 JSON Pointer into the document, ``""`` for the whole of it. ``line`` and ``column``
    count from 1, in characters; both are None where the text has no place for the fault (an unreadable file).
    ``section`` names the part of the model the fault is against, as a path below ``model/``.
    """

    code: str
    severity: Severity
    message: str
    hint: str | None = None
    pointer: str = ""
    file: str | None = None
    line: int | None = None
    column: int | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything found in one document, in document order. Empty where all is well."""

    diagnostics: tuple[Diagnostic, ...] = field(default=())

    @classmethod
    def of(cls, diagnostics: Iterable[Diagnostic]) -> Report:
        """Order `diagnostics` by place; what has no place comes first, and equal places keep their order."""
        return cls(tuple(sorted(diagnostics, key=lambda found: (found.line or 0, found.column or 0))))

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that make the document invalid."""
        return tuple(found for found in self.diagnostics if found.severity == "error")

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that leave the document valid."""
        return tuple(found for found in self.diagnostics if found.severity == "warning")

    @property
    def ok(self) -> bool:
        """Whether the document is valid: warnings do not count."""
        return not self.errors


class InvalidDocument(ValueError):
    """Raised by the readers; `report` says what is wrong, and where."""

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(report)

    def __str__(self) -> str:
        return "\n".join(
            printable(
                f"{found.file or '<text>'}:{found.line or 1}:{found.column or 1}: "
                f"{found.severity}[{found.code}] {found.message}" + (f" ({found.hint})" if found.hint else "")
            )
            for found in self.report.diagnostics
        )


def printable(text: str) -> str:
    """Return `text` on one line, without the characters that a terminal would take for commands."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def pointer(path: Iterable[str | int]) -> str:
    """Return the JSON Pointer (RFC 6901) of the keys and indices in `path`."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
