# SPDX-License-Identifier: Apache-2.0
"""JSON as RFC 8259 has it: no NaN, no duplicate keys, no lone surrogates."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

import jiter

from .bounds import MAX_DEPTH, MAX_DIGITS
from .place import Fault, Lines, Located, Path, Unreadable

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?P<rest>(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)")
_WORD = re.compile(r"[^\s,:\]}]+|.", re.DOTALL)
_WORDS = {"true": True, "false": False, "null": None}


def read(text: str, *, trusted: bool = False) -> Any:
    """Return the data of `text`. Raises `Unreadable` where it is not JSON, or has a key twice in one object.

    Of a `trusted` text such keys are not looked for, and the last wins. A number that no double can hold becomes
    infinite here, which no class accepts and `locate` refuses.
    """
    try:
        return jiter.from_json(text.encode(), allow_inf_nan=False, catch_duplicate_keys=not trusted)
    except ValueError as error:
        raise Unreadable.at("json-syntax", str(error)) from error


def locate(text: str) -> Located:
    """Return the data of `text` with the places of its values; duplicate keys are among its `faults`.

    Raises `Unreadable` where the text is not JSON.
    """
    return _Reader(text).read()


def write(data: Any) -> str:
    """Return `data` as JSON, indented by two, one line at the end; keys stay in their order."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


class _Reader:
    """A recursive descent over the text.

    The values are made by the standard library's own string scanner and number types; what is added is the place of
    each of them, the bounds, and faults in words.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = Lines(text).place
        self.located = Located()

    def read(self) -> Located:
        self.located.data, end = self.value(self.space(0), ())
        end = self.space(end)
        if end != len(self.text):
            self.fail("json-syntax", "there is more text after the end of the document", end)
        return self.located

    def fail(self, code: str, message: str, offset: int, hint: str | None = None) -> NoReturn:
        line, column = self.place(offset)
        raise Unreadable((*self.located.faults, Fault(code, message, line, column, hint)))

    def space(self, offset: int) -> int:
        found = _SPACE.match(self.text, offset)
        return found.end() if found else offset

    def value(self, offset: int, path: Path) -> tuple[Any, int]:
        self.located.values[path] = self.place(offset)
        if len(path) >= MAX_DEPTH and self.text[offset : offset + 1] in ("{", "["):
            self.fail("too-deep", f"more than {MAX_DEPTH} levels of objects and lists", offset)
        match self.text[offset : offset + 1]:
            case "{":
                return self.object(offset, path)
            case "[":
                return self.array(offset, path)
            case '"':
                return self.string(offset)
            case "":
                self.fail("json-syntax", "the text ends where a value was expected", offset, "is it cut off?")
            case _:
                return self.number_or_word(offset)

    def object(self, offset: int, path: Path) -> tuple[dict[str, Any], int]:
        data: dict[str, Any] = {}
        start, offset = offset, self.space(offset + 1)
        while self.text[offset : offset + 1] != "}" or data:
            if self.text[offset : offset + 1] != '"':
                self.expected("a key in double quotes", offset, start)
            key, end = self.string(offset)
            if key in data:
                line, column = self.place(offset)
                first = self.located.keys[(*path, key)]
                message = f"the key `{key}` stands here twice; the first is on line {first.line}"
                self.located.faults.append(Fault("duplicate-key", message, line, column, None, (*path, key)))
            else:
                self.located.keys[(*path, key)] = self.place(offset)
            offset = self.space(end)
            if self.text[offset : offset + 1] != ":":
                self.expected("`:` after the key", offset, start)
            data[key], offset = self.value(self.space(offset + 1), (*path, key))
            offset = self.space(offset)
            if self.text[offset : offset + 1] == "}":
                break
            if self.text[offset : offset + 1] != ",":
                self.expected("`,` or `}`", offset, start)
            offset = self.space(offset + 1)
        return data, offset + 1

    def array(self, offset: int, path: Path) -> tuple[list[Any], int]:
        data: list[Any] = []
        start, offset = offset, self.space(offset + 1)
        while self.text[offset : offset + 1] != "]" or data:
            item, offset = self.value(offset, (*path, len(data)))
            data.append(item)
            offset = self.space(offset)
            if self.text[offset : offset + 1] == "]":
                break
            if self.text[offset : offset + 1] != ",":
                self.expected("`,` or `]`", offset, start)
            offset = self.space(offset + 1)
        return data, offset + 1

    def expected(self, what: str, offset: int, start: int) -> NoReturn:
        opened = self.place(start).line
        if offset == len(self.text):
            hint = f"is it cut off? What opens on line {opened} is not closed"
            self.fail("json-syntax", f"the text ends where {what} was expected", offset, hint)
        self.fail("json-syntax", f"expected {what}, found `{self.text[offset]}`", offset)

    def string(self, offset: int) -> tuple[str, int]:
        try:
            value, end = _DECODER.raw_decode(self.text, offset)
        except json.JSONDecodeError as error:
            self.fail("json-syntax", _lower(error.msg), error.pos)
        if not value.isprintable() and _lone_surrogate(value):
            self.fail("json-syntax", "a surrogate without its other half is not a character", offset)
        return value, end

    def number_or_word(self, offset: int) -> tuple[Any, int]:
        if found := _NUMBER.match(self.text, offset):
            digits = found.group()
            if not found.group("rest"):
                if len(digits.lstrip("-")) > MAX_DIGITS:
                    self.fail("number-too-long", f"a whole number of {len(digits)} digits", offset)
                return int(digits), found.end()
            number = float(digits)
            if number in (float("inf"), float("-inf")):
                self.fail("number-too-long", f"the number {digits[:40]} is larger than a double can hold", offset)
            return number, found.end()
        found = _WORD.match(self.text, offset)
        word = found[0] if found else ""
        if word in _WORDS:
            return _WORDS[word], offset + len(word)
        hint = "JSON has no NaN or Infinity" if word.lstrip("-+") in ("NaN", "Infinity") else None
        self.fail("json-syntax", f"expected a value, found `{word[:40]}`", offset, hint)


def _lone_surrogate(value: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in value)


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
