# SPDX-License-Identifier: Apache-2.0
"""The file of a catalogue: the tables of SQLite, and how a file is known to have them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

_APPLICATION = int.from_bytes(b"ExBr")
"""What a file of ours has where SQLite lets programs put their mark."""
_VERSION = 1
"""Of the tables; a catalogue of another version is made anew."""
_TABLES = """
    CREATE TABLE facet (name TEXT NOT NULL UNIQUE);
    CREATE TABLE record (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, sort TEXT NOT NULL,
        description TEXT NOT NULL, value_numbers BLOB NOT NULL);
    CREATE INDEX record_by_name ON record (sort, id);
    CREATE TABLE value (
        number INTEGER PRIMARY KEY, facet TEXT NOT NULL, value TEXT NOT NULL, label TEXT NOT NULL,
        UNIQUE (facet, value));
    CREATE TABLE stated (value INTEGER, record INTEGER, PRIMARY KEY (value, record)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE words USING fts5(name, terms, prose, content='', tokenize='ascii');
"""


class NoCatalogue(ValueError):
    """A file is no catalogue, or one that this version cannot read; the text says which, and what to do."""


def created(path: str, facets: Iterable[str]) -> sqlite3.Connection:
    """Return the database in the empty file `path`, with the tables for these facets."""
    database = sqlite3.connect(path)
    # Whoever finds half a file throws it away, so there is nothing to be kept safe from a power failure.
    database.executescript(f"""
        PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {_VERSION};
        PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES}""")
    database.executemany("INSERT INTO facet VALUES (?)", ((name,) for name in facets))
    return database


def opened(file: Path, facets: Iterable[str]) -> sqlite3.Connection:
    """Return the database in a file, to be read. Raises `OSError`, and `NoCatalogue` where it is not one of ours."""
    again = "make it anew with `execbroker index`"
    version = version_of(file)
    if version is None:
        raise NoCatalogue(f"{file} is no catalogue; {again}")
    if version != _VERSION:
        raise NoCatalogue(f"{file} is a catalogue of version {version}, and {_VERSION} is needed; {again}")
    database = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    try:
        names = [name for (name,) in database.execute("SELECT name FROM facet ORDER BY rowid")]
    except sqlite3.DatabaseError as error:
        database.close()
        raise NoCatalogue(f"{file} is damaged: {error}; {again}") from error
    if names != [*facets]:
        database.close()
        raise NoCatalogue(f"{file} is a catalogue with the facets {', '.join(names)}; {again}")
    return database


def version_of(file: Path) -> int | None:
    """Return the version of the catalogue in a file, from the header of SQLite; None where it is something else."""
    with file.open("rb") as opened:
        header = opened.read(100)
    mark, version = header[68:72], header[60:64]
    ours = header.startswith(b"SQLite format 3\0") and int.from_bytes(mark) == _APPLICATION
    return int.from_bytes(version) if ours else None
