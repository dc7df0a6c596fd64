# SPDX-License-Identifier: Apache-2.0
"""Single values that a user sets in a description, by a path with dots.

A path begins with `discovery` or `execution`; what begins otherwise stands in `execution`. Items of lists go by their
names, or by their numbers from 0: ``storage.results.size.min``. A value is YAML, so that ``32`` is a number and
``[a, b]`` a list; where the model has text, it is the text.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..diagnostic import Path
from ..document import FORMATS, Unreadable
from ..examination import faults_of
from ..reading import task_of
from .layers import Layer
from .tree import Tree

_PARTS = ("discovery", "execution")


def set_all(tree: Tree, settings: Iterable[tuple[str, str]]) -> None:
    """Set each value at its path in a description. What cannot be set is found."""
    for path, text in settings:
        layer = Layer(f"setting {path}", {}, "user")
        steps = path.split(".")
        steps = steps if steps[0] in _PARTS else ["execution", *steps]
        value = _value(text)
        place = tree.assign(steps, value, layer)
        if place is not None and not isinstance(value, str) and _wants_text(tree, place):
            tree.put(place, text)


def _value(text: str) -> object:
    try:
        value = FORMATS["yaml"].read(text)
    except Unreadable:
        return text
    return text if value is None else value


def _wants_text(tree: Tree, place: Path) -> bool:
    """Return whether what stands at `place` has a wrong type, which a text may not have."""
    task = task_of(as_="software-description")
    return any(fault.path == place and fault.code == "wrong-type" for fault in faults_of(tree.data, task))
