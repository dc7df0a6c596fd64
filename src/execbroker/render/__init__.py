# SPDX-License-Identifier: Apache-2.0
"""Reports to text, in the formats of `RENDERERS`: one module each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from .checked import Checked as Checked
from .github import as_github as as_github
from .json import as_json as as_json
from .sarif import as_sarif as as_sarif
from .text import as_text as as_text


class Renderer(Protocol):
    """A format of reports."""

    def __call__(self, checked: Sequence[Checked], *, color: bool = False, strict: bool = False) -> str:
        """Return the report on `checked`; `color` and `strict` mean something where people read it."""


RENDERERS: Mapping[str, Renderer] = MappingProxyType(
    {"text": as_text, "json": as_json, "github": as_github, "sarif": as_sarif}
)
