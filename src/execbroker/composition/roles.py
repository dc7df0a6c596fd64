# SPDX-License-Identifier: Apache-2.0
"""What each role may not change in what the layers before it say. Everybody may add what is not there yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ..diagnostic import Path

Role = Literal["developer", "packager", "publisher", "user"]

_IDENTITY: tuple[Path, ...] = tuple(
    ("discovery", name) for name in ("name", "version", "released", "licence", "authors", "identifiers")
)
_EXECUTABLE: Path = ("execution", "executable")
_EXECUTED_WITH = frozenset({"arguments", "command", "environment", "meta"})
"""What of an executable says how it is called, and not what it is."""

_FIXED: Mapping[Role | None, tuple[Path, ...]] = {
    None: _IDENTITY,
    "developer": (),
    "packager": _IDENTITY,
    "publisher": (*_IDENTITY, _EXECUTABLE),
    "user": (("discovery",), _EXECUTABLE),
}


def may_change(role: Role | None, path: Path) -> bool:
    """Return whether a layer of `role` may change what earlier layers say at `path` of a description.

    The developer may change everything. The packager makes something executable of the same software, so its name,
    version, licence, authors and identifiers stay; a layer that does not say its role is held to that too. The
    publisher describes what the packager made, and leaves the executable as it is. The user executes it: the
    description and what is executed stay, how it is called is free.
    """
    for fixed in _FIXED[role]:
        if path[: len(fixed)] == fixed:
            return role == "user" and fixed == _EXECUTABLE and path[2:3] != () and path[2] in _EXECUTED_WITH
    return True
