# SPDX-License-Identifier: Apache-2.0
"""What is asked of a catalogue: words and values of facets, understood the same way by whatever answers it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple
from unicodedata import category, normalize

from ..words import nearest
from .facet import Facet

MOST = 1_000_000_000
"""The highest limit and offset; their sum is a number that every machine counts to."""

_NONE: Mapping[str, Sequence[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Query:
    """A search: `words` to be found, values to be had by facet, and which part of the hits is wanted.

    `facets` has a list of values for the name of a facet; a record needs one of them, and that in each facet.
    """

    words: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=lambda: _NONE)
    limit: int = 20
    offset: int = 0


class Phrase(NamedTuple):
    """Words to be found side by side; unless they are `whole`, there is one, and it may be the beginning of a word."""

    words: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query as it is understood: what must be found in the text, and the canonical values by facet."""

    phrases: tuple[Phrase, ...]
    chosen: Mapping[str, tuple[str, ...]]


def words_of(text: str) -> list[str]:
    """Return the words of `text`, runs of letters and digits, without case, accents and compatibility forms."""
    if text.isascii():  # the same, several times as fast
        return re.findall("[a-z0-9]+", text.lower())
    decomposed = normalize("NFKD", normalize("NFKD", text).casefold())
    return re.findall(r"[^\W_]+", "".join(each for each in decomposed if not category(each).startswith("M")))


def phrases(text: str) -> Iterator[Phrase]:
    """Yield what `text` asks for: what stands between quotes as one phrase, and each word outside them.

    A quote that is not closed reaches to the end. What has no letter and no digit asks for nothing.
    """
    for quoted, free in re.findall(r'"([^"]*)(?:"|$)|([^"]+)', text):
        if whole := tuple(words_of(quoted)):
            yield Phrase(whole, whole=True)
        yield from (Phrase((word,), whole=False) for word in words_of(free))


def understood(query: Query, facets: Mapping[str, Facet]) -> Wanted:
    """Return what `query` asks for.

    Raises `ValueError` for a facet that there is not, and for a limit or an offset that is negative or above `MOST`.
    """
    for name, number in (("limit", query.limit), ("offset", query.offset)):
        if not 0 <= number <= MOST:
            raise ValueError(f"{name} is {number}; it is a number from 0 to {MOST:,}")
    for name in query.facets:
        if name not in facets:
            close = nearest(name, facets)
            hint = f"did you mean `{close}`?" if close else f"there are {', '.join(facets)}"
            raise ValueError(f"there is no facet `{name}`; {hint}")
    chosen = {
        name: tuple(dict.fromkeys(facet.canonical(value) for value in query.facets[name]))
        for name, facet in facets.items()
        if query.facets.get(name)
    }
    return Wanted(tuple(dict.fromkeys(phrases(query.words))), MappingProxyType(chosen))
