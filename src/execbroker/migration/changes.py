# SPDX-License-Identifier: Apache-2.0
"""What a migration did: one change for each value that is not where it was, or not what it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..diagnostic import Path, pointer
from .tree import Items, Members, Trail, plain

_ROOT = Trail(((),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change. `before` and `after` are JSON Pointers into the original and into the result.

    `before` is None for what was added, `after` for what was left out. `old` and `new` are the values there. A
    ``warning`` says that something has no place in today's form: it was put into the annotations, or left out. `steps`
    are the names of the steps that made it, and `why` says why. `line` and `column` are the place of the value in the
    original, from 1, where that was a text.
    """

    severity: Literal["info", "warning"]
    steps: tuple[str, ...]
    before: str | None
    after: str | None
    old: Any = None
    new: Any = None
    why: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A change with paths in the place of pointers."""

    before: Path | None
    after: Path | None
    value: Any
    trail: Trail


def moves(document: Members) -> Iterator[Moved]:
    """Yield what is elsewhere or otherwise than it was, in the order of the document, and then what was left out."""
    yield from _below(document, (), _ROOT)
    for gone in document.lost:
        for origin in gone.trail.origins:
            yield Moved(origin, None, gone.value, gone.trail)


def _members(value: Any) -> Iterator[tuple[str | int, Any, Trail]]:
    if isinstance(value, Members):
        yield from value.members()
    elif isinstance(value, Items):
        yield from ((n, *member) for n, member in enumerate(value.members()))


def _below(value: Any, path: Path, trail: Trail) -> Iterator[Moved]:
    for step, inner, its in _members(value):
        here = (*path, step)
        if its.reasons or not set(its.origins) <= {(*around, step) for around in trail.origins}:
            for origin in its.origins or (None,):
                yield Moved(origin, here, inner, its)
        yield from _below(inner, here, its)


def origins(document: Members) -> Mapping[Path, tuple[Path, ...]]:
    """Return where each value of the result was in the original, by its path in the result."""
    found: dict[Path, tuple[Path, ...]] = {(): ((),)}

    def below(value: Any, path: Path) -> None:
        for step, inner, trail in _members(value):
            if trail.origins:
                found[(*path, step)] = trail.origins
            below(inner, (*path, step))

    below(document, ())
    return found


def change_of(moved: Moved, original: Any) -> Change:
    """Return a change as it is told."""
    warned = moved.trail.lossy
    return Change(
        severity="warning" if warned else "info",
        steps=tuple(dict.fromkeys(reason.step for reason in moved.trail.reasons)),
        before=None if moved.before is None else pointer(moved.before),
        after=None if moved.after is None else pointer(moved.after),
        old=None if moved.before is None else _at(original, moved.before),
        new=None if moved.after is None else plain(moved.value),
        why="; ".join(reason.text for reason in moved.trail.reasons),
    )


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data
