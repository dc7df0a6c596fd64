# SPDX-License-Identifier: Apache-2.0
"""What is kept of a description to find it by, whatever engine keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .facet import NOT_STATED, Facet
from .facets import Text, stated, text
from .query import words_of

if TYPE_CHECKING:
    from ..model import SoftwareDescription

_BREAK = "\N{PILCROW SIGN}"
"""Stands between two pieces of text, so that no phrase reaches from one into the other; in no word, and no space."""


@dataclass(frozen=True, slots=True)
class Record:
    """A description as it is searched.

    `sort` is what it is sorted by beside its `id`. `words` are those of its texts, with spaces between them. `values`
    has the label of each value by facet and value; wider values are among them, and `NOT_STATED` where there is none.
    """

    id: str
    name: str
    sort: str
    description: str
    words: Text[str]
    values: Mapping[str, Mapping[str, str]]


def record(id: str, description: SoftwareDescription, *, facets: Mapping[str, Facet]) -> Record:
    """Return what is kept of `description`; one that has no name is known by its `id`."""
    discovery = description.discovery
    name = (discovery and discovery.name) or id
    labels = stated(description, facets=facets.values())
    return Record(
        id=id,
        name=name,
        sort=" ".join(words_of(name)),
        description=" ".join(((discovery and discovery.description) or "").split()),
        words=Text(*map(_apart, text(description, facets=facets.values()))),
        values={name: _with_wider(facet, labels[name]) for name, facet in facets.items()},
    )


def _with_wider(facet: Facet, labels: Mapping[str, str]) -> Mapping[str, str]:
    wider = {each: facet.labelled(each) for value in labels for each in facet.wider(value)}
    return {**wider, **labels} or {NOT_STATED: NOT_STATED}


def _apart(pieces: Iterable[str]) -> str:
    return f" {_BREAK} ".join(filter(None, dict.fromkeys(" ".join(words_of(piece)) for piece in pieces)))
