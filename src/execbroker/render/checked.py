# SPDX-License-Identifier: Apache-2.0
"""What is rendered, and how other programs are told which file it was."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ..diagnostic import Report

STDIN = "<stdin>"
"""The name of a document that came by standard input."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that was checked: its name, its text where it could be read, and its Report."""

    name: str
    text: str | None
    report: Report


def below_here(name: str) -> str | None:
    """Return the path of the file `name` from the working directory, with forward slashes; None if it is not below.

    Links are not followed: a repository knows a link by its own name.
    """
    path, here = absolute(name), Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else None


def absolute(name: str) -> Path:
    """Return the absolute path of the file `name`, without `.` and `..`."""
    return Path(os.path.abspath(name))
