# SPDX-License-Identifier: Apache-2.0
"""A page for each vocabulary: an overview, then its terms, each of which can be linked to as ``#term``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from execbroker.vocabulary_files import Term, Vocabulary

_STYLE = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 45rem; padding: 1rem; }
code { overflow-wrap: anywhere; }
dl { display: grid; gap: 0 1rem; grid-template-columns: max-content minmax(0, 1fr); }
dd { margin: 0; }
.notice { border-left: 0.3rem solid; padding-left: 1rem; }
section { border-top: 1px solid; }
section:target { border-left: 0.3rem solid; padding-left: 1rem; }
@media print {
  a { color: inherit; text-decoration: none; }
  body { max-width: none; }
  h2, h3 { break-after: avoid; }
  section { break-inside: avoid; }
}
"""
_DRAFT = (
    "This is a draft, which the IVOA has not approved. All of its terms are preliminary, and may change or disappear."
)


def to_html(vocabulary: Vocabulary) -> str:
    """Return the page about a vocabulary without problems, in HTML. It loads nothing else."""
    return "\n".join(_page(vocabulary)) + "\n"


def _page(vocabulary: Vocabulary) -> Iterator[str]:
    name, title = vocabulary.name, escape(vocabulary.title)
    below: dict[str, list[Term]] = {term.term: [] for term in vocabulary.terms}
    for term in vocabulary.terms:
        for parent in term.wider:
            below[parent].append(term)
    labels = {term.term: escape(term.label) for term in vocabulary.terms}

    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>"
    if vocabulary.draft:
        yield f'<p class="notice"><strong>Draft.</strong> {_DRAFT}</p>'
    yield f"<p>{escape(vocabulary.description)}</p>"
    yield from _facts(
        ("URI", [f"<code>{escape(vocabulary.uri)}</code>"]),
        ("Version", [f'<time datetime="{escape(vocabulary.timestamp)}">{escape(vocabulary.timestamp)}</time>']),
        ("Authors", map(escape, vocabulary.authors)),
        ("Licence", ["CC0-1.0"]),
        ("For programs", [f'<a href="{name}.ttl">Turtle</a>', f'<a href="{name}.jsonld">JSON-LD</a>']),
    )
    yield '<nav aria-label="Overview">\n<h2>Overview</h2>'
    yield from _tree([term for term in vocabulary.terms if not term.wider], below)
    yield "</nav>\n<h2>Terms</h2>"
    for term in vocabulary.terms:
        yield from _section(vocabulary, term, [child.term for child in below[term.term]], labels)
    yield "</main>\n</body>\n</html>"


def _tree(terms: Iterable[Term], below: dict[str, list[Term]]) -> Iterator[str]:
    """Yield a list of links; a term with several parents stands below each of them."""
    yield "<ul>"
    for term in terms:
        yield f'<li><a href="#{term.term}">{escape(term.label)}</a>'
        if below[term.term]:
            yield from _tree(below[term.term], below)
        yield "</li>"
    yield "</ul>"


def _section(vocabulary: Vocabulary, term: Term, narrower: list[str], labels: dict[str, str]) -> Iterator[str]:
    def links(names: Iterable[str]) -> list[str]:
        return [f'<a href="#{name}">{labels[name]}</a>' for name in names]

    yield f'<section id="{term.term}">\n<h3>{labels[term.term]}</h3>'
    if term.deprecated:
        successor = "".join(f" Use {link} instead." for link in links(filter(None, [term.use_instead])))
        yield f'<p class="notice"><strong>Deprecated.</strong>{successor}</p>'
    if term.preliminary and not vocabulary.draft:
        yield '<p class="notice"><strong>Preliminary.</strong> The IVOA has not approved this term yet.</p>'
    yield f"<p>{escape(term.description)}</p>"
    yield from _facts(
        ("Term", [f"<code>{term.term}</code>"]),
        ("Wider", links(term.wider)),
        ("Narrower", links(narrower)),
        ("Same as", [f'<a href="{escape(match)}">{escape(match)}</a>' for match in term.matches]),
        ("Also found by", map(escape, term.synonyms)),
    )
    yield "</section>"


def _facts(*facts: tuple[str, Iterable[str]]) -> Iterator[str]:
    """Yield a list of facts, each with its values in HTML; those without a value are left out."""
    yield "<dl>"
    for name, values in facts:
        if text := ", ".join(values):
            yield f"<dt>{name}</dt><dd>{text}</dd>"
    yield "</dl>"
