# SPDX-License-Identifier: Apache-2.0
"""What the script of the search page searches in: values of facets and words, made by the catalogue's own functions.

So the page has nothing to understand but the words and selections of its user.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..catalogue.facet import NOT_STATED, Facet, plain
from ..catalogue.facets import FACETS, stated, text
from ..catalogue.query import words_of

if TYPE_CHECKING:
    from ..model import SoftwareDescription


def searched(descriptions: Sequence[SoftwareDescription]) -> dict[str, Any]:
    """Return the data of the search page, the software in the order of `descriptions`.

    ``software`` has the words of each in three texts: its name, its keywords, and all prose. ``facets`` has for each
    facet its name, its label, its values and the numbers of the values that each software states. A value is [value,
    label, numbers of the wider values, words]: wider ones nearest first, and the words by which software that states
    the value is found, which would be many times as long if each software had them. Values are in the order of their
    labels. A facet that no software states anything of is left out.
    """
    labels = [stated(description) for description in descriptions]
    facets = (_facet(facet, [each[facet.name] for each in labels]) for facet in FACETS.values())
    return {
        "facets": [facet for facet in facets if facet["values"][:-1] or facet["values"][0][0] != NOT_STATED],
        "software": [_words(description) for description in descriptions],
    }


def _words(description: SoftwareDescription) -> list[str]:
    name, _, prose = text(description)
    keywords = (description.discovery and description.discovery.keywords) or ()
    return [_indexed(name), _indexed(keywords), _indexed(prose)]


def _facet(facet: Facet, stated_labels: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    labels: dict[str, str] = {}
    for value, label in (pair for each in stated_labels for pair in _all(facet, each)):
        labels[value] = min(label, labels.get(value, label))  # of several spellings the least, as in the catalogue
    values = sorted(labels, key=lambda value: (value == NOT_STATED, plain(labels[value]), value))
    numbers = {value: number for number, value in enumerate(values)}
    return {
        "name": facet.name,
        "label": facet.label,
        "values": [
            [value, labels[value], [numbers[each] for each in facet.wider(value)[1:]], _found_by(facet, value)]
            for value in values
        ],
        "stated": [[numbers[value] for value in each or (NOT_STATED,)] for each in stated_labels],
    }


def _all(facet: Facet, labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the values of a software with their labels, wider ones included."""
    for value, label in labels.items():
        yield value, label
        yield from ((wider, facet.labelled(wider)) for wider in facet.wider(value)[1:])
    if not labels:
        yield NOT_STATED, NOT_STATED


def _found_by(facet: Facet, value: str) -> str:
    term = facet.term(value)
    asked = facet.searched and value != NOT_STATED
    return _indexed((value, *((term.label, *term.synonyms) if term else ()))) if asked else ""


def _indexed(pieces: Iterable[str]) -> str:
    """Return the words of the pieces, each with a space before and behind it, and two where a piece ends.

    So no phrase reaches from one piece into another.
    """
    return "".join(f" {' '.join(words)} " for piece in pieces if (words := words_of(piece)))
