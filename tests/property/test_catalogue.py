# SPDX-License-Identifier: Apache-2.0
"""Laws: a catalogue finds, counts and orders what `docs/searching.md` says, whatever is in it and is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from execbroker.catalogue import FACETS, Catalogue, Query, Result, opensearch
from execbroker.catalogue.facets import stated
from execbroker.catalogue.query import words_of
from execbroker.model import SoftwareDescription
from execbroker.vocabulary import Vocabulary
from property import searched
from property.engine import Engine

Case = tuple[Mapping[str, Vocabulary], dict[str, searched.Data], str, dict[str, list[str]]]


@contextmanager
def catalogue_of(records: Mapping[str, searched.Data], vocabularies: Mapping[str, Vocabulary]) -> Iterator[Catalogue]:
    with Catalogue.in_memory(facets=searched.facets_with(vocabularies)) as catalogue:
        for key, data in records.items():
            catalogue.add(key, SoftwareDescription.model_validate(data))
        yield catalogue


def counted(result: Result) -> dict[str, list[tuple[str, int, bool]]]:
    return {
        name: [(each.value, each.count, each.selected) for each in counts] for name, counts in result.counts.items()
    }


@given(searched.cases(searched.small) | searched.cases(searched.real))
def test_a_search_finds_and_counts_what_the_slow_way_does(case: Case) -> None:
    vocabularies, records, words, chosen = case
    expected = searched.search(records, vocabularies, words, chosen)
    with catalogue_of(records, vocabularies) as catalogue:
        result = catalogue.search(Query(words, chosen, limit=len(records)))
        assert [hit.id for hit in result.hits] == expected.ids
        assert result.total == len(expected.ids)
        assert counted(result) == expected.counts
        for limit, offset in searched.pages(result.total):
            page = catalogue.search(Query(words, chosen, limit=limit, offset=offset))
            assert [hit.id for hit in page.hits] == expected.ids[offset : offset + limit]
            assert (page.total, page.counts) == (result.total, result.counts)


@given(searched.cases(searched.small) | searched.cases(searched.real))
def test_the_requests_to_opensearch_find_and_count_the_same(case: Case) -> None:
    """All but the labels of free texts, of which OpenSearch keeps no spelling."""
    vocabularies, records, words, chosen = case
    facets = searched.facets_with(vocabularies)
    described = [(key, SoftwareDescription.model_validate(data)) for key, data in records.items()]
    engine = Engine(opensearch.mapping(facets=facets), opensearch.bulk(described, facets=facets))
    with catalogue_of(records, vocabularies) as catalogue:
        total = catalogue.search(Query(words, chosen)).total
        for limit, offset in searched.pages(total):
            query = Query(words, chosen, limit=limit, offset=offset)
            answer = engine.search(opensearch.request(query, facets=facets))
            ours, theirs = catalogue.search(query), opensearch.result(answer, query, facets=facets)
            assert (theirs.total, theirs.hits) == (ours.total, ours.hits)
            assert counted(theirs) == counted(ours)


@given(searched.cases(searched.small), st.randoms(use_true_random=False))
def test_the_order_in_which_records_come_does_not_matter(case: Case, random: Any) -> None:
    vocabularies, records, words, chosen = case
    shuffled = [*records]
    random.shuffle(shuffled)
    with (
        catalogue_of(records, vocabularies) as one,
        catalogue_of({key: records[key] for key in shuffled}, vocabularies) as other,
    ):
        assert one.search(Query(words, chosen)) == other.search(Query(words, chosen))


@given(searched.cases(searched.small) | searched.cases(searched.real))
def test_each_value_that_is_counted_can_be_selected_and_finds_as_many(case: Case) -> None:
    vocabularies, records, words, chosen = case
    with catalogue_of(records, vocabularies) as catalogue:
        for name, counts in catalogue.search(Query(words, chosen)).counts.items():
            for each in counts:
                for text in (each.value, each.label) if name in ("algorithm", "language") else (each.value,):
                    again = catalogue.search(Query(words, {**chosen, name: [text]}))
                    assert again.total == each.count


@given(searched.real.flatmap(searched.descriptions))
def test_what_is_canonical_stays_as_it_is(data: searched.Data) -> None:
    for name, labels in stated(SoftwareDescription.model_validate(data)).items():
        for value in labels:
            assert FACETS[name].canonical(value) == value
            assert FACETS[name].wider(value)[0] == value


@given(st.sampled_from(sorted(FACETS)), st.text())
def test_a_text_stands_for_what_its_canonical_value_stands_for(name: str, text: str) -> None:
    assert FACETS[name].canonical(FACETS[name].canonical(text)) == FACETS[name].canonical(text)


@given(st.text())
def test_words_consist_of_words(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words
    assert words == searched.words_in(text)


@given(st.text() | st.text('"*^:(){}-+ANDORNOTEAR \0\n').map(lambda text: f"source{text}"))
def test_no_words_can_be_taken_for_an_operator(text: str) -> None:
    records: dict[str, searched.Data] = {"a": {"discovery": {"name": "source"}}, "b": {"discovery": {"name": text}}}
    with catalogue_of(records, searched.REAL) as catalogue:
        found = [hit.id for hit in catalogue.search(Query(text)).hits]
    assert found == searched.search(records, searched.REAL, text, {}).ids
    assert "b" in found or '"' in text
