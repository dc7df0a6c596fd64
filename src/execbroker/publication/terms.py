# SPDX-License-Identifier: Apache-2.0
"""Terms as people read them, and as links to all software of the site that has the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlencode

from ..catalogue.facet import NOT_STATED
from ..catalogue.facets import FACETS
from ..identifiers import address
from ..vocabulary import names, vocabulary
from .markup import Node, element, link


def labels(name: str, texts: Iterable[str]) -> list[str]:
    """Return the labels of terms of a vocabulary, and what is none as it is."""
    found = ((text, vocabulary(name).term(text) if name in names() else None) for text in texts)
    return [term.label if term else text for text, term in found]


def term_links(facet: str, texts: Iterable[str]) -> list[Node]:
    """Return a link for each text, to the search page where the value of a facet that it stands for is selected."""
    shown: list[Node] = []
    for text in texts:
        value = FACETS[facet].canonical(text)
        label = FACETS[facet].labelled(value) if FACETS[facet].term(text) else text
        at = f"../index.html#{urlencode({facet: value}, quote_via=quote)}"
        shown.append(label if value == NOT_STATED else element("a", label, href=at))
    return shown


def identifier(scheme: str, value: str) -> Node:
    """Return an identifier, as a link where its scheme says at which address it is found and which form it has."""
    term = vocabulary("identifier-scheme").resolve(scheme)
    label = f"{term.label if term else scheme} {value}"
    form = term.properties.get("pattern") if term else None
    at = address(scheme, value) if form and re.fullmatch(form, value) else None
    return link(at, label) if at and at != value else label  # one that is a URI itself leads a browser nowhere
