# SPDX-License-Identifier: Apache-2.0
"""The compiled vocabularies, and which properties of the model take their terms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import execbroker_model

from .bundle import bundle


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Term:
    """A term; `wider` are all above it that are known, `aliases` other spellings with their status.

    `synonyms` are words by which people search for it; documents do not have them.
    """

    name: str
    label: str
    description: str
    wider: tuple[str, ...]
    narrower: tuple[str, ...]
    aliases: Mapping[str, str]
    synonyms: tuple[str, ...]
    properties: Mapping[str, str]
    preliminary: bool
    deprecated: bool
    use_instead: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """A vocabulary: its `name` in the model, its `uri`, and its terms by name."""

    name: str
    uri: str
    terms: Mapping[str, Term]
    spellings: Mapping[str, Term]
    """The terms by each text that stands for them: name, ``#name``, full URI and aliases."""

    def term(self, text: str) -> Term | None:
        """Return the term that `text` stands for, or None."""
        return self.spellings.get(text)

    def deprecates(self, text: str) -> bool:
        """Return whether `text` stands for a deprecated term, or is a deprecated alias of a term."""
        term = self.spellings.get(text)
        return term is not None and (term.deprecated or term.aliases.get(text) == "deprecated")

    def current(self) -> tuple[str, ...]:
        """Return the texts that stand for a term and are not deprecated."""
        return _current(self)

    def successor(self, text: str) -> str | None:
        """Return what to write instead of a deprecated `text`, in the same spelling; None where nothing is known."""
        term = self.spellings.get(text)
        better = self.spellings.get(term.use_instead or "") if term and term.deprecated else term
        if better is None:
            return None
        scheme, colon, _ = text.partition(":")
        spellings = [
            other for other in self.current() if self.spellings[other] is better and (":" in other) == bool(colon)
        ]
        return next((other for other in spellings if other.startswith(scheme + colon)), next(iter(spellings), None))


def names() -> tuple[str, ...]:
    """Return the names of the vocabularies that are compiled."""
    return tuple(sorted(file.name.removesuffix(".json") for file in _folder().iterdir() if file.name.endswith(".json")))


@cache
def vocabulary(name: str) -> Vocabulary:
    """Return the vocabulary `name`. Raises `KeyError` where there is none."""
    if name not in names():
        raise KeyError(name)
    compiled = json.loads(_folder().joinpath(f"{name}.json").read_text(encoding="utf-8"))
    terms = {key: _term(key, entry) for key, entry in compiled["terms"].items()}
    spellings: dict[str, Term] = {}
    for term in terms.values():  # names are surer than aliases, so they come last
        spellings |= dict.fromkeys(term.aliases, term)
    for key, term in terms.items():
        spellings |= dict.fromkeys((key, f"#{key}", f"{compiled['uri']}#{key}"), term)
    return Vocabulary(name, compiled["uri"], MappingProxyType(terms), MappingProxyType(spellings))


@cache
def vocabulary_fields() -> Mapping[str, Mapping[str, str]]:
    """Return which properties take terms: the name of the vocabulary, by property and by the title of the object."""
    found: dict[str, Mapping[str, str]] = {}
    for title, definition in bundle()["$defs"].items():
        items = {key: value.get("items", value) for key, value in definition.get("properties", {}).items()}
        fields = {key: value["x-vocabulary"] for key, value in items.items() if "x-vocabulary" in value}
        if fields:
            found[title] = MappingProxyType(fields)
    return MappingProxyType(found)


@cache
def _current(vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(text for text in vocabulary.spellings if not vocabulary.deprecates(text))


def _folder() -> Traversable:
    return resources.files(execbroker_model).joinpath("vocabularies")


def _term(name: str, entry: Mapping[str, Any]) -> Term:
    """Return a term of a file in the desise format, in which a flag is set by the presence of its key."""
    return Term(
        name=name,
        label=entry["label"],
        description=entry["description"],
        wider=tuple(entry["wider"]),
        narrower=tuple(entry["narrower"]),
        aliases=MappingProxyType(entry.get("x-aliases", {})),
        synonyms=tuple(entry.get("x-synonyms", ())),
        properties=MappingProxyType(entry.get("x-properties", {})),
        preliminary="preliminary" in entry,
        deprecated="deprecated" in entry,
        use_instead=entry.get("useInstead"),
    )
