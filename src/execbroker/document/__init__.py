# SPDX-License-Identifier: Apache-2.0
"""Text to data and back, in the formats of `FORMATS`; positions are worked out only when they are asked for.

`Format.read` is the fast way: data, or `Unreadable`. `Format.locate` reads the same text again, slower, knows where
each value stands, and says in words what is wrong.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

from . import json_text, yaml_text
from .bounds import MAX_BYTES
from .encoding import decode
from .place import Fault, Located, Unreadable, value_at

__all__ = [
    "FORMATS",
    "Fault",
    "Format",
    "Located",
    "Unreadable",
    "decode",
    "format_of",
    "guess_format",
    "read_file",
    "value_at",
]


class Read(Protocol):
    """A reader without positions."""

    def __call__(self, text: str, /, *, trusted: bool = False) -> Any:
        """Return the data of `text`. Raises `Unreadable`."""


@dataclass(frozen=True, slots=True)
class Format:
    """How one format is read and written."""

    name: str
    suffixes: tuple[str, ...]
    read: Read
    locate: Callable[[str], Located]
    write: Callable[[Any], str]
    class_reads: bool
    """Whether the classes read this format by themselves; they would not notice a duplicate key."""


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "json": Format("json", (".json",), json_text.read, json_text.locate, json_text.write, True),
        "yaml": Format("yaml", (".yaml", ".yml"), yaml_text.read, yaml_text.locate, yaml_text.write, False),
    }
)


def format_of(path: str) -> Format | None:
    """Return the format that the suffix of `path` names, None where it names none."""
    suffix = os.path.splitext(path)[1].lower()
    return next((form for form in FORMATS.values() if suffix in form.suffixes), None)


def guess_format(text: str) -> Format:
    """Tell the format of `text`: JSON where the first character opens a JSON object or list, YAML otherwise.

    A YAML flow mapping opens the same way; it is told apart by its first key, which JSON wants in double quotes.
    """
    start = text.lstrip()[:1]
    if start == "[" or (start == "{" and text.lstrip()[1:].lstrip()[:1] in ('"', "}", "")):
        return FORMATS["json"]
    return FORMATS["yaml"]


def read_file(path: str | os.PathLike[str]) -> bytes:
    """Return what the file `path` holds, at most one byte more than `decode` takes. Raises `OSError`."""
    try:
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except ValueError as error:  # a path with a null character
        raise OSError(errno.EINVAL, str(error)) from error
