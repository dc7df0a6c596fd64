# SPDX-License-Identifier: Apache-2.0
"""What was found in a catalogue: text for people, data for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from textwrap import shorten

from ..catalogue import FACETS, NOT_STATED, Count, Query, Result
from ..diagnostic import printable

_WIDTH = 100
_FIRST = 5
"""So many values of a facet are shown where not all are asked for."""


def as_json(query: Query, result: Result) -> str:
    """Return the result as JSON: `total`, `offset`, `hits`, and each of the `facets` with all values and counts."""
    facets = [
        {"facet": name, "label": FACETS[name].label, "values": [asdict(count) for count in counts]}
        for name, counts in result.counts.items()
    ]
    data = {
        "total": result.total,
        "offset": query.offset,
        "hits": [asdict(hit) for hit in result.hits],
        "facets": facets,
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def as_text(query: Query, result: Result, *, whole: bool) -> str:
    """Return the hits and the facets, of which the `whole` or the first values are shown."""
    lines = [_found(query, result), ""]
    for hit in result.hits:
        lines += [shorten(printable(f"{hit.name}: {hit.description}".removesuffix(": ")), _WIDTH, placeholder=" ...")]
        lines += [f"    {printable(hit.id)}"]
    lines += [""] if result.hits else []
    for name, counts in result.counts.items():
        lines += _every(name, counts) if whole else _first(name, counts)
    return "\n".join(lines).rstrip("\n") + "\n"


def _found(query: Query, result: Result) -> str:
    if not result.total:
        return "nothing found"
    last = query.offset + len(result.hits)
    if len(result.hits) == result.total:
        return f"{result.total} found"
    shown = f"{query.offset + 1} to {last} shown" if result.hits else "none shown"
    return f"{result.total} found, {shown}" + (f"; --offset {last} goes on" if last < result.total else "")


def _first(name: str, counts: Sequence[Count]) -> Iterator[str]:
    stated = [count for count in counts if count.value != NOT_STATED or count.selected]
    shown = [count for place, count in enumerate(stated) if place < _FIRST or count.selected]
    if shown:
        more = f", and {len(stated) - len(shown)} more" if len(stated) > len(shown) else ""
        yield f"{name}: {', '.join(_counted(name, count) for count in shown)}{more}"


def _every(name: str, counts: Sequence[Count]) -> Iterator[str]:
    yield f"{name}:"
    yield from (f"    {_counted(name, count)}" for count in counts)


def _counted(facet: str, count: Count) -> str:
    """Return a value as it can be selected, a term by its name, and how many have it."""
    spelling = count.value if FACETS[facet].term(count.value) else count.label
    return f"{printable(spelling)} ({count.count}{', selected' if count.selected else ''})"
