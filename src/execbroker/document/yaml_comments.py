# SPDX-License-Identifier: Apache-2.0
"""The comments of a YAML text, and where they belong, so that a text with the same things in other places has them too.

libyaml does not tell of comments. A `#` is one where it begins a line or follows a blank, and stands in no scalar. A
comment on lines of its own belongs to the key or item below it, one behind something to what begins the line.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace

from . import yaml_text
from .place import Lines, Located, Path

_SIGN = re.compile(r"(?<!\S)#")
_LINE = re.compile(r"[\r\n]|\Z")
_BLOCK = re.compile(r"[|>][^\r\n]*")
_QUOTED_KEY = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""", re.DOTALL)
_LEVELS = 8
"""Lists and mappings that may begin with one character, as in `- - a: 1`; more are not looked at."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of a text: its words with the `#`, the line it stands on, and the path of what it belongs to.

    The path is None at the end of the text, and before everything else, where `head` is true. `beside` says that
    something stands before it on its line.
    """

    words: str
    line: int
    path: Path | None = None
    beside: bool = False
    head: bool = False


@dataclass(slots=True)
class Placed:
    """The comments that a text gets: above and beside the things at a path, before all, and behind all."""

    above: dict[Path, list[str]] = field(default_factory=dict)
    beside: dict[Path, list[str]] = field(default_factory=dict)
    head: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)


def comments(located: Located) -> list[Comment]:
    """Return the comments of a text that was read with its places, in their order."""
    text = located.text
    if "#" not in text:
        return []
    starts, spans = _things(located)
    lines = Lines(text)
    offsets, begins = [offset for offset, _ in starts], [begin for begin, _ in spans]
    found, end = [], 0
    for match in _SIGN.finditer(text):
        offset = match.start()
        if offset < end:  # inside a comment
            continue
        within = bisect_right(begins, offset) - 1
        if within < 0 or spans[within][1] <= offset:
            line_start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
            first = bisect_left(offsets, line_start)
            end = _LINE.search(text, offset).start()  # type: ignore[union-attr] # the text ends anyway
            here, line = Comment(text[offset:end].rstrip(), lines.place(offset).line), starts[first : first + _LEVELS]
            if line and line[0][0] < offset:  # the innermost of what begins the line
                path = next(path for start, path in reversed(line) if start == line[0][0])
                found.append(replace(here, path=path, beside=True))
            elif first and text[line_start:offset].strip():  # something ends here that began above
                found.append(replace(here, path=starts[first - 1][1], beside=True))
            else:
                found.append(replace(here, path=line[0][1] if line and first else None, head=first == 0))
    return found


def _things(located: Located) -> tuple[list[tuple[int, Path]], list[tuple[int, int]]]:
    """Return where the members of the text begin, the outer ones first, and from where to where its scalars are."""
    text = located.text
    starts: list[tuple[int, Path]] = []
    spans: list[tuple[int, int]] = []
    for path, spot in located.spots_of_all():
        if path:
            starts.append((spot.key, path))
            if isinstance(path[-1], str) and (quoted := _QUOTED_KEY.match(text, spot.key)):
                spans.append(quoted.span())
        if spot.end is not None:
            head = _BLOCK.match(text, spot.value)  # behind which a comment may stand
            spans.append((head.end() if head else spot.value, spot.value + len(text[spot.value : spot.end].rstrip())))
    return sorted(starts, key=lambda start: (start[0], len(start[1]))), sorted(spans)


def commented(text: str, placed: Placed) -> str:
    """Return `text`, as `yaml_text.write` made it, with comments in it."""
    located = yaml_text.locate(text)
    lines = text.removesuffix("\n").split("\n")
    before: dict[int, list[str]] = {}
    for path, words in placed.above.items():
        place = located.key_place(path)
        indent = len(lines[place.line - 1]) - len(lines[place.line - 1].lstrip())
        before.setdefault(place.line, []).extend(" " * indent + word for word in words)
    behind: dict[int, list[str]] = {}
    for path, words in placed.beside.items():
        place = located.key_place(path)
        if _may_follow(located, path, lines[place.line - 1]):
            behind.setdefault(place.line, []).extend(words)
        else:
            indent = len(lines[place.line - 1]) - len(lines[place.line - 1].lstrip())
            before.setdefault(place.line, []).extend(" " * indent + word for word in words)
    made = [*placed.head]
    for number, line in enumerate(lines, 1):
        beside = " ".join(behind.get(number, ()))
        made += [*before.get(number, ()), f"{line}  {beside}" if beside else line]
    return "\n".join([*made, *placed.tail]) + "\n"


def _may_follow(located: Located, path: Path, line: str) -> bool:
    """Whether a comment may stand behind `line`, on which the value at `path` begins: what is in it goes on below."""
    value = located.value(path)
    return line.endswith(":") or not value if isinstance(value, (dict, list)) else located.is_on_one_line(path)
