# SPDX-License-Identifier: Apache-2.0
"""What is found wrong with a document: frozen values, ready for a person, a file or a broker's answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]
Path = tuple[str | int, ...]
"""The keys and indices that lead to a value in a document."""

WRITTEN = "${written}"
"""In the hint of a finding: the value as it stands in the text, `1.10` where the data have 1.1."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault in the data of a document, before anybody asked where the text has it.

    `template` is the message with ``${name}`` for each of `values`. `at_key` says that the key which `path` ends with
    is at fault, not its value.
    """

    code: str
    path: Path
    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    hint: str | None = None
    at_key: bool = False
    severity: Severity = "error"
    section: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One fault, at one place.

    ``pointer`` is an RFC 6901 JSON Pointer into the document, ``""`` for the whole of it. ``line`` and ``column``
    count from 1, in characters; both are None where the text has no place for the fault (an unreadable file).
    ``section`` names the part of the model the fault is against, as a path below ``model/``. ``template`` is the
    message with ``${name}`` in the place of each of the ``values``, for those who translate it or count faults of a
    sort.
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
    template: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything found in one document, in document order. Empty where all is well."""

    diagnostics: tuple[Diagnostic, ...] = field(default=())

    @classmethod
    def of(cls, diagnostics: Iterable[Diagnostic]) -> Report:
        """Order `diagnostics` by place; what has no place comes first, and equal places keep their order."""
        return cls(tuple(sorted(diagnostics, key=lambda found: (found.line or 0, found.column or 0))))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

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


def filled(template: str, values: Mapping[str, object]) -> str:
    """Return `template` with its ``${name}`` replaced by the values. Raises `KeyError` where one has no value."""
    return re.sub(r"\$\{([^{}]*)\}", lambda name: str(values[name[1]]), template)


def printable(text: str) -> str:
    """Return `text` on one line, without the characters that a terminal would take for commands."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def pointer(path: Iterable[str | int]) -> str:
    """Return the JSON Pointer (RFC 6901) of the keys and indices in `path`."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def steps(pointer: str) -> list[str]:
    """Return the keys and indices in a JSON Pointer, indices as they are written."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
