# SPDX-License-Identifier: Apache-2.0
"""What has no place today, kept in the annotations of the component that it belonged to."""

from __future__ import annotations

import json

from .tree import Lost, Members, Trail, plain

ANNOTATION = "ivoa.net/older/"
"""What the names of these annotations begin with; the path of the value from the component follows."""


def annotated(component: Members) -> Members:
    """Return the component with what it lost, as far as that is kept, in its annotations."""
    kept = [gone for gone in component.lost if gone.kept]
    noted = component.with_annotations(map(_note, kept)) if kept else component
    if noted is None:
        return in_order(component)
    return in_order(noted.forgetting(tuple(gone for gone in component.lost if not gone.kept)))


def _note(gone: Lost) -> tuple[str, str, Trail]:
    """Return the name and the text of the annotation that keeps what is lost, and its trail."""
    words = plain(gone.value)
    text = words if isinstance(words, str) else json.dumps(words, ensure_ascii=False)
    return ANNOTATION + "/".join(map(str, gone.path)), text, gone.trail


def in_order(component: Members) -> Members:
    """Return the component with its kind first, and the facts about it next, where the original had not placed them."""
    made = [key for key in ("kind", "meta") if key in component and not component.trails[key].origins]
    first = [key for key in ("kind", "meta") if key in made or (made and key in component)]
    listed = [*first, *(key for key in component if key not in first)]
    return Members(((key, component[key], component.trails[key]) for key in listed), component.lost)
