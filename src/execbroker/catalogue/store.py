# SPDX-License-Identifier: Apache-2.0
"""The catalogue in a file of SQLite.

Which records have a value, those of narrower terms included, is a table that is read by value; SQLite's full-text index
knows which records have a word. Counting goes the other way, from the records that were found to their values, and
takes the most time by far: so each record has the numbers of its values in one piece, which are counted three to seven
times as fast as the rows of the table are grouped (``tests/benchmarks/catalogue.py``).

All words are taken apart by `words_of`, not by SQLite: its index is given nothing but letters, digits and spaces. So
other engines find the same, and no word of a user can be taken for an operator.
"""

from __future__ import annotations

import json
import os
import sqlite3
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from ..words import nearest
from .facet import NOT_STATED, Facet
from .facets import FACETS
from .query import Phrase, Query, Wanted, understood
from .record import record
from .replacing import replacing
from .result import Count, Hit, Result, ordered
from .tables import NoCatalogue, created, opened, version_of

if TYPE_CHECKING:
    from ..model import SoftwareDescription

_NUMBER: Literal["I"] = "I"
"""The type of the numbers of values in a record: unsigned, four bytes."""


class Catalogue:
    """Software descriptions that can be searched, in one thread; closed at the end of a `with` block.

    `open` gives one to search, `in_memory` an empty one that takes records too, `build` makes a file.
    """

    def __init__(self, database: sqlite3.Connection, facets: Mapping[str, Facet] = FACETS) -> None:
        self.facets = facets
        self._database = database
        self._values: dict[str, dict[str, tuple[int, str]]] = {name: {} for name in facets}
        for facet, value, number, label in database.execute("SELECT facet, value, number, label FROM value"):
            self._values[facet][value] = (number, label)

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, facets: Mapping[str, Facet] = FACETS) -> Self:
        """Return the catalogue in the file `path`, to be searched.

        Raises `OSError` where the file cannot be read, and `NoCatalogue` where it is no catalogue of this version and
        with these facets.
        """
        database = opened(Path(path), facets)
        try:
            return cls(database, facets)
        except sqlite3.DatabaseError as error:
            database.close()
            raise NoCatalogue.damaged(path, error) from error

    @classmethod
    def in_memory(cls, *, facets: Mapping[str, Facet] = FACETS) -> Self:
        """Return an empty catalogue that is gone when it is closed."""
        return cls(created(":memory:", facets), facets)

    @classmethod
    def build(
        cls,
        path: str | os.PathLike[str],
        descriptions: Iterable[tuple[str, SoftwareDescription]],
        *,
        facets: Mapping[str, Facet] = FACETS,
    ) -> None:
        """Make the file `path` a catalogue of `descriptions`, each with its id.

        Others search the old one until the new one is complete. Raises `OSError` where it cannot be written,
        `NoCatalogue` where the file there is something else, and `ValueError` for an id that was given already.
        """
        file = Path(path)
        if file.exists() and version_of(file) is None:
            raise NoCatalogue(f"{file} is no catalogue, and is not replaced by one")
        with replacing(file) as beside, cls(created(str(beside), facets), facets) as catalogue:
            for each in descriptions:
                catalogue.add(*each)
            catalogue._database.execute("INSERT INTO words (words) VALUES ('optimize')")
            catalogue._database.commit()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file, or of what is in memory."""
        self._database.close()

    def __len__(self) -> int:
        return len(self._numbers("SELECT number FROM record"))

    def add(self, id: str, description: SoftwareDescription) -> None:
        """Add a record. Raises `ValueError` where the catalogue has one with that `id`."""
        if self._numbers("SELECT number FROM record WHERE id = ?", id):
            raise ValueError(f"there is a record with the id {id} already")
        kept = record(id, description, facets=self.facets)
        numbers = sorted(self._number(name, *each) for name, labels in kept.values.items() for each in labels.items())
        row = (kept.id, kept.name, kept.sort, kept.description, array(_NUMBER, numbers).tobytes())
        sql = "INSERT INTO record (id, name, sort, description, value_numbers) VALUES (?, ?, ?, ?, ?)"
        number = self._database.execute(sql, row).lastrowid
        self._database.executemany("INSERT INTO stated VALUES (?, ?)", ((value, number) for value in numbers))
        self._database.execute(
            "INSERT INTO words (rowid, name, terms, prose) VALUES (?, ?, ?, ?)", (number, *kept.words)
        )

    def search(self, query: Query) -> Result:
        """Return what `query` finds; docs/searching.md says exactly what that is.

        Raises `ValueError` for a facet, or a value of one, that neither the catalogue nor the vocabulary knows.
        """
        wanted = understood(query, self.facets)
        self._refuse_unknown(wanted)
        found = self._with_words(wanted.phrases)
        having = {name: self._having(name, values) for name, values in wanted.chosen.items()}
        matching = found.intersection(*having.values())
        counted = self._counted(matching)
        sideways = {}
        for name, records in having.items():
            others = [each for other, each in having.items() if other != name]
            sideways[name] = counted + self._counted(found.intersection(*others) - records)
        counts = {name: self._counts(name, sideways.get(name, counted), wanted) for name in self.facets}
        hits = islice(self._ranked(matching, wanted.phrases), query.offset, query.offset + query.limit)
        return Result(len(matching), tuple(map(self._hit, hits)), counts)

    def _number(self, facet: str, value: str, label: str) -> int:
        """Return the number of a value. Of several labels, spellings of a free text, the least is kept."""
        known = self._values[facet]
        number, kept = known.get(value) or (sum(map(len, self._values.values())) + 1, None)
        if kept is None or label < kept:
            sql = "INSERT INTO value VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET label = excluded.label"
            self._database.execute(sql, (number, facet, value, label))
            known[value] = (number, label)
        return number

    def _refuse_unknown(self, wanted: Wanted) -> None:
        for name, values in wanted.chosen.items():
            facet, stated_ones = self.facets[name], self._values[name]
            for value in values:
                if value not in stated_ones and value != NOT_STATED and not facet.term(value):
                    close = nearest(value, [*(facet.known.terms if facet.known else ()), *stated_ones])
                    hint = f"; did you mean `{close}`?" if close else ""
                    raise ValueError(f"nothing has the {name} `{value}`{hint}")

    def _with_words(self, wanted: Iterable[Phrase]) -> set[int]:
        """Return the records that have all phrases, wherever."""
        if asked := " AND ".join(map(_asked, wanted)):
            return self._numbers("SELECT rowid FROM words WHERE words MATCH ?", asked)
        return self._numbers("SELECT number FROM record")

    def _having(self, facet: str, values: Iterable[str]) -> set[int]:
        """Return the records that have one of the values, or a narrower one."""
        known = self._values[facet]
        numbers = [known[value][0] for value in values if value in known]
        return set().union(*(self._numbers("SELECT record FROM stated WHERE value = ?", each) for each in numbers))

    def _numbers(self, sql: str, *parameters: str | int) -> set[int]:
        rows: Iterable[tuple[int]] = self._database.execute(sql, parameters)
        return {number for (number,) in rows}

    def _counted(self, records: Collection[int]) -> Counter[int]:
        """Return how many of the records have each value, by its number."""
        counter: Counter[int] = Counter()
        sql = "SELECT value_numbers FROM record WHERE number IN (SELECT value FROM json_each(?))"
        with closing(self._database.execute(sql, [json.dumps([*records])])) as rows:
            for part in iter(partial(rows.fetchmany, 10_000), []):
                counter.update(memoryview(b"".join(numbers for (numbers,) in part)).cast(_NUMBER))
        return counter

    def _counts(self, facet: str, counted: Counter[int], wanted: Wanted) -> tuple[Count, ...]:
        chosen = wanted.chosen.get(facet, ())
        known = self._values[facet].items()
        counts = {value: Count(value, label, counted[number], value in chosen) for value, (number, label) in known}
        for value in chosen:
            counts.setdefault(value, Count(value, self.facets[facet].labelled(value), 0, selected=True))
        return ordered(each for each in counts.values() if each.count or each.selected)

    def _ranked(self, records: Collection[int], wanted: Iterable[Phrase]) -> Iterator[int]:
        """Yield the records, those first that have most of the phrases in their name or terms, then by name and id."""
        by_name = (n for (n,) in self._database.execute("SELECT number FROM record ORDER BY sort, id") if n in records)
        worth: Counter[int] = Counter()
        for phrase in wanted:
            for columns in ("{name}", "{name terms}"):
                sql = "SELECT rowid FROM words WHERE words MATCH ?"
                worth.update(self._numbers(sql, f"{columns} : {_asked(phrase)}"))
        return iter(sorted(by_name, key=lambda number: -worth[number])) if worth else by_name

    def _hit(self, number: int) -> Hit:
        sql = "SELECT id, name, description FROM record WHERE number = ?"
        return Hit(*self._database.execute(sql, (number,)).fetchone())


def _asked(phrase: Phrase) -> str:
    """Return a phrase in the language of FTS5; the words are letters and digits only."""
    return f'"{" ".join(phrase.words)}"' + ("" if phrase.whole else " *")
