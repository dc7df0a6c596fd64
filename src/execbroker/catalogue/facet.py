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

from ..model import SoftwareDescription
from ..vocabulary import Term, Vocabulary, vocabulary
from ..words import folded

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
        """The vocabulary of the facet; None where its values are free, or the vocabulary is not compiled yet."""
        try:
            return self.source(self.vocabulary) if self.vocabulary else None
        except KeyError:
            return None

    def term(self, text: str) -> Term | None:
        """Return the term that `text` stands for, or None.

        It is told by any spelling of it, its label and its synonyms; case, spaces and punctuation do not count. A
        deprecated term is replaced by its successor.
        """
        known = self.known
        if known is None:
            return None
        found = known.term(text) or _told(known).get(folded(plain(text)))
        return found and _current(known, found)

    def canonical(self, text: str) -> str:
        """Return the value that `text` stands for; `NOT_STATED` for what says nothing."""
        found = self.term(text)
        return found.name if found else self.fold(text) or NOT_STATED

    def labelled(self, value: str) -> str:
        """Return the label of a canonical value: that of the term, or the value as it is."""
        found = self.term(value)
        return found.label if found else value

    def wider(self, value: str) -> tuple[str, ...]:
        """Return a canonical value and all that are wider, nearest first: those by whose selection it is found."""
        known, found = self.known, self.term(value)
        if known is None or found is None:
            return (value,)
        reached = {found.name: found}
        for term in (queue := [found]):
            above = [_current(known, known.terms[name]) for name in term.wider]
            queue += [each for each in above if each.name not in reached]
            reached |= {each.name: each for each in above}
        return tuple(reached)


@cache
def _told(known: Vocabulary) -> Mapping[str, Term]:
    """Return the terms by what tells them, folded; a spelling is surer than a label, and that than a synonym."""
    told: dict[str, Term] = {}
    for texts in (
        [(term, synonym) for term in known.terms.values() for synonym in term.synonyms],
        [(term, term.label) for term in known.terms.values()],
        [(term, spelling) for spelling, term in known.spellings.items()],
        [(term, name) for name, term in known.terms.items()],
    ):
        told |= {folded(plain(text)): term for term, text in reversed(texts)}  # the first term is the surest
    return MappingProxyType(told)


def _current(known: Vocabulary, term: Term) -> Term:
    """Return the term to use instead of a deprecated one, or the term as it is."""
    passed = set()
    while term.deprecated and term.name not in passed:
        passed.add(term.name)
        term = known.terms.get(term.use_instead or "", term)
    return term
