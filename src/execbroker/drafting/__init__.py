# SPDX-License-Identifier: Apache-2.0
"""A software description begun from the files that a project has already.

Each of `READERS` turns one file into what it says, `draft` puts that together, and `written` makes the text of it: what
was found as values, and what was not as comments that say what to write.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from types import MappingProxyType

from . import citation, codemeta, dockerfile, pyproject
from .draft import Draft, draft
from .found import Found, NotReadable, Remark
from .text import written

__all__ = ["READERS", "Draft", "Found", "NotReadable", "Remark", "draft", "reader_of", "written"]

Reader = Callable[[str, str], Found]

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "codemeta.json": codemeta.read,
        "pyproject.toml": pyproject.read,
        "CITATION.cff": citation.read,
        "Dockerfile": dockerfile.read,
        "Containerfile": dockerfile.read,
    }
)
"""The files that are read, those first that are believed first."""


def reader_of(path: str) -> Reader | None:
    """Return how a file is read, as its name says: ``Dockerfile.gpu`` and ``tool.Dockerfile`` are Dockerfiles too."""
    name = PurePath(path).name.lower()
    for known, reader in READERS.items():
        small = known.lower()
        stem, _, suffix = small.partition(".")
        if name == small or (suffix and name.endswith(f".{suffix}") and name.startswith((stem + "-", stem + "."))):
            return reader
        if not suffix and (name.startswith(small + ".") or name.endswith("." + small)):
            return reader
    if name.endswith(".cff"):
        return citation.read
    return codemeta.read if name.endswith("codemeta.json") else None
