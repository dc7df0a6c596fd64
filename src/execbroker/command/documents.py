# SPDX-License-Identifier: Apache-2.0
"""The documents that are named on the command line: read once, reported, and kept where they are valid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from execbroker_model.base import Model

from ..diagnostic import Report
from ..document import Located, decode, format_of, guess_format
from ..render.checked import STDIN, Checked
from ..validation import examine, unreadable
from . import COULD_NOT_RUN, INVALID, VALID, Usage
from .files import raw, text_of

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Read(Generic[M]):
    """A file that was read: its path, what it holds, what is said of it, and the document where it is valid."""

    path: str
    content: bytes
    checked: Checked
    document: M | None

    def located(self) -> Located:
        """Return the text with its places, of a file that could be read as what it is."""
        text = decode(self.content)
        return (format_of(self.path) or guess_format(text)).locate(text)


def read(path: str, as_: type[M]) -> Read[M]:
    """Return what is in the file `path`, or in standard input for ``-``. That it cannot be read is a diagnostic.

    `as_` is the type of the document; with `Model` itself the document tells which it is.
    """
    name = STDIN if path == "-" else path
    try:
        content = raw(path)
    except OSError as error:
        return Read(path, b"", Checked(name, None, unreadable(name, error)), None)
    document, report = examine(content, as_=as_, file=name)
    return Read(path, content, Checked(name, text_of(content) if report.diagnostics else None, report), document)


def refuse_two_of_standard_input(*paths: str) -> None:
    """Raise `Usage` where more than one of the documents is to come by standard input."""
    if paths.count("-") > 1:
        raise Usage("one of the two documents can come by standard input, not both")


def exit_code(reports: Iterable[Report], *, strict: bool = False) -> int:
    """Return the exit code for these reports: a file that cannot be read is worse than one that is not valid.

    With `strict` warnings fail too.
    """
    reports = [*reports]
    if any(found.code == "unreadable-file" for report in reports for found in report):
        return COULD_NOT_RUN
    failed = any(not report.ok or (strict and report.warnings) for report in reports)
    return INVALID if failed else VALID
