# SPDX-License-Identifier: Apache-2.0
"""Where the values of a text stand, and what makes a text unreadable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from .bounds import MAX_WRITTEN

Path = tuple[str | int, ...]


def value_at(data: Any, path: Path) -> Any:
    """Return the value at `path` in `data`. Raises `KeyError`, `IndexError` or `TypeError` where there is none."""
    for step in path:
        data = data[step]
    return data


class Place(NamedTuple):
    """A line and a column, both from 1, in characters."""

    line: int
    column: int


BYTE_ORDER_MARK = "\ufeff"
TYPOGRAPHIC = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019\u201a\u2039\u203a"
"""Quotes that word processors write, and that neither format knows."""
LINE_END = "\r\n|\n|\r"


class Lines:
    """The places of the characters of a text. A line ends at a line feed, a carriage return, or both.

    Counted once for each block of characters, so that a text of nothing but line ends takes no more memory than others.
    """

    _BLOCK = 4096

    def __init__(self, text: str) -> None:
        self.end = len(text.rstrip())
        # Equal offsets, one sort of line end.
        self.text = text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text
        self.blocks = [(1, 0)]

    def place(self, offset: int) -> Place:
        """Return the place of the character at `offset`; what lies behind the text stands at its end."""
        offset = min(offset, self.end)
        block = offset // self._BLOCK
        for counted in range(len(self.blocks), block + 1):
            before, end = (counted - 1) * self._BLOCK, counted * self._BLOCK
            line, start = self.blocks[-1]
            found = self.text.rfind("\n", before, end) + 1
            self.blocks.append((line + self.text.count("\n", before, end), found or start))
        line, start = self.blocks[block]
        before = block * self._BLOCK
        start = self.text.rfind("\n", before, offset) + 1 or start
        return Place(line + self.text.count("\n", before, offset), offset - start + 1)


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

    final = False
    """Whether `locate` would say no more of the text than the reader that raised this."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(faults)

    @classmethod
    def at(
        cls, code: str, message: str, *, line: int = 1, column: int = 1, hint: str | None = None, path: Path = ()
    ) -> Unreadable:
        """Return the exception for a single fault."""
        return cls((Fault(code, message, line, column, hint, path),))


class Spot(NamedTuple):
    """Offsets of a member of a mapping or list: of its key, which in a list is the value's own, and of its value."""

    key: int
    value: int
    end: int | None = None
    """Where a scalar ends, for formats in which that is not told by how it begins."""


class Spots:
    """What is known of the places in a text: nothing here, more in each format."""

    root = Spot(0, 0)
    """Where the outermost value stands."""

    def member(self, offset: int, step: str | int) -> Spot | None:
        """Return where the member `step` of the mapping or list at `offset` stands, None where that is not known."""
        return None

    def scalar(self, spot: Spot) -> str | None:
        """Return the scalar at `spot` as it is written, None for a mapping or a list."""
        return None


class Located:
    """Data, and where its values and keys stand in the text it was read from; see `Spots` for what is worked out."""

    def __init__(
        self, text: str = "", data: Any = None, spots: Spots | None = None, faults: Iterable[Fault] = ()
    ) -> None:
        self.text = text
        self.data = data
        self.spots = spots or Spots()
        self.faults = list(faults)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    def value(self, path: Path) -> Any:
        """Return the value at `path`. Raises `KeyError`, `IndexError` or `TypeError` where there is none."""
        return value_at(self.data, path)

    def place(self, path: Path) -> Place:
        """Return the place of the value at `path`, or of the nearest value around it."""
        return self._lines.place(self._nearest(path)[0].value)

    def key_place(self, path: Path) -> Place:
        """Return the place of the key that `path` ends with; where that is an index, the place of the value."""
        spot, whole = self._nearest(path)
        return self._lines.place(spot.key if whole else spot.value)

    def written(self, path: Path) -> str | None:
        """Return the scalar at `path` as it stands in the text: ``1.10``, ``YES``, ``"5"`` with its quotes.

        None for mappings, lists, and what is not written there itself. Long ones are cut.
        """
        spot, whole = self._nearest(path)
        scalar = self.spots.scalar(spot) if whole else None
        return None if scalar is None else scalar[:MAX_WRITTEN]

    def is_on_one_line(self, path: Path) -> bool:
        """Whether the scalar at `path` is known to end on the line on which it begins."""
        spot, whole = self._nearest(path)
        return whole and spot.end is not None and "\n" not in self.text[spot.value : spot.end].rstrip()

    @property
    def values(self) -> dict[Path, Place]:
        """The places of all values, in the order of the text. Takes a while for large documents."""
        return {path: self._lines.place(spot.value) for path, spot in self.spots_of_all()}

    @property
    def keys(self) -> dict[Path, Place]:
        """The places of all keys, in the order of the text. Takes a while for large documents."""
        every = self.spots_of_all()
        return {path: self._lines.place(spot.key) for path, spot in every if path and isinstance(path[-1], str)}

    def spots_of_all(self) -> Iterator[tuple[Path, Spot]]:
        """Yield the paths of all values with the offsets where they stand, in the order of the text."""
        return self._all((), self.spots.root, self.data)

    def _nearest(self, path: Path) -> tuple[Spot, bool]:
        """Return the spot of the value at `path` or nearest around it, and whether it is the one at `path`."""
        spot = self.spots.root
        for step in path:
            inner = self.spots.member(spot.value, step)
            if inner is None:
                return spot, False
            spot = inner
        return spot, True

    def _all(self, path: Path, spot: Spot, data: Any) -> Iterator[tuple[Path, Spot]]:
        yield path, spot
        steps = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
        for step in steps:
            if inner := self.spots.member(spot.value, step):
                yield from self._all((*path, step), inner, data[step])
