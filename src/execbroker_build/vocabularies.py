# SPDX-License-Identifier: Apache-2.0
"""Read, lint and compile the vocabularies, which are kept in the layout in which the IVOA takes them.

``vocabularies/README.md`` describes the files. The rules are those of "Vocabularies in the VO", those that the
converter of the IVOA relies on without checking them, and those of the files that are our own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from configparser import ConfigParser
from csv import reader
from dataclasses import dataclass
from pathlib import Path

from execbroker_build.problem import Problem

NAMESPACE = "http://www.ivoa.net/rdf/"
WIDER = {"RDF Class": "rdfs:subClassOf", "RDF Property": "rdfs:subPropertyOf", "SKOS CSV": "skos:broader"}
RELATIONS = {"ivoasem:preliminary", "ivoasem:deprecated", "ivoasem:useInstead", "skos:exactMatch"}
COLUMNS = {"aliases.csv": ("term", "alias", "status"), "properties.csv": ("term",)}
SETTINGS = ("timestamp", "title", "description", "authors", "flavour")
FILLERS = {"a", "an", "and", "as", "for", "in", "is", "it", "kind", "of", "or", "that", "the", "this", "to", "which"}


@dataclass(frozen=True)
class Row:
    """A row of a file as it is written; a line of vocabs.conf is a row of one cell."""

    path: str
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """A term: ``wider`` are its parents, ``narrower`` is all below it (in SKOS its children), aliases have a status."""

    term: str
    level: int
    label: str
    description: str
    relations: tuple[tuple[str, str], ...]
    wider: tuple[str, ...]
    narrower: tuple[str, ...]
    deprecated: bool
    preliminary: bool
    use_instead: str | None
    aliases: Mapping[str, str]
    properties: Mapping[str, str]
    line: int


@dataclass(frozen=True)
class Vocabulary:
    """A vocabulary; ``rows`` are those of its section and of its files, by file name, ``path`` is its terms.csv."""

    name: str
    uri: str
    flavour: str
    draft: bool
    title: str
    description: str
    timestamp: str
    terms: tuple[Term, ...]
    path: str
    rows: Mapping[str, tuple[Row, ...]]


def read(folder: Path) -> list[Vocabulary]:
    """Return the vocabularies of ``folder``, in the order of its vocabs.conf.

    Raises OSError if vocabs.conf or a terms.csv cannot be opened, UnicodeDecodeError if a file is not UTF-8,
    configparser.Error or csv.Error if a file is not of its format, and ValueError if a section lacks a setting, a
    flavour is unknown, or a folder with a terms.csv has no section. Other faults are for ``lint``.
    """
    conf = folder / "vocabs.conf"
    text = conf.read_text(encoding="utf-8")
    parser = ConfigParser(interpolation=None)
    parser.read_string(text, source=str(conf))
    for path in sorted(folder.glob("*/terms.csv")):
        if path.parent.name not in parser:
            raise ValueError(f"{conf}: write a section [{path.parent.name}] for {path}")
    sections: dict[str, list[Row]] = {name: [] for name in parser.sections()}
    rows: list[Row] = []
    for line, content in enumerate(text.splitlines(), 1):
        if header := re.match(r"\[(.+)\]", content):
            rows = sections[header[1]]
        rows.append(Row(str(conf), line, (content,)))
    return [_vocabulary(folder / name, parser[name], sections[name]) for name in sections]


def to_desise(vocabulary: Vocabulary) -> dict[str, object]:
    """Return the desise form of a vocabulary without problems, as a JSON value in the order of the file.

    A flag is set by the presence of its key. ``x-aliases`` and ``x-properties`` are our additions to the format.
    """
    terms: dict[str, dict[str, object]] = {}
    for term in vocabulary.terms:
        entry: dict[str, object] = {"label": term.label, "description": term.description}
        entry |= {"wider": list(term.wider), "narrower": list(term.narrower)}
        entry |= {flag: "" for flag in ("deprecated", "preliminary") if getattr(term, flag)}
        entry |= {} if term.use_instead is None else {"useInstead": term.use_instead}
        terms[term.term] = entry | {"x-aliases": dict(term.aliases), "x-properties": dict(term.properties)}
    return {"uri": vocabulary.uri, "flavour": vocabulary.flavour.removesuffix(" CSV"), "terms": terms}


def lint(*vocabularies: Vocabulary) -> Iterator[Problem]:
    """Yield what is wrong in each vocabulary, then the aliases that they share."""
    texts = (illegal_term, poor_text, level_jump, several_parents)
    relations = (relation, circular_relation, deprecated_and_preliminary, missing_properties)
    for vocabulary in vocabularies:
        for row_rule in (mistaken_setting, malformed_row, extra_row, repeated_row, template_parameters):
            yield from row_rule(vocabulary)
        for term in vocabulary.terms:
            for rule in texts + relations:
                yield from (Problem(vocabulary.path, term.line, message) for message in rule(vocabulary, term))
    yield from duplicate_alias(*vocabularies)


def mistaken_setting(vocabulary: Vocabulary) -> Iterator[Problem]:
    """A setting has no percent sign, on which the converter of the IVOA fails, and draft is True or left out."""
    for row in vocabulary.rows["vocabs.conf"]:
        if "%" in row.cells[0] and not row.cells[0].startswith(("#", ";")):
            yield Problem(row.path, row.line, "write the setting without %")
        if re.fullmatch(r"draft\s*[:=](?!\s*True\s*$).*", row.cells[0]):
            yield Problem(row.path, row.line, "write draft: True or remove it, as any other text counts as true")


def malformed_row(vocabulary: Vocabulary) -> Iterator[Problem]:
    """A row of terms.csv is a term and not a header; the other files have a header, and as many cells in every row."""
    for row in vocabulary.rows["terms.csv"]:
        if row.cells[:2] == ("term", "level"):
            yield Problem(row.path, row.line, "remove the header row, on which the converter of the IVOA fails")
        elif not _is_term(row):
            yield Problem(row.path, row.line, "write term;level;label;definition;relations, the level being 1, 2, ...")
    for file, columns in COLUMNS.items():
        for index, row in enumerate(vocabulary.rows.get(file, ())):
            if index == 0 and row.cells[: len(columns)] != columns:
                yield Problem(row.path, row.line, f"begin the file with a header row {';'.join(columns)}")
            if len(row.cells) != (width := len(vocabulary.rows[file][0].cells)):
                yield Problem(row.path, row.line, f"write {width} cells as in the header, not {len(row.cells)}")


def extra_row(vocabulary: Vocabulary) -> Iterator[Problem]:
    """A row of aliases.csv or properties.csv is about a known term, and an alias is in use or deprecated."""
    known = {term.term for term in vocabulary.terms}
    for row, record in (pair for file in COLUMNS for pair in _records(vocabulary.rows, file)):
        if record["term"] not in known:
            yield Problem(row.path, row.line, f"write a term of {vocabulary.name}, not {record['term']!r}")
        if "alias" in record and record["status"] not in ("", "deprecated"):
            yield Problem(row.path, row.line, f"write deprecated or nothing as status, not {record['status']!r}")


def repeated_row(vocabulary: Vocabulary) -> Iterator[Problem]:
    """A term stands once in terms.csv, and at most once in properties.csv."""
    yield from _repeated((row, row.cells[0]) for row in vocabulary.rows["terms.csv"] if _is_term(row))
    yield from _repeated((row, record["term"]) for row, record in _records(vocabulary.rows, "properties.csv"))


def template_parameters(vocabulary: Vocabulary) -> Iterator[Problem]:
    """The parameters of a message are the names in its template, which are written ${name}."""
    for row, record in _records(vocabulary.rows, "properties.csv"):
        template, declared = record.get("template", ""), record.get("parameters", "").split()
        if sorted(declared) != (used := sorted(set(re.findall(r"\$\{([a-z_]+)\}", template)))):
            yield Problem(row.path, row.line, f"write the parameters that the template has: {' '.join(used)}")
        if re.search(r"[${}]", re.sub(r"\$\{[a-z_]+\}", "", template)):
            yield Problem(row.path, row.line, "write each placeholder as ${name}, in lower case")


def duplicate_alias(*vocabularies: Vocabulary) -> Iterator[Problem]:
    """An alias stands for one term only, over all vocabularies."""
    records = [pair for vocabulary in vocabularies for pair in _records(vocabulary.rows, "aliases.csv")]
    yield from _repeated((row, record["alias"]) for row, record in records)


def illegal_term(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """A term consists of ASCII letters, digits, _ and -."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", term.term):
        yield f"write {term.term!r} with ASCII letters, digits, _ and - only"


def poor_text(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """A term has a label, and a definition that says more than the label does."""
    words = _words(term.description)
    if not term.label.strip():
        yield f"write a label for {term.term}"
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
        above = _closure(term.term, edges)
        circle = [other for other in wider if other in above and term.term in _closure(other, edges)]
        if circle and circle[0] == term.term:
            yield f"break the circle of {', '.join(circle)}"


def deprecated_and_preliminary(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """A preliminary term, as all are in a draft, is not deprecated: it can still be removed."""
    if term.deprecated and term.preliminary:
        yield f"remove {term.term} instead of deprecating it, as it is preliminary"


def missing_properties(vocabulary: Vocabulary, term: Term) -> Iterator[str]:
    """If a vocabulary has a properties.csv, every term has a row there."""
    if not term.properties and any(_records(vocabulary.rows, "properties.csv")):
        yield f"write a row for {term.term} in properties.csv"


def _vocabulary(folder: Path, settings: Mapping[str, str], section: Iterable[Row]) -> Vocabulary:
    """Return the vocabulary of one section; see ``read`` for what is raised."""
    if missing := [key for key in SETTINGS if not settings.get(key)]:
        raise ValueError(f"write {', '.join(missing)} in the section [{folder.name}] of vocabs.conf")
    if (flavour := settings["flavour"]) not in WIDER:
        raise ValueError(f"write {' or '.join(WIDER)} as flavour of [{folder.name}] in vocabs.conf, not {flavour}")
    rows = {file: tuple(_rows(folder / file)) for file in COLUMNS if (folder / file).exists()}
    rows = {"vocabs.conf": tuple(section), "terms.csv": tuple(_rows(folder / "terms.csv")), **rows}
    term_rows = [row for row in rows["terms.csv"] if _is_term(row)]
    wider: dict[str, tuple[str, ...]] = {}
    parents: list[str] = []
    for row in term_rows:
        term = row.cells[0]
        del parents[int(row.cells[1]) - 1 :]
        wider[term] = (*parents[-1:], *(target for name, target in _relations(row) if name == WIDER[flavour]))
        parents.append(term)
    above = wider if flavour.startswith("SKOS") else {term: _closure(term, wider) for term in wider}
    draft = bool(settings.get("draft"))  # as for the converter of the IVOA, to which any text is true
    extras = {file: list(_records(rows, file)) for file in COLUMNS}
    terms = []
    for row in term_rows:
        term, flags = row.cells[0], dict(_relations(row))
        own = {file: [record for _, record in extras[file] if record["term"] == term] for file in COLUMNS}
        terms.append(
            Term(
                term=term,
                level=int(row.cells[1]),
                label=row.cells[2],
                description=row.cells[3],
                relations=_relations(row),
                wider=wider[term],
                narrower=tuple(other for other in above if term in above[other]),
                deprecated="ivoasem:deprecated" in flags,
                preliminary=draft or "ivoasem:preliminary" in flags,
                use_instead=flags.get("ivoasem:useInstead"),
                aliases={record["alias"]: record["status"] for record in own["aliases.csv"]},
                properties={key: record[key] for record in own["properties.csv"] for key in record if key != "term"},
                line=row.line,
            )
        )
    return Vocabulary(
        name=folder.name,
        uri=NAMESPACE + folder.name,
        flavour=flavour,
        draft=draft,
        title=settings["title"],
        description=settings["description"],
        timestamp=settings["timestamp"],
        terms=tuple(terms),
        path=str(folder / "terms.csv"),
        rows=rows,
    )


def _rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a file; blank lines and lines with # are skipped, as the converter of the IVOA does."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = reader(("\n" if line.startswith("#") or not line.strip() else line for line in file), delimiter=";")
        start = 1
        for cells in lines:
            if cells:
                yield Row(str(path), start, tuple(cells))
            start = lines.line_num + 1


def _records(rows: Mapping[str, tuple[Row, ...]], file: str) -> Iterator[tuple[Row, dict[str, str]]]:
    """Yield the well-formed rows of a file below its header, with their cells by column."""
    header, *others = rows.get(file) or (Row(file, 0, ()),)
    for row in others if header.cells[: len(COLUMNS[file])] == COLUMNS[file] else ():
        if len(row.cells) == len(header.cells):
            yield row, dict(zip(header.cells, row.cells, strict=True))


def _is_term(row: Row) -> bool:
    return len(row.cells) in (4, 5) and re.fullmatch(r"\s*[1-9][0-9]*\s*", row.cells[1]) is not None


def _relations(row: Row) -> tuple[tuple[str, str], ...]:
    """Return the relations of a term and their objects; what cannot be read is a relation without an object."""
    words = "".join(row.cells[4:]).split()
    matches = [re.fullmatch(r"([^()]+)\(#?([^()]+)\)", word) for word in words]
    return tuple((match[1], match[2]) if match else (word, "") for word, match in zip(words, matches, strict=True))


def _closure(start: str, edges: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return all that can be reached from ``start``, with itself only if there is a circle."""
    reached: list[str] = []
    waiting = list(edges.get(start, ()))
    while waiting:
        if (term := waiting.pop()) not in reached:
            reached.append(term)
            waiting.extend(edges.get(term, ()))
    return tuple(reached)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def _repeated(rows: Iterable[tuple[Row, str]]) -> Iterator[Problem]:
    """Yield a problem for each row whose name an earlier row has."""
    first: dict[str, Row] = {}
    for row, name in rows:
        if (earlier := first.setdefault(name, row)) is not row:
            yield Problem(row.path, row.line, f"remove {name!r}, which stands in {earlier.path}:{earlier.line} already")
