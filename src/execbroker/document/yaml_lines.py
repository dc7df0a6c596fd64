# SPDX-License-Identifier: Apache-2.0
"""The lines of a text that is not YAML, as far as they tell what its author meant."""

from __future__ import annotations

import re

CLOSES = {"[": "]", "{": "}"}
ITEM = re.compile(r"-(?=\s)")
LEAD = re.compile(r"[ ]*+(?:- ++)*+")
# Each in time that grows with the line alone: nothing that was taken is given back.
_KEY = r"""(?:(?:"(?:[^"\\]|\\.)*+"|'(?:[^']|'')*+')[ ]*+|[^\s"'#\[\]{},](?:[^\n:]|:(?!\s|$))*+)"""
QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
KEY_AND_VALUE = re.compile(rf"{LEAD.pattern}(?P<key>{_KEY}):[ \t]++(?P<value>\S.*)")
KEY_LINE = re.compile(rf"{LEAD.pattern}{_KEY}:(?:\s|$)")
NO_SPACE = re.compile(rf"{LEAD.pattern}(?P<key>[\w.-]++):(?P<value>[^\s:/].*)")
NO_SPACE_AFTER_DASH = re.compile(r"[ ]*(?P<dash>-)(?P<item>[^\s-].*)")
# A comment, a text in quotes, or a bracket: what is in the first two counts for nothing. A quote inside a word is none.
# Behind a bracket or a comma, libyaml takes `#` for a comment too.
_FLOW = re.compile(r"""(?<![^\s\[\]{},])#[^\r\n]*|(?<![^\s\[\]{},:])(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|[\[\]{}]""")
_DEPTHS = {"[": 1, "{": 1, "]": -1, "}": -1}
_BELOW = re.compile(r"[\r\n]([ ]*+)(?=[^\s#])")
_LINES_ABOVE = 200
_FLOW_REACH = 100_000  # characters in which a closing bracket is looked for


def line_start(text: str, offset: int) -> int:
    """Return where the line of the character at `offset` begins."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def line_from(text: str, offset: int) -> str:
    """Return the rest of the line, as far as anyone would read it."""
    return re.split(r"[\r\n]", text[offset : offset + 2000], maxsplit=1)[0]


def in_brackets(text: str, offset: int) -> bool:
    """Return whether a bracket of the line is open at `offset`."""
    start = max(line_start(text, offset), offset - _FLOW_REACH)
    return sum(_DEPTHS.get(sign, 0) for sign in _FLOW.findall(text, start, offset)) > 0


def closing_bracket(text: str, opened: int) -> int | None:
    """Return where the bracket at `opened` is closed, None where it is not."""
    depth = 0
    for found in _FLOW.finditer(text, opened, opened + _FLOW_REACH):
        depth += _DEPTHS.get(found[0], 0)
        if depth == 0:
            return found.start()
    return None


def open_bracket(text: str, offset: int) -> int | None:
    """Return the innermost bracket that is open at `offset`."""
    opened: list[int] = []
    for found in _FLOW.finditer(text, max(0, offset - _FLOW_REACH), offset):
        if found[0] in CLOSES:
            opened.append(found.start())
        elif found[0] in "]}" and opened:
            opened.pop()
    return opened[-1] if opened else None


def comment_around(text: str, opened: int) -> int | None:
    """Return where the comment begins that has the bracket in it which should close the one at `opened`."""
    for found in _FLOW.finditer(text, opened, opened + _FLOW_REACH):
        if found[0][0] == "#" and CLOSES[text[opened]] in found[0]:
            return found.start()
    return None


def line_above(text: str, start: int) -> int | None:
    """Return where the nearest line above `start` begins that is neither empty nor a comment."""
    while start > 0:
        start = line_start(text, start - 1)
        line = line_from(text, start).strip()
        if line and line[0] != "#":
            return start
    return None


def indent_below(text: str, offset: int) -> int:
    """Return how far the next line with something on it is indented, 0 where there is none."""
    found = _BELOW.search(text, offset)
    return len(found[1]) if found else 0


def neighbours(text: str, start: int, indent: int, *, is_item: bool) -> dict[int, int]:
    """Return the indentations that something indented by `indent` could have, each with where such a line begins.

    They are those of the nearest keys above `start`, or of the nearest list items.
    """
    found: dict[int, int] = {}
    above = line_above(text, start)
    for _ in range(_LINES_ABOVE):
        if above is None:
            break
        line = line_from(text, above)
        lead = LEAD.match(line) if not is_item else None
        depth = len(line) - len(line.lstrip())
        nearer = depth < min(found, default=len(line))
        if nearer and (ITEM.match(line, depth) if is_item else KEY_LINE.match(line)):
            found[lead.end() if lead else depth] = above
        if depth <= indent:
            break
        above = line_above(text, above)
    return found
