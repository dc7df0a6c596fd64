# SPDX-License-Identifier: Apache-2.0
"""Where the values of a text stand, and what makes a text unreadable."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Path = tuple[str | int, ...]


class Place(NamedTuple):
    """A line and a column, both from 1, in characters."""

    line: int
    column: int


LINE_END = "\r\n|\n|\r"


class Lines:
    """The places of the characters of a text. A line ends at a line feed, a carriage return, or both."""

    def __init__(self, text: str) -> None:
        self.end = len(text.rstrip())
        self.starts = [0, *(found.end() for found in re.finditer(LINE_END, text))]

    def place(self, offset: int) -> Place:
        """Return the place of the character at `offset`; what lies behind the text stands at its end."""
        offset = min(offset, self.end)
        line = bisect_right(self.starts, offset)
        return Place(line, offset - self.starts[line - 1] + 1)


@dataclass(frozen=True, slots=True)
class Fault:
    """A reason why a text is not a document: the part of a diagnostic that is known before there is data."""

    code: str
    message: str
    line: int
    column: int
    hint: str | None = None
    path: Path = ()


class Unreadable(Exception):
    """Raised while reading; carries every fault that was found up to the point where reading had to stop."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(faults)

    @classmethod
    def at(
        cls, code: str, message: str, *, line: int = 1, column: int = 1, hint: str | None = None, path: Path = ()
    ) -> Unreadable:
        """Return the exception for a single fault."""
        return cls((Fault(code, message, line, column, hint, path),))


@dataclass(slots=True)
class Located:
    """Data, and where its values and keys stand in the text it was read from."""

    data: Any = None
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def value(self, path: Path) -> Any:
        """Return the value at `path`. Raises `KeyError`, `IndexError` or `TypeError` where there is none."""
        value = self.data
        for step in path:
            value = value[step]
        return value

    def place(self, path: Path) -> Place:
        """Return the place of the value at `path`, or of the nearest value around it."""
        while path not in self.values and path:
            path = path[:-1]
        return self.values.get(path, Place(1, 1))

    def key_place(self, path: Path) -> Place:
        """Return the place of the key that `path` ends with; where that is an index, the place of the value."""
        return self.keys.get(path) or self.place(path)
