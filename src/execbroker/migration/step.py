# SPDX-License-Identifier: Apache-2.0
"""What a step of the migration is.

A step is a function from one mapping of a document to another. It is given a mapping that stands at the place which it
names (the places of `model/older-names.yaml`), and the scene around it::

    @step("volume")
    def mount_path(old: Members, scene: Scene) -> Members:
        return old.renamed("filepath", "path", scene.why("`filepath` is called `path` today"))

The docstring has four parts, from which the documentation is written, and which the tests run: the sentence of what the
step does in the first line, the reason, an example under ``Before:`` and ``After:``, and under ``Cannot carry:`` what
today's form has no place for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from inspect import cleandoc
from typing import Any, Literal

from ..diagnostic import Path
from ..kinds import Kinds
from ..older.names import OlderNames, Place
from .tree import Members, Reason, Trail

Role = Literal["request", "answer"]

_DOCSTRING = re.compile(
    r"(?P<says>[^\n]+)\n\n(?P<reason>.+?)\n\nBefore:\n(?P<before>.+?)\n\nAfter:\n(?P<after>.+?)"
    r"\n\nCannot carry: (?P<loses>.+)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a step may know beside the mapping that it is given."""

    place: Place
    role: Role
    """Whether a client wrote the document, or a service."""
    facts: OlderNames
    kinds: Kinds
    written: Callable[[Path], str | None]
    """The scalar at a path of the original as it stands in the text: ``1.10`` where the data have 1.1."""
    step: str = ""

    def why(self, text: str) -> Reason:
        """Return the reason of the step that asks."""
        return Reason(self.step, text)

    def text_of(self, value: Any, trail: Trail) -> str:
        """Return a scalar as text: numbers as they were written."""
        if isinstance(value, str):
            return value
        written = self.written(trail.origins[0]) if trail.origins else None
        return written or ("true" if value is True else "false" if value is False else str(value))

    def as_text(self, why: Reason) -> Callable[[Any, Trail], tuple[Any, Trail]]:
        """Return what makes texts of numbers and truth values, and leaves everything else as it is."""

        def text(value: Any, trail: Trail) -> tuple[Any, Trail]:
            if isinstance(value, (bool, int, float)):
                return self.text_of(value, trail), trail.because(why)
            return value, trail

        return text


Change = Callable[[Members, Scene], Members]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A change of the mappings at some places, with the name that stands beside each change that it makes."""

    name: str
    places: tuple[str, ...]
    change: Change

    def __call__(self, old: Members, scene: Scene) -> Members:
        """Return what becomes of `old`."""
        return self.change(old, replace(scene, step=self.name))

    @property
    def words(self) -> Mapping[str, str]:
        """The parts of the docstring: ``says``, ``reason``, ``before``, ``after`` and ``loses``.

        Raises `ValueError` where one is missing.
        """
        found = _DOCSTRING.fullmatch(cleandoc(self.change.__doc__ or ""))
        if found is None:
            raise ValueError(f"the docstring of the step `{self.name}` lacks one of its parts")
        parts = {name: cleandoc("\n" + part) for name, part in found.groupdict().items()}
        return {name: part if name in ("before", "after") else " ".join(part.split()) for name, part in parts.items()}


def step(*places: str) -> Callable[[Change], Step]:
    """Make a step of a change; see the head of this module. Without places it is for all."""

    def make(change: Change) -> Step:
        return Step(change.__name__.replace("_", "-"), places, change)

    return make
