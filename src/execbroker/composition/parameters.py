# SPDX-License-Identifier: Apache-2.0
"""Which texts are values of a parameter, and where a value goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ..words import listed, nearest

_VALUE = "{value}"
_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_TYPES: Mapping[str, tuple[Callable[[str], object], str]] = {
    "TEXT": (lambda text: True, "a text"),
    "INTEGER": (_INTEGER.fullmatch, "a whole number"),
    "NUMBER": (_NUMBER.fullmatch, "a number"),
    "BOOLEAN": (lambda text: text in ("true", "false"), "`true` or `false`"),
}


def unsuitable(value: str, parameter: Mapping[str, Any]) -> str | None:
    """Return what a value of `parameter` would be, where `value` is none; None where it is one."""
    kind = parameter.get("type", "TEXT")
    fits, words = _TYPES[kind]
    if not fits(value):
        return words
    choices = parameter.get("values")
    if choices is not None and value not in choices:
        close = nearest(value, choices)
        return f"`{close}`" if close else f"one of {listed(choices)}"
    if kind in ("INTEGER", "NUMBER"):
        number = float(value)
        if "min" in parameter and number < parameter["min"]:
            return f"at least {parameter['min']}"
        if "max" in parameter and number > parameter["max"]:
            return f"at most {parameter['max']}"
    return None


def arguments(value: str, parameter: Mapping[str, Any]) -> list[str]:
    """Return what `value` adds to the arguments of the executable."""
    written: list[str] = parameter.get("arguments", [])
    if parameter.get("type") == "BOOLEAN" and not any(_VALUE in text for text in written):
        return list(written) if value == "true" else []
    return [text.replace(_VALUE, value) for text in written]
