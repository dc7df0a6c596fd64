# SPDX-License-Identifier: Apache-2.0
"""Rules that the vocabularies keep.

They are those of "Vocabularies in the VO", those that the converter of the IVOA relies on without checking them, and
those of the files that are our own.
"""

import re
from collections.abc import Iterable, Iterator

from .problem import Problem
from .vocabularies import COLUMNS, WIDER, Row, Term, Vocabulary, closure, is_term, records

RELATIONS = {"ivoasem:preliminary", "ivoasem:deprecated", "ivoasem:useInstead", "skos:exactMatch"}
FILLERS = {"a", "an", "and", "as", "for", "in", "is", "it", "kind", "of", "or", "that", "the", "this", "to", "which"}


def lint(*vocabularies: Vocabulary) -> Iterator[Problem]:
    """Yield what is wrong in each vocabulary, then the aliases that they share."""
    texts = (illegal_term, poor_text, level_jump, several_parents)
    relations = (relation, circular_relation, deprecated_and_preliminary, missing_properties)
    for vocabulary in vocabularies:
        for row_rule in (mistaken_setting, malformed_row, extra_row, repeated_row, template_parameters, shared_synonym):
            yield from row_rule(vocabulary)
        for term in vocabulary.terms:
            for rule in texts + relations:
                yield from (Problem(vocabulary.path, term.line, message) for message in rule(vocabulary, term))
    yield from duplicate_alias(*vocabularies)


def mistaken_setting(vocabulary: Vocabulary) -> Iterator[Problem]:
    """A setting has no percent sign, on which the converter of the IVOA fails, and draft is True or left out."""
    for row in vocabulary.rows["settings"]:
        if "%" in row.cells[0] and not row.cells[0].startswith(("#", ";")):
            yield Problem(row.path, row.line, "write the setting without %")
        if re.fullmatch(r"draft\s*[:=](?!\s*True\s*$).*", row.cells[0]):
            yield Problem(row.path, row.line, "write draft: True or remove it, as any other text counts as true")


def malformed_row(vocabulary: Vocabulary) -> Iterator[Problem]:
    """A row of terms.csv is a term and not a header; the other files have a header, and as many cells in every row."""
    for row in vocabulary.rows["terms.csv"]:
        if row.cells[:2] == ("term", "level"):
            yield Problem(row.path, row.line, "remove the header row, on which the converter of the IVOA fails")
        elif not is_term(row):
            yield Problem(row.path, row.line, "write term;level;label;definition;relations, the level being 1, 2, ...")
    for file, columns in COLUMNS.items():
        for index, row in enumerate(vocabulary.rows.get(file, ())):
            if index == 0 and row.cells[: len(columns)] != columns:
                yield Problem(row.path, row.line, f"begin the file with a header row {';'.join(columns)}")
            if len(row.cells) != (width := len(vocabulary.rows[file][0].cells)):
                yield Problem(row.path, row.line, f"write {width} cells as in the header, not {len(row.cells)}")


def extra_row(vocabulary: Vocabulary) -> Iterator[Problem]:
    """A row of a file of our own is about a known term, and an alias is in use or deprecated."""
    known = {term.term for term in vocabulary.terms}
    for row, record in (pair for file in COLUMNS for pair in records(vocabulary.rows, file)):
        if record["term"] not in known:
            yield Problem(row.path, row.line, f"write a term of {vocabulary.name}, not {record['term']!r}")
        if "alias" in record and record["status"] not in ("", "deprecated"):
            yield Problem(row.path, row.line, f"write deprecated or nothing as status, not {record['status']!r}")


def repeated_row(vocabulary: Vocabulary) -> Iterator[Problem]:
    """A term stands once in terms.csv, and at most once in properties.csv."""
    yield from _repeated((row, row.cells[0]) for row in vocabulary.rows["terms.csv"] if is_term(row))
    yield from _repeated((row, record["term"]) for row, record in records(vocabulary.rows, "properties.csv"))


def template_parameters(vocabulary: Vocabulary) -> Iterator[Problem]:
    """The parameters of a message are the names in its template, which are written ${name}."""
    for row, record in records(vocabulary.rows, "properties.csv"):
        template, declared = record.get("template", ""), record.get("parameters", "").split()
        if sorted(declared) != (used := sorted(set(re.findall(r"\$\{([a-z_]+)\}", template)))):
            yield Problem(row.path, row.line, f"write the parameters that the template has: {' '.join(used)}")
        if re.search(r"[${}]", re.sub(r"\$\{[a-z_]+\}", "", template)):
            yield Problem(row.path, row.line, "write each placeholder as ${name}, in lower case")


def duplicate_alias(*vocabularies: Vocabulary) -> Iterator[Problem]:
    """An alias stands for one term only, over all vocabularies."""
    aliases = [pair for vocabulary in vocabularies for pair in records(vocabulary.rows, "aliases.csv")]
    yield from _repeated((row, record["alias"]) for row, record in aliases)


def shared_synonym(vocabulary: Vocabulary) -> Iterator[Problem]:
    """A synonym leads to one term, and is no term or label itself; upper case, hyphens and spaces do not count."""
    first: dict[str, str] = {}
    for term in vocabulary.terms:
        first |= dict.fromkeys((_folded(term.term), _folded(term.label)), f"the term {term.term}")
    for row, record in records(vocabulary.rows, "synonyms.csv"):
        earlier = first.setdefault(_folded(record["synonym"]), f"a synonym of {record['term']}")
        if earlier != f"a synonym of {record['term']}":
            yield Problem(row.path, row.line, f"remove {record['synonym']!r}, which is {earlier} already")


def illegal_term(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """A term consists of ASCII letters, digits, _ and -; or is of the form that its source gives to terms."""
    if vocabulary.pattern is not None:
        if not re.fullmatch(vocabulary.pattern, term.term):
            yield f"write {term.term!r} in the form of the pattern in snapshots.conf"
    elif not re.fullmatch(r"[A-Za-z0-9_-]+", term.term):
        yield f"write {term.term!r} with ASCII letters, digits, _ and - only"


def poor_text(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """A term has a label, and a definition that says more than the label does; that of a snapshot is at its source."""
    words = _words(term.description)
    if not term.label.strip():
        yield f"write a label for {term.term}"
    if vocabulary.source is not None:
        return
    if not words:
        yield f"write a definition of {term.term}"
    elif not words - FILLERS - _words(term.label) - _words(term.term):
        yield f"define {term.term} by other words than its label"
    elif len(words) < 4:
        yield f"define {term.term} by at least four words"


def level_jump(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """A term is at most one level below the term before it, and the first is on level 1."""
    index = vocabulary.terms.index(term)
    if term.level > (lowest := vocabulary.terms[index - 1].level + 1 if index else 1):
        yield f"move {term.term} from level {term.level} to level {lowest} or above"


def several_parents(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """A term has at most one parent, unless the flavour is SKOS."""
    if len(term.wider) > 1 and not vocabulary.flavour.startswith("SKOS"):
        yield f"choose one parent of {term.term}: {' or '.join(term.wider)}"


def relation(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """A relation is one for the flavour of the vocabulary, and a parent or a successor is a term of it."""
    known = {other.term for other in vocabulary.terms}
    for name, target in term.relations:
        if name not in RELATIONS | {WIDER[vocabulary.flavour]}:
            yield f"remove {name}, which is not a relation for {vocabulary.flavour}"
        elif name in ("ivoasem:useInstead", WIDER[vocabulary.flavour]) and target not in known:
            yield f"write {name}(...) with a term of {vocabulary.name}, not {target!r}"


def circular_relation(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """No term is its own parent or successor, by way of others either; a circle is reported where it begins."""
    wider = {other.term: other.wider for other in vocabulary.terms}
    successor = {other.term: (other.use_instead,) for other in vocabulary.terms if other.use_instead}
    for edges in (wider, successor):
        above = closure(term.term, edges)
        circle = [other for other in wider if other in above and term.term in closure(other, edges)]
        if circle and circle[0] == term.term:
            yield f"break the circle of {', '.join(circle)}"


def deprecated_and_preliminary(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """A preliminary term, as all are in a draft, is not deprecated: it can still be removed."""
    if term.deprecated and term.preliminary:
        yield f"remove {term.term} instead of deprecating it, as it is preliminary"


def missing_properties(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """If a vocabulary has a properties.csv, every term has a row there."""
    if not term.properties and any(records(vocabulary.rows, "properties.csv")):
        yield f"write a row for {term.term} in properties.csv"


def _folded(text: str) -> str:
    return re.sub(r"[\s_-]+", "", text).lower()


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _repeated(rows: Iterable[tuple[Row, str]]) -> Iterator[Problem]:
    """Yield a problem for each row whose name an earlier row has."""
    first: dict[str, Row] = {}
    for row, name in rows:
        if (earlier := first.setdefault(name, row)) is not row:
            yield Problem(row.path, row.line, f"remove {name!r}, which stands in {earlier.path}:{earlier.line} already")
