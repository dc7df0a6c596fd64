# SPDX-License-Identifier: Apache-2.0
"""Vocabularies and their terms: text for people, data for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Any

from ..diagnostic import printable
from ..problem import Problem
from ..vocabulary import Found, Term, Vocabulary

_WIDTH = 100


def as_json(data: Any) -> str:
    """Return what the functions for programs made, as JSON."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def listed(vocabularies: Iterable[Vocabulary]) -> str:
    """Return a line for each vocabulary: its name, how many terms, of which day, its title, and where it is from."""
    return _table(
        [
            (
                each.name,
                f"{len(each.terms)} terms",
                each.date,
                each.title + (f" ({each.source})" if each.source else ""),
            )
            for each in vocabularies
        ]
    )


def summary(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return what a vocabulary is, for programs."""
    return {**_head(vocabulary), "term_count": len(vocabulary.terms)}


def tree(vocabulary: Vocabulary) -> str:
    """Return the terms, narrower ones below wider ones; a term with several wider ones stands below each of them."""
    lines = _branch(vocabulary, vocabulary.below(), "")
    version = f"Version {vocabulary.date}, {vocabulary.licence}" + (", a snapshot" if vocabulary.source else "")
    return f"{vocabulary.title}\n{vocabulary.uri}\n{version}\n\n" + "".join(f"{line}\n" for line in lines)


def content(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return a vocabulary with its terms, for programs."""
    return {**_head(vocabulary), "terms": [data_of(vocabulary, term) for term in vocabulary.terms.values()]}


def explained(vocabulary: Vocabulary, term: Term) -> str:
    """Return what is known of `term`, for people."""
    facts = {
        "URI" if term.description else "Definition": vocabulary.uri_of(term),
        "Status": _status(term),
        "Use": "only groups others; documents have one of the narrower terms" if term.grouping else "",
        "Use instead": term.use_instead or "",
        "Wider": ", ".join(term.wider),
        "Narrower": ", ".join(each.name for each in vocabulary.below(term)),
        "Synonyms": ", ".join(term.synonyms),
        "Aliases": ", ".join(f"{alias} ({status})" if status else alias for alias, status in term.aliases.items()),
        **term.properties,
    }
    lines = [f"{term.name} ({term.label})", "", *([*_lines(term.description), ""] if term.description else [])]
    lines += [line for name, text in facts.items() if text for line in _lines(f"{name}: {text}", indent="    ")]
    return "\n".join(lines) + "\n"


def data_of(vocabulary: Vocabulary, term: Term) -> dict[str, Any]:
    """Return what is known of `term`, for programs."""
    return {
        "vocabulary": vocabulary.name,
        "term": term.name,
        "uri": vocabulary.uri_of(term),
        "label": term.label,
        "definition": term.description,
        "status": _status(term),
        "grouping": term.grouping,
        "use_instead": term.use_instead,
        "wider": list(term.wider),
        "narrower": [each.name for each in vocabulary.below(term)],
        "synonyms": list(term.synonyms),
        "aliases": dict(term.aliases),
        "properties": dict(term.properties),
    }


def found_lines(found: Sequence[Found]) -> str:
    """Return a line for each term that was found; where the words are neither in its name nor label, it says why."""
    return _table([(each.vocabulary.name, each.term.name, each.term.label + _reason(each)) for each in found])


def found_data(found: Iterable[Found]) -> list[dict[str, Any]]:
    """Return the terms that were found, and the text in which they were, for programs."""
    return [
        {**data_of(each.vocabulary, each.term), "found": {"place": each.place, "text": each.text}} for each in found
    ]


def problem_lines(problems: Sequence[Problem], vocabularies: int, terms: int) -> str:
    """Return a line for each problem of the files of vocabularies, and one that sums them up."""
    lines = [f"{each.path}:{each.line}: {printable(each.message)}" for each in problems]
    if problems:
        lines.append(f"invalid: {_counted(len(problems), 'problem')}")
    else:
        lines.append(f"{_counted(vocabularies, 'vocabulary')}, {_counted(terms, 'term')}, no problems")
    return "".join(f"{line}\n" for line in lines)


def problem_data(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Return the problems, for programs."""
    return [{"file": each.path, "line": each.line, "message": each.message} for each in problems]


def _counted(count: int, noun: str) -> str:
    plural = noun.removesuffix("y") + "ies" if noun.endswith("y") else noun + "s"
    return f"{count} {noun if count == 1 else plural}"


def _head(vocabulary: Vocabulary) -> dict[str, str | None]:
    return {
        "name": vocabulary.name,
        "title": vocabulary.title,
        "uri": vocabulary.uri,
        "date": vocabulary.date,
        "licence": vocabulary.licence,
        "source": vocabulary.source,
    }


def _branch(vocabulary: Vocabulary, terms: Iterable[Term], indent: str) -> Iterator[str]:
    for term in terms:
        yield f"{indent}{term.name} ({term.label})" + (", deprecated" if term.deprecated else "")
        yield from _branch(vocabulary, vocabulary.below(term), indent + "  ")


def _status(term: Term) -> str:
    return "deprecated" if term.deprecated else "preliminary" if term.preliminary else "approved"


def _reason(found: Found) -> str:
    deprecated = ", deprecated" if found.term.deprecated else ""
    reasons = {"synonym": f" (synonym: {found.text})", "definition": " (in its definition)"}
    return reasons.get(found.place, "") + deprecated


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join("  ".join(map(str.ljust, row, widths)).rstrip() + "\n" for row in rows)


def _lines(words: str, indent: str = "") -> list[str]:
    return wrap(words, _WIDTH, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)
