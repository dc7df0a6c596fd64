# SPDX-License-Identifier: Apache-2.0
"""Values of a YAML text that say something else than was meant, because they do not stand in quotes."""

from __future__ import annotations

import re
from typing import NamedTuple

from .place import TYPOGRAPHIC
from .yaml_lines import in_brackets, line_from

_PAIR = re.compile(r"""[a-z][\w-]*: [^\s,:"'#\[\]{}]+""")
_PAIRS = re.compile(rf"{_PAIR.pattern}(?:,? {_PAIR.pattern})*")


class Mistake(NamedTuple):
    """A fault in a text: where, what, and what to write instead.

    Where a value is wrong by itself, `value` is from where to where it stands; behind it the text may be right.
    """

    offset: int
    message: str
    hint: str | None = None
    value: tuple[int, int] | None = None


BEGINS = {
    ">": "begins a block of text, which stands on the lines below",
    "|": "begins a block of text, which stands on the lines below",
    "*": "begins an alias, the name of a value that stands elsewhere",
    "&": "begins an anchor, a name for the value behind it",
    "!": "begins a tag, which this document has no use for",
    "%": "cannot begin a value or a key in YAML",
    "@": "cannot begin a value or a key in YAML",
    "`": "cannot begin a value or a key in YAML",
}


def quoted(written: str) -> str:
    """Return `written` as a scalar in quotes."""
    return "'" + written.replace("'", "''") + "'" if '"' in written or "\\" in written else f'"{written}"'


def in_quotes(value: str) -> str:
    """Return what to write instead of `value`, which has a `: ` in it and stands where no key can stand."""
    sign = value[:1]
    if sign in ("'", '"'):
        return f"put the whole value in quotes, and write a `{sign}` in it twice or with a backslash"
    if sign in TYPOGRAPHIC:
        return f"`{sign}` is no quote in YAML: write {quoted(value.strip(TYPOGRAPHIC))}"
    if _PAIRS.fullmatch(value):
        pairs = ", ".join(_PAIR.findall(value))
        return f"write `{{{pairs}}}`, or its keys on the lines below; if it is text, put it in quotes: {quoted(value)}"
    return f"put the value in quotes: {quoted(value)}"


def closing(text: str, opened: int) -> str:
    """Return what to write for the quote that opens at `opened` and is not closed where it should be."""
    sign, line = text[opened], line_from(text, opened)
    wrong = next((found for found in reversed(line) if found in TYPOGRAPHIC), None)
    return f"close it with `{sign}`" + (f"; `{wrong}` closes nothing in YAML" if wrong else "")


def sign_begins_value(text: str, offset: int) -> Mistake:
    """Return the mistake of a value or key that begins with a sign of YAML, and was meant as text."""
    rest = line_from(text, offset)
    in_flow = rest.endswith(",") or in_brackets(text, offset)
    written = re.split(r"[,\]}]", rest)[0].strip() if in_flow else re.split(r"\s#", rest)[0].strip()
    begins = BEGINS.get(rest[:1], "cannot begin a value or a key in YAML")
    sign, key = rest[:1], re.match(r"\S*?(?=\s*:(?:\s|$))", rest)
    if key:
        return Mistake(offset, f"`{sign}` {begins}", f"put the key in quotes: {quoted(key[0])}")
    hint = f"put the value in quotes: {quoted(written)}"
    return Mistake(offset, f"`{sign}` {begins}", hint, (offset, offset + len(written)))
