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
EXECUTABLE: Path = ("execution", "executable")
"""Where the executable stands in a description."""
_EXECUTED_WITH = frozenset({"arguments", "command", "environment", "meta"})
"""What of an executable says how it is called, and not what it is."""

_FIXED: Mapping[Role | None, tuple[Path, ...]] = {
    None: _IDENTITY,
    "developer": (),
    "packager": _IDENTITY,
    "publisher": (*_IDENTITY, EXECUTABLE),
    "user": (("discovery",), EXECUTABLE),
}


def may_change(role: Role | None, path: Path) -> bool:
    """Return whether a layer of `role` may change what earlier layers say at `path` of a description.

    The developer may change everything. The packager makes something executable of the same software, so its name,
    version, day of release, licence, authors and identifiers stay; a layer that does not say its role is held to that
    too. The publisher describes what the packager made, and leaves the executable as it is. The user executes it: the
    description and what is executed stay, how it is called is free.
    """
    for fixed in _FIXED[role]:
        if path[: len(fixed)] == fixed:
            return role == "user" and fixed == EXECUTABLE and path[2:3] != () and path[2] in _EXECUTED_WITH
    return True


def may_add(role: Role | None, path: Path) -> bool:
    """Return whether a layer of `role` may add something at `path` of a description, where nothing is yet.

    Everybody may say what nobody said. But what may not be changed gets nothing added to it either: the authors are
    those that are named, and the executable is the one that is described. An identifier more changes nothing.
    """
    identifiers = ("discovery", "identifiers")
    outside = path in _FIXED[role] or (role != "user" and path[:2] == identifiers)
    return outside or may_change(role, path)
