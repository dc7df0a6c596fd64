# SPDX-License-Identifier: Apache-2.0
"""What YAML scalars mean, and how data are written so that readers of YAML 1.1 and 1.2 agree on them."""

from __future__ import annotations

import re
from math import isinf
from typing import Any

import yaml

from .bounds import MAX_DIGITS

_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

# Any plain scalar that is not a string starts with one of these, or is empty.
STARTS = frozenset("0123456789+-.~nNtTfF")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# No digit is given back: text that begins like a number is told from one in a single pass.
_INTEGER = re.compile(r"[-+]?[0-9]++|0o[0-7]++|0x[0-9a-fA-F]++")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]++|[0-9]++(?:\.[0-9]*+)?+)(?:[eE][-+]?[0-9]++)?+")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_TOO_LARGE = 10**MAX_DIGITS
_BASES = {"0o": 8, "0x": 16}
_MISSING = object()


class NoNumberError(Exception):
    """A scalar that looks like a number and cannot be one: `code`, `message` and `hint` of its fault."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        self.code = code
        self.message = message
        self.hint = hint
        super().__init__(message)


def resolve(value: str) -> Any:
    """Return what a plain scalar means in the core schema. Raises `NoNumberError`."""
    if (word := _WORDS.get(value, _MISSING)) is not _MISSING:
        return word
    if _INTEGER.fullmatch(value):
        base = _BASES.get(value[:2], 10)
        if len(value.lstrip("+-")) > MAX_DIGITS or (base != 10 and int(value, base) >= _TOO_LARGE):
            message = f"a whole number of {len(value)} characters"
            raise NoNumberError("number-too-long", message, "put it in quotes if it is text")
        return int(value, base)
    if _FLOAT.fullmatch(value):
        number = float(value)
        if isinf(number):
            message = f"the number {value[:40]} is larger than a double can hold"
            hint = "put it in quotes if it is text" + (f': "{value}"' if len(value) <= 40 else "")
            raise NoNumberError("number-too-long", message, hint)
        return number
    if _NOT_FINITE.fullmatch(value):
        hint = f'leave it out; if it is text, put it in quotes: "{value}"'
        raise NoNumberError("not-a-number", f"`{value}` is not a finite number", hint)
    return value


class _PlainDumper(_Dumper):  # type: ignore[misc, valid-type]
    """Writes no aliases, and quotes what YAML 1.1 or 1.2 readers would take for something else than text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: Any, value: str) -> Any:
    style = "|" if "\n" in value else None
    if _INTEGER.fullmatch(value) or _FLOAT.fullmatch(value) or _NOT_FINITE.fullmatch(value):
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _represent_float(dumper: Any, value: float) -> Any:
    text = repr(value)
    if "." not in text:  # a point, or YAML 1.1 readers take 1e+16 for text
        text = text.replace("e", ".0e")
    return dumper.represent_scalar("tag:yaml.org,2002:float", text)


_PlainDumper.add_representer(str, _represent_text)
_PlainDumper.add_representer(float, _represent_float)


def write(data: Any) -> str:
    """Return `data` as YAML in block style; keys stay in their order, and every reader gets the same data back."""
    text: str = yaml.dump(
        data, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=120, default_flow_style=False
    )
    return text
