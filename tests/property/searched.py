# SPDX-License-Identifier: Apache-2.0
"""What a search must find, worked out the slow way: lists and sets of plain data, no class of the catalogue.

Beside it, descriptions, vocabularies and queries to try it with; the words are few, so that much is found.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from types import MappingProxyType
from typing import Any, NamedTuple

from hypothesis import strategies as st

from execbroker.catalogue import FACETS, Facet
from execbroker.vocabulary import Term, Vocabulary, vocabulary

Data = dict[str, Any]
NOTHING = "(not stated)"
SEARCHED = {*FACETS} - {"processing-level", "maturity", "licence"}


class Naive(NamedTuple):
    """The answer of the reference: the ids that are found, in order, and `(value, count, selected)` by facet."""

    ids: list[str]
    counts: dict[str, list[tuple[str, int, bool]]]


def search(
    records: Mapping[str, Data], vocabularies: Mapping[str, Vocabulary], words: str, chosen: Mapping[str, list[str]]
) -> Naive:
    """Return all that is found among `records`, data of descriptions by id."""
    wanted = asked(words)
    values = {key: {name: values_of(name, data, vocabularies) for name in FACETS} for key, data in records.items()}
    texts = {key: texts_of(data, vocabularies) for key, data in records.items()}
    with_words = [key for key in records if all(fits(one, chain(*texts[key])) for one in wanted)]
    picked = {name: {canonical(name, text, vocabularies) for text in given} for name, given in chosen.items() if given}

    def has(key: str, name: str) -> bool:
        return any(includes(name, one, values[key][name], vocabularies) for one in picked[name])

    counts = {}
    for name in FACETS:
        others = [key for key in with_words if all(has(key, other) for other in picked if other != name)]
        candidates = picked.get(name, set()) | {NOTHING}
        candidates |= {
            wide for key in records for value in values[key][name] for wide in above(name, value, vocabularies)
        }
        counted = {
            one: sum(includes(name, one, values[key][name], vocabularies) for key in others) for one in candidates
        }
        shown = sorted(one for one in candidates if counted[one] or one in picked.get(name, ()))
        shown.sort(key=lambda one, name=name: label_of(name, one, vocabularies).casefold())
        shown.sort(key=lambda one, counted=counted: (one == NOTHING, -counted[one]))
        counts[name] = [(one, counted[one], one in picked.get(name, ())) for one in shown]
    found = [key for key in with_words if all(has(key, name) for name in picked)]
    found.sort()
    found.sort(key=lambda key: words_in(name_of(key, records[key])))
    found.sort(key=lambda key: -sum(fits(one, texts[key][0]) + fits(one, chain(*texts[key][:2])) for one in wanted))
    return Naive(found, counts)


def asked(text: str) -> list[tuple[list[str], bool]]:
    """Return phrases: their words, and whether they are whole."""
    found = []
    for index, part in enumerate(text.split('"')):
        words = words_in(part)
        found += ([(words, True)] if words else []) if index % 2 else [([word], False) for word in words]
    return [one for index, one in enumerate(found) if one not in found[:index]]


def words_in(text: str) -> list[str]:
    """Return the words of a text, one character after another."""
    words = [""]
    for raw in unicodedata.normalize("NFKD", text):
        for character in unicodedata.normalize("NFKD", raw.casefold()):
            if character.isalnum():
                words[-1] += character
            elif unicodedata.category(character) not in ("Mn", "Mc", "Me"):
                words.append("")
    return [word for word in words if word]


def fits(phrase: tuple[list[str], bool], pieces: Iterable[str]) -> bool:
    words, whole = phrase
    for piece in pieces:
        there = words_in(piece)
        if not whole and any(word.startswith(words[0]) for word in there):
            return True
        if whole and any(there[at : at + len(words)] == words for at in range(len(there))):
            return True
    return False


def name_of(id: str, data: Data) -> str:
    return data.get("discovery", {}).get("name") or id


def texts_of(data: Data, vocabularies: Mapping[str, Vocabulary]) -> tuple[list[str], list[str], list[str]]:
    """Return what words are looked for in: the name, what is said in terms, and prose."""
    discovery = data.get("discovery", {})
    terms = list(discovery.get("keywords", ()))
    for name in SEARCHED:
        for written in written_of(name, data):
            term = meant(name, written, vocabularies)
            terms += (term.name, term.label, *term.synonyms) if term else (written,)
    prose = [discovery.get("description", "")]
    prose += [each["value"] for each in discovery.get("identifiers", ())]
    for agent in (*discovery.get("authors", ()), *discovery.get("maintainers", ())):
        prose += [agent.get("name", ""), f"{agent.get('given_names', '')} {agent.get('family_names', '')}"]
    for function in discovery.get("functions", ()):
        prose += [function.get("name", ""), function.get("description", "")]
        prose += [each.get("description", "") for side in ("inputs", "outputs") for each in function.get(side, ())]
    return [discovery.get("name", "")], terms, prose


def written_of(facet: str, data: Data) -> list[str]:
    """Return what a description says of a facet, as it says it."""
    discovery = data.get("discovery", {})
    functions = discovery.get("functions", [])
    match facet:
        case "operation" | "algorithm":
            return [text for each in functions for text in each.get(f"{facet}s", ())]
        case "input-type" | "input-format" | "output-type" | "output-format":
            side, _, what = facet.partition("-")
            key = "formats" if what == "format" else "product_types"
            return [text for each in functions for part in each.get(f"{side}s", ()) for text in part.get(key, ())]
        case "processing-level":
            parts = [part for each in functions for side in ("inputs", "outputs") for part in each.get(side, ())]
            return [text for part in parts for text in part.get("processing_levels", ())]
        case "licence" | "language":
            return [discovery["licence"]] if facet in discovery else list(discovery.get(f"{facet}s", ()))
        case "executable" | "accelerator":
            return executed(facet, data.get("execution", {}))
    key = {"facility": "facilities", "maturity": "maturity"}.get(facet, facet.replace("-", "_") + "s")
    whole = discovery.get(key) or []
    said = [each.get(key) or whole for each in functions] if functions else [whole]
    return [text for one in said for text in ([one] if isinstance(one, str) else one)]


def executed(facet: str, execution: Data) -> list[str]:
    """Return what a template says of a facet."""
    if facet == "executable":
        kind = execution.get("executable", {}).get("kind", "/abstract-executable.yaml")
        return [] if "abstract-executable" in kind else [kind.split("/")[-1].removesuffix(".yaml")]
    compute = execution.get("compute", {})
    return [each["type"] for each in compute.get("node", compute).get("accelerators", ())]


def plain(text: str) -> str:
    return " ".join(text.casefold().split())


def meant(facet: str, text: str, vocabularies: Mapping[str, Vocabulary]) -> Term | None:
    """Return the term of today that a text means: by its spelling, else by something else that tells it."""
    known = vocabularies.get(FACETS[facet].vocabulary or "")
    if known is None:
        return None

    def bare(text: str) -> str:
        return plain(text).replace(" ", "").replace("-", "").replace("_", "")

    terms = list(known.terms.values())
    term = known.spellings.get(text)
    term = term or next((each for each in terms if bare(each.name) == bare(text)), None)
    term = term or next((each for spelt, each in known.spellings.items() if bare(spelt) == bare(text)), None)
    term = term or next((each for each in terms if bare(each.label) == bare(text)), None)
    term = term or next((each for each in terms if bare(text) in map(bare, each.synonyms)), None)
    while term and term.use_instead:
        term = known.terms[term.use_instead]
    return term


def canonical(facet: str, text: str, vocabularies: Mapping[str, Vocabulary]) -> str:
    term = meant(facet, text, vocabularies)
    if facet == "licence":
        return {"mit": "MIT", "gpl-3.0-or-later": "GPL-3.0-or-later"}.get(plain(text), plain(text)) or NOTHING
    return term.name if term else plain(text) or NOTHING


def values_of(facet: str, data: Data, vocabularies: Mapping[str, Vocabulary]) -> set[str]:
    return {canonical(facet, text, vocabularies) for text in written_of(facet, data)} - {NOTHING}


def label_of(facet: str, value: str, vocabularies: Mapping[str, Vocabulary]) -> str:
    term = meant(facet, value, vocabularies)
    return term.label if term else value


def above(facet: str, value: str, vocabularies: Mapping[str, Vocabulary]) -> set[str]:
    """Return a value and all that are wider."""
    known = vocabularies.get(FACETS[facet].vocabulary or "")
    if known is None or value not in known.terms:
        return {value}
    found: set[str] = set()
    new = {value}
    while new:
        found |= new
        new = {canonical(facet, wider, vocabularies) for each in new for wider in known.terms[each].wider} - found
    return found


def includes(facet: str, selected: str, stated: set[str], vocabularies: Mapping[str, Vocabulary]) -> bool:
    """Return whether a selected value, narrower ones included, is among those that are stated."""
    if selected == NOTHING:
        return not stated
    return any(selected in above(facet, value, vocabularies) for value in stated)


# ---- what to try


WORDS = (
    "source",
    "sourcery",
    "so",
    "Café",
    "cafe",
    "ﬁts",
    "fits",
    "Newton",
    "raphson",
    "AND",
    "not",
    "x2",
    "ß",
    "東京",
)
texts = st.lists(st.sampled_from(WORDS), max_size=4).flatmap(
    lambda words: st.sampled_from((" ", "-", ", ", "  ")).map(lambda joint: joint.join(words))
)
REAL: Mapping[str, Vocabulary] = MappingProxyType(
    {facet.vocabulary: vocabulary(facet.vocabulary) for facet in FACETS.values() if facet.vocabulary}
)


@st.composite
def small_vocabularies(draw: st.DrawFn) -> Vocabulary:
    """A vocabulary of a few terms with several parents, successors of deprecated ones, synonyms and aliases."""
    number = draw(st.integers(1, 6))
    names = [f"term-{letter}" for letter in "abcdef"[:number]]
    terms: dict[str, Term] = {}
    spellings: dict[str, Term] = {}
    for index, name in enumerate(names):  # wider terms and successors come before, so there is no circle
        earlier = st.sampled_from(names[:index]) if index else st.nothing()
        deprecated = draw(st.sampled_from((False, False, True)))
        alias = f"urn:Old-{name}"
        terms[name] = term = Term(
            name=name,
            label=draw(st.sampled_from((f"Label {index}", "Source", "so"))),
            description="",
            wider=tuple(draw(st.lists(earlier, max_size=2, unique=True))) if index else (),
            narrower=(),
            aliases=MappingProxyType({alias: draw(st.sampled_from(("", "deprecated")))}),
            synonyms=tuple(draw(st.lists(st.sampled_from(("Newton raphson", "café au lait", "x2")), max_size=2))),
            properties=MappingProxyType({}),
            preliminary=False,
            deprecated=deprecated,
            use_instead=draw(st.none() | earlier) if deprecated and index else None,
        )
        spellings |= dict.fromkeys((alias, name, f"#{name}", f"http://example.org/v#{name}"), term)
    return Vocabulary(
        "small", "http://example.org/v", "Small", MappingProxyType(terms), MappingProxyType(spellings), "", "CC0-1.0"
    )


small = small_vocabularies().map(lambda known: dict.fromkeys(REAL, known))
real = st.just(REAL)


def facets_with(vocabularies: Mapping[str, Vocabulary]) -> dict[str, Facet]:
    return {name: replace(facet, source=vocabularies.__getitem__) for name, facet in FACETS.items()}


def spelt(vocabularies: Mapping[str, Vocabulary], facet: str) -> st.SearchStrategy[str]:
    """Texts for a facet: what tells a term of its vocabulary, in upper or lower case, and any other words."""
    known = vocabularies.get(FACETS[facet].vocabulary or "")
    if facet == "licence":
        return st.sampled_from(("MIT", "mit", "GPL-3.0-or-later", "Own Licence", "own  licence", ""))
    if known is None:
        return texts
    few = list(known.terms.values())[:12]
    told = [text for term in few for text in (term.name, term.label, *term.synonyms[:2], *term.aliases)]
    return st.sampled_from(sorted({*told, *map(str.upper, told)})) | texts


@st.composite
def descriptions(draw: st.DrawFn, vocabularies: Mapping[str, Vocabulary]) -> Data:
    """The data of a description that says something, or not, in each place where a search looks."""

    def some(facet: str) -> st.SearchStrategy[list[str]]:
        return st.lists(spelt(vocabularies, facet), max_size=2)

    def data(side: str) -> st.SearchStrategy[list[Data]]:
        parts = {
            "description": texts,
            "product_types": some(f"{side}-type"),
            "formats": some(f"{side}-format"),
            "processing_levels": some("processing-level"),
        }
        return st.lists(st.fixed_dictionaries({}, optional=parts), max_size=2)

    scope = {
        "messengers": some("messenger"),
        "object_types": some("object-type"),
        "subjects": some("subject"),
        "facilities": some("facility"),
        "interactions": some("interaction"),
        "maturity": spelt(vocabularies, "maturity"),
    }
    function = {
        **scope,
        "name": texts,
        "description": texts,
        "operations": some("operation"),
        "algorithms": some("algorithm"),
        "inputs": data("input"),
        "outputs": data("output"),
    }
    agents = st.lists(
        st.fixed_dictionaries({}, optional={"name": texts, "given_names": texts, "family_names": texts}), max_size=2
    )
    discovery = {
        **scope,
        "name": texts,
        "description": texts,
        "licence": spelt(vocabularies, "licence"),
        "languages": some("language"),
        "keywords": st.lists(texts, max_size=2),
        "identifiers": st.lists(st.fixed_dictionaries({"scheme": st.just("doi"), "value": texts}), max_size=1),
        "authors": agents,
        "maintainers": agents,
        "functions": st.lists(st.fixed_dictionaries({}, optional=function), max_size=2),
    }
    base = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds"
    accelerators = st.lists(st.fixed_dictionaries({"type": spelt(vocabularies, "accelerator")}), min_size=1, max_size=2)
    executables = st.sampled_from(("docker-container", "singularity-container", "abstract-executable"))
    execution = {
        "executable": executables.map(lambda kind: {"kind": f"{base}/executable/{kind}.yaml"}),
        "compute": accelerators.flatmap(
            lambda asked: st.sampled_from(
                (
                    {"kind": f"{base}/compute/accelerated-compute-resource.yaml", "accelerators": asked},
                    {
                        "kind": f"{base}/compute/cluster-compute-resource.yaml",
                        "nodes": {"min": 2},
                        "node": {"accelerators": asked},
                    },
                    {"kind": f"{base}/compute/simple-compute-resource.yaml"},
                )
            )
        ),
    }
    whole = {
        "discovery": st.fixed_dictionaries({}, optional=discovery),
        "execution": st.fixed_dictionaries({}, optional=execution),
    }
    drawn: Data = draw(st.fixed_dictionaries({}, optional=whole))
    return drawn


@st.composite
def selections(
    draw: st.DrawFn, records: Mapping[str, Data], vocabularies: Mapping[str, Vocabulary]
) -> dict[str, list[str]]:
    """Values of up to three facets: what a record says, a wider term, a term that none has, and what none says."""
    chosen: dict[str, list[str]] = {}
    for name in draw(st.lists(st.sampled_from(sorted(FACETS)), max_size=3, unique=True)):
        known = vocabularies.get(FACETS[name].vocabulary or "")
        written = {text for data in records.values() for text in written_of(name, data)}
        canonicals = {canonical(name, text, vocabularies) for text in written}
        wider = {each for value in canonicals for each in above(name, value, vocabularies)}
        terms = list(known.terms)[:6] if known else []
        chosen[name] = draw(st.lists(st.sampled_from(sorted({NOTHING, *written, *wider, *terms})), max_size=3))
    return chosen


def catalogues(vocabularies: Mapping[str, Vocabulary]) -> st.SearchStrategy[dict[str, Data]]:
    """Data of descriptions by id; ids and names need not be in the same order."""
    ids = st.sampled_from(("a.yaml", "B/b.yaml", "é.yaml", "z", "10.yaml", "9.yaml", "c"))
    return st.dictionaries(ids, descriptions(vocabularies), max_size=6)


asked_words = st.lists(
    st.sampled_from((*WORDS, "s", "sour", '"', '" ', "*", "-", "N", "caf", "é", "a b")), max_size=4
).map(" ".join)


@st.composite
def cases(
    draw: st.DrawFn, vocabularies: st.SearchStrategy[Mapping[str, Vocabulary]]
) -> tuple[Mapping[str, Vocabulary], dict[str, Data], str, dict[str, list[str]]]:
    """Vocabularies, a catalogue, words and selections."""
    known = draw(vocabularies)
    records = draw(catalogues(known))
    return known, records, draw(asked_words), draw(selections(records, known))


def pages(total: int) -> Iterator[tuple[int, int]]:
    """Yield limits and offsets that matter for so many hits."""
    yield from ((total + 1, 0), (0, 0), (1, total), (2, 1), (total, max(total - 1, 0)))
