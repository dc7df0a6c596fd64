# SPDX-License-Identifier: Apache-2.0
"""The files of vocabularies, which are kept in the layout in which the IVOA takes them.

``vocabularies/README.md`` describes the files.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from configparser import (
    ConfigParser,
    DuplicateOptionError,
    DuplicateSectionError,
    MissingSectionHeaderError,
    ParsingError,
    SectionProxy,
)
from csv import Error, reader
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from .problem import Problem

NAMESPACE = "http://www.ivoa.net/rdf/"
WIDER = {"RDF Class": "rdfs:subClassOf", "RDF Property": "rdfs:subPropertyOf", "SKOS CSV": "skos:broader"}
COLUMNS = {
    "aliases.csv": ("term", "alias", "status"),
    "synonyms.csv": ("term", "synonym"),
    "properties.csv": ("term",),
    "grouping.csv": ("term",),
}
SETTINGS = ("timestamp", "title", "description", "authors", "flavour")
SNAPSHOT_SETTINGS = ("source", "licence")
LICENCE = "CC0-1.0"
"""Of every vocabulary that is our own."""


@dataclass(frozen=True)
class Row:
    """A row of a file as it is written; a line of vocabs.conf is a row of one cell."""

    path: str
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """A term: ``wider`` are its parents, ``narrower`` is all below it (in SKOS its children), aliases have a status.

    ``synonyms`` are words by which people search for it, ``matches`` the URIs of terms elsewhere that mean the same.
    A ``grouping`` term is there to hold others together, and not to be written in a document.
    """

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
    matches: tuple[str, ...]
    aliases: Mapping[str, str]
    synonyms: tuple[str, ...]
    properties: Mapping[str, str]
    grouping: bool
    line: int


@dataclass(frozen=True)
class Vocabulary:
    """A vocabulary; ``rows`` are those of its section and of its files, by file name, ``path`` is its terms.csv.

    ``source`` is where a snapshot was taken from, None for what is our own; ``uri``, ``separator`` and a term make the
    URI of the term. Where there is a ``pattern``, texts of that form, in lower case, are right without being terms.
    """

    name: str
    uri: str
    separator: str
    source: str | None
    licence: str
    pattern: str | None
    flavour: str
    draft: bool
    title: str
    description: str
    authors: tuple[str, ...]
    timestamp: str
    terms: tuple[Term, ...]
    path: str
    rows: Mapping[str, tuple[Row, ...]]


class Unusable(ValueError):
    """A fault that keeps the vocabularies of a folder from being read; `problem` says what it is, and where."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(str(path), line, message)


def read(folder: Path) -> list[Vocabulary]:
    """Return the vocabularies of ``folder``, in the order of its vocabs.conf, then the snapshots in its ``external/``.

    Those with the flavour SKOS are left out, as they are not written in CSV. Raises OSError if vocabs.conf cannot be
    opened, and Unusable where files are missing, are not UTF-8 or not of their format, where a section lacks a setting,
    a flavour is unknown, or a folder with a terms.csv has no section. Other faults are for ``vocabulary_rules.lint``.
    """
    own, snapshots = _read(folder / "vocabs.conf"), folder / "external" / "snapshots.conf"
    if snapshots.exists():
        return own + _read(snapshots)
    for path in sorted(snapshots.parent.glob("*/terms.csv")):
        raise Unusable(snapshots, 1, f"write this file, with a section [{path.parent.name}]")
    return own


def _read(conf: Path) -> list[Vocabulary]:
    text = _text(conf)
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except MissingSectionHeaderError as error:
        raise Unusable(conf, error.lineno, "write a section, such as [name], before the first setting") from error
    except ParsingError as error:
        raise Unusable(conf, error.errors[0][0], "write a setting as name: value") from error
    except (DuplicateSectionError, DuplicateOptionError) as error:
        again = error.option if isinstance(error, DuplicateOptionError) else f"[{error.section}]"
        raise Unusable(conf, error.lineno or 1, f"remove {again}, which stands in the file before") from error
    sections: dict[str, list[Row]] = {name: [] for name in parser.sections()}
    rows: list[Row] = []
    for line, content in enumerate(text.splitlines(), 1):
        if header := re.match(r"\[(.+)\]", content):
            rows = sections[header[1]]
        rows.append(Row(str(conf), line, (content,)))
    files = {name: _terms_file(conf, parser[name]) for name in sections}
    for path in sorted(conf.parent.glob("*/terms.csv")):
        if path not in files.values():
            raise Unusable(conf, 1, f"write a section [{path.parent.name}] for {path.parent.name}/terms.csv")
    return [
        _vocabulary(files[name], parser[name], rows) for name, rows in sections.items() if not _is_rdf(parser[name])
    ]


def _is_rdf(settings: SectionProxy) -> bool:
    return settings.get("flavour") == "SKOS"


def _terms_file(conf: Path, settings: SectionProxy) -> Path:
    """Return where the terms of a section are; vocabularies that are older than the rules say so themselves."""
    name = str(settings.name)
    return conf.parent / settings.get("filename", f"{settings.get('path', name)}/terms.csv")


def _text(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unusable(path, content[: error.start].count(b"\n") + 1, "write the file in UTF-8") from error


def _vocabulary(file: Path, settings: SectionProxy, section: Sequence[Row]) -> Vocabulary:
    """Return the vocabulary of one section; see ``read`` for what is raised."""
    folder, conf, name = file.parent, Path(section[0].path), str(settings.name)
    needed = SETTINGS if conf.name == "vocabs.conf" else SETTINGS + SNAPSHOT_SETTINGS
    if missing := [key for key in needed if not settings.get(key)]:
        raise Unusable(conf, section[0].line, f"write {', '.join(missing)} in the section [{name}]")
    if (flavour := settings["flavour"]) not in WIDER:
        raise Unusable(conf, section[0].line, f"write {' or '.join(WIDER)} as flavour of [{name}], not {flavour}")
    if not file.exists():
        raise Unusable(conf, section[0].line, f"write {file.relative_to(conf.parent)}, or remove the section [{name}]")
    rows = {file: tuple(_rows(folder / file)) for file in COLUMNS if (folder / file).exists()}
    rows = {"settings": tuple(section), "terms.csv": tuple(_rows(file)), **rows}
    term_rows = [row for row in rows["terms.csv"] if is_term(row)]
    wider: dict[str, tuple[str, ...]] = {}
    parents: list[str] = []
    for row in term_rows:
        term = row.cells[0]
        del parents[int(row.cells[1]) - 1 :]
        wider[term] = (*parents[-1:], *(target for name, target in _relations(row) if name == WIDER[flavour]))
        parents.append(term)
    above = wider if flavour.startswith("SKOS") else {term: closure(term, wider) for term in wider}
    draft = bool(settings.get("draft"))  # as for the converter of the IVOA, to which any text is true
    narrower: dict[str, list[str]] = {term: [] for term in wider}
    for term, parents_of in above.items():
        for parent in dict.fromkeys(parents_of):
            narrower.setdefault(parent, []).append(term)
    extras = {file: _by_term(rows, file) for file in COLUMNS}
    terms = []
    for row in term_rows:
        term, flags = row.cells[0], dict(_relations(row))
        own = {file: extras[file].get(term, []) for file in COLUMNS}
        terms.append(
            Term(
                term=term,
                level=int(row.cells[1]),
                label=row.cells[2],
                description=row.cells[3],
                relations=_relations(row),
                wider=wider[term],
                narrower=tuple(narrower[term]),
                deprecated="ivoasem:deprecated" in flags,
                preliminary=draft or "ivoasem:preliminary" in flags,
                use_instead=flags.get("ivoasem:useInstead"),
                matches=tuple(target for name, target in _relations(row) if name == "skos:exactMatch"),
                aliases={record["alias"]: record["status"] for record in own["aliases.csv"]},
                synonyms=tuple(record["synonym"] for record in own["synonyms.csv"]),
                properties={key: record[key] for record in own["properties.csv"] for key in record if key != "term"},
                grouping=bool(own["grouping.csv"]),
                line=row.line,
            )
        )
    return Vocabulary(
        name=name,
        uri=settings.get("source", NAMESPACE + settings.get("path", name)),
        separator=settings.get("separator", "#"),
        source=settings.get("source"),
        licence=settings.get("licence", LICENCE),
        pattern=settings.get("pattern"),
        flavour=flavour,
        draft=draft,
        title=settings["title"],
        description=" ".join(settings["description"].split()),
        authors=tuple(author.strip() for author in settings["authors"].split(";")),
        timestamp=settings["timestamp"],
        terms=tuple(terms),
        path=str(file),
        rows=rows,
    )


def _rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a file; blank lines and lines with # are skipped, as the converter of the IVOA does."""
    text = StringIO(_text(path), newline="")
    lines = reader(("\n" if line.startswith("#") or not line.strip() else line for line in text), delimiter=";")
    start = 1
    try:
        for cells in lines:
            if cells:
                yield Row(str(path), start, tuple(cells))
            start = lines.line_num + 1
    except Error as error:
        raise Unusable(path, start, str(error)) from error


def records(rows: Mapping[str, tuple[Row, ...]], file: str) -> Iterator[tuple[Row, dict[str, str]]]:
    """Yield the well-formed rows of a file below its header, with their cells by column."""
    header, *others = rows.get(file) or (Row(file, 0, ()),)
    for row in others if header.cells[: len(COLUMNS[file])] == COLUMNS[file] else ():
        if len(row.cells) == len(header.cells):
            yield row, dict(zip(header.cells, row.cells, strict=True))


def _by_term(rows: Mapping[str, tuple[Row, ...]], file: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for _, record in records(rows, file):
        found.setdefault(record["term"], []).append(record)
    return found


def is_term(row: Row) -> bool:
    """Return whether a row of terms.csv has the cells of a term."""
    return len(row.cells) in (4, 5) and re.fullmatch(r"\s*[1-9][0-9]*\s*", row.cells[1]) is not None


def _relations(row: Row) -> tuple[tuple[str, str], ...]:
    """Return the relations of a term and their objects; what cannot be read is a relation without an object."""
    words = "".join(row.cells[4:]).split()
    matches = [re.fullmatch(r"([^()]+)\(#?([^()]+)\)", word) for word in words]
    return tuple((match[1], match[2]) if match else (word, "") for word, match in zip(words, matches, strict=True))


def closure(start: str, edges: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return all that can be reached from ``start``, with itself only if there is a circle."""
    reached: list[str] = []
    waiting = list(edges.get(start, ()))
    while waiting:
        if (term := waiting.pop()) not in reached:
            reached.append(term)
            waiting.extend(edges.get(term, ()))
    return tuple(reached)
