# SPDX-License-Identifier: Apache-2.0
"""A facet: one side of software, by whose values it is found.

A value is *canonical*: the name of a term in whatever spelling a description has it, the successor of a deprecated
term, or text without what does not tell two values apart. What a user selects goes the same way, so each value that
somebody sees can be selected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..vocabulary import Term, Vocabulary, vocabulary
from ..words import folded

if TYPE_CHECKING:
    from ..model import SoftwareDescription

NOT_STATED = "(not stated)"
"""Stands for the absence of a value where values are selected and counted."""


def plain(text: str) -> str:
    """Return `text` without what does not tell two values apart: case, and how much white space there is."""
    return " ".join(text.casefold().split())


@dataclass(frozen=True, slots=True, eq=False)
class Facet:
    """A facet: its `name` for programs, its `label` for people, and where its values come from.

    `texts` gives what a description says, in its own spelling. `vocabulary` names the vocabulary whose terms these
    texts are, None where they are free; `source` gives a vocabulary by its name. `fold` makes a text that is no term
    canonical. The words of a user search in the values too if they are `searched`.
    """

    name: str
    label: str
    texts: Callable[[SoftwareDescription], Iterable[str]]
    source: Callable[[str], Vocabulary] = vocabulary
    vocabulary: str | None = None
    fold: Callable[[str], str] = plain
    searched: bool = True

    @property
    def known(self) -> Vocabulary | None:
        """The vocabulary of the facet; None where its values are free."""
        return self.source(self.vocabulary) if self.vocabulary else None

    def term(self, text: str) -> Term | None:
        """Return the term that `text` stands for, or None.

        It is told by any spelling of it, its label and its synonyms; case, spaces, ``-`` and ``_`` do not count. A
        deprecated term is replaced by its successor.
        """
        known = self.known
        if known is None:
            return None
        return known.resolve(text) or known.resolve(_told(known).get(folded(plain(text)), ""))

    def read(self, text: str) -> tuple[str, str]:
        """Return the canonical value that `text` stands for, `NOT_STATED` where it says nothing, and its label.

        The label is that of the term, or the text as it is written.
        """
        found = self.term(text)
        if found is not None:
            return found.name, found.label
        value = self.fold(text) or NOT_STATED
        return value, " ".join(text.split()) if value == plain(text) else value

    def canonical(self, text: str) -> str:
        """Return the canonical value that `text` stands for; see `read`."""
        return self.read(text)[0]

    def labelled(self, value: str) -> str:
        """Return the label of a canonical value."""
        return self.read(value)[1]

    def wider(self, value: str) -> tuple[str, ...]:
        """Return a canonical value and all that are wider, nearest first: those by whose selection it is found."""
        known, found = self.known, self.term(value)
        if known is None or found is None:
            return (value,)
        reached = [found.name]
        for name in reached:  # which grows meanwhile
            above = [known.resolve(each) for each in known.terms[name].wider]
            reached += [each.name for each in dict.fromkeys(filter(None, above)) if each.name not in reached]
        return tuple(reached)


@cache
def _told(known: Vocabulary) -> Mapping[str, str]:
    """Return the names of terms by what tells them, folded; a spelling is surer than a label, that than a synonym."""
    told: dict[str, str] = {}
    for texts in (
        [(synonym, term) for term in known.terms.values() for synonym in term.synonyms],
        [(term.label, term) for term in known.terms.values()],
        [*known.spellings.items()],
        [*known.terms.items()],
    ):
        told |= {folded(plain(text)): term.name for text, term in reversed(texts)}  # the first term is the surest
    return MappingProxyType(told)
