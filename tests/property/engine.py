# SPDX-License-Identifier: Apache-2.0
"""What OpenSearch does with the requests that are made here, after its manual. Anything else in a request is refused.

It knows: bool with `filter`, `should` and `minimum_should_match`, constant_score, prefix, match_phrase and terms; the
order by `_score` and by keywords; a post filter; and the aggregations `filter` and `terms`. Text is split at white
space, as the mapping says.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]


class Engine:
    """An index in memory, filled by the lines of a bulk request."""

    def __init__(self, mapping: Json, bulk: Iterable[str]) -> None:
        self.mapping = mapping
        self.documents: dict[str, Json] = {}
        lines = [json.loads(line) for line in bulk]
        for action, document in zip(lines[::2], lines[1::2], strict=True):
            self._check(document, mapping["mappings"])
            self.documents[action["index"]["_id"]] = document

    def _check(self, document: Any, mapping: Json) -> None:
        """Refuse what the mapping does not have: a server would not find it."""
        if "properties" in mapping:
            assert document.keys() == mapping["properties"].keys()
            for name, value in document.items():
                self._check(value, mapping["properties"][name])

    def search(self, request: Json) -> Json:
        """Return the answer to the body of a request to `_search`."""
        known = {"from", "size", "track_total_hits", "_source", "query", "post_filter", "sort", "aggs"}
        assert request.keys() == known
        assert request["track_total_hits"]
        scores = {key: self.score(document, request["query"]) for key, document in self.documents.items()}
        matching = {key: score for key, score in scores.items() if score is not None}
        hits = [key for key in matching if self.score(self.documents[key], request["post_filter"]) is not None]
        for one in reversed(request["sort"]):
            ((field, direction),) = one.items()
            values = matching if field == "_score" else {key: self.documents[key][field] for key in hits}
            hits.sort(key=values.__getitem__, reverse=direction == "desc")
        page = hits[request["from"] : request["from"] + request["size"]]
        shown = [{"_source": {name: self.documents[key][name] for name in request["_source"]}} for key in page]
        return {
            "hits": {"total": {"value": len(hits), "relation": "eq"}, "hits": shown},
            "aggregations": {name: self.aggregation([*matching], one) for name, one in request["aggs"].items()},
        }

    def score(self, document: Json, query: Json) -> float | None:
        """Return what a document is worth to a query, None where it does not match."""
        ((kind, body),) = query.items()
        match kind:
            case "bool":
                return self.combined(document, **body)
            case "constant_score":
                assert body.keys() == {"filter"}
                return None if self.score(document, body["filter"]) is None else 1.0
        ((field, value),) = body.items()
        there = self.field(document, field)
        assert self.type_of(field) == ("keyword" if kind == "terms" else "text")
        match kind:
            case "prefix":
                found = any(word.startswith(value) for word in there.split())
            case "match_phrase":
                words = value.split()
                found = any(there.split()[at : at + len(words)] == words for at in range(len(there.split())))
            case "terms":
                found = any(one in there for one in value)
            case _:
                raise AssertionError(f"{kind} is not known here")
        return 1.0 if found else None

    def combined(
        self, document: Json, filter: list[Json] | None = None, should: list[Json] | None = None, **rest: int
    ) -> float | None:
        """Return what a document is worth to a bool query: the sum of what it is worth to each of `should`."""
        least = rest.pop("minimum_should_match", None if should is None else 0 if filter else 1)
        assert not rest
        scores = [score for each in should or () if (score := self.score(document, each)) is not None]
        if any(self.score(document, each) is None for each in filter or ()) or len(scores) < (least or 0):
            return None
        return sum(scores)

    def field(self, document: Json, path: str) -> Any:
        """Return what a field holds."""
        for name in path.split("."):
            document = document[name]
        return document

    def type_of(self, path: str) -> str:
        mapping = self.mapping["mappings"]
        for name in path.split("."):
            mapping = mapping["properties"][name]
        return str(mapping["type"])

    def aggregation(self, keys: list[str], body: Json) -> Json:
        """Return the buckets of a `terms` aggregation within a `filter` one, most frequent first."""
        assert body.keys() == {"filter", "aggs"}
        within = [key for key in keys if self.score(self.documents[key], body["filter"]) is not None]
        answer: Json = {"doc_count": len(within)}
        for name, inner in body["aggs"].items():
            field, size = inner["terms"]["field"], inner["terms"]["size"]
            assert self.type_of(field) == "keyword"
            counted = Counter(value for key in within for value in {*self.field(self.documents[key], field)})
            rows = sorted(counted.items(), key=lambda row: (-row[1], row[0]))[:size]
            answer[name] = {"buckets": [{"key": value, "doc_count": count} for value, count in rows]}
        return answer
