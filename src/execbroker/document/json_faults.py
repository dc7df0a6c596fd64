# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a text that is not JSON, in the words of those who wrote it.

One pass over the words and signs of the text, with the open objects and lists on a stack. The pass stops at the first
fault behind which nothing is sure, and goes on behind keys that stand twice.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from math import isinf
from typing import NoReturn

from .bounds import MAX_DEPTH, MAX_DIGITS, MAX_FAULTS, MAX_TOKENS
from .place import TYPOGRAPHIC, Fault, Lines, Path

SPACE = re.compile(r"[ \t\n\r]*")
# A plain string, a sign, a whole number or word, and whatever else stands together.
_TOKEN = re.compile(
    r'[ \t\n\r]*(?:("[^"\\\x00-\x1f\ud800-\udfff]*")|([\[\]{},:])'
    r"|((?:-?(?:0|[1-9][0-9]*)|true|false|null)(?![^ \t\n\r,\]}]))"
    r"""|([^ \t\n\r\[\]{},:"'/#]+|.|\Z))""",
    re.DOTALL,
)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_LOOKS_LIKE_NUMBER = re.compile(r"[-+]?\.?[0-9][0-9.eE+_-]*|[-+]?0[xob][0-9a-fA-F]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_STRING = json.JSONDecoder().raw_decode
_CLOSES = {"{": "}", "[": "]"}
_TOO_DEEP = "no document has so many: is a bracket not closed?"
_CLOSED_BY_ANOTHER = re.compile(rf'"[^"\\\n{TYPOGRAPHIC}]*+([{TYPOGRAPHIC[:6]}])[ ]*+(?=[,:\]}}\n]|\Z)')
_NAMES = {"{": "object", "[": "list"}
_NO_COMMENTS = "JSON has no comments: remove it, or write YAML"
_KEY_WANTED = ("first", "member")
_NOT_FINITE = ("NaN", "Infinity", "nan", "inf", "Inf")
_PYTHON = {"True": "true", "False": "false", "None": "null", "undefined": "null", "nil": "null"}


@dataclass(slots=True)
class _Open:
    """An object or list that is not closed yet, and how far its members are read."""

    sign: str
    offset: int
    keys: dict[str, int] = field(default_factory=dict)
    step: str | int = 0


class _StopError(Exception):
    """The fault behind which nothing is sure."""


def faults(text: str) -> tuple[Fault, ...]:
    """Return what is wrong with `text`; nothing where that is nothing, or stands behind the part that is looked at."""
    reader = _Pass(text)
    with suppress(_StopError):
        reader.read()
    return tuple(reader.faults)


class _Pass:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        self.faults: list[Fault] = []
        self.stack: list[_Open] = []
        self.end = 0
        """Where the last word ended."""

    def read(self) -> None:  # noqa: C901, PLR0912 - one loop over the tokens, and what each may be is one decision
        inner: _Open | None = None
        wanted = "value"  # or: first (a member or the end), member, colon, comma (or the end)
        for _ in range(MAX_TOKENS):
            match = _TOKEN.match(self.text, self.end)
            if match is None:  # never: the last choice of the pattern takes anything
                return
            kind = match.lastindex or 0
            offset, word = match.start(kind), match[kind]
            self.end, before = match.end(), self.end
            if inner is not None and inner.sign == "{" and wanted in _KEY_WANTED:
                if word == "}" and wanted == "first":
                    inner, wanted = self.close()
                else:
                    self.key(inner, word, offset, before)
                    wanted = "colon"
            elif wanted == "colon":
                if not word:
                    self.cut_off("`:`", offset)
                if word != ":":
                    self.typographic(inner.keys[str(inner.step)] if inner else before)
                    self.fail("a `:` is missing after the key", before, 'write `"key": value`')
                wanted = "value"
            elif wanted == "comma":
                if inner is None:
                    if not word:
                        return
                    self.more(word, offset)
                elif word == ",":
                    if inner.sign == "[":
                        inner.step = int(inner.step) + 1
                    wanted = "member"
                elif word == _CLOSES[inner.sign]:
                    inner, wanted = self.close()
                else:
                    self.no_comma(inner, word, offset, before)
            elif kind in (1, 3):
                if len(word) > MAX_DIGITS and kind == 3:
                    self.whole(word, offset)
                wanted = "comma"
            elif word in ("{", "["):
                if len(self.stack) >= MAX_DEPTH:
                    self.fail(f"more than {MAX_DEPTH} levels of objects and lists", offset, _TOO_DEEP, code="too-deep")
                inner, wanted = _Open(word, offset), "first"
                self.stack.append(inner)
            elif word == "]" and inner is not None and wanted == "first":
                inner, wanted = self.close()
            elif word == '"':
                _, self.end = self.string(offset)
                wanted = "comma"
            else:
                self.value(word, offset, before)
                wanted = "comma"

    def close(self) -> tuple[_Open | None, str]:
        self.stack.pop()
        return (self.stack[-1] if self.stack else None), "comma"

    def fail(self, message: str, offset: int, hint: str | None = None, *, code: str = "json-syntax") -> NoReturn:
        line, column = self.lines.place(offset)
        self.faults.append(Fault(code, message, line, column, hint))
        raise _StopError

    def key(self, inner: _Open, word: str, offset: int, before: int) -> None:
        """Take the key that begins with `word`."""
        key = word[1:-1]
        if word == '"':
            key, self.end = self.string(offset)
        elif word[:1] != '"':
            self.no_key(word, offset, before)
        if key in inner.keys:
            path: Path = tuple(opened.step for opened in self.stack[:-1])
            line, column = self.lines.place(offset)
            first = self.lines.place(inner.keys[key]).line
            message = f"the key `{key}` stands here on line {line}, and already on line {first}"
            self.faults.append(Fault("duplicate-key", message, line, column, "keep one of them", (*path, key)))
            if len(self.faults) >= MAX_FAULTS:
                raise _StopError
        else:
            inner.keys[key] = offset
        inner.step = key

    def string(self, offset: int) -> tuple[str, int]:
        """Return the string at `offset`, which has an escape or a fault in it, and where it ends."""
        try:
            value, end = _STRING(self.text, offset)
        except json.JSONDecodeError as error:
            self.no_string(offset, error.pos)
        if _SURROGATE.search(value):
            self.fail("a surrogate without its other half is not a character", offset)
        return value, end

    def no_string(self, offset: int, at: int) -> NoReturn:
        found = self.text[at : at + 1]
        self.typographic(offset)
        if at == offset:
            line = self.lines.place(offset).line
            self.fail(f"the string that begins on line {line} is not closed", offset, 'close it with `"`')
        if found in ("\n", "\r"):
            line = self.lines.place(offset).line
            hint = 'is a closing `"` missing? A line break inside a string is written `\\n`'
            self.fail(f"the string that begins on line {line} is not closed on that line", at, hint)
        if found < " ":
            name = "tab" if found == "\t" else "control character"
            self.fail(f"a {name} stands inside a string", at, f"write it as an escape: `\\u{ord(found):04x}`")
        at = self.text.rfind("\\", offset, at + 1)
        hint = "a backslash itself is written twice: `\\\\`"
        self.fail(f"`{self.text[at : at + 2]}` is not an escape that JSON has", at, hint)

    def value(self, word: str, offset: int, before: int) -> None:
        """Accept a number that is not a plain one, or say why there is no value at `offset`."""
        if found := _NUMBER.fullmatch(word):
            if found[1] is None and found[2] is None:
                self.whole(word, offset)
            elif isinf(float(word)):
                message = f"the number {word[:40]} is larger than a double can hold"
                hint = "put it in quotes if it is text" + (f': "{word}"' if len(word) <= 40 else "")
                self.fail(message, offset, hint, code="number-too-long")
            return
        if not word:
            self.cut_off("a value", offset)
        if self.stack and word in ("]", "}"):
            self.not_closed_by(word, offset)
            if self.text[before - 1] == ",":
                self.fail(f"a `,` before `{word}` with nothing behind it", before - 1, "remove this comma")
        if word in ("]", "}", ",", ":"):
            left_out = "leave the key out" if self.stack and self.stack[-1].sign == "{" else f"remove this `{word}`"
            self.fail(f"a value is missing before `{word}`", offset, f"write the value, or {left_out}")
        if word.lstrip("-+") in _NOT_FINITE:
            hint = f'JSON has no such number: leave it out; if it is text, put it in quotes: "{word}"'
            self.fail(f"`{word}` is not a finite number", offset, hint, code="not-a-number")
        self.fail(f"`{word[:40]}` is not a value in JSON", offset, self.hint_for(word, offset))

    def whole(self, word: str, offset: int) -> None:
        """Refuse a whole number that is too long."""
        if len(word.lstrip("-")) > MAX_DIGITS:
            hint = "put it in quotes if it is text"
            self.fail(f"a whole number of {len(word)} characters", offset, hint, code="number-too-long")

    def typographic(self, offset: int) -> None:
        """Refuse the string at `offset` where a word processor put another quote at its end."""
        if found := _CLOSED_BY_ANOTHER.match(self.text, offset):
            line = self.lines.place(offset).line
            message = f"the string that begins on line {line} is not closed: `{found[1]}` is no quote in JSON"
            self.fail(message, found.start(1), 'write `"`')

    def is_comment(self, offset: int) -> bool:
        return self.text.startswith(("#", "//", "/*"), offset)

    def hint_for(self, word: str, offset: int) -> str:
        """Return what to write instead of `word`, which is no value."""
        if self.is_comment(offset):
            return _NO_COMMENTS
        if word in _PYTHON:
            return f"write `{_PYTHON[word]}`"
        if not word[0].isprintable():
            return f"it begins with the invisible character U+{ord(word[0]):04X}: remove that"
        if word[0] in TYPOGRAPHIC:
            return f'`{word[0]}` is no quote in JSON: write `"`'
        numbers = "write numbers like `10`, `-0.5` or `1e6`; " if _LOOKS_LIKE_NUMBER.fullmatch(word) else ""
        return f'{numbers}put text in double quotes, `"`'

    def no_key(self, word: str, offset: int, before: int) -> NoReturn:
        if not word:
            self.cut_off("a key", offset)
        self.not_closed_by(word, offset)
        if word == "}":
            self.fail("a `,` before `}` with nothing behind it", before - 1, "remove this comma")
        if word in ("{", "[", ":", ","):
            self.fail(f"a key is missing before `{word}`", offset, 'write `"key": value`')
        hint = 'put keys in double quotes, `"`'
        if self.is_comment(offset):
            hint = _NO_COMMENTS
        elif word[0] in TYPOGRAPHIC:
            hint = f'`{word[0]}` is no quote in JSON: write `"`'
        self.fail(f"`{word[:40]}` is not a key in JSON", offset, hint)

    def no_comma(self, inner: _Open, word: str, offset: int, before: int) -> NoReturn:
        closing = _CLOSES[inner.sign]
        if not word:
            self.cut_off(f"`,` or `{closing}`", offset)
        self.not_closed_by(word, offset)
        if self.is_comment(offset):
            self.fail("a comment", offset, _NO_COMMENTS)
        if word == ":":
            self.fail("a `:` where the value has ended", offset, 'put text with a colon in double quotes, `"`')
        if self.text[before - 1] == '"':
            self.typographic(self.text.rfind('"', 0, before - 1))
        self.fail(f"a `,` is missing between the members of the {_NAMES[inner.sign]}", before, "write `,` here")

    def not_closed_by(self, word: str, offset: int) -> None:
        """Refuse the wrong one of the closing brackets."""
        opened = self.stack[-1]
        closing = _CLOSES[opened.sign]
        if word in ("]", "}") and word != closing:
            line = self.lines.place(opened.offset).line
            message = f"`{word}` does not close the `{opened.sign}` that was opened on line {line}"
            self.fail(message, offset, f"write `{closing}` first")

    def cut_off(self, wanted: str, offset: int) -> NoReturn:
        hint = "is it cut off?"
        if self.stack:
            opened = self.stack[-1]
            hint = f"is it cut off? The `{opened.sign}` on line {self.lines.place(opened.offset).line} is not closed"
        self.fail(f"the text ends where {wanted} was expected", offset, hint)

    def more(self, word: str, offset: int) -> NoReturn:
        hint = None
        if word in ("{", "["):
            hint = "one file holds one document: put this one into a file of its own"
        elif word in ("}", "]"):
            hint = f"remove this `{word}`, nothing is open that it could close"
        elif self.is_comment(offset):
            hint = _NO_COMMENTS
        self.fail("there is more text after the end of the document", offset, hint)
