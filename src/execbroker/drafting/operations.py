# SPDX-License-Identifier: Apache-2.0
"""Which operations of the vocabulary the words of a description speak of."""

from __future__ import annotations

import re
from typing import Any

from ..vocabulary import search, vocabulary

_MOST = 6
_WORD = re.compile(r"\w+")


def operations_in(discovery: dict[str, Any]) -> list[str]:
    """Return the operations whose label or synonym stands in name, description or keywords, the first ones first.

    A keyword that the search finds in a label or synonym counts too. Not more than a few are returned: they are to be
    read by somebody.
    """
    known = vocabulary("software-operation")
    keywords = [word for word in discovery.get("keywords", []) if isinstance(word, str)]
    text = " . ".join([discovery.get("name", ""), *keywords, discovery.get("description", "")])
    words = f" {_folded(text)} "
    found = {
        term.name: words.index(f" {name} ")
        for term in known.terms.values()
        for name in map(_folded, (term.label, *term.synonyms))
        if name and f" {name} " in words and not (term.grouping or term.deprecated)
    }
    names = sorted(found, key=found.__getitem__)
    for word in keywords:
        names += [each.term.name for each in search(word, within=[known.name])[:1] if each.place != "definition"]
    return [name for name in dict.fromkeys(names) if not known.terms[name].grouping][:_MOST]


def _folded(text: str) -> str:
    """Return the words of `text` in small letters and without the `s` of a plural."""
    return " ".join(word.lower().removesuffix("s") for word in _WORD.findall(text))
