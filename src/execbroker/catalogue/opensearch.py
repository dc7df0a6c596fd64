# SPDX-License-Identifier: Apache-2.0
"""The same search on OpenSearch, for millions of records: a mapping, bulk data, and queries, as plain JSON.

The words are taken apart here, as for SQLite, and OpenSearch splits at spaces only; the records have the wider values
too. So it is asked for nothing but equal words, beginnings of words, phrases and equal values, and finds the same.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .facet import Facet
from .facets import FACETS, Text
from .query import Phrase, Query, understood
from .record import record
from .replacing import replacing
from .result import Count, Hit, Result, ordered
from .tables import NoCatalogue

if TYPE_CHECKING:
    from ..model import SoftwareDescription

Json = dict[str, Any]

_FIELDS = Text._fields
_MOST_VALUES = 10_000
"""Of a facet, that are counted; as many as OpenSearch lets one ask for without being configured."""
_FIRST_LINE = re.compile(rb'\{"index": \{"_id": "[^"\\]*(?:\\.[^"\\]*)*"\}\}\n')
"""What the first line of `bulk` looks like."""
_LONGEST = 100_000
"""That a first line can be, in bytes; its id is a path."""


def mapping(*, facets: Mapping[str, Facet] = FACETS) -> Json:
    """Return the body of the request that creates an index."""
    words = {"type": "text", "analyzer": "whitespace", "norms": False, "index_prefixes": {}}
    shown = {"type": "keyword", "index": False, "doc_values": False}
    properties = {
        "id": {"type": "keyword"},
        "name": shown,
        "sort": {"type": "keyword"},
        "description": shown,
        "words": {"properties": dict.fromkeys(_FIELDS, words)},
        "facets": {"properties": {name: {"type": "keyword"} for name in facets}},
    }
    return {"mappings": {"dynamic": False, "properties": properties}}


def bulk(
    descriptions: Iterable[tuple[str, SoftwareDescription]], *, facets: Mapping[str, Facet] = FACETS
) -> Iterator[str]:
    """Yield the lines of a request to ``_bulk``: two for each description, which comes with its id."""
    for name, description in descriptions:
        kept = record(name, description, facets=facets)
        document = {
            "id": kept.id,
            "name": kept.name,
            "sort": kept.sort,
            "description": kept.description,
            "words": kept.words._asdict(),
            "facets": {facet: [*labels] for facet, labels in kept.values.items()},
        }
        for line in ({"index": {"_id": kept.id}}, document):
            yield json.dumps(line, ensure_ascii=False) + "\n"


def write(
    path: str | os.PathLike[str],
    descriptions: Iterable[tuple[str, SoftwareDescription]],
    *,
    facets: Mapping[str, Facet] = FACETS,
) -> None:
    """Make the file `path` what `bulk` yields, line by line; an earlier one stays until the new one is complete.

    Raises `OSError` where it cannot be written, and `NoCatalogue` where the file there is something else.
    """
    file = Path(path)
    if file.exists() and not _is_bulk(file):
        raise NoCatalogue(f"{file} is no bulk data of `execbroker index`, and is not replaced by them")
    with replacing(file) as beside, beside.open("w", encoding="utf-8", newline="\n") as opened:
        opened.writelines(bulk(descriptions, facets=facets))


def request(query: Query, *, facets: Mapping[str, Facet] = FACETS) -> Json:
    """Return the body of a request to ``_search``.

    The values of a facet do not narrow what is counted for itself: they are a filter on the hits, and one on the counts
    of each other facet. Raises `ValueError` for a facet that there is not. A value that nothing has finds nothing.
    """
    wanted = understood(query, facets)
    chosen = {name: {"terms": {f"facets.{name}": [*values]}} for name, values in wanted.chosen.items()}
    worth = [_somewhere(phrase, *fields) for phrase in wanted.phrases for fields in (("name",), ("name", "terms"))]
    return {
        "from": query.offset,
        "size": query.limit,
        "track_total_hits": True,
        "_source": ["id", "name", "description"],
        "query": {
            "bool": {
                "filter": [_somewhere(phrase, *_FIELDS) for phrase in wanted.phrases],
                "should": [{"constant_score": {"filter": each}} for each in worth],
                "minimum_should_match": 0,
            }
        },
        "post_filter": {"bool": {"filter": [*chosen.values()]}},
        "sort": [{"_score": "desc"}, {"sort": "asc"}, {"id": "asc"}],
        "aggs": {
            name: {
                "filter": {"bool": {"filter": [each for other, each in chosen.items() if other != name]}},
                "aggs": {"values": {"terms": {"field": f"facets.{name}", "size": _MOST_VALUES}}},
            }
            for name in facets
        },
    }


def result(answer: Json, query: Query, *, facets: Mapping[str, Facet] = FACETS) -> Result:
    """Return what the `answer` to the request for `query` says. Free texts have no label but themselves."""
    chosen = understood(query, facets).chosen
    hits = (hit["_source"] for hit in answer["hits"]["hits"])
    counts = {}
    for name, facet in facets.items():
        buckets = answer["aggregations"][name]["values"]["buckets"]
        found = {**dict.fromkeys(chosen.get(name, ()), 0), **{each["key"]: each["doc_count"] for each in buckets}}
        counts[name] = ordered(
            Count(value, facet.labelled(value), count, value in chosen.get(name, ())) for value, count in found.items()
        )
    return Result(
        answer["hits"]["total"]["value"],
        tuple(Hit(hit["id"], hit["name"], hit["description"]) for hit in hits),
        counts,
    )


def _is_bulk(file: Path) -> bool:
    if not file.is_file():  # a pipe would let us wait for its first line
        return False
    with file.open("rb") as opened:
        return _FIRST_LINE.fullmatch(opened.readline(_LONGEST)) is not None


def _somewhere(phrase: Phrase, *fields: str) -> Json:
    """Return what asks for a phrase in one of the fields."""
    words = " ".join(phrase.words)
    how = "match_phrase" if phrase.whole else "prefix"
    return {"bool": {"should": [{how: {f"words.{field}": words}} for field in fields], "minimum_should_match": 1}}
