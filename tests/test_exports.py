# SPDX-License-Identifier: Apache-2.0
"""`execbroker export`: what it writes is valid after the public schemas, and what it cannot carry is told."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rdflib
import yaml
from hypothesis import given
from hypothesis import strategies as st

from execbroker import load
from execbroker.cli import main
from execbroker.drafting.dockerfile import labels_of
from execbroker.exports import EXPORTS, MissingFacts
from execbroker.exports.citation import listed_licences
from execbroker.exports.codemeta import CONTEXT
from execbroker.exports.oci import label_instruction
from execbroker.identifiers import address, identifier, is_uri, orcid
from execbroker.licences import licences
from execbroker.model import SoftwareAgent, SoftwareDescription, SoftwareDiscovery, SoftwareIdentifier
from execbroker.strategies import from_kind
from execbroker.vocabulary import vocabulary

CASES = sorted((Path(__file__).parent / "examples" / "exports").iterdir())
FILES = {"codemeta": "codemeta.json", "citation": "CITATION.cff", "oci": "annotations.json", "labels": "Dockerfile"}

CONTEXT_OF_CODEMETA = json.loads((Path(__file__).parent / "data" / "codemeta-3.jsonld").read_text())["@context"]
SCHEMA_OF_CFF = json.loads(
    resources.files("check_jsonschema").joinpath("builtin_schemas/vendor/citation-file-format.json").read_text()
)
CFF = jsonschema.Draft7Validator(SCHEMA_OF_CFF, format_checker=jsonschema.FormatChecker())
# What the OSSR of ESCAPE wants in a codemeta.json (eossr 2.3.1, metadata/schema/escape_codemeta_crosswalk.csv).
WANTED_BY_OSSR = {
    *("author", "datePublished", "description", "license", "maintainer", "name", "readme", "softwareVersion")
}

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def description(**discovery: Any) -> SoftwareDescription:
    return SoftwareDescription(discovery=SoftwareDiscovery(**{"name": "tool", **discovery}))


def data(target: str, **discovery: Any) -> Any:
    return EXPORTS[target].data(description(**discovery)).data


def omitted(target: str, **discovery: Any) -> list[str]:
    return [".".join(map(str, each.path)) for each in EXPORTS[target].data(description(**discovery)).omissions]


def values(facts: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each value with the key that it stands under, those in lists one by one."""
    for one in facts if isinstance(facts, list) else [facts]:
        yield key, one
        if isinstance(one, dict):
            for name, value in one.items():
                yield from values(value, name)


@each_case
@pytest.mark.parametrize("target", EXPORTS)
def test_an_example_is_exported_as_its_file_says(target: str, case: Path, tmp_path: Path) -> None:
    written = tmp_path / "written"
    assert main(["export", str(case / "description.yaml"), "--to", target, "--output", str(written)]) == 0
    assert written.read_text(encoding="utf-8") == (case / FILES[target]).read_text(encoding="utf-8")


@each_case
def test_the_citation_is_valid_for_a_validator(case: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format"]
    done = subprocess.run([*command, str(case / "CITATION.cff")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@each_case
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by the reader of JSON-LD in rdflib
def test_no_value_of_codemeta_is_dropped_by_a_reader_of_json_ld(case: Path) -> None:
    facts = json.loads((case / "codemeta.json").read_text(encoding="utf-8"))
    assert facts["@context"] == CONTEXT
    graph = rdflib.Graph().parse(data=json.dumps({**facts, "@context": CONTEXT_OF_CODEMETA}), format="json-ld")
    lists = {rdflib.RDF.first, rdflib.RDF.rest}
    names = {key: CONTEXT_OF_CODEMETA[key]["@id"].partition(":")[2] for key, _ in values(facts) if key[:1] not in "@"}
    read = sorted(str(predicate).rpartition("/")[2] for _, predicate, _ in graph if predicate not in lists)
    of_authors = len(facts["author"]) - 1  # one list, with all of them
    written = [names[key] for key, _ in values(facts) if key in names] + [
        "22-rdf-syntax-ns#type" for key, _ in values(facts) if key == "@type"
    ]
    for _ in range(of_authors):
        written.remove("author")
    assert read == sorted(written)


def test_codemeta_has_what_the_ossr_wants() -> None:
    full = EXPORTS["codemeta"].data(load(CASES[0] / "description.yaml", as_=SoftwareDescription)).data
    assert full.keys() >= WANTED_BY_OSSR
    assert full["@type"] == "SoftwareSourceCode"


def test_each_licence_of_the_format_is_listed() -> None:
    assert listed_licences() == set(SCHEMA_OF_CFF["definitions"]["license-enum"]["enum"])


@given(from_kind("software-description", valid_by="schema"), st.text(min_size=1), st.lists(st.text()))
def test_whatever_is_exported_is_valid(drawn: SoftwareDescription, name: str, words: list[str]) -> None:
    drawn = drawn.model_copy()
    found = drawn.discovery.model_copy() if drawn.discovery else SoftwareDiscovery()
    drawn.discovery = found.model_copy(update={"name": name, "keywords": words})
    if not name.strip():
        for export in EXPORTS.values():
            with pytest.raises(MissingFacts):
                export.data(drawn)
        return
    codemeta = EXPORTS["codemeta"]
    for key, value in values(json.loads(codemeta.write(codemeta.data(drawn).data))):
        assert key[:1] == "@" or key == "" or key in CONTEXT_OF_CODEMETA
        if isinstance(value, str) and (key == "@id" or CONTEXT_OF_CODEMETA.get(key, {}).get("@type") == "@id"):
            assert is_uri(value), (key, value)
        assert value not in ("", [], {})
    export = EXPORTS["citation"]
    with suppress(MissingFacts):
        text = export.write(export.data(drawn).data)
        assert list(CFF.iter_errors(yaml.load(text, yaml.CSafeLoader))) == []
    annotations, labels = EXPORTS["oci"].data(drawn).data, EXPORTS["labels"].data(drawn).data
    assert list(annotations) == sorted(annotations)
    assert all(key.startswith("org.opencontainers.image.") and value.strip() for key, value in annotations.items())
    assert labels_of(label_instruction(labels)) == labels


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "name": st.text(),
                "given_names": st.text(),
                "family_names": st.text(),
                "affiliation": st.text(),
                "email": st.sampled_from(["", "a@b.org", "nobody"]),
                "orcid": st.sampled_from(["", "0000-0002-1825-0097", "x"]),
            },
        )
    )
)
def test_people_of_any_name_are_cited(people: list[dict[str, str]]) -> None:
    named = [
        agent for agent in people if any(agent.get(key, "").strip() for key in ("name", "given_names", "family_names"))
    ]
    authors = [SoftwareAgent(**agent) for agent in people]
    if not named:
        with pytest.raises(MissingFacts):
            data("citation", authors=authors)
        return
    assert list(CFF.iter_errors(data("citation", authors=authors))) == []
    assert len(data("codemeta", authors=authors)["author"]) == len(named)


@given(st.dictionaries(st.sampled_from(["a", "b.c"]), st.text().filter(lambda text: text.strip()), min_size=1))
def test_labels_read_back_as_they_were(labels: dict[str, str]) -> None:
    one_line = {key: " ".join(text.split("\n")).replace("\r", " ") for key, text in labels.items()}
    assert labels_of(label_instruction(one_line)) == one_line


@pytest.mark.parametrize(
    ("licence", "codemeta", "citation", "told"),
    [
        ("mit", "MIT", {"license": "MIT"}, []),
        ("MIT OR Apache-2.0", ["MIT", "Apache-2.0"], {"license": ["MIT", "Apache-2.0"]}, ["codemeta"]),
        ("MIT AND Apache-2.0", ["MIT", "Apache-2.0"], {}, ["citation"]),
        ("ISC OR (MIT AND 0BSD)", ["ISC", "MIT", "0BSD"], {}, ["codemeta", "citation"]),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only", {}, ["codemeta", "citation"]),
        ("GPL-2.0+", "GPL-2.0+", {"license": "GPL-2.0+"}, []),
        ("Apache-1.1+", "Apache-1.1", {}, ["codemeta", "citation"]),
        ("LicenseRef-ours", None, {}, ["codemeta", "citation"]),
        ("all rights reserved", None, {}, ["codemeta", "citation", "oci"]),
        ("HPND-UC", "HPND-UC", {"license-url": "https://spdx.org/licenses/HPND-UC.html"}, []),
        ("HPND-UC OR MIT", ["HPND-UC", "MIT"], {}, ["codemeta", "citation"]),
    ],
)
def test_a_licence_expression_is_carried_or_told(licence: str, codemeta: Any, citation: Any, told: list[str]) -> None:
    authors = [SoftwareAgent(name="Ada Example")]
    written = data("codemeta", licence=licence).get("license")
    assert json.dumps(written).replace("https://spdx.org/licenses/", "") == json.dumps(codemeta)
    facts = data("citation", licence=licence, authors=authors)
    assert {key: value for key, value in facts.items() if key.startswith("license")} == citation
    assert [each for each in ("codemeta", "citation", "oci") if omitted(each, licence=licence, authors=authors)] == told


def test_a_licence_expression_is_written_to_an_image_as_it_is() -> None:
    assert data("oci", licence="(mit or isc)")["org.opencontainers.image.licenses"] == "(MIT OR ISC)"
    assert licences("MIT " * 1000) is None


@pytest.mark.parametrize(
    ("target", "facts", "path"),
    [
        ("codemeta", {"identifiers": [SoftwareIdentifier(scheme="unheard-of", value="7")]}, "discovery.identifiers.0"),
        ("codemeta", {"maturity": "ripe"}, "discovery.maturity"),
        ("codemeta", {"authors": [SoftwareAgent(name="Ada", orcid="ada")]}, "discovery.authors.0.orcid"),
        ("codemeta", {"authors": [SoftwareAgent(email="ada@example.org")]}, "discovery.authors.0"),
        (
            "citation",
            {"maintainers": [SoftwareAgent(name="Ada", affiliation="Here")]},
            "discovery.maintainers.0.affiliation",
        ),
        ("citation", {"maintainers": [SoftwareAgent(name="Ada", email="ada")]}, "discovery.maintainers.0.email"),
        ("citation", {"links": {"source": "git:example.org"}}, "discovery.links.source"),
        ("oci", {"links": {"homepage": "here"}}, "discovery.links.homepage"),
        ("labels", {"name": "a\nb"}, "discovery.name"),
        ("labels", {"description": "a\nb"}, "discovery.description"),
    ],
)
def test_what_is_not_carried_is_told(target: str, facts: dict[str, Any], path: str) -> None:
    assert omitted(target, **{"authors": [SoftwareAgent(name="Ada")], **facts}) == [path]


@pytest.mark.parametrize("term", vocabulary("identifier-scheme").terms.values(), ids=lambda term: term.name)
def test_an_identifier_is_known_by_its_address(term: Any) -> None:
    example = term.properties["example"]
    assert identifier(example) == (term.name, example)
    found = address(term.name, example)
    if found:
        assert is_uri(found)
        assert identifier(found) == (term.name, example)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("doi:10.5281/zenodo.7", ("doi", "10.5281/zenodo.7")),
        ("http://dx.doi.org/10.5281/zenodo.7", ("doi", "10.5281/zenodo.7")),
        ("ascl:1010.064", ("ascl", "1010.064")),
        ("https://example.org/7", None),
        ("7", None),
    ],
)
def test_an_identifier_is_known_in_other_spellings(text: str, found: Any) -> None:
    assert identifier(text) == found


def test_an_orcid_is_a_url() -> None:
    assert (
        orcid("0000-0002-1825-0097")
        == "https://orcid.org/0000-0002-1825-0097"
        == orcid("http://orcid.org/0000-0002-1825-0097/")
    )
    assert orcid("1825-0097") is None


def test_an_address_has_no_value_that_is_blank() -> None:
    assert address("doi", " ") is None


def test_what_is_missing_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tool.yaml"
    file.write_text("discovery:\n  name: tool\n", encoding="utf-8")
    assert main(["export", str(file), "--to", "citation"]) == 1
    assert capsys.readouterr() == ("", f"{file}: CITATION.cff needs `discovery.authors`, which is not said\n")
    file.write_text("provenance:\n  role: user\n", encoding="utf-8")
    for target in EXPORTS:
        assert main(["export", str(file), "--to", target]) == 1
        assert "needs `discovery.name`" in capsys.readouterr().err


def test_what_is_not_carried_goes_to_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tool.yaml"
    file.write_text("discovery:\n  name: tool\n  authors: [{affiliation: x}]\n", encoding="utf-8")
    assert main(["export", str(file), "--to", "oci"]) == 0
    printed = capsys.readouterr()
    assert printed.out == '{\n  "org.opencontainers.image.title": "tool"\n}\n'
    assert printed.err == f"{file}: `discovery.authors[0]` is not carried whole: nobody is named\n"


def test_an_invalid_description_is_not_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tool.yaml"
    file.write_text("discovery:\n  nam: tool\n", encoding="utf-8")
    assert main(["export", str(file), "--to", "oci"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "unknown-property" in printed.err


def test_what_cannot_be_read_or_written_is_an_error_of_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(tmp_path / "none.yaml"), "--to", "oci"]) == 2
    command = ["export", str(CASES[0] / "description.yaml"), "--to", "oci", "--output", str(tmp_path)]
    assert main(command) == 2
    assert capsys.readouterr().out == ""
