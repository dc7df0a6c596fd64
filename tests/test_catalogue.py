# SPDX-License-Identifier: Apache-2.0
"""The sentences of `docs/searching.md`, an example each, by their numbers; and the file that a catalogue is in."""

from __future__ import annotations

import json
import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.request import Request, urlopen

import pytest
from property.engine import Engine

from execbroker.catalogue import FACETS, Catalogue, NoCatalogue, Query, opensearch
from execbroker.catalogue.facets import text, values
from execbroker.model import SoftwareDescription
from execbroker.vocabulary import Term, Vocabulary

Ask = Callable[..., list[str]]
KINDS = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds"

TOOLS: dict[str, dict[str, Any]] = {
    "finder.yaml": {
        "name": "Source Finder",
        "description": "Looks for sources\nin a cube, with calibration.",
        "messengers": ["Radio"],
        "licence": "gpl-3.0-OR-later",
        "maturity": "active",
        "authors": [{"given_names": "Ada", "family_names": "Example"}],
        "identifiers": [{"scheme": "ascl", "value": "1010.064"}],
        "functions": [
            {"operations": ["source-extraction"], "algorithms": ["Thresholding"]},
            {"name": "show", "operations": ["visualisation"], "messengers": ["Optical"]},
        ],
    },
    "cafe.yaml": {
        "name": "Café",
        "description": "Source of calibrations.",
        "keywords": ["fast transients", "survey"],
        "functions": [{"operations": ["#source-extraction"], "algorithms": ["  thresholding"]}],
    },
    "root.yaml": {"functions": [{"operations": ["root-finding"], "algorithms": ["Newton-Raphson"]}], "messengers": []},
    "AND.yaml": {"name": "Root", "description": "Not a finder.", "functions": [{"operations": ["brewing"]}]},
}


def described(**discovery: Any) -> SoftwareDescription:
    return SoftwareDescription.model_validate({"discovery": discovery})


RECORDS = [(name, described(**tool)) for name, tool in TOOLS.items()]


@pytest.fixture(scope="module")
def tools() -> Iterator[Catalogue]:
    with Catalogue.in_memory() as catalogue:
        for record in RECORDS:
            catalogue.add(*record)
        yield catalogue


@pytest.fixture
def ask(tools: Catalogue) -> Ask:
    def asked(words: str = "", limit: int = 20, offset: int = 0, **facets: list[str]) -> list[str]:
        chosen = {name.replace("_", "-"): values for name, values in facets.items()}
        return [hit.id.removesuffix(".yaml") for hit in tools.search(Query(words, chosen, limit, offset)).hits]

    return asked


def counts(catalogue: Catalogue, facet: str, words: str = "", **facets: list[str]) -> dict[str, int]:
    return {each.value: each.count for each in catalogue.search(Query(words, facets)).counts[facet]}


def test_1_case_accents_and_compatibility_forms_do_not_count(ask: Ask) -> None:
    assert ask("CAFE") == ask("café") == ask("Cafe\N{COMBINING ACUTE ACCENT}") == ["cafe"]
    assert ask("\N{LATIN SMALL LIGATURE FI}nder") == ask("finder")
    assert ask("newton-raphson") == ask("newton raphson") == ["root"]


@pytest.mark.parametrize("words", ["", "  ", "?!", '""', "- *"])
def test_2_without_a_word_everything_is_found(ask: Ask, words: str) -> None:
    assert len(ask(words)) == len(TOOLS)


def test_3_a_record_has_all_words_wherever(ask: Ask) -> None:
    assert set(ask("calibration")) == {"finder", "cafe"}
    assert ask("calibration ada") == ["finder"]
    assert ask("calibration newton") == []


def test_4_a_word_is_found_at_the_beginning_of_another(ask: Ask) -> None:
    assert set(ask("calib")) == {"finder", "cafe"}
    assert ask("alib") == []


def test_5_between_quotes_words_are_whole_and_side_by_side(ask: Ask) -> None:
    assert ask('"calibration"') == ["finder"]
    assert ask('"looks for sources in"') == ask('"looks for sources in') == ["finder"]
    assert ask('"sources looks"') == ask('"look for"') == []
    assert ask('"transients survey"') == []
    assert ask("transients survey") == ["cafe"]
    assert ask('"calibration" fi') == ["finder"]


def test_6_words_are_looked_for_in_terms_and_prose(ask: Ask) -> None:
    assert ask("square root") == ["root"]
    assert set(ask("deblending")) == {"finder", "cafe"}
    assert ask("example") == ask("1010.064") == ask("show") == ["finder"]
    assert ask("active") == ask("gpl") == []
    assert ask("optical") == ["finder"]


def test_7_nothing_is_an_operator(ask: Ask) -> None:
    assert ask("NOT finder") == ["AND"]
    assert ask("finder OR newton") == []
    assert ask("name:source") == ask("source*finder -newton") == []


def test_8_what_the_whole_is_for_holds_for_functions_that_say_nothing(ask: Ask) -> None:
    assert ask(messenger=["Radio"]) == ask(messenger=["Optical"]) == ["finder"]
    overridden = described(messengers=["Radio"], functions=[{"messengers": ["Optical"]}])
    assert values(overridden)["messenger"] == ("Optical",)
    assert values(described(messengers=["Radio"]))["messenger"] == ("Radio",)
    assert values(described(messengers=["Radio"], functions=[{"messengers": []}]))["messenger"] == ("Radio",)


@pytest.mark.parametrize(
    "spelling",
    [
        "source-extraction",
        "#source-extraction",
        "http://www.ivoa.net/rdf/software-operation#source-extraction",
        "Source Extraction",
        "SOURCE_EXTRACTION",
        "source finding",
    ],
)
def test_9_a_value_stands_for_its_term_in_every_spelling(ask: Ask, spelling: str) -> None:
    assert set(ask(operation=[spelling])) == {"finder", "cafe"}


def test_9_a_deprecated_term_is_its_successor() -> None:
    facets = pets()
    with Catalogue.in_memory(facets=facets) as catalogue:
        catalogue.add("old", described(functions=[{"operations": ["puss"]}]))
        catalogue.add("new", described(functions=[{"operations": ["cat"]}]))
        catalogue.add("wide", described(functions=[{"operations": ["animal"]}]))
        assert counts(catalogue, "operation") == {"animal": 3, "cat": 2}
        for selected in ("puss", "PUSS", "Cat"):
            assert catalogue.search(Query(facets={"operation": [selected]})).total == 2


def pets() -> Mapping[str, Any]:
    """Return the facets with a vocabulary that has a deprecated term, which none of ours has."""
    none: Mapping[str, str] = MappingProxyType({})
    facts: Any = {"description": "", "narrower": (), "synonyms": (), "aliases": none, "properties": none}
    terms = {
        name: Term(name=name, label=name.title(), wider=wider, preliminary=False, **facts, **fate)
        for name, wider, fate in (
            ("animal", (), {"deprecated": False, "use_instead": None}),
            ("cat", ("animal",), {"deprecated": False, "use_instead": None}),
            ("puss", (), {"deprecated": True, "use_instead": "cat"}),
        )
    }
    known = Vocabulary("pets", "http://example.org/pets", "Pets", terms, terms, "2026-11-29", "CC0-1.0")
    return {"operation": replace(FACETS["operation"], source={"software-operation": known}.__getitem__)}


def test_10_a_value_that_is_no_term_stands_for_itself(ask: Ask, tools: Catalogue) -> None:
    assert ask(operation=["Brewing"]) == ["AND"]
    assert set(ask(algorithm=["thresholding "])) == {"finder", "cafe"}
    (first, *_) = tools.search(Query()).counts["algorithm"]
    assert (first.value, first.label, first.count) == ("thresholding", "Thresholding", 2)
    assert ask(licence=["GPL-3.0-OR-LATER"]) == ["finder"]
    assert counts(tools, "licence") == {"GPL-3.0-or-later": 1, "(not stated)": 3}


def test_11_a_record_has_wider_values_and_counts_once(tools: Catalogue) -> None:
    assert counts(tools, "operation")["source-analysis"] == 2
    assert tools.search(Query(facets={"operation": ["source-analysis"]})).total == 2
    both = described(functions=[{"operations": ["source-extraction", "photometry", "source-extraction"]}])
    with Catalogue.in_memory() as catalogue:
        catalogue.add("both", both)
        assert set(counts(catalogue, "operation").values()) == {1}


def test_12_what_is_not_stated_is_a_value(ask: Ask, tools: Catalogue) -> None:
    assert counts(tools, "messenger")["(not stated)"] == 3
    assert set(ask(messenger=["(not stated)"])) == {"cafe", "root", "AND"}
    assert values(described(functions=[{"algorithms": ["", "(Not  stated)"]}]))["algorithm"] == ()


def test_13_one_of_the_values_of_a_facet_and_of_each_facet(ask: Ask) -> None:
    assert set(ask(operation=["root-finding", "source-extraction"])) == {"finder", "cafe", "root"}
    either = {"operation": ["root-finding", "source-extraction"], "messenger": ["Radio", "(not stated)"]}
    assert ask(**either, algorithm=[]) == ["cafe", "root", "finder"]
    assert ask(**either, algorithm=["thresholding"]) == ["cafe", "finder"]
    assert ask(operation=["root-finding"], messenger=["Radio"]) == []


@pytest.mark.parametrize(
    ("facet", "value", "words"),
    [
        ("operatoin", "x", "no facet `operatoin`; did you mean `operation`?"),
        ("colour", "x", "no facet `colour`; there are operation, algorithm,"),
        (
            "operation",
            "sorce-extraction",
            "nothing has the operation `sorce-extraction`; did you mean `source-extraction`?",
        ),
        ("algorithm", "tresholding", "did you mean `thresholding`?"),
        ("algorithm", "zzzz", "nothing has the algorithm `zzzz`"),
    ],
)
def test_14_what_nobody_knows_is_refused(tools: Catalogue, facet: str, value: str, words: str) -> None:
    with pytest.raises(ValueError, match=r"^(there is no facet|nothing has)") as refused:
        tools.search(Query(facets={facet: [value]}))
    assert words in str(refused.value)


def test_14_a_term_that_no_record_has_finds_nothing(ask: Ask) -> None:
    assert ask(operation=["deconvolution"]) == []


def test_15_the_counts_of_a_facet_do_not_feel_its_own_values(tools: Catalogue) -> None:
    alone = counts(tools, "operation")
    assert counts(tools, "operation", operation=["root-finding"]) == alone
    assert counts(tools, "messenger", operation=["root-finding"]) == {"(not stated)": 1}
    assert counts(tools, "operation", messenger=["Radio"]).keys() == {
        "source-extraction",
        "source-analysis",
        "visualisation",
    }
    assert counts(tools, "operation", words="newton").keys() == {"root-finding", "numerical-method"}


def test_16_a_value_that_is_selected_is_counted_as_zero(tools: Catalogue) -> None:
    assert counts(tools, "operation", words="newton", operation=["photometry"])["photometry"] == 0
    assert "photometry" not in counts(tools, "operation")
    result = tools.search(Query(facets={"operation": ["photometry"]}))
    assert [each.value for each in result.counts["operation"] if each.selected] == ["photometry"]


def test_17_the_most_frequent_values_come_first(tools: Catalogue) -> None:
    found = [(each.label, each.count) for each in tools.search(Query()).counts["operation"]]
    assert found[:2] == [("Source Analysis", 2), ("Source Extraction", 2)]
    assert [label for label, count in found[2:]] == sorted((label for label, _ in found[2:]), key=str.casefold)
    assert [each.value for each in tools.search(Query()).counts["messenger"]][-1] == "(not stated)"


def test_18_a_name_is_worth_most_then_terms(ask: Ask) -> None:
    assert ask("source") == ["finder", "cafe"]
    assert ask("root") == ["AND", "root"]
    assert ask("finder") == ["finder", "cafe", "AND"]


def test_18_what_words_are_worth_is_added_up() -> None:
    records = [
        ("prose", described(name="alpha", description="Makes images, for a survey.")),
        ("terms", described(name="beta", keywords=["images"])),
        ("name", described(name="gamma images", description="For the survey.")),
        ("both", described(name="zeta images", keywords=["images", "survey"])),
    ]
    engine = Engine(opensearch.mapping(), opensearch.bulk(records))
    with Catalogue.in_memory() as catalogue:
        for record in records:
            catalogue.add(*record)
        for words, expected in (
            ("image", ["name", "both", "terms", "prose"]),
            ("image survey", ["both", "name", "prose"]),
            ("survey survey image", ["both", "name", "prose"]),
        ):
            query = Query(words)
            assert [hit.id for hit in catalogue.search(query).hits] == expected
            agrees(catalogue, query, engine.search(opensearch.request(query)))


def test_18_a_word_that_is_said_twice_counts_once() -> None:
    with Catalogue.in_memory() as catalogue:
        catalogue.add("a", described(name="calibrator", description="An imager."))
        catalogue.add("b", described(name="imager", keywords=["calibrator"]))
        for words in ("calibrator imager", "calibrator calibrator imager"):
            assert [hit.id for hit in catalogue.search(Query(words)).hits] == ["b", "a"]


def test_19_what_is_worth_the_same_goes_by_name(ask: Ask) -> None:
    assert ask() == ["cafe", "AND", "root", "finder"]


def test_20_a_part_of_the_hits_changes_neither_total_nor_counts(ask: Ask, tools: Catalogue) -> None:
    assert ask(limit=2, offset=1) == ["AND", "root"]
    whole, part = tools.search(Query()), tools.search(Query(limit=0, offset=3))
    assert part.hits == ()
    assert (part.total, part.counts) == (whole.total, whole.counts)
    with pytest.raises(ValueError, match="offset is -1"):
        ask(offset=-1)
    assert ask(limit=10**9, offset=3) == ["finder"]
    assert ask(offset=10**9) == []
    with pytest.raises(ValueError, match=r"limit is 1000000001; it is a number from 0 to 1,000,000,000"):
        ask(limit=10**9 + 1)


def test_21_the_order_of_adding_changes_nothing(tools: Catalogue) -> None:
    with Catalogue.in_memory() as other:
        for record in reversed(RECORDS):
            other.add(*record)
        assert other.search(Query("source")) == tools.search(Query("source"))


def test_what_is_executed_is_a_facet_but_no_placeholder() -> None:
    def executed(executable: str, **compute: Any) -> Mapping[str, tuple[str, ...]]:
        execution = {"executable": {"kind": f"{KINDS}/executable/{executable}.yaml"}, "compute": compute}
        return values(SoftwareDescription.model_validate({"execution": execution}))

    gpus = {"accelerators": [{"type": "gpu"}, {"type": "GPU"}]}
    found = executed("docker-container", kind=f"{KINDS}/compute/accelerated-compute-resource.yaml", **gpus)
    assert (found["executable"], found["accelerator"]) == (("docker-container",), ("gpu",))
    cluster = {"kind": f"{KINDS}/compute/cluster-compute-resource.yaml", "nodes": {"min": 2}, "node": gpus}
    assert executed("abstract-executable", **cluster)["executable"] == ()
    assert executed("abstract-executable", **cluster)["accelerator"] == ("gpu",)


def test_each_facet_has_values_and_words_of_its_own() -> None:
    data = {"product_types": ["image"], "formats": ["application/fits"], "processing_levels": ["obscore-raw"]}
    whole = described(
        functions=[{"operations": ["imaging"], "algorithms": ["CLEAN"], "inputs": [data], "outputs": [data]}],
        messengers=["Radio"],
        object_types=["galaxy"],
        subjects=["radio-astronomy"],
        facilities=["LOFAR"],
        interactions=["batch"],
        maturity="active",
        licence="MIT",
        languages=["Python"],
    )
    stated = values(whole)
    assert [*stated] == [*FACETS]
    assert {name for name, found in stated.items() if not found} == {"executable", "accelerator"}
    assert {"CLEAN", "FITS", "LOFAR", "Python"} <= {*text(whole).terms}


def test_an_id_is_given_once(tools: Catalogue) -> None:
    with pytest.raises(ValueError, match=r"the id root\.yaml already"):
        tools.add("root.yaml", described(functions=[{"operations": ["gardening"]}]))
    assert len(tools) == len(TOOLS)
    with pytest.raises(ValueError, match="nothing has the operation `gardening`"):
        tools.search(Query(facets={"operation": ["gardening"]}))


def test_a_file_answers_as_what_is_in_memory(tools: Catalogue, tmp_path: Path) -> None:
    Catalogue.build(tmp_path / "it.sqlite", RECORDS)
    with Catalogue.open(tmp_path / "it.sqlite") as opened:
        for query in (Query(), Query("source"), Query(facets={"operation": ["source-analysis"]})):
            assert opened.search(query) == tools.search(query)
    assert [file.name for file in tmp_path.iterdir()] == ["it.sqlite"]


def test_an_old_catalogue_is_there_until_the_new_one_is_complete(tmp_path: Path) -> None:
    file = tmp_path / "it.sqlite"
    Catalogue.build(file, RECORDS[:1])

    def more() -> Iterator[tuple[str, SoftwareDescription]]:
        yield from RECORDS
        with Catalogue.open(file) as old:
            assert len(old) == 1
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Catalogue.build(file, more())
    with pytest.raises(ValueError, match="already"):
        Catalogue.build(file, RECORDS[:1] * 2)
    with Catalogue.open(file) as old:
        assert len(old) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["it.sqlite"]
    with Catalogue.open(file) as old:
        Catalogue.build(file, RECORDS)
        assert old.search(Query()).total == 1
    with Catalogue.open(file) as new:
        assert len(new) == len(RECORDS)


def test_old_bulk_data_are_there_until_the_new_ones_are_complete(tmp_path: Path) -> None:
    file = tmp_path / "it.ndjson"
    quoted = ('a "quoted" \\ n\name.yaml', RECORDS[0][1])
    opensearch.write(file, [quoted])
    before = file.read_text(encoding="utf-8")
    assert before == "".join(opensearch.bulk([quoted]))

    def more() -> Iterator[tuple[str, SoftwareDescription]]:
        yield from RECORDS
        assert file.read_text(encoding="utf-8") == before
        raise RuntimeError

    with pytest.raises(RuntimeError):
        opensearch.write(file, more())
    assert file.read_text(encoding="utf-8") == before
    assert [each.name for each in tmp_path.iterdir()] == ["it.ndjson"]
    opensearch.write(file, RECORDS)
    assert file.read_text(encoding="utf-8") == "".join(opensearch.bulk(RECORDS))


def test_bulk_data_are_written_as_they_are_made(tmp_path: Path) -> None:
    sizes: list[int] = []

    def many() -> Iterator[tuple[str, SoftwareDescription]]:
        for number in range(100):
            yield f"{number}.yaml", described(name="x" * 10_000)
            sizes.append(sum(each.stat().st_size for each in tmp_path.iterdir()))

    opensearch.write(tmp_path / "it.ndjson", many())
    assert sizes[50] > 200_000


@pytest.mark.parametrize(
    "content", [b"", b"discovery: {}\n", b'{"index": {"_id": "a"}}', b'{"index":{"_index":"b","_id":"a"}}\n']
)
def test_a_file_that_is_no_bulk_data_of_ours_is_not_replaced(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(content)
    with pytest.raises(NoCatalogue, match="no bulk data of `execbroker index`, and is not replaced"):
        opensearch.write(file, RECORDS)
    assert file.read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"discovery: {}\n", b"SQLite format 3\0" + bytes(84)])
def test_another_file_is_neither_opened_nor_replaced(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(content)
    with pytest.raises(NoCatalogue, match="is no catalogue"):
        Catalogue.open(file)
    with pytest.raises(NoCatalogue, match="is not replaced"):
        Catalogue.build(file, RECORDS)
    assert file.read_bytes() == content


def test_a_catalogue_of_another_version_is_refused_and_may_be_replaced(tmp_path: Path) -> None:
    file = tmp_path / "it.sqlite"
    Catalogue.build(file, RECORDS)
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA user_version = 99")
        database.commit()
    with pytest.raises(NoCatalogue, match="of version 99, and 1 is needed; make it anew"):
        Catalogue.open(file)
    Catalogue.build(file, RECORDS)
    with pytest.raises(NoCatalogue, match="with the facets operation, algorithm"):
        Catalogue.open(file, facets=pets())
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(NoCatalogue, match="is damaged"):
        Catalogue.open(file)


QUERIES = [
    Query(),
    Query("source", limit=1),
    Query('"source finder"'),
    Query("calib", {"messenger": ["(not stated)", "Radio"]}),
    Query("", {"operation": ["source-analysis"], "messenger": ["Radio"]}, offset=1),
    Query("", {"operation": ["photometry"]}),
]


def test_requests_to_opensearch_say_what_the_catalogue_does(tools: Catalogue) -> None:
    engine = Engine(opensearch.mapping(), opensearch.bulk(RECORDS))
    for query in QUERIES:
        agrees(tools, query, engine.search(opensearch.request(query)))


def test_a_server_answers_as_the_catalogue_does(tools: Catalogue) -> None:
    server = os.environ.get("EXECBROKER_OPENSEARCH_URL")
    if server is None:
        pytest.skip("no server of OpenSearch is given by EXECBROKER_OPENSEARCH_URL")
    index = f"{server.rstrip('/')}/execbroker-{uuid.uuid4()}"

    def send(method: str, path: str, body: str, kind: str = "application/json") -> Any:
        request = Request(f"{index}{path}", body.encode(), {"Content-Type": kind}, method=method)  # noqa: S310 - given
        with urlopen(request, timeout=60) as answer:  # noqa: S310 - whoever runs the tests gave it
            return json.load(answer)

    send("PUT", "", json.dumps(opensearch.mapping()))
    try:
        assert not send("POST", "/_bulk?refresh=true", "".join(opensearch.bulk(RECORDS)), "application/x-ndjson")[
            "errors"
        ]
        for query in QUERIES:
            agrees(tools, query, send("POST", "/_search", json.dumps(opensearch.request(query))))
    finally:
        send("DELETE", "", "")


def agrees(tools: Catalogue, query: Query, answer: Any) -> None:
    ours, theirs = tools.search(query), opensearch.result(answer, query)
    assert (theirs.total, theirs.hits) == (ours.total, ours.hits)
    for name, counted in ours.counts.items():
        assert [(each.value, each.count, each.selected) for each in theirs.counts[name]] == [
            (each.value, each.count, each.selected) for each in counted
        ]
