# SPDX-License-Identifier: Apache-2.0
"""Reports as workflow commands, which GitHub Actions shows beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from ..diagnostic import Diagnostic, printable
from .checked import STDIN, Checked, below_here


def as_github(checked: Sequence[Checked], *, color: bool = False, strict: bool = False) -> str:
    """Return an `::error` or a `::warning` command for each diagnostic, nothing else. The options mean nothing.

    The place stands at the end of the message too, since GitHub's log shows the message only.
    """
    return "".join(f"{_command(found, one.name)}\n" for one in checked for found in one.report.diagnostics)


def _command(found: Diagnostic, name: str) -> str:
    file = None if name == STDIN else below_here(name) or PurePath(name).as_posix()
    properties = {"file": file, "line": found.line, "col": found.column, "title": found.code}
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
    place = ":".join(str(step) for step in (file or name, found.line, found.column) if step is not None)
    message = [found.message, *([f"hint: {found.hint}"] if found.hint else []), f"at {place}"]
    return f"::{found.severity} {given}::" + _value("\n".join(printable(line) for line in message))


def _value(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _value(text).replace(":", "%3A").replace(",", "%2C")
