# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a text that is not YAML, in the words of those who wrote it.

libyaml says where it gave up, and of which sort the fault is. That is often behind the mistake and in the words of the
grammar; the lines around it tell what was meant.
"""

from __future__ import annotations

import re

import yaml

from .place import BYTE_ORDER_MARK, Lines
from .yaml_lines import (
    CLOSES,
    ITEM,
    KEY_AND_VALUE,
    KEY_LINE,
    LEAD,
    NO_SPACE,
    NO_SPACE_AFTER_DASH,
    QUOTED,
    closing_bracket,
    comment_around,
    indent_below,
    line_above,
    line_from,
    line_start,
    neighbours,
    open_bracket,
)
from .yaml_quotes import BEGINS, Mistake, closing, in_quotes, quoted, sign_begins_value

# A quote that is no part of a text in such quotes, where it would be written twice or behind a backslash.
_OPENS = {"'": re.compile(r"(?<!')'(?:'')*+(?!')"), '"': re.compile(r'(?<!\\)"')}


def mistake(text: str, error: yaml.YAMLError, lines: Lines) -> Mistake:
    """Return what is wrong with `text`, which libyaml refused with `error`."""
    problem = getattr(error, "problem", None) or ""
    end = getattr(error, "problem_mark", None)
    begin = getattr(error, "context_mark", None) or end
    if begin is None or end is None:
        return Mistake(0, "this is not YAML")
    reader = _Reading(text, begin.index, min(end.index, len(text)), lines)
    if tab := reader.tab():
        return tab
    for sort, answer in _ANSWERS.items():
        if problem.startswith(sort):
            return answer(reader)
    return reader.unknown()


class _Reading:
    """The text around the place where libyaml gave up: at `end`, while it read what begins at `begin`."""

    def __init__(self, text: str, begin: int, end: int, lines: Lines) -> None:
        self.text = text
        self.begin = begin
        self.end = end
        self.lines = lines
        self.start = line_start(text, end)
        self.line = line_from(text, self.start)
        self.indent = len(self.line) - len(self.line.lstrip())

    def line_of(self, offset: int) -> int:
        return self.lines.place(offset).line

    def tab(self) -> Mistake | None:
        if self.text[self.end : self.end + 1] == "\t":
            return Mistake(self.end, "a tab in the indentation", "indent with spaces: YAML allows no tabs there")
        return None

    def unknown(self) -> Mistake:
        found = self.text[self.end : self.end + 1].strip()
        if not found:
            return Mistake(self.end, "something is missing here", "is the text cut off, or a value or quote missing?")
        hint = "put text with signs such as `:`, `#`, `[` or `{` in quotes"
        return Mistake(self.end, f"`{found}` cannot stand here", hint)

    def sign(self) -> Mistake:
        offset = self.begin if self.text[self.begin : self.begin + 1] in BEGINS else self.end
        return sign_begins_value(self.text, offset) if self.text[offset : offset + 1] in BEGINS else self.unknown()

    def block(self) -> Mistake:
        """Signs behind `>` or `|`, or a value that begins with one of them."""
        return sign_begins_value(self.text, self.begin)

    def bracket(self) -> Mistake:
        """A value cannot begin like this: a closing bracket, a comma, or the end of the text."""
        found = self.text[self.end : self.end + 1]
        opened = open_bracket(self.text, self.end)
        if opened is not None and found in "]}":  # or the text ends here
            return self.not_closed(opened)
        if opened is not None and found == ",":
            return Mistake(self.end, "nothing stands before this `,`", "remove the comma, or write the value")
        written = self.line[self.end - self.start :].strip()
        if found in "]}," and written:
            closing = "cannot begin a value" if found == "," else "closes nothing that was opened"
            return Mistake(self.end, f"`{found}` {closing}", f"remove it, or put text in quotes: {quoted(written)}")
        return self.unknown()

    def flow(self) -> Mistake:
        """The members of a list or mapping in brackets do not go on as they should."""
        sign, found = self.text[self.begin], self.text[self.end : self.end + 1]
        if not found or closing_bracket(self.text, self.begin) is None:
            return self.not_closed(self.begin)
        closing, opened = CLOSES[sign], f"the `{sign}` of line {self.line_of(self.begin)}"
        if found in CLOSES.values():
            return Mistake(self.end, f"`{found}` does not close {opened}", f"write `{closing}` first")
        before = self.text[self.start : self.end]
        # Of a key, the parser sees only its colon; the comma belongs on the line above where the key begins a line.
        ends = self.start if found == ":" and not re.search(r"[,:\[{]", before) else self.end
        behind = ends if found == ":" and ends == self.end else len(self.text[:ends].rstrip())
        hint = f"write `,` between two members, and `{closing}` behind the last; put other text in quotes"
        return Mistake(behind, f"a `,` is missing between the members of {opened}", hint)

    def not_closed(self, opened: int) -> Mistake:
        sign = self.text[opened]
        message = f"the `{sign}` on line {self.line_of(opened)} is not closed"
        if comment_around(self.text, opened) is not None:
            hint = f"` #` begins a comment: write `{CLOSES[sign]}` before it, or put text with ` #` in it in quotes"
            return Mistake(opened, message, hint)
        return Mistake(opened, message, f"close it with `{CLOSES[sign]}`; if it is text, put the value in quotes")

    def quote(self) -> Mistake:
        message = f"the quote that opens on line {self.line_of(self.begin)} is not closed"
        return Mistake(self.begin, message, closing(self.text, self.begin))

    def escape(self) -> Mistake:
        at = self.text.rfind("\\", self.begin, self.end + 1)
        hint = "put the value in single quotes, or write each backslash twice: `\\\\`"
        return Mistake(at, f"`{self.text[at : at + 2]}` is not an escape in double quotes", hint)

    def colon(self) -> Mistake:
        """A `: ` where a key cannot be: in a value, behind a line that is no key, or at a strange indentation."""
        behind = self.text[self.start : self.end]
        if (found := KEY_AND_VALUE.match(self.line)) and found.start("value") <= len(behind):
            message = "a value with `: ` in it reads like another key"
            value = re.split(r"\s#", found["value"])[0].rstrip()
            start = self.start + found.start("value")
            if value.endswith(":") or indent_below(self.text, start) > found.start("key"):
                return Mistake(self.end, message, "write the inner key on the next line, indented further")
            return Mistake(self.end, message, in_quotes(value), (start, start + len(value)))
        if len(behind.strip()) > 1000:
            return Mistake(self.start, "a key of more than 1000 characters", "write a shorter key")
        above = line_above(self.text, self.start)
        if above is None:
            return self.unknown()
        line = line_from(self.text, above)
        if apart := self.apart(above, line):
            return apart
        in_order = KEY_LINE.match(line) or line.lstrip().startswith("-")
        return self.indentation() if in_order else self.no_colon(above, line)

    def simple_key(self) -> Mistake:
        """A line among keys that is none."""
        start = line_start(self.text, self.begin)
        line = line_from(self.text, start)
        if len(line) > 1000:
            return Mistake(self.begin, "a key of more than 1000 characters", "write a shorter key")
        return self.apart(start, line) or self.no_colon(start, line)

    def apart(self, start: int, line: str) -> Mistake | None:
        """Return the mistake of a colon or dash with no space behind it."""
        if found := NO_SPACE.match(line):
            hint = f"write `{found['key']}: {found['value'].strip()}`"
            return Mistake(start + found.end("key"), "a space is missing after the `:`", hint)
        if found := NO_SPACE_AFTER_DASH.match(line):
            hint = f"write `- {found['item'].strip()}`"
            return Mistake(start + found.start("dash"), "a space is missing after the `-`", hint)
        return None

    def no_colon(self, start: int, line: str) -> Mistake:
        written = line.strip()
        offset = start + len(line) - len(line.lstrip())
        message = f"a `:` is missing: `{written[:40]}` stands where a key belongs"
        goes_on = "text that goes on from the line above is indented further than its key"
        hint = f"write `{written.split()[0]}: ...`; {goes_on}"
        return Mistake(offset, message, hint)

    def key(self) -> Mistake:
        """Something else than a key among the keys of a mapping."""
        before = self.text[self.start : self.end].rstrip()
        rest = self.line[self.end - self.start :].strip()
        for at in (self.end - 1, self.end):
            if self.text[at : at + 1] == BYTE_ORDER_MARK:
                return Mistake(at, "a byte order mark in the middle of the text", "remove this invisible character")
        if not before:
            return self.indentation()
        found, lead = KEY_AND_VALUE.match(self.line), LEAD.match(self.line)  # an item is wrong as the value of a key is
        at = found.start("value") if found else lead.end() if lead else 0
        start = self.start + at
        written = re.split(r"\s#", self.line[at:])[0].rstrip()
        sign = written[:1]
        span = (start, start + len(written)) if found else None
        if sign in CLOSES:
            what = "begins a list" if sign == "[" else "begins a mapping"
            message = f"`{sign}` {what}, and behind the closing bracket stands more"
            return Mistake(start, message, f"put the value in quotes: {quoted(written)}", span)
        if QUOTED.fullmatch(before[start - self.start :]):
            hint = f"put the whole value in quotes, and write a `{sign}` in it " + (
                "twice" if sign == "'" else 'with a backslash: `\\"`'
            )
            return Mistake(self.end, f"there is more text behind the closing quote: `{rest[:40]}`", hint, span)
        opens, closed = _OPENS.get(before[-1]), self.start + len(before) - 1
        if opens and (quotes := [quote.start() for quote in opens.finditer(self.text[:closed])]):
            opened = quotes[-1]
            line = self.line_of(opened)
            message = f"the quote that opens on line {line} is closed only on line {self.line_of(self.end)}"
            return Mistake(opened, message, f"on its own line, {closing(self.text, opened)}")
        return self.unknown()

    def item(self) -> Mistake:
        """Something else than an item in a list."""
        if self.text[self.start : self.end].strip():
            return self.key()
        if ITEM.match(self.text, self.end):
            return self.indentation()
        ways = " or ".join(self.ways(self.end - self.start, is_item=False))
        hint = "begin an item with `- `" + (f", or indent the key {ways}" if ways else "")
        return Mistake(self.end, f"a key among the items of the list of line {self.line_of(self.begin)}", hint)

    def indentation(self) -> Mistake:
        """A key or an item that is indented unlike its neighbours."""
        offset = self.start + self.indent
        is_item = bool(ITEM.match(self.text, offset))
        name = "list item" if is_item else "key"
        if self.text[offset : offset + 1] in ("]", "}"):
            sign = self.text[offset]
            return Mistake(offset, f"`{sign}` closes nothing that was opened", "remove it, or put text in quotes")
        if re.match(r":(?:\s|$)", self.line[self.indent :]):
            return Mistake(offset, "no key stands before this `:`", "write the key, or put text in quotes")
        ways = " or ".join(self.ways(self.indent, is_item=is_item))
        if is_item and not ways:
            return Mistake(offset, "a list item among keys", "indent the list below the key that it belongs to")
        if not ways:
            hint = "write the line above as `key: value` too, or put text of several lines in quotes"
            return Mistake(offset, "this line belongs to no mapping", hint)
        return Mistake(offset, f"this {name} is indented by {self.indent}, unlike its neighbours", f"indent it {ways}")

    def ways(self, indent: int, *, is_item: bool) -> list[str]:
        """Return how something could be indented that is indented by `indent`."""
        found = neighbours(self.text, self.start, indent, is_item=is_item)
        return [f"by {depth} like line {self.line_of(start)}" for depth, start in sorted(found.items())]

    def list_on_key_line(self) -> Mistake:
        written = self.line[self.end - self.start :].strip()
        hint = f"write the list on the lines below its key, or put text in quotes: {quoted(written)}"
        return Mistake(self.end, "a list item on the line of its key", hint)

    def question(self) -> Mistake:
        written = self.line[self.end - self.start :].strip()
        hint = f"put the value in quotes: {quoted(written)}"
        return Mistake(
            self.end, "`? ` begins a key, and none can stand here", hint, (self.end, self.end + len(written))
        )

    def document(self) -> Mistake:
        """More text where the document has ended."""
        found = self.text[self.end : self.end + 1]
        if found in ("]", "}"):
            return Mistake(self.end, f"`{found}` closes nothing that was opened", "remove it, or put text in quotes")
        above = line_above(self.text, self.start)
        if above is not None and line_from(self.text, above).startswith("..."):
            return Mistake(self.end, "a second document starts here", "one file holds one document")
        if self.text[self.start : self.end].strip():
            return Mistake(self.end, "more text behind the end of a value", "put the whole value in quotes")
        return self.indentation()

    def directive(self) -> Mistake:
        hint = "of use here is only `%YAML 1.2`, and that can be left out; put text in quotes"
        return Mistake(self.begin, "a line that begins with `%` is an instruction to YAML, and not one it has", hint)


_ANSWERS = {
    "did not find expected comment or line break": _Reading.block,
    "found an indentation indicator equal to 0": _Reading.block,
    "found character that cannot start any token": _Reading.sign,
    "did not find expected alphabetic or numeric character": _Reading.sign,
    "found undefined tag handle": _Reading.sign,
    "did not find the expected '>'": _Reading.sign,
    "did not find expected tag URI": _Reading.sign,
    "did not find URI escaped octet": _Reading.sign,
    "did not find expected whitespace or line break": _Reading.sign,
    "did not find expected node content": _Reading.bracket,
    "did not find expected ',' or": _Reading.flow,
    "found unexpected end of stream": _Reading.quote,
    "found unexpected document indicator": _Reading.quote,
    "found unknown escape character": _Reading.escape,
    "did not find expected hexdecimal number": _Reading.escape,
    "found invalid Unicode character escape code": _Reading.escape,
    "mapping values are not allowed in this context": _Reading.colon,
    "could not find expected ':'": _Reading.simple_key,
    "did not find expected key": _Reading.key,
    "did not find expected '-' indicator": _Reading.item,
    "block sequence entries are not allowed in this context": _Reading.list_on_key_line,
    "mapping keys are not allowed in this context": _Reading.question,
    "did not find expected <document start>": _Reading.document,
    "found unknown directive name": _Reading.directive,
    "could not find expected directive name": _Reading.directive,
    "did not find expected digit or '.' character": _Reading.directive,
    "did not find expected version number": _Reading.directive,
    "found incompatible YAML document": _Reading.directive,
    "found unexpected non-alphabetical character": _Reading.directive,
}
"""By the sort of the fault, which libyaml names by these constants."""
