# SPDX-License-Identifier: Apache-2.0
"""JSON as RFC 8259 has it: no NaN, no duplicate keys, no lone surrogates.

jiter reads; `json_faults` says what is wrong with what it refuses. Where a value stands is found when it is asked for,
by going down to it and stepping over everything else with the standard library's scanner, which runs in C.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import jiter

from .bounds import MAX_BRACKETS, MAX_KEYS, MAX_MEMBERS, MAX_WRITTEN
from .json_faults import SPACE, faults
from .place import Fault, Located, Spot, Spots, Unreadable

_SKIP = json.JSONDecoder(parse_int=len, parse_float=len).raw_decode  # numbers of any length, at once
_SCALAR = re.compile(rf'"(?:[^"\\]|\\.){{0,{MAX_WRITTEN}}}"?|[^\s\[\]{{}},:"]{{1,{MAX_WRITTEN}}}', re.DOTALL)
# What a number beyond doubles has: an exponent of three digits, or very many digits before the point. The literal
# letters in front, and the look at every 63rd character, are what makes it fast.
_EXPONENTS = [
    re.compile(rf"{letter}(?<=[0-9]{letter})\+?0*[1-9][0-9]{{2}}[0-9]*(?=[ \t\n\r,\]}}]|\Z)") for letter in "eE"
]
_DIGITS, _MANY_DIGITS = re.compile("[0-9]{3}"), re.compile("(?<![0-9])[0-9]{200}")

_PLACE = re.compile("([0-9]+) column ([0-9]+)")


def read(text: str, *, trusted: bool = False) -> Any:
    """Return the data of `text`. Raises `Unreadable` where it is not JSON, too large, or has a key twice in one object.

    Of a `trusted` text such keys are not looked for, and the last wins. A number that no double can hold becomes
    infinite here, which no class accepts and `locate` refuses.
    """
    # A short text has no room for more than is read.
    if len(text) > MAX_BRACKETS and text.count("[") + text.count("{") > MAX_BRACKETS:
        raise _too_large(f"more than {MAX_BRACKETS:,} opening brackets, and no more are read")
    try:
        data = jiter.from_json(text.encode(), allow_inf_nan=False, catch_duplicate_keys=not trusted)
    except ValueError as error:
        raise Unreadable.at("json-syntax", str(error)) from error
    if len(text) > MAX_KEYS and _has_very_many_keys(text) and _largest_object(data) > MAX_KEYS:
        raise _too_large(f"an object in this document has more than {MAX_KEYS:,} keys")
    return data


def locate(text: str) -> Located:
    """Return the data of `text` with the places of its values; duplicate keys are among its `faults`.

    Raises `Unreadable` where the text is not JSON.
    """
    try:
        data = read(text)
    except Unreadable as error:
        if error.final:
            raise
        found = faults(text) or _in_general(error)
        if any(fault.code != "duplicate-key" for fault in found):
            raise Unreadable(found) from error
        return Located(text, read(text, trusted=True), _Spots(text), found)
    if _may_be_infinite(text) and (found := faults(text)):
        raise Unreadable(found)
    return Located(text, data, _Spots(text))


def write(data: Any) -> str:
    """Return `data` as JSON, indented by two, one line at the end; keys stay in their order."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _too_large(message: str) -> Unreadable:
    error = Unreadable.at("too-large", message, hint="write several documents")
    error.final = True
    return error


def _has_very_many_keys(text: str) -> bool:
    """Return whether looking for an object of too many keys pays; in a thousand offers it would double the time."""
    return text.count('":') > 2 * MAX_KEYS or text.count(":") > 10 * MAX_KEYS


def _largest_object(data: Any) -> int:
    """Return how many keys the object in `data` has that has most of them."""
    largest, left = 0, [data]
    while left:
        value = left.pop()
        if type(value) is dict:
            largest = max(largest, len(value))
            value = value.values()
        left += [member for member in value if type(member) is dict or type(member) is list]
    return largest


def _may_be_infinite(text: str) -> bool:
    return any(exponent.search(text) for exponent in _EXPONENTS) or bool(
        _DIGITS.search(text[::63]) and _MANY_DIGITS.search(text)
    )


def _in_general(error: Unreadable) -> tuple[Fault, ...]:
    """Return what jiter says of a text that is too long to be looked at word by word."""
    [fault] = error.faults
    hint = "the document is too long to say more; try a part of it"
    words, _, place = fault.message.rpartition(" at line ")
    if found := _PLACE.fullmatch(place):
        message, line, column = f"this is not JSON: {words}", int(found[1]), max(1, int(found[2]))
        return (replace(fault, message=message, line=line, column=column, hint=hint),)
    return (replace(fault, hint=hint),)


def _after_space(text: str, offset: int) -> int:
    found = SPACE.match(text, offset)
    return found.end() if found else offset


class _Spots(Spots):
    """The places in a right text. Members of an object or list are looked for once, and kept."""

    def __init__(self, text: str) -> None:
        self.text = text
        start = _after_space(text, 0)
        self.root = Spot(start, start)
        self.members: dict[int, dict[str | int, int]] = {}
        self.left = MAX_MEMBERS

    def member(self, offset: int, step: str | int) -> Spot | None:
        if offset not in self.members:
            self.members[offset] = self.members_of(offset)
        start = self.members[offset].get(step)
        if start is None:
            return None
        return Spot(start, start if isinstance(step, int) else self.value_of(start)[0])

    def scalar(self, spot: Spot) -> str | None:
        found = _SCALAR.match(self.text, spot.value)
        return found[0] if found else None

    def members_of(self, offset: int) -> dict[str | int, int]:
        """Return where the members of the object or list at `offset` start, as many as the bound allows."""
        members: dict[str | int, int] = {}
        is_object = self.text[offset] == "{"
        if not is_object and self.text[offset] != "[":
            return members
        offset = _after_space(self.text, offset + 1)
        while self.left and self.text[offset] not in "]}":
            self.left -= 1
            if is_object:
                value, key = self.value_of(offset)
                members[key] = offset
            else:
                members[len(members)] = value = offset
            offset = _after_space(self.text, _SKIP(self.text, value)[1])
            if self.text[offset] == ",":
                offset = _after_space(self.text, offset + 1)
        return members

    def value_of(self, offset: int) -> tuple[int, str]:
        """Return where the value of the key at `offset` starts, and the key."""
        key, end = _SKIP(self.text, offset)
        return _after_space(self.text, _after_space(self.text, end) + 1), key
