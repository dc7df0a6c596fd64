# SPDX-License-Identifier: Apache-2.0
"""Rules that the vocabularies keep.

They are those of "Vocabularies in the VO" 2.1, those that the converter of the IVOA relies on without checking them,
and those of the files that are our own.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from .problem import Problem
from .vocabulary_files import COLUMNS, WIDER, Row, Term, Vocabulary, closure, is_term, records

FLAGS = {"ivoasem:preliminary", "ivoasem:deprecated"}
RELATIONS = FLAGS | {"ivoasem:useInstead", "skos:exactMatch"}
FILLERS = {"a", "an", "and", "as", "for", "in", "is", "it", "kind", "of", "or", "that", "the", "this", "to", "which"}


def lint(*vocabularies: Vocabulary) -> Iterator[Problem]:
    """Yield what is wrong in each vocabulary, then the aliases that they share."""
    texts = (illegal_term, unhandy_term, poor_text, unwritable_text, level_jump, several_parents)
    relations = (relation, object_of_relation, circular_relation, deprecated_and_preliminary, useless_successor)
    extras = (missing_properties, empty_group)
    rows = (
        mistaken_setting,
        no_terms,
        malformed_row,
        extra_row,
        repeated_row,
        template_parameters,
        shared_synonym,
        poor_pattern,
    )
    for vocabulary in vocabularies:
        for row_rule in rows:
            yield from row_rule(vocabulary)
        for term in vocabulary.terms:
            for rule in texts + relations + extras:
                yield from (Problem(vocabulary.path, term.line, message) for message in rule(vocabulary, term))
    yield from duplicate_alias(*vocabularies)


def mistaken_setting(vocabulary: Vocabulary) -> Iterator[Problem]:
    """A setting has no percent sign, on which the converter of the IVOA fails, and draft is True or left out.

    The name of a vocabulary is the last part of its URI, and its timestamp is a day.
    """
    head = vocabulary.rows["settings"][0]
    if vocabulary.source is None and not re.fullmatch(r"[A-Za-z0-9_-]+", vocabulary.name):
        yield Problem(head.path, head.line, f"name {vocabulary.name!r} with ASCII letters, digits, _ and - only")
    for text in (vocabulary.title, vocabulary.description, *vocabulary.authors):
        if vocabulary.source is None and (reason := _unwritable(text)):
            yield Problem(head.path, head.line, f"{reason}: {text[:60]!r}")
    for row in vocabulary.rows["settings"]:
        if row.cells[0].startswith("timestamp") and not _is_day(vocabulary.timestamp):
            yield Problem(row.path, row.line, "write the timestamp as a day, such as 2026-11-29")
        if "%" in row.cells[0] and not row.cells[0].startswith(("#", ";")):
            yield Problem(row.path, row.line, "write the setting without %")
        if re.fullmatch(r"draft\s*[:=](?!\s*True\s*$).*", row.cells[0]):
            yield Problem(row.path, row.line, "write draft: True or remove it, as any other text counts as true")


def no_terms(vocabulary: Vocabulary) -> Iterator[Problem]:
    """A vocabulary has terms."""
    if not vocabulary.rows["terms.csv"]:
        yield Problem(vocabulary.path, 1, "write a term: there are none")


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


def poor_pattern(vocabulary: Vocabulary) -> Iterator[Problem]:
    """A pattern is a regular expression for the whole of a text that every engine reads alike; its example has it."""
    for row, record in records(vocabulary.rows, "properties.csv"):
        pattern = record.get("pattern", "")
        if not pattern:
            continue
        try:
            fits = re.search(pattern, record.get("example", "")) is not None
        except re.error as error:
            yield Problem(row.path, row.line, f"write a regular expression as pattern: {error}")
            continue
        if pattern[0] != "^" or pattern[-1] != "$" or re.search(r"\(\?|\\[A-Za-z0-9]", pattern):
            yield Problem(row.path, row.line, "begin the pattern with ^, end it with $, and use neither (? nor \\d")
        elif not fits:
            yield Problem(row.path, row.line, f"write an example that has the form of {pattern}")


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


def unhandy_term(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """A term of a draft, which can still be changed, is in lower case and shorter than 30 characters."""
    if vocabulary.draft and vocabulary.source is None:
        if term.term != term.term.lower():
            yield f"write {term.term} in lower case"
        if len(term.term) >= 30:
            yield f"shorten {term.term} to less than 30 characters"


def unwritable_text(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """A label and a definition are plain text, which the converter of the IVOA writes as it is meant."""
    for name, text in (("label", term.label), ("definition", term.description)):
        if reason := _unwritable(text) if vocabulary.source is None else None:
            yield f"{reason} in the {name} of {term.term}"


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
    before = next((one for one in reversed(vocabulary.terms) if one.line < term.line), None)
    if term.level > (lowest := before.level + 1 if before else 1):
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


def object_of_relation(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """A flag has no object, and what is matched exactly is a URI."""
    for name, target in term.relations:
        if name in FLAGS and target:
            yield f"write {name} without ({target})"
        if name == "skos:exactMatch" and not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"]+", target):
            yield f"write skos:exactMatch(...) with the URI of a term elsewhere, not {target!r}"


def useless_successor(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """Only a deprecated term has a successor."""
    if term.use_instead is not None and not term.deprecated:
        yield f"deprecate {term.term}, or remove its ivoasem:useInstead"


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


def empty_group(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """A term that only groups others has narrower terms."""
    if term.grouping and not term.narrower:
        yield f"remove {term.term} from grouping.csv, as it has no narrower terms"


def lost(vocabulary: Vocabulary | None, earlier: Vocabulary, conf: Path) -> Iterator[Problem]:
    """An approved term is never removed, and neither are its aliases: documents have them.

    `vocabulary` is what became of the `earlier` one, None where `conf` has no section for it any more.
    """
    approved = {} if earlier.draft else {term.term: term for term in earlier.terms if not term.preliminary}
    if vocabulary is None:
        if approved:
            yield Problem(str(conf), 1, f"keep the section [{earlier.name}], which was approved")
        return
    known = {term.term: term for term in vocabulary.terms}
    for name, term in approved.items():
        if name not in known:
            yield Problem(vocabulary.path, 1, f"deprecate {name} instead of removing it")
        elif gone := term.aliases.keys() - known[name].aliases.keys():
            yield Problem(vocabulary.path, known[name].line, f"keep {', '.join(sorted(gone))} in aliases.csv")


def _unwritable(text: str) -> str | None:
    """Return what to do about a text that the converter of the IVOA takes for something else, or writes wrongly."""
    if re.search(r"""@[a-z]{2}"?$""", text):
        return "remove the language, which is always English,"
    if re.match(r"[A-Za-z]+://|#|\w+:\w", text):
        return "begin with a word, not with what looks like a URI,"
    return "remove the backslash" if "\\" in text else None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


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
