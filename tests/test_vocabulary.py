# SPDX-License-Identifier: Apache-2.0
"""The compiled vocabularies, and how their terms are found by words."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from execbroker.vocabulary import Found, Term, Vocabulary, names, search, vocabulary

TERMS = [(name, term) for name in names() for term in vocabulary(name).terms.values()]
SAID = [(name, term, text) for name, term in TERMS for text in (term.name, term.label, *term.synonyms)]


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


SHARED = Counter(pair for name, term in TERMS for pair in {(name, letters(term.name)), (name, letters(term.label))})
NAMES = [each for each in SAID if letters(each[2]) and SHARED[each[0], letters(each[2])] < 2]
"""All but `**`, the label of an object type, and what two terms of the UAT share."""


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


def test_hardly_any_name_cannot_be_searched_for() -> None:
    left_out = {letters(each[2]) for each in SAID if each not in NAMES}
    assert left_out == {"", "bestars"}


def test_every_synonym_leads_to_its_term() -> None:
    some = [each for each in NAMES if each[0] != "uat"] + [each for each in NAMES if each[0] == "uat"][::25]
    wrong = [text for name, term, text in some if search(text, within=[name])[0].term is not term]
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
    assert [each.term.name for each in search("body simulation n")] == ["n-body-simulation", "n-body-simulations"]
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


@pytest.mark.parametrize("name", names())
def test_what_is_below_a_term_is_the_same_for_each_flavour(name: str) -> None:
    known = vocabulary(name)
    for term in known.terms.values():
        below = {each.name for child in known.below(term) for each in map(known.terms.get, known.expand(child.name))}
        assert known.expand(term.name) == {term.name} | below


def test_a_term_is_expanded_to_all_below_it() -> None:
    assert vocabulary("messenger").expand("Photon") >= {"Photon", "UV", "EUV"}
    assert vocabulary("product-type").expand("spectrally-resolved-dataset") >= {"spectrum", "sed", "spectral-cube"}
    assert vocabulary("message-type").expand("urn:bad-value") == {"bad-value", "test-trigger-failed"}
    with pytest.raises(KeyError):
        vocabulary("messenger").expand("photon")


def test_a_spelling_is_resolved_to_the_term_of_today() -> None:
    schemes = vocabulary("identifier-scheme")
    for text in ("ivoid", "#ivoid", "http://www.ivoa.net/rdf/identifier-scheme#ivoid", "ivorn"):
        assert schemes.resolve(text) is schemes.terms["ivoid"]
    assert schemes.resolve("issn") is None
    types = vocabulary("media-type")
    assert types.resolve("https://www.iana.org/assignments/media-types/image/fits") is types.terms["image/fits"]


def test_a_deprecated_term_is_resolved_to_its_successor() -> None:
    facts = {"description": "", "wider": (), "narrower": (), "aliases": {}, "synonyms": (), "properties": {}}
    old = Term(name="old", label="Old", preliminary=False, deprecated=True, use_instead="older", **facts)
    older = Term(name="older", label="Older", preliminary=False, deprecated=True, use_instead="new", **facts)
    new = Term(name="new", label="New", preliminary=False, deprecated=False, use_instead=None, **facts)
    gone = Term(name="gone", label="Gone", preliminary=False, deprecated=True, use_instead=None, **facts)
    terms = {each.name: each for each in (old, older, new, gone)}
    known = Vocabulary("things", "http://example.org/things", "Things", terms, terms, date="", licence="")
    assert [known.resolve(text) for text in ("old", "older", "new", "gone")] == [new, new, new, gone]


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("application/fits", True),
        ("Application/FITS", True),
        ("application/x-never-heard-of", True),
        ('application/x-votable+xml; content=datalink; title="a b"', True),
        ("aplication/fits", False),
        ("FITS", False),
        ("application/", False),
        ("application/fits image/fits", False),
        ("application/fits\n", False),
        ("application/fits;", False),
    ],
)
def test_a_media_type_need_not_be_listed_but_be_one(text: str, allowed: bool) -> None:
    assert vocabulary("media-type").allows(text) is allowed


def test_a_vocabulary_that_is_not_open_allows_its_terms_only() -> None:
    assert vocabulary("messenger").allows("Radio")
    assert not vocabulary("messenger").allows("radio")


@pytest.mark.parametrize("name", names())
def test_a_vocabulary_says_of_which_day_and_under_which_licence_it_is(name: str) -> None:
    known = vocabulary(name)
    assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", known.date)
    assert known.licence == {"uat": "CC-BY-SA-3.0", "development-status": "CC-BY-SA-4.0"}.get(name, "CC0-1.0")
    assert (known.source is None) == known.uri.startswith("http://www.ivoa.net/rdf/") or known.source == known.uri


@pytest.mark.parametrize("name", names())
def test_a_grouping_term_has_others_below_it(name: str) -> None:
    known = vocabulary(name)
    assert all(known.below(term) for term in known.terms.values() if term.grouping)


IDENTIFIERS = {
    "ascl": (["1010.064", "9910.006"], ["ascl:1010.064", "1010.64", "1010.0641"]),
    "doi": (
        ["10.1000/182", "10.1051/0004-6361/201322068", "10.1000.10/a(b)"],
        ["doi:10.1000/182", "10.1000/", "10/182"],
    ),
    "handle": (["20.1000/100", "4263537/4000"], ["hdl:20.1000/100", "20.1000"]),
    "swhid": (
        ["swh:1:dir:" + "a" * 40, "swh:1:cnt:" + "0" * 40 + ";origin=https://example.org/x;lines=1-18"],
        ["swh:2:dir:" + "a" * 40, "swh:1:dir:" + "A" * 40, "swh:1:ori:" + "a" * 40, "swh:1:dir:" + "a" * 39],
    ),
    "bibcode": (
        ["1996A&AS..117..393B", "2010ascl.soft10064B", "2013arXiv1301.3781M"],
        ["1996A&AS..117..393", "996A&AS..117..393BB", "1996A&AS 117  393B"],
    ),
    "ivoid": (
        ["ivo://org.gavo.dc/tap", "ivo://example.org/a/b?c#d", "IVO://abc"],
        ["http://example.org", "ivo:org.gavo.dc", "ivo://ab"],
    ),
    "rrid": (["RRID:SCR_007358"], ["SCR_007358", "RRID:AB_262044"]),
    "wikidata": (["Q2013"], ["q2013", "Q0"]),
    "package-url": (["pkg:pypi/astropy@7.0.0", "pkg:github/astropy/astropy"], ["pypi/astropy", "pkg:pypi"]),
}


@pytest.mark.parametrize("scheme", vocabulary("identifier-scheme").terms)
def test_identifiers_are_told_from_what_is_none(scheme: str) -> None:
    pattern = vocabulary("identifier-scheme").terms[scheme].properties["pattern"]
    right, wrong = IDENTIFIERS[scheme]
    assert [text for text in right if not re.search(pattern, text)] == []
    assert [text for text in [*wrong, "", f" {right[0]}", f"{right[0]} "] if re.search(pattern, text)] == []
