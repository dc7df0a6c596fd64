# SPDX-License-Identifier: Apache-2.0
"""What a catalogue answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .facet import NOT_STATED, plain


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: its `id`, and the name and description that it is shown with."""

    id: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many records have a value of a facet, or a narrower one, and whether the query selected it."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query: how many records were found, the hits of the wanted part, and the counts by facet."""

    total: int
    hits: tuple[Hit, ...]
    counts: Mapping[str, tuple[Count, ...]]


def ordered(counts: Iterable[Count]) -> tuple[Count, ...]:
    """Return the counts of a facet, most frequent first, then by label; what is not stated comes last."""
    return tuple(
        sorted(counts, key=lambda each: (each.value == NOT_STATED, -each.count, plain(each.label), each.value))
    )
