# SPDX-License-Identifier: Apache-2.0
"""The software descriptions that are named on the command line: read once, reported, and kept where they are valid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import model
from ..diagnostic import Report
from ..render.checked import STDIN, Checked
from ..validation import examine, unreadable
from . import COULD_NOT_RUN, INVALID, VALID
from .files import raw, text_of

if TYPE_CHECKING:
    from ..model import SoftwareDescription


@dataclass(frozen=True, slots=True)
class Description:
    """A file that was read: its path, what it holds, what is said of it, and the description where it is valid."""

    path: str
    content: bytes
    checked: Checked
    document: SoftwareDescription | None


def read(path: str) -> Description:
    """Return what is in the file `path`, or in standard input for ``-``. That it cannot be read is a diagnostic."""
    name = STDIN if path == "-" else path
    try:
        content = raw(path)
    except OSError as error:
        return Description(path, b"", Checked(name, None, unreadable(name, error)), None)
    document, report = examine(content, as_=model.SoftwareDescription, file=name)
    return Description(path, content, Checked(name, text_of(content) if report.diagnostics else None, report), document)


def exit_code(reports: Iterable[Report]) -> int:
    """Return the exit code for these reports: a file that cannot be read is worse than one that is not valid."""
    reports = [*reports]
    if any(found.code == "unreadable-file" for report in reports for found in report.diagnostics):
        return COULD_NOT_RUN
    return VALID if all(report.ok for report in reports) else INVALID
