# SPDX-License-Identifier: Apache-2.0
"""What is published of a vocabulary says the same in each format."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF

from execbroker.vocabulary_files import Vocabulary, read
from execbroker_build.vocabulary_desise import to_desise
from execbroker_build.vocabulary_graph import graph, to_json_ld, to_turtle
from execbroker_build.vocabulary_page import to_html

Make = Callable[[str], Vocabulary]

ALL = read(Path(__file__).parents[2] / "vocabularies")
REAL = {vocabulary.name: vocabulary for vocabulary in ALL if vocabulary.source is None}
IVOASEM = "http://www.ivoa.net/rdf/ivoasem#"
WORDS = {  # class, label, definition, wider
    "RDF Class": (RDFS.Class, RDFS.label, RDFS.comment, RDFS.subClassOf),
    "RDF Property": (RDF.Property, RDFS.label, RDFS.comment, RDFS.subPropertyOf),
    "SKOS": (SKOS.Concept, SKOS.prefLabel, SKOS.definition, SKOS.broader),
}
VOID = {"meta", "link", "br", "img", "hr", "input"}
TERMS = (
    "cat;1;Cat;Animal that purrs & <b>scratches</b>.\n"
    "kitten;2;Kitten;Young one that plays all day.;ivoasem:preliminary\n"
    "puss;1;Puss;Former word for a cat.;ivoasem:deprecated ivoasem:useInstead(cat)\n"
    "tom;1;Tom;Grown male that roams at night.;ivoasem:deprecated skos:exactMatch(http://example.org/a&b)\n"
)

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by the reader of JSON-LD in rdflib
each_real = pytest.mark.parametrize("vocabulary", REAL.values(), ids=REAL)
each_flavour = pytest.mark.parametrize("flavour", ["RDF Class", "RDF Property", "SKOS CSV"])


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make an approved vocabulary that has what the real ones do not have."""

    def make(flavour: str) -> Vocabulary:
        settings = f"timestamp: 2026-11-22\ntitle: Cats & More\ndescription: Some\n  <cats>.\nflavour: {flavour}\n"
        (tmp_path / "vocabs.conf").write_text(f"[cats]\n{settings}authors: A. One; B. Two\n", encoding="utf-8")
        (tmp_path / "cats").mkdir()
        (tmp_path / "cats" / "terms.csv").write_text(TERMS, encoding="utf-8")
        (tmp_path / "cats" / "synonyms.csv").write_text("term;synonym\ncat;house <pet>\n", encoding="utf-8")
        return read(tmp_path)[0]

    return make


def said(text: str, form: str, desise: Mapping[str, Any]) -> dict[str, Any]:
    """Return the desise terms, without our additions and what is narrower, that a text in RDF says."""
    statements = Graph().parse(data=text, format=form)
    own = f"{desise['uri']}#"
    kind, label, definition, wider = WORDS[desise["flavour"]]
    terms = {}
    for subject in statements.subjects(RDF.type, kind):

        def objects(predicate: URIRef, subject: Any = subject) -> list[str]:
            return sorted(str(value).removeprefix(own) for value in statements.objects(subject, predicate))

        [entry_label], [description] = objects(label), objects(definition)
        entry: dict[str, Any] = {"label": entry_label, "description": description, "wider": objects(wider)}
        flags = [flag for flag in ("deprecated", "preliminary") if objects(URIRef(IVOASEM + flag))]
        entry |= dict.fromkeys(flags, "")
        for successor in objects(URIRef(f"{IVOASEM}useInstead")):
            entry["useInstead"] = successor
        terms[str(subject).removeprefix(own)] = entry
    return terms


def check_rdf_says_what_desise_says(vocabulary: Vocabulary) -> None:
    desise: dict[str, Any] = to_desise(vocabulary)
    kept = ("label", "description", "wider", "deprecated", "preliminary", "useInstead")
    expected = {
        name: {key: sorted(value) if key == "wider" else value for key, value in entry.items() if key in kept}
        for name, entry in desise["terms"].items()
    }
    statements = graph(vocabulary)
    turtle, json_ld = to_turtle(statements), to_json_ld(statements)
    assert said(turtle, "turtle", desise) == expected
    assert said(json_ld, "json-ld", desise) == expected
    assert isomorphic(Graph().parse(data=turtle), Graph().parse(data=json_ld, format="json-ld"))


@each_real
def test_turtle_and_json_ld_say_what_desise_says(vocabulary: Vocabulary) -> None:
    check_rdf_says_what_desise_says(vocabulary)


@each_flavour
def test_each_flavour_says_it_with_deprecated_terms_too(make: Make, flavour: str) -> None:
    check_rdf_says_what_desise_says(make(flavour))


@each_flavour
def test_the_head_is_that_of_the_settings(make: Make, flavour: str) -> None:
    statements = graph(make(flavour))
    scheme = URIRef("http://www.ivoa.net/rdf/cats")
    assert statements.value(scheme, DCTERMS.title) == Literal("Cats & More", lang="en")
    assert statements.value(scheme, DCTERMS.description) == Literal("Some <cats>.")
    assert statements.value(scheme, DCTERMS.created) == Literal("2026-11-22")
    assert statements.value(scheme, URIRef(f"{IVOASEM}vocflavour")) == Literal(flavour.removesuffix(" CSV"))
    creators = statements.objects(scheme, DCTERMS.creator)
    assert [str(statements.value(creator, FOAF.name)) for creator in creators] == ["A. One", "B. Two"]
    schemes = {scheme} if flavour == "SKOS CSV" else set()
    assert set(statements.subjects(RDF.type, OWL.Ontology)) == {scheme}
    assert set(statements.subjects(RDF.type, SKOS.ConceptScheme)) == schemes
    assert set(statements.objects(None, SKOS.inScheme)) == schemes


def test_terms_have_no_languages_no_other_labels_and_keep_their_matches(make: Make) -> None:
    statements = graph(make("SKOS CSV"))
    texts = [*statements.objects(None, SKOS.prefLabel), *statements.objects(None, SKOS.definition)]
    assert [text for text in texts if not isinstance(text, Literal) or text.language] == []
    assert list(statements.objects(None, SKOS.altLabel)) == []
    assert list(statements.objects(None, SKOS.exactMatch)) == [URIRef("http://example.org/a&b")]


def test_without_the_extra_the_build_says_what_to_install(tmp_path: Path) -> None:
    program = "import runpy, sys; sys.modules['rdflib'] = None; runpy.run_module('execbroker_build')"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "execbroker[build]" in done.stderr


class Page(HTMLParser):
    """The elements and links of a page, whose elements are closed in the order in which they were opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: Counter[str] = Counter()
        self.anchors: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.sections: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.elements[tag] += 1
        assert attributes.keys().isdisjoint({"src", "style", "onload", "onclick"})
        if tag not in VOID:
            self.open.append(tag)
        if anchor := attributes.get("id"):
            self.anchors.append(anchor)
            if tag == "section":
                self.sections[anchor] = []
        if tag == "a":
            self.links.append(attributes["href"] or "")
            if "section" in self.open:
                self.sections[list(self.sections)[-1]].append(self.links[-1])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def check_page(vocabulary: Vocabulary) -> Page:
    page = Page(to_html(vocabulary))
    assert list(page.sections) == [term.term for term in vocabulary.terms]
    assert page.anchors == list(page.sections)
    assert page.elements.keys().isdisjoint({"script", "link", "img", "iframe", "object"})
    assert (page.elements["h1"], page.elements["main"], page.elements["title"]) == (1, 1, 1)
    beside = {f"{vocabulary.name}.ttl", f"{vocabulary.name}.jsonld"}
    inside = {f"#{anchor}" for anchor in page.anchors}
    matches = {match for term in vocabulary.terms for match in term.matches}
    assert set(page.links) <= beside | inside | matches
    assert beside <= set(page.links)
    for term in vocabulary.terms:
        below = [other.term for other in vocabulary.terms if term.term in other.wider]
        linked = [f"#{name}" for name in (*term.wider, *below)]
        assert page.sections[term.term] == ([f"#{term.use_instead}"] if term.use_instead else []) + linked + [
            *term.matches
        ]
    text = " ".join("".join(page.words).split())
    for term in vocabulary.terms:
        assert f"{term.label} " in text
        assert " ".join(term.description.split()) in text
        assert ", ".join(term.synonyms) in text
    return page


@each_real
def test_the_page_has_every_term_once_and_its_links_lead_somewhere(vocabulary: Vocabulary) -> None:
    page = check_page(vocabulary)
    assert "Draft." in page.words


@each_flavour
def test_the_page_tells_deprecated_and_preliminary_terms_of_an_approved_vocabulary(make: Make, flavour: str) -> None:
    page = check_page(make(flavour))
    assert page.words.count("Deprecated.") == 2
    assert page.words.count("Preliminary.") == 1
    assert "Draft." not in page.words
    assert page.elements["b"] == 0


def test_what_is_beside_the_page_is_made(made: dict[str, str]) -> None:
    for name, vocabulary in REAL.items():
        products = {path for path in made if path.startswith(f"vocabularies/{name}/")}
        assert products == {f"vocabularies/{name}/{name}.{suffix}" for suffix in ("html", "jsonld", "ttl")}
        assert json.loads(made[f"execbroker_model/vocabularies/{name}.json"]) == to_desise(vocabulary)


def test_a_snapshot_is_compiled_and_not_published_again(made: dict[str, str]) -> None:
    for vocabulary in ALL:
        assert json.loads(made[f"execbroker_model/vocabularies/{vocabulary.name}.json"]) == to_desise(vocabulary)
    assert {path.split("/")[1] for path in made if path.startswith("vocabularies/")} == set(REAL)
