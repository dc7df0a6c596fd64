# SPDX-License-Identifier: Apache-2.0
"""The vocabularies are sound, and each rule about them finds its fault and nothing else."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from execbroker.vocabulary_files import Unusable, Vocabulary, read
from execbroker.vocabulary_rules import lint, lost
from execbroker_build.vocabulary_desise import to_desise

FOLDER = Path(__file__).parents[2] / "vocabularies"
CONF = (
    "[{name}]\ntimestamp: 2026-11-22\ntitle: Things\ndescription: {description}\n"
    "authors: Some Group\nflavour: {flavour}\n"
)
DRAFT = "draft: True\n"
CAT = "cat;1;Cat;Animal that purrs when stroked."
KITTEN = "kitten;2;Kitten;Young one that plays all day."
DOG = "dog;1;Dog;Animal that barks at strangers."
SOUND = {"terms.csv": f"# comment\n\n{CAT}\n{KITTEN}\n"}

WIRE = {
    "cost-type": {
        "urn:ivoa:calycopis:cost:monetary": "monetary",
        "urn:ivoa:calycopis:cost:energy": "energy",
        "urn:ivoa:calycopis:cost:carbon": "carbon",
    },
    "metric-type": {
        "urn:ivoa:calycopis:metric:compute-performance": "compute-performance",
        "urn:ivoa:calycopis:metric:io-throughput": "io-throughput",
    },
    "message-type": {
        "urn:executable-required": "executable-required",
        "urn:input-syntax-fail": "input-syntax-fail",
        "urn:resource-limit": "resource-limit",
        "urn:duplicate-resource": "duplicate-resource",
        "urn:resource-not-found": "resource-not-found",
        "urn:storage-required": "storage-required",
        "urn:missing-required-value": "missing-required-value",
        "urn:missig-required-value": "missing-required-value",
        "urn:missing-value": "missing-required-value",
        "urn:invalid-value": "invalid-value",
        "urn:invalied-value": "invalid-value",
        "urn:bad-value": "bad-value",
        "urn:not-supported": "not-supported",
        "urn:image-digest-mismatch": "image-digest-mismatch",
        "urn:test-trigger-failed": "test-trigger-failed",
        "uri:missing-required-value": "missing-required-value",
        "uri:unknown-type": "unknown-kind",
        "uri:resource-not-found": "resource-not-found",
        "uri:duplicate-resource": "duplicate-resource",
        "uri:invalid-data": "invalid-data",
        "uri:unknown-url": "unknown-url",
        "uri:internal-error": "internal-error",
        "uri:docker-volume-create-failed": "docker-volume-create-failed",
        "uri:missing-storage": "missing-storage",
        "uri:missing-volume-name": "missing-volume-name",
        "uri:http-download-failed": "http-download-failed",
        "urn:not-supported-message": "not-supported",
        "urn:debug": "debug",
        "urn:unknown-executable": "unknown-kind",
        "https://example.org/message-types/debug": "debug",
        "https://example.org/message-types/info": "info",
        "https://example.org/message-types/warn": "warn",
        "https://example.org/message-types/error": "error",
        "https://example.org/message-types/unknown-executable": "unknown-kind",
    },
}

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def make(
        files: dict[str, str],
        *,
        name: str = "things",
        flavour: str = "RDF Class",
        draft: str = DRAFT,
        text: str = "Some things.",
        again: bool = False,
    ) -> Path:
        with (tmp_path / "vocabs.conf").open("w" if again else "a", encoding="utf-8") as conf:
            conf.write(CONF.format(name=name, flavour=flavour, description=text) + draft)
        for file, content in files.items():
            path = tmp_path / name / file
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return tmp_path

    return make


def problems(folder: Path) -> list[tuple[str, int, str]]:
    found = list(lint(*read(folder)))
    return [(Path(p.path).relative_to(folder).as_posix(), p.line, p.message) for p in found]


def real() -> dict[str, Vocabulary]:
    return {vocabulary.name: vocabulary for vocabulary in read(FOLDER) if vocabulary.source is None}


def snapshots() -> dict[str, Vocabulary]:
    return {vocabulary.name: vocabulary for vocabulary in read(FOLDER) if vocabulary.source is not None}


def test_the_vocabularies_have_no_problems() -> None:
    assert list(lint(*read(FOLDER))) == []


def test_a_sound_vocabulary_has_no_problems(make: Make) -> None:
    assert problems(make(SOUND)) == []


def test_every_vocabulary_has_a_readme_and_the_licence_is_stated() -> None:
    for name in real():
        assert "CC0-1.0" in (FOLDER / name / "README").read_text(encoding="utf-8")
    assert "SPDX-License-Identifier: CC0-1.0" in (FOLDER / "LICENSE").read_text(encoding="utf-8")


TERMS = {
    "duplicate term": (
        f"{CAT}\ncat;1;Cat;Animal that is not a dog.\n",
        2,
        "remove 'cat'",
    ),
    "space in a term": ("big cat;1;Lion;Animal that roars at night.\n", 1, "ASCII letters"),
    "accent in a term": ("chaton-é;1;Lion;Animal that roars at night.\n", 1, "ASCII letters"),
    "missing label": ("cat;1;;Animal that purrs when stroked.\n", 1, "write a label"),
    "missing definition": ("cat;1;Cat;\n", 1, "write a definition"),
    "trivial definition": ("cat;1;Cat;Animal.\n", 1, "four words"),
    "recursive definition": ("big-cat;1;Big Cat;A cat of the kind that is big.\n", 1, "other words"),
    "level jump": (
        f"{CAT}\nkitten;3;Kitten;Young one that plays all day.\n",
        2,
        "level 3 to level 2",
    ),
    "first term not on level 1": ("cat;2;Cat;Animal that purrs when stroked.\n", 1, "level 2 to level 1"),
    "two parents": (
        f"{CAT}\n{DOG}\nmix;2;Mixture;Neither of the two above.;rdfs:subClassOf(cat)\n",
        3,
        "choose one parent of mix: dog or cat",
    ),
    "SKOS relation": (f"{CAT};skos:broader(cat)\n", 1, "remove skos:broader"),
    "unknown relation": (f"{CAT};skos:altLabel(puss)\n", 1, "remove skos:altLabel"),
    "successor that is no term": (
        f"{CAT};ivoasem:deprecated ivoasem:useInstead(dog)\n",
        1,
        "not 'dog'",
    ),
    "successor left out": (
        f"{CAT};ivoasem:deprecated ivoasem:useInstead\n",
        1,
        "not ''",
    ),
    "circle of parents": (
        f"{CAT};rdfs:subClassOf(kitten)\n{KITTEN}\n",
        1,
        "circle of cat, kitten",
    ),
    "circle of successors": (
        f"{CAT};ivoasem:deprecated ivoasem:useInstead(dog)\n{DOG};ivoasem:deprecated ivoasem:useInstead(#cat)\n",
        1,
        "circle of cat, dog",
    ),
    "deprecated and preliminary": (
        f"{CAT};ivoasem:deprecated ivoasem:preliminary\n",
        1,
        "instead of deprecating",
    ),
    "header row": (
        f"# comment\nterm;level;label;description;more_relations\n{CAT}\n",
        2,
        "header row",
    ),
    "too few cells": ("cat;1;Cat\n", 1, "write term;level;label;definition"),
    "level that is no number": ("cat;top;Cat;Animal that purrs when stroked.\n", 1, "the level being"),
    "flag with an object": (f"{CAT};ivoasem:deprecated(dog)\n{DOG}\n", 1, "write ivoasem:deprecated without (dog)"),
    "match that is no URI": (f"{CAT};skos:exactMatch(felis)\n", 1, "the URI of a term elsewhere"),
    "match without an object": (f"{CAT};skos:exactMatch\n", 1, "the URI of a term elsewhere"),
    "successor of a term in use": (f"{CAT};ivoasem:useInstead(dog)\n{DOG}\n", 1, "deprecate cat, or remove"),
    "definition like a URI": ("cat;1;Cat;pet:cat is what purrs when stroked.\n", 1, "in the definition of cat"),
    "definition from the web": ("cat;1;Cat;http://example.org has the animal that purrs.\n", 1, "looks like a URI"),
    "label like a fragment": ("cat;1;#1;Animal that purrs when stroked.\n", 1, "in the label of cat"),
    "backslash in a definition": ("cat;1;Cat;Animal that purrs \\ meows when stroked.\n", 1, "remove the backslash"),
    "definition with a language": ("cat;1;Cat;Animal that purrs when stroked.@en\n", 1, "remove the language"),
    "label with a language": ("cat;1;Cat@de;Animal that purrs when stroked.\n", 1, "remove the language"),
    "row after one of two lines": (
        'cat;1;Cat;"Animal that purrs\nwhen stroked."\n# comment\nbig cat;1;Lion;Animal that roars at night.\n',
        4,
        "ASCII letters",
    ),
}


@pytest.mark.parametrize(("terms", "line", "words"), TERMS.values(), ids=TERMS)
def test_a_fault_of_a_term_is_found_once_at_its_line(make: Make, terms: str, line: int, words: str) -> None:
    [(path, found, message)] = problems(make({"terms.csv": terms}, draft=""))
    assert (path, found) == ("things/terms.csv", line)
    assert words in message


EXTRAS = {
    "alias of an unknown term": ("aliases.csv", "term;alias;status\ndog;hound;\n", 2, "not 'dog'"),
    "unknown status": ("aliases.csv", "# comment\nterm;alias;status\ncat;puss;old\n", 3, "not 'old'"),
    "alias twice": ("aliases.csv", "term;alias;status\ncat;puss;\nkitten;puss;\n", 3, "remove 'puss'"),
    "aliases without a header": ("aliases.csv", "cat;puss;\n", 1, "begin the file with a header row term;alias;status"),
    "too few cells": ("aliases.csv", "term;alias;status\ncat;puss\n", 2, "write 3 cells"),
    "properties without a header": ("properties.csv", "cat;4\n", 1, "begin the file with a header row term"),
    "properties of an unknown term": ("properties.csv", "term;legs\ncat;4\nkitten;4\ndog;4\n", 4, "not 'dog'"),
    "properties twice": ("properties.csv", "term;legs\ncat;4\nkitten;4\ncat;4\n", 4, "remove 'cat'"),
    "undeclared parameter": ("properties.csv", "term;template;parameters\ncat;A ${b};b\nkitten;A ${b};\n", 3, "has: b"),
    "unused parameter": ("properties.csv", "term;template;parameters\ncat;A ${b};b\nkitten;A ${b};b c\n", 3, "has: b"),
    "parameter declared twice": (
        "properties.csv",
        "term;template;parameters\ncat;A ${b};b b\nkitten;A;\n",
        2,
        "has: b",
    ),
    "positional placeholder": ("properties.csv", "term;template;parameters\ncat;A {};\nkitten;A;\n", 2, "${name}"),
    "pattern that is no expression": ("properties.csv", "term;pattern;example\ncat;^(;a\nkitten;;\n", 2, "regular"),
    "pattern for a part": ("properties.csv", "term;pattern;example\ncat;^a;a\nkitten;;\n", 2, "end it with $"),
    "pattern of one engine": ("properties.csv", "term;pattern;example\ncat;^(?:a)$;a\nkitten;;\n", 2, "neither (?"),
    "pattern with a class": ("properties.csv", "term;pattern;example\ncat;^\\d$;1\nkitten;;\n", 2, "neither (?"),
    "example of another form": ("properties.csv", "term;pattern;example\ncat;^a$;b\nkitten;;\n", 2, "the form of ^a$"),
    "pattern without an example": ("properties.csv", "term;pattern\ncat;^a$\nkitten;\n", 2, "write an example"),
    "grouping without a header": ("grouping.csv", "cat\n", 1, "begin the file with a header row term"),
    "grouping by an unknown term": ("grouping.csv", "term\ndog\n", 2, "not 'dog'"),
    "synonyms without a header": ("synonyms.csv", "cat;puss\n", 1, "begin the file with a header row term;synonym"),
    "synonym without its cell": ("synonyms.csv", "term;synonym\ncat\n", 2, "write 2 cells"),
    "synonym of an unknown term": ("synonyms.csv", "term;synonym\ndog;hound\n", 2, "not 'dog'"),
    "synonym of two terms": ("synonyms.csv", "term;synonym\ncat;house pet\nkitten;House-Pet\n", 3, "of cat already"),
    "synonym that is a term": ("synonyms.csv", "term;synonym\ncat;Kitten\n", 2, "the term kitten already"),
    "synonym that is a label": ("synonyms.csv", "term;synonym\nkitten;CAT\n", 2, "the term cat already"),
}


@pytest.mark.parametrize(("file", "content", "line", "words"), EXTRAS.values(), ids=EXTRAS)
def test_a_fault_of_an_extra_file_is_found_once_at_its_line(
    make: Make, file: str, content: str, line: int, words: str
) -> None:
    [(path, found, message)] = problems(make({**SOUND, file: content}))
    assert (path, found) == (f"things/{file}", line)
    assert words in message


def test_a_term_without_its_properties_is_found(make: Make) -> None:
    [(path, line, message)] = problems(make({**SOUND, "properties.csv": "term;legs\ncat;4\n"}))
    assert (path, line) == ("things/terms.csv", 4)
    assert "kitten" in message


def test_an_alias_that_two_vocabularies_have_is_found(make: Make) -> None:
    files = {**SOUND, "aliases.csv": "term;alias;status\ncat;puss;\n"}
    make(files)
    [(path, line, message)] = problems(make(files, name="beasts"))
    assert (path, line) == ("beasts/aliases.csv", 2)
    assert "things/aliases.csv:2" in message


def test_a_deprecated_term_in_a_draft_is_found(make: Make) -> None:
    terms = f"{CAT};ivoasem:deprecated\n"
    [(_, line, message)] = problems(make({"terms.csv": terms}))
    assert (line, "instead of deprecating" in message) == (1, True)


def test_a_deprecated_term_with_a_successor_is_no_problem_if_approved(make: Make) -> None:
    terms = f"{CAT}\npuss;1;Puss;Former word for a cat.;ivoasem:deprecated ivoasem:useInstead(cat)\n"
    folder = make({"terms.csv": terms}, draft="")
    assert problems(folder) == []
    entries = to_desise(read(folder)[0])["terms"]
    assert isinstance(entries, dict)
    assert entries["puss"]["deprecated"] == ""
    assert entries["puss"]["useInstead"] == "cat"
    assert "preliminary" not in entries["puss"]


def test_a_vocabulary_without_terms_is_found(make: Make) -> None:
    [problem] = lint(*read(make({"terms.csv": "# none yet\n"})))
    assert (Path(problem.path).name, problem.line, problem.message) == ("terms.csv", 1, "write a term: there are none")


def test_snapshots_without_their_settings_are_found(make: Make) -> None:
    folder = make(SOUND)
    (folder / "external" / "birds").mkdir(parents=True)
    (folder / "external" / "birds" / "terms.csv").write_text(CAT, encoding="utf-8")
    with pytest.raises(Unusable, match=r"write this file, with a section \[birds\]"):
        read(folder)


def test_a_percent_sign_in_the_settings_is_found(make: Make) -> None:
    [(path, line, message)] = problems(make(SOUND, text="All things,\n  100% of them."))
    assert (path, line) == ("vocabs.conf", 5)
    assert "%" in message


def test_a_draft_that_is_false_is_found(make: Make) -> None:
    [(path, line, message)] = problems(make(SOUND, draft="draft: False\n"))
    assert (path, line) == ("vocabs.conf", 7)
    assert "draft: True" in message


DRAFTS = {
    "upper case": ("Cat;1;Cat;Animal that purrs when stroked.\n", "write Cat in lower case"),
    "a long term": (f"{'c' * 30};1;Cat;Animal that purrs when stroked.\n", "less than 30 characters"),
}


@pytest.mark.parametrize(("terms", "words"), DRAFTS.values(), ids=DRAFTS)
def test_a_term_is_handy_as_long_as_it_can_be_changed(make: Make, terms: str, words: str) -> None:
    [(path, line, message)] = problems(make({"terms.csv": terms}))
    assert (path, line) == ("things/terms.csv", 1)
    assert words in message


@pytest.mark.parametrize("terms", [terms for terms, _ in DRAFTS.values()], ids=DRAFTS)
def test_a_term_that_was_approved_stays_as_it_is(make: Make, terms: str) -> None:
    assert problems(make({"terms.csv": terms}, draft="")) == []


def test_a_term_that_groups_nothing_is_found(make: Make) -> None:
    [(path, line, message)] = problems(make({**SOUND, "grouping.csv": "term\ncat\nkitten\n"}))
    assert (path, line, message) == (
        "things/terms.csv",
        4,
        "remove kitten from grouping.csv, as it has no narrower terms",
    )


SETTINGS = {
    "a day that is none": ("timestamp: 2026-11-22", "timestamp: 2026-11-31", 2, "as a day"),
    "a day of another form": ("timestamp: 2026-11-22", "timestamp: 20261122", 2, "as a day"),
    "a title like a URI": ("title: Things", "title: all:Things", 1, "begin with a word"),
    "an author from the web": ("authors: Some Group", "authors: A. One; https://example.org/b", 1, "begin with a word"),
    "a name with a dot": ("[things]", "[things.old]\npath: things", 1, "name 'things.old'"),
}


@pytest.mark.parametrize(("old", "new", "line", "words"), SETTINGS.values(), ids=SETTINGS)
def test_a_fault_of_a_setting_is_found_once_at_its_line(make: Make, old: str, new: str, line: int, words: str) -> None:
    conf = make(SOUND) / "vocabs.conf"
    text = conf.read_text(encoding="utf-8")
    assert old in text
    conf.write_text(text.replace(old, new), encoding="utf-8")
    [(path, found, message)] = problems(conf.parent)
    assert (path, found) == ("vocabs.conf", line)
    assert words in message


UNUSABLE = {
    "no section": ("vocabs.conf", "title: Things\n", 1, "write a section"),
    "no setting": ("vocabs.conf", "[things]\ntitle\n", 2, "name: value"),
    "a section twice": ("vocabs.conf", "[things]\n[things]\n", 2, "remove [things]"),
    "a setting twice": ("vocabs.conf", "[things]\ntitle: A\ntitle: B\n", 3, "remove title"),
    "another encoding": ("things/terms.csv", f"{CAT}\n\nt\xe9;1;Tea;Leaves in hot water, with milk.\n", 3, "UTF-8"),
    "a null character": ("things/terms.csv", f"{CAT}\nt\0;1;Tea;Leaves in hot water, with milk.\n", 2, "ASCII"),
    "no terms": (
        "vocabs.conf",
        CONF.format(name="others", flavour="RDF Class", description="A"),
        1,
        "others/terms.csv",
    ),
}


@pytest.mark.parametrize(("file", "content", "line", "words"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_keeps_a_vocabulary_from_being_read_is_told_with_its_line(
    make: Make, file: str, content: str, line: int, words: str
) -> None:
    folder = make(SOUND)
    (folder / file).write_text(content, encoding="latin-1")
    if file == "vocabs.conf":
        (folder / "things" / "terms.csv").unlink()
    try:
        found = problems(folder)
    except Unusable as error:
        problem = error.problem
        found = [(Path(problem.path).relative_to(folder).as_posix(), problem.line, problem.message)]
    [(path, at, message)] = found
    assert (path, at) == (file, line)
    assert words in message


def test_a_vocabulary_that_is_older_than_the_rules_says_where_it_is(make: Make) -> None:
    folder = make(SOUND)
    conf = folder / "vocabs.conf"
    conf.write_text(conf.read_text(encoding="utf-8") + "path: old/things\n", encoding="utf-8")
    (folder / "old").mkdir()
    (folder / "things").rename(folder / "old" / "things")
    [vocabulary] = read(folder)
    assert (vocabulary.name, vocabulary.uri) == ("things", "http://www.ivoa.net/rdf/old/things")


def test_a_vocabulary_that_is_written_in_rdf_is_left_out(make: Make) -> None:
    make(SOUND)
    assert [each.name for each in read(make({}, name="words", flavour="SKOS"))] == ["things"]


LOST = {
    "a term": (CAT, "term;alias;status\ncat;puss;\n", "", ["deprecate kitten instead of removing it"]),
    "an alias": (f"{CAT}\n{KITTEN}", "term;alias;status\n", "", ["keep puss in aliases.csv"]),
    "nothing": (f"{CAT};ivoasem:deprecated\n{KITTEN}", "term;alias;status\ncat;puss;deprecated\n", "", []),
    "a term of a draft": (CAT, "term;alias;status\ncat;puss;\n", DRAFT, []),
}


@pytest.mark.parametrize(("terms", "aliases", "draft", "messages"), LOST.values(), ids=LOST)
def test_what_an_approved_vocabulary_lost_is_found(
    make: Make, terms: str, aliases: str, draft: str, messages: list[str]
) -> None:
    before = {"terms.csv": f"{CAT}\n{KITTEN}\n", "aliases.csv": "term;alias;status\ncat;puss;\n"}
    [earlier] = read(make(before, draft=draft))
    [later] = read(make({"terms.csv": terms, "aliases.csv": aliases}, draft=draft, again=True))
    assert [problem.message for problem in lost(later, earlier, Path("vocabs.conf"))] == messages


def test_an_approved_vocabulary_is_not_removed(make: Make) -> None:
    [earlier] = read(make(SOUND, draft=""))
    [problem] = lost(None, earlier, Path("vocabs.conf"))
    assert (problem.path, problem.message) == ("vocabs.conf", "keep the section [things], which was approved")
    assert list(lost(None, replace(earlier, draft=True), Path("vocabs.conf"))) == []


def test_a_term_in_skos_may_have_several_parents(make: Make) -> None:
    terms = (
        f"{CAT}\npet;1;Pet;Animal that lives with people.\n"
        f"{KITTEN};skos:broader(cat)\nstray;3;Stray;Young one that has no home.\n"
    )
    folder = make({"terms.csv": terms}, flavour="SKOS CSV")
    assert problems(folder) == []
    desise = to_desise(read(folder)[0])
    assert desise["flavour"] == "SKOS"
    assert isinstance(desise["terms"], dict)
    assert desise["terms"]["kitten"]["wider"] == ["pet", "cat"]
    assert desise["terms"]["pet"]["narrower"] == ["kitten"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [({"flavour": "RDF Thing"}, "RDF Class"), ({"flavour": ""}, "write flavour"), ({"text": ""}, "write description")],
)
def test_a_section_that_cannot_be_used_is_refused(make: Make, arguments: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read(make(SOUND, **arguments))


def test_a_folder_that_no_section_names_is_refused(make: Make) -> None:
    folder = make(SOUND)
    (folder / "lost").mkdir()
    (folder / "lost" / "terms.csv").touch()
    with pytest.raises(ValueError, match=re.escape("[lost]")):
        read(folder)


def test_a_section_without_its_terms_is_refused(make: Make) -> None:
    with pytest.raises(ValueError, match="remove the section"):
        read(make({}))


def test_desise_has_the_keys_of_the_format_and_ours() -> None:
    for name, vocabulary in real().items():
        desise = to_desise(vocabulary)
        assert list(desise) == ["uri", "flavour", "x-title", "x-date", "x-licence", "terms"]
        assert (desise["x-date"], desise["x-licence"]) == (vocabulary.timestamp, "CC0-1.0")
        assert desise["uri"] == f"http://www.ivoa.net/rdf/{name}"
        assert desise["flavour"] == ("SKOS" if name == "software-operation" else "RDF Class")
        terms = desise["terms"]
        assert isinstance(terms, dict)
        assert list(terms) == [term.term for term in vocabulary.terms]
        for entry in terms.values():
            ours = ("x-grouping", "x-aliases", "x-synonyms", "x-properties")
            has = [key for key in ours if key in entry]
            assert list(entry) == ["label", "description", "wider", "narrower", "preliminary", *has]
            assert entry["preliminary"] == ""
            assert all(entry[key] for key in has if key != "x-grouping")


def test_a_snapshot_says_where_it_is_from_of_which_day_and_under_which_licence() -> None:
    for vocabulary in snapshots().values():
        desise = to_desise(vocabulary)
        assert (desise["x-source"], desise["uri"]) == (vocabulary.source, vocabulary.source)
        assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(desise["x-date"]))
        assert desise["x-licence"] == vocabulary.licence
        assert all(term.description == "" for term in vocabulary.terms)
    assert snapshots()["uat"].licence == "CC-BY-SA-3.0"
    assert snapshots()["product-type"].licence == "CC0-1.0"


def test_the_snapshots_have_the_terms_that_the_ivoa_counts() -> None:
    counts = {name: len(vocabulary.terms) for name, vocabulary in snapshots().items()}
    published = {"messenger": 10, "object-type": 151, "processing-level": 6, "data-source": 3, "uat": 2411}
    assert counts.items() >= (published | {"product-type": 22}).items()


@pytest.mark.parametrize("name", real())
def test_every_synonym_in_the_file_leads_to_its_term_in_desise(name: str) -> None:
    file = FOLDER / name / "synonyms.csv"
    rows = [line.split(";") for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    written = [(row[0], row[1]) for row in rows if len(row) == 2 and row != ["term", "synonym"]]
    terms = to_desise(real()[name])["terms"]
    assert isinstance(terms, dict)
    assert sorted(written) == sorted((term, word) for term in terms for word in terms[term].get("x-synonyms", ()))


def test_desise_closes_narrower_and_not_wider() -> None:
    terms = to_desise(real()["message-type"])["terms"]
    assert isinstance(terms, dict)
    assert terms["invalid-value"]["narrower"] == ["bad-value", "test-trigger-failed"]
    assert terms["test-trigger-failed"]["wider"] == ["bad-value"]


@pytest.mark.parametrize("name", WIRE)
def test_every_spelling_on_the_wire_is_an_alias(name: str) -> None:
    found = {alias: term.term for term in real()[name].terms for alias in term.aliases}
    assert found == WIRE[name]


def test_misspelt_kinds_are_deprecated_and_current_ones_are_not() -> None:
    status = {alias: status for term in real()["message-type"].terms for alias, status in term.aliases.items()}
    assert status["urn:missig-required-value"] == status["urn:invalied-value"] == "deprecated"
    assert status["urn:missing-required-value"] == status["uri:unknown-type"] == ""


def test_units_are_those_on_the_wire() -> None:
    vocabularies = real()
    units = {t.term: t.properties["unit"] for name in ("cost-type", "metric-type") for t in vocabularies[name].terms}
    assert units == {
        "monetary": "",
        "energy": "kWh",
        "carbon": "gCO2",
        "compute-performance": "",
        "io-throughput": "MB/s",
    }


def test_levels_of_messages_are_those_of_the_model() -> None:
    for term in real()["message-type"].terms:
        assert term.properties["level"] in {"DEBUG", "INFO", "WARN", "ERROR", "OTHER"}


def test_digest_lengths_are_whole_bytes() -> None:
    for term in real()["checksum-algorithm"].terms:
        assert int(term.properties["digest_length"]) % 2 == 0
