# SPDX-License-Identifier: Apache-2.0
"""The line that a diagnostic is about, what is meant in it, and the line that says where one is.

The kind of text, JSON or YAML, is not known here, and it may be broken, so what stands at a place is told from a few
characters. All is looked up by offset in the whole text: a document may be one line of megabytes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from unicodedata import combining, east_asian_width

from ..document.place import LINE_END

WIDTH = 100
_TOKEN_WIDTH = 70
_REACH = 2000  # characters that are looked at, before and after a place
_LINES_ABOVE, _FAR = 100, 100_000  # lines and characters that are looked at for the one to which a line belongs
_BLOCK = 512  # characters whose line ends are counted once

_QUOTED = r"""'[^']*(?:''[^']*)*'?|"[^"\\]*(?:\\.[^"\\]*)*"?"""
_MARK = r"[-?:](?=\s|$)|[\[\]{},]"  # of a list item, a mapping, ...
_TOKEN = re.compile(rf"(?!\s)(?:{_QUOTED}|{_MARK}|(?:[^\s:#]|:(?=\S)|(?<=\S)#|[ \t]+(?=[^\s:#]))+)")
_TOKEN_IN_BRACKETS = re.compile(
    rf"(?!\s)(?:{_QUOTED}|{_MARK}|(?:[^\s:#,\[\]{{}}]|:(?=[^\s,\[\]{{}}])|(?<=\S)#|[ \t]+(?=[^\s:#,\[\]{{}}]))+)"
)
_INDENT = re.compile(r"([ \t]*)(-(?=\s))?")
_SAYS_SOMETHING = re.compile(r"(?![ \t]*#|---|%)[^\w\r\n]*\w")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line as it is shown, and how many cells of a terminal lie before and below the mark.

    `parent` is the number and the text of the nearest line above that is indented less: the mapping or list it is in.
    """

    line: str
    before: int
    marked: int
    parent: tuple[int, str] | None


class Source:
    """A text, prepared once for all its diagnostics."""

    def __init__(self, text: str) -> None:
        self._text = re.sub(LINE_END, "\n", text) if "\r" in text else text
        blocks = range(0, len(text), _BLOCK)
        self._ends = list(accumulate(self._text.count("\n", at, at + _BLOCK) for at in blocks))
        self._in_brackets = text[:_REACH].lstrip().startswith(("[", "{"))

    def excerpt(self, line: int, column: int) -> Excerpt | None:
        """Return the line with what stands at `column` marked, cut around it; None where there is nothing to show."""
        first = self._start(line)
        if first is None:
            return None
        at = first + column - 1
        start = max(first, at - _REACH)
        at = self._end(start, at)
        end = self._end(at, at + _REACH)
        if start == end or self._text[start:end].isspace():
            return None
        parent = self._parent(line, first)
        in_brackets = start > first or self._is_in_brackets(start, at, parent)
        before, token, after = _fitted(self._text, start, at, self._token_end(at, end, in_brackets=in_brackets), end)
        return Excerpt(before + token + after, _cells(before), max(1, _cells(token)), parent)

    def _parent(self, line: int, start: int) -> tuple[int, str] | None:
        depth, item = self._indentation(start)
        farthest = max(0, start - _FAR)
        for above in range(line - 1, max(0, line - 1 - _LINES_ABOVE), -1):
            end = start - 1
            start = self._text.rfind("\n", farthest, end) + 1
            if start <= farthest and farthest:
                return None
            its_depth, its_item = self._indentation(start)
            is_parent = its_depth < depth or (its_depth == depth and item and not its_item)
            if is_parent and _SAYS_SOMETHING.match(self._text, start, end):
                return above, _fitted(self._text, start, start, end, end)[1]
        return None

    def _start(self, line: int) -> int | None:
        """Return where a line begins, None where there is no such line."""
        block = bisect_left(self._ends, line - 1)
        if line == 1 or block == len(self._ends):
            return 0 if line == 1 else None
        offset = block * _BLOCK
        for _ in range(line - 1 - (self._ends[block - 1] if block else 0)):
            offset = self._text.index("\n", offset) + 1
        return offset

    def _end(self, start: int, farthest: int) -> int:
        """Return where the line of `start` ends, or `farthest` if that comes first."""
        end = self._text.find("\n", start, farthest)
        return min(farthest, len(self._text)) if end == -1 else end

    def _indentation(self, start: int) -> tuple[int, bool]:
        """Return how far the line at `start` is indented, and whether it begins with an item of a list."""
        found = _INDENT.match(self._text, start)
        return (found.end(1) - start, found[2] is not None) if found else (0, False)

    def _token_end(self, at: int, end: int, *, in_brackets: bool) -> int:
        """Return where the key or value at the offset `at` ends: a text at its closing quote, a word at its end."""
        found = (_TOKEN_IN_BRACKETS if in_brackets else _TOKEN).match(self._text, at, end)
        return at + len(found[0].rstrip(", \t")) if found else at

    def _is_in_brackets(self, start: int, at: int, parent: tuple[int, str] | None) -> bool:
        if self._in_brackets or (parent is not None and parent[1].endswith(("[", "{"))):
            return True
        before = re.sub(_QUOTED, "", self._text[start:at])
        return sum(map(before.count, "[{")) > sum(map(before.count, "]}"))


def _fitted(text: str, start: int, at: int, stop: int, end: int) -> tuple[str, str, str]:
    """Return what stands before, at and after a place, cut to `WIDTH` altogether.

    Of a long token the middle is left out: the end of a kind's URI says most.
    """
    if end - start <= WIDTH:
        return _clean(text[start:at]), _clean(text[at:stop]), _clean(text[stop:end])
    token = text[at:stop]
    if len(token) > _TOKEN_WIDTH:
        token = token[: _TOKEN_WIDTH // 2 - 3] + "..." + token[-_TOKEN_WIDTH // 2 :]
    room = WIDTH - len(token)
    width = room - min(end - stop, room // 2)
    before = text[start:at] if at - start <= width else "..." + text[at - width + 3 : at]
    width = room - len(before)
    after = text[stop:end] if end - stop <= width else text[stop : stop + width - 3] + "..."
    return _clean(before), _clean(token), _clean(after)


def _clean(text: str) -> str:
    """Return `text` without tabs and what a terminal would take for commands, each character still in its place."""
    return "".join(c if c.isprintable() else " " for c in text)


def _cells(text: str) -> int:
    """Return how wide a terminal shows `text`: two cells for East Asian characters, none for combining ones."""
    return sum(2 if east_asian_width(c) in "WF" else 0 if combining(c) else 1 for c in text)
