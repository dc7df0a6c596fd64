# SPDX-License-Identifier: Apache-2.0
"""The compiled vocabularies, and which properties of the model take their terms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import execbroker_model

from .bundle import bundle

Place = Literal["term", "label", "synonym", "definition"]
"""Where words can be found."""

_WHOLE, _BEGINNING, _INSIDE, _DEFINITION, _NOTHING = range(5)
"""How well words fit a text."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Term:
    """A term; `wider` are its parents, `narrower` is all below it (in SKOS its children).

    `aliases` are other spellings, with their status: empty, or ``deprecated`` if they should not be written any more.
    `synonyms` are words by which people search for it; documents do not have them. A `grouping` term holds others
    together, and is not to be written in a document. `description` is empty where the definition is at the source.
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
    grouping: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """A vocabulary: its `name` in the model, its `uri`, its `title` for people, and its terms by name.

    `date` is that of its last change, as ``2026-11-29``; `source` is where a snapshot was taken from, None for what is
    our own; `licence` is an SPDX identifier.
    """

    name: str
    uri: str
    title: str
    terms: Mapping[str, Term]
    spellings: Mapping[str, Term]
    """The terms by each text that stands for them: name, ``#name``, full URI and aliases."""
    date: str
    licence: str
    source: str | None = None
    separator: str = "#"
    """Between the URI of the vocabulary and the name of a term, in the URI of the term."""
    pattern: str | None = None
    """A regular expression for texts, in lower case, that are right without being terms, as in an open registry."""

    def term(self, text: str) -> Term | None:
        """Return the term that `text` stands for, or None."""
        return self.spellings.get(text)

    def resolve(self, text: str) -> Term | None:
        """Return the term that `text` stands for today: of a deprecated one its successor, where it has one."""
        term = self.spellings.get(text)
        while term is not None and term.use_instead is not None and term.use_instead in self.terms:
            term = self.terms[term.use_instead]
        return term

    def called(self, words: str) -> Term | None:
        """Return the term whose name, label or synonym `words` are, however they are spelt; the first of several."""
        return _by_words(self).get("".join(_words(words)))

    def expand(self, name: str) -> frozenset[str]:
        """Return the names of a term and of all below it, however deep; those that fit who asks for the term.

        `name` may be any spelling. Raises `KeyError` where there is no such term.
        """
        return _expanded(self, self.spellings[name].name)

    def allows(self, text: str) -> bool:
        """Return whether `text` stands for a term, or is of the form that an open vocabulary leaves to others."""
        open_to = self.pattern is not None and re.fullmatch(self.pattern, text.lower()) is not None
        return open_to or text in self.spellings

    def uri_of(self, term: Term) -> str:
        """Return the URI of a term of this vocabulary."""
        return f"{self.uri}{self.separator}{term.name}"

    def below(self, term: Term | None = None) -> tuple[Term, ...]:
        """Return the terms directly below `term`, or those that have none above them, in the vocabulary's order."""
        if term is None:
            return tuple(each for each in self.terms.values() if not each.wider)
        return _children(self).get(term.name, ())

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


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A `term` of a `vocabulary` that a search found, and the `text` there, at a `place`, that fits the words best."""

    vocabulary: Vocabulary
    term: Term
    place: Place
    text: str


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
    separator = compiled.get("x-separator", "#")
    for key, term in terms.items():
        spellings |= dict.fromkeys((key, f"#{key}", f"{compiled['uri']}{separator}{key}"), term)
    return Vocabulary(
        name,
        compiled["uri"],
        compiled["x-title"],
        MappingProxyType(terms),
        MappingProxyType(spellings),
        date=compiled["x-date"],
        licence=compiled["x-licence"],
        source=compiled.get("x-source"),
        separator=separator,
        pattern=compiled.get("x-pattern"),
    )


def search(words: str, *, within: Iterable[str] | None = None) -> tuple[Found, ...]:
    """Return the terms that `words` may mean, best first; those of the vocabularies `within`, or of all.

    First come the terms whose name, label or synonym the words are; then those where they are its beginning; then those
    where each is the beginning of a word in it, or all together are; last those where that is so for the definition.
    Terms that fit alike stay in the order of their vocabularies. Upper case, punctuation, and whether words are joined
    by a hyphen, a space or nothing, do not count. Raises `KeyError` where there is no vocabulary of a name.
    """
    wanted = _words(words)
    phrase = "".join(wanted)
    known = [vocabulary(name) for name in (names() if within is None else within)]
    found = [_best(wanted, phrase, each, texts) for each in known for texts in _texts(each)] if wanted else []
    return tuple(best for _, best in sorted(filter(None, found), key=_rank))


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
def _children(vocabulary: Vocabulary) -> Mapping[str, tuple[Term, ...]]:
    """Return the terms directly below each term that has some, in the order of the vocabulary."""
    children: dict[str, list[Term]] = {}
    for term in vocabulary.terms.values():
        for parent in dict.fromkeys(term.wider):
            children.setdefault(parent, []).append(term)
    return {parent: tuple(terms) for parent, terms in children.items()}


@cache
def _expanded(vocabulary: Vocabulary, name: str) -> frozenset[str]:
    found, waiting = {name}, [name]
    while waiting:
        # flavours in RDF list all that is below, those in SKOS what is directly below: either way, all is reached
        new = set(vocabulary.terms[waiting.pop()].narrower) - found
        found |= new
        waiting += new
    return frozenset(found)


@cache
def _current(vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(text for text in vocabulary.spellings if not vocabulary.deprecates(text))


class _Text(NamedTuple):
    """A text that can be found, and its words, which are worked out once."""

    term: Term
    place: Place
    text: str
    words: Sequence[str]
    joined: str


@cache
def _texts(vocabulary: Vocabulary) -> Sequence[Sequence[_Text]]:
    """Return what can be found of each term: its names first."""
    made = []
    for term in vocabulary.terms.values():
        places: list[tuple[Place, str]] = [("term", term.name), ("label", term.label)]
        places += [("synonym", synonym) for synonym in term.synonyms]
        places += [("definition", term.description)]
        made.append([_Text(term, place, text, words := _words(text), "".join(words)) for place, text in places if text])
    return made


@cache
def _by_words(vocabulary: Vocabulary) -> Mapping[str, Term]:
    """Return the terms by their names, then their labels and synonyms, in small letters and joined."""
    found: dict[str, Term] = {}
    texts = [text for texts in _texts(vocabulary) for text in texts if text.place != "definition" and text.joined]
    for text in sorted(texts, key=lambda text: text.place != "term"):
        found.setdefault(text.joined, text.term)
    return found


def _best(wanted: Sequence[str], phrase: str, known: Vocabulary, texts: Sequence[_Text]) -> tuple[int, Found] | None:
    """Return what fits the words best of a term, behind its rank: 0 is best. None where nothing fits."""
    rank, best = min(((_fit(wanted, phrase, each), each) for each in texts), key=_rank)
    return (rank, Found(known, best.term, best.place, best.text)) if rank < _NOTHING else None


def _fit(wanted: Sequence[str], phrase: str, text: _Text) -> int:
    """Return how well the words fit a text; `phrase` is all of them without what joins them."""
    if text.joined.startswith(phrase):
        fit = _WHOLE if text.joined == phrase else _BEGINNING
    elif all(any(word.startswith(one) for word in text.words) for one in wanted):
        fit = _INSIDE
    else:
        together = phrase in text.joined and any(
            "".join(text.words[at:]).startswith(phrase) for at in range(len(text.words))
        )
        fit = _INSIDE if together else _NOTHING
    return _DEFINITION if fit < _NOTHING and text.place == "definition" else fit


def _rank(ranked: tuple[int, object]) -> int:
    return ranked[0]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


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
        grouping="x-grouping" in entry,
    )
