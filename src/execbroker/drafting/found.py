# SPDX-License-Identifier: Apache-2.0
"""What a file says of the software: facts in the places of a description, and remarks on what has no place there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..diagnostic import Path
from ..document import FORMATS


class NotReadable(ValueError):
    """Raised by a reader: the file is not what its name says; the text says why."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Words for whoever completes the description, and the path of what they belong to."""

    path: Path
    words: str


@dataclass(slots=True)
class Found:
    """The facts of one file: of `discovery`, and an executable, as mappings and lists; and remarks."""

    file: str
    discovery: dict[str, Any] = field(default_factory=dict)
    executable: dict[str, Any] | None = None
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, words: str, *path: str | int) -> None:
        """Add a remark on what is at `path`, below ``discovery`` or ``execution``."""
        self.remarks.append(Remark(path, words))

    def set(self, name: str, value: Any) -> None:
        """Set a property of ``discovery``, unless the value says nothing."""
        if value not in (None, "", [], {}) and str(value).strip():
            self.discovery[name] = value

    def link(self, name: str, url: str) -> None:
        """Set one of the links; the first one stays."""
        links = self.discovery.setdefault("links", {})
        if links.setdefault(name, url) != url:
            self.remark(f"another address: {url}", "discovery", "links")


def texts(value: Any) -> list[str]:
    """Return the texts in `value`, a text or a list of such, that are not blank, without the blanks around them."""
    items: Iterable[Any] = value if isinstance(value, list) else [value]
    return [text.strip() for text in items if isinstance(text, str) and text.strip()]


def text(value: Any) -> str | None:
    """Return the text in `value`, or the first of several; None where there is none."""
    return next(iter(texts(value)), None)


def with_numbers_as_written(data: dict[str, Any], content: str, form: str, *, keys: Iterable[str]) -> dict[str, Any]:
    """Return `data`, read from `content`, with the text of the numbers at `keys`: a version 1.10 is not 1.1."""
    numbers = [key for key in keys if isinstance(data.get(key), (int, float)) and not isinstance(data[key], bool)]
    if not numbers:
        return data
    located = FORMATS[form].locate(content)
    return data | {key: located.written((key,)) or str(data[key]) for key in numbers}
