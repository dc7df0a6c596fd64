# SPDX-License-Identifier: Apache-2.0
"""The vocabularies in RDF, as the converter of the IVOA writes them, and in SKOS with a concept scheme around them."""

from __future__ import annotations

import json
from typing import Any

from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS

from execbroker.vocabulary_files import NAMESPACE, WIDER, Term, Vocabulary

LICENCE = URIRef("http://creativecommons.org/publicdomain/zero/1.0/")

_IVOASEM = Namespace(f"{NAMESPACE}ivoasem#")
_PREFIXES = {
    "dc": DCTERMS,
    "foaf": FOAF,
    "ivoasem": _IVOASEM,
    "owl": OWL,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
}
_CLASSES = {"RDF Class": RDFS.Class, "RDF Property": RDF.Property, "SKOS CSV": SKOS.Concept}


def graph(vocabulary: Vocabulary) -> Graph:
    """Return the statements of a vocabulary without problems.

    Synonyms are left out, because the IVOA advises against ``skos:altLabel``. Labels and definitions have no language,
    because the IVOA has them in English only.
    """
    made = Graph(bind_namespaces="none")
    for prefix, namespace in _PREFIXES.items():
        made.bind(prefix, namespace)
    made.bind("", f"{vocabulary.uri}#")
    _add_head(made, vocabulary)
    for term in vocabulary.terms:
        _add_term(made, vocabulary, term)
    return made


def to_turtle(statements: Graph) -> str:
    """Return the statements in Turtle, with the subjects in an order that they alone determine."""
    return statements.serialize(format="turtle").rstrip("\n") + "\n"


def to_json_ld(statements: Graph) -> str:
    """Return the statements in JSON-LD, sorted: rdflib takes them out of a set."""
    context = {prefix: str(namespace) for prefix, namespace in _PREFIXES.items()}
    data = json.loads(statements.serialize(format="json-ld", context=context))
    return json.dumps(_sorted(data), indent=1, ensure_ascii=False) + "\n"


def _add_head(made: Graph, vocabulary: Vocabulary) -> None:
    """Add what is said of the vocabulary itself."""
    scheme = URIRef(vocabulary.uri)
    made.add((scheme, RDF.type, OWL.Ontology))
    if vocabulary.flavour.startswith("SKOS"):
        made.add((scheme, RDF.type, SKOS.ConceptScheme))
    for number, author in enumerate(vocabulary.authors, 1):
        creator = BNode(f"creator{number}")  # a name of our own, for those of rdflib are drawn at random
        made.add((scheme, DCTERMS.creator, creator))
        made.add((creator, FOAF.name, Literal(author)))
    title = Literal(vocabulary.title, lang="en")
    made.add((scheme, RDFS.label, title))
    made.add((scheme, DCTERMS.title, title))
    made.add((scheme, DCTERMS.created, Literal(vocabulary.timestamp)))
    made.add((scheme, DCTERMS.description, Literal(vocabulary.description)))
    made.add((scheme, DCTERMS.license, LICENCE))
    for said in (DCTERMS.created, DCTERMS.creator, DCTERMS.title, DCTERMS.description):
        made.add((said, RDF.type, OWL.AnnotationProperty))
    made.add((scheme, _IVOASEM.vocflavour, Literal(vocabulary.flavour.removesuffix(" CSV"))))


def _add_term(made: Graph, vocabulary: Vocabulary, term: Term) -> None:
    """Add what is said of a term. The object of a flag means nothing; it is the one that the IVOA writes."""
    own = Namespace(f"{vocabulary.uri}#")
    subject, skos = own[term.term], vocabulary.flavour.startswith("SKOS")
    made.add((subject, RDF.type, _CLASSES[vocabulary.flavour]))
    made.add((subject, SKOS.prefLabel if skos else RDFS.label, Literal(term.label)))
    made.add((subject, SKOS.definition if skos else RDFS.comment, Literal(term.description)))
    if skos:
        made.add((subject, SKOS.inScheme, URIRef(vocabulary.uri)))
    wider = made.namespace_manager.expand_curie(WIDER[vocabulary.flavour])
    for parent in term.wider:
        made.add((subject, wider, own[parent]))
    for flag in ("deprecated", "preliminary"):
        if getattr(term, flag):
            made.add((subject, _IVOASEM[flag], Literal(":__")))
    if term.use_instead is not None:
        made.add((subject, _IVOASEM.useInstead, own[term.use_instead]))
    for match in term.matches:
        made.add((subject, SKOS.exactMatch, URIRef(match)))


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted(map(_sorted, value), key=lambda item: json.dumps(item, sort_keys=True))
    return value
