# SPDX-License-Identifier: Apache-2.0
"""The compiled vocabularies, and how their terms are found by words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execbroker.vocabulary import Found, names, search, vocabulary

TERMS = [(name, term) for name in names() for term in vocabulary(name).terms.values()]
NAMES = [(name, term, text) for name, term in TERMS for text in (term.name, term.label, *term.synonyms)]


def described(found: tuple[Found, ...]) -> list[tuple[str, str, str, str]]:
    return [(each.vocabulary.name, each.term.name, each.place, each.text) for each in found]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("square root", "root-finding"),
        ("newton raphson", "root-finding"),
        ("Newton-Raphson", "root-finding"),
        ("newtons method", "root-finding"),
        ("source finder", "source-extraction"),
        ("crossmatch", "cross-match"),
        ("cross match", "cross-match"),
        ("N body simulation", "n-body-simulation"),
    ],
)
def test_what_people_type_leads_to_the_term(words: str, first: str) -> None:
    assert search(words)[0].term.name == first


@given(st.sampled_from(NAMES), st.sampled_from(["", " ", "-", "_"]), st.sampled_from([str.upper, str.lower, str.title]))
def test_however_a_name_is_spelt_its_term_is_found_first(
    named: tuple[str, object, str], joint: str, write: object
) -> None:
    name, term, text = named
    assert callable(write)
    assert search(write(joint.join(text.replace("-", " ").split())), within=[name])[0].term is term


def test_every_synonym_leads_to_its_term() -> None:
    wrong = [text for name, term, text in NAMES if search(text, within=[name])[0].term is not term]
    assert wrong == []


def test_the_best_come_first_and_the_rest_in_the_order_of_the_vocabulary() -> None:
    found = described(search("catalogue", within=["software-operation"]))
    beginning = [each for each in found if each[3].lower().startswith("catalogue")]
    inside = [each for each in found if each not in beginning and each[2] != "definition"]
    defined = [each for each in found if each[2] == "definition"]
    assert beginning
    assert inside
    assert defined
    assert found == beginning + inside + defined
    order = list(vocabulary("software-operation").terms)
    for part in (beginning, inside, defined):
        places = [order.index(term) for _, term, _, _ in part]
        assert places == sorted(set(places))


def test_a_whole_name_is_better_than_its_beginning() -> None:
    found = [each.term.name for each in search("imaging")]
    assert found.index("imaging") == 0
    assert "synthesis-imaging" in found


def test_words_are_found_in_any_order_but_only_from_their_beginning() -> None:
    assert [each.term.name for each in search("body simulation n")] == ["n-body-simulation"]
    assert search("imulation") == ()


def test_a_search_keeps_to_the_vocabularies_that_are_named() -> None:
    assert [each.vocabulary.name for each in search("resource", within=["message-type"])] != []
    assert {each.vocabulary.name for each in search("resource", within=["message-type"])} == {"message-type"}
    assert search("square root", within=["message-type"]) == ()
    with pytest.raises(KeyError):
        search("square root", within=["colours"])


@pytest.mark.parametrize("words", ["", " ", "--", "_", "zzzz"])
def test_nothing_is_found_by_no_words(words: str) -> None:
    assert search(words) == ()


@given(st.text(max_size=60))
def test_any_text_can_be_searched_for(words: str) -> None:
    found = search(words)
    assert len({id(each.term) for each in found}) == len(found)


@pytest.mark.parametrize("name", names())
def test_each_term_is_below_its_parents_and_can_be_reached(name: str) -> None:
    known = vocabulary(name)
    waiting, reached = list(known.below()), set()
    while waiting:
        term = waiting.pop()
        reached.add(term.name)
        waiting += known.below(term)
        assert all(term.name in {each.name for each in known.below(known.terms[parent])} for parent in term.wider)
    assert reached == set(known.terms)
