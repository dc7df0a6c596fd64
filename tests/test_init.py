# SPDX-License-Identifier: Apache-2.0
"""`execbroker init`: each draft is valid, as it is and with its examples written in, and says what it did not take."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement

from execbroker import loads, validates
from execbroker.cli import main
from execbroker.document import FORMATS
from execbroker.drafting import (
    READERS,
    NotReadable,
    citation,
    codemeta,
    dockerfile,
    draft,
    pyproject,
    reader_of,
    written,
)
from execbroker.drafting.dockerfile import labels_of
from execbroker.drafting.operations import operations_in
from execbroker.drafting.people import agent_of, agents_of, merged
from execbroker.drafting.text import examples
from execbroker.exports import EXPORTS
from execbroker.licences import licences
from execbroker.model import SoftwareAgent, SoftwareDescription, SoftwareDiscovery, SoftwareLinks

CASES = sorted((Path(__file__).parent / "examples" / "init").iterdir())

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def completed(text: str) -> str:
    """Return a draft with the examples of what was not found written in, and without what there is to say."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("##"))
    return "".join(re.sub(r"^( *)# ", r"\1", line) + "\n" for line in lines)


def errors(text: str) -> list[str]:
    return [found.code for found in validates(text, format="yaml", as_="software-description").errors]


@each_case
def test_a_draft_is_as_its_file_says(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = tmp_path / "project"
    shutil.copytree(case, project, ignore=shutil.ignore_patterns("expected.yaml"))
    assert main(["init", str(project)]) == 0
    output = project / "execution-broker.yaml"
    assert output.read_text(encoding="utf-8") == (case / "expected.yaml").read_text(encoding="utf-8")
    assert capsys.readouterr().out.startswith(f"{output}: begun from ")
    assert main(["validate", str(output)]) == 0


@each_case
def test_a_draft_is_valid_with_its_examples_written_in(case: Path) -> None:
    text = (case / "expected.yaml").read_text(encoding="utf-8")
    if "discovery: {}" not in text:
        assert errors(completed(text)) == []
        found = loads(completed(text), format="yaml", as_=SoftwareDescription).discovery
        assert found is not None
        assert all(getattr(found, name) is not None for name in examples()["discovery"] if name != "maintainers")


def test_there_is_an_example_of_each_property() -> None:
    assert examples()["discovery"].keys() == SoftwareDiscovery.model_fields.keys()
    assert examples()["discovery"]["links"].keys() == SoftwareLinks.model_fields.keys()
    text = FORMATS["yaml"].write({"discovery": examples()["discovery"]})
    assert validates(text, format="yaml", as_="software-description").diagnostics == ()


TEXT = st.text(min_size=1)
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)


def toml(data: dict[str, Any]) -> str:
    """Return a table `project` of texts and lists of texts. A string of JSON is one of TOML, but for DEL."""
    texts = {key: json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f") for key, value in data.items()}
    lines = (f"{key} = {value}" for key, value in texts.items())
    return "[project]\n" + "".join(f"{line}\n" for line in lines)


REQUIREMENTS = TEXT | st.from_regex(r"[a-z]{1,2}(\[x\])?[<>=~!]=[0-9]\.[0-9](; python_version > '3')?", fullmatch=True)


@given(TEXT, TEXT, TEXT, st.lists(TEXT), st.lists(REQUIREMENTS))
def test_whatever_a_pyproject_has_the_draft_has_it_too(
    name: str, version: str, description: str, keywords: list[str], requirements: list[str]
) -> None:
    project = {"name": name, "version": version, "description": description, "keywords": keywords}
    found = pyproject.read(toml({**project, "dependencies": requirements}), "pyproject.toml")
    text = written(draft([found]))
    assert errors(text) == []
    read = FORMATS["yaml"].read(text).get("discovery", {})
    assert read == found.discovery
    said = " ".join(remark.words for remark in found.remarks)
    wanted = (found.executable or {}).get("requirements", {})
    for requirement in filter(None, map(str.strip, requirements)):
        assert requirement in said or Requirement(requirement).name in {key.partition("[")[0] for key in wanted}


AGENTS = st.lists(
    st.fixed_dictionaries({}, optional=dict.fromkeys(("givenName", "familyName", "name", "email", "@id"), TEXT))
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "@id", "url", "@list"]), inner)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from([*sorted(codemeta._READ), "funder", "schema:name"])


@given(st.dictionaries(KEYS, VALUES), AGENTS)
def test_a_codemeta_of_any_form_gives_a_valid_draft(facts: dict[str, Any], people: list[dict[str, str]]) -> None:
    found = codemeta.read(json.dumps({**facts, "author": people}), "codemeta.json")
    text = written(draft([found]))
    assert errors(text) == []
    assert FORMATS["yaml"].read(text).get("discovery", {}) == found.discovery


@given(st.dictionaries(st.sampled_from(sorted(citation._READ)), VALUES))
def test_a_citation_of_any_form_gives_a_valid_draft(facts: dict[str, Any]) -> None:
    text = written(draft([citation.read(FORMATS["yaml"].write(facts), "CITATION.cff")]))
    assert errors(text) == []


@given(st.text(st.sampled_from(list("FROM LABEL ENV ARG EXPOSE a=\"'\\$${}\n#1[]<,/-"))))
def test_a_dockerfile_of_any_form_gives_a_valid_draft(content: str) -> None:
    found = dockerfile.read(f"FROM x\n{content}\n", "Dockerfile")
    text = written(draft([found]))
    assert errors(text) == []


@given(
    st.lists(st.fixed_dictionaries({"name": NAMES}, optional={"email": st.just("ada@example.org")}), max_size=2),
    NAMES,
    st.lists(NAMES, unique=True),
)
def test_what_is_exported_can_be_begun_from(people: list[dict[str, str]], name: str, keywords: list[str]) -> None:
    agents = [SoftwareAgent(**agent) for agent in people]
    discovery = SoftwareDiscovery(name=name, authors=agents, keywords=keywords, licence="MIT", version="1.10")
    if not name.strip():
        return
    export = EXPORTS["codemeta"]
    read = codemeta.read(export.write(export.data(SoftwareDescription(discovery=discovery)).data), "codemeta.json")
    assert read.discovery["name"] == name.strip()
    assert (read.discovery["licence"], read.discovery["version"]) == ("MIT", "1.10")
    assert [agent["name"] for agent in read.discovery.get("authors", [])] == [
        agent["name"].strip() for agent in people if agent["name"].strip()
    ]


@pytest.mark.parametrize(
    ("content", "labels"),
    [
        ('LABEL a=b c=\'d e\' f="g \\" h"', {"a": "b", "c": "d e", "f": 'g " h'}),
        ("LABEL a b c", {"a": "b c"}),
        ('label a=x\\ y "b c"=d', {"a": "x y", "b c": "d"}),
        ("LABEL a=1 \\\n# no\n\n b=2", {"a": "1", "b": "2"}),
        ("# escape=`\nLABEL a=1 `\n b=c:\\d", {"a": "1", "b": "c:\\d"}),
        ("FROM x\nARG V=1\nLABEL a=$V b=${V} c='$V' d=\\$V", {"a": "1", "b": "1", "c": "$V", "d": "$V"}),
        ("FROM x\nLABEL a=${V:-2} b=${V:+3} c=${V-4} d=${V+5} e=$V", {"a": "2", "b": "", "c": "4", "d": "", "e": "$V"}),
        ("FROM x\nENV V=1\nLABEL a=${V:-2} b=${V:+3}", {"a": "1", "b": "3"}),
        ("ARG V=1\nFROM x\nLABEL a=$V", {"a": "$V"}),
        ("ARG V=1\nFROM x\nARG V\nLABEL a=$V", {"a": "1"}),
        ("FROM x AS y\nLABEL a=1\nFROM z\nLABEL b=1\nFROM Y\nLABEL c=1", {"a": "1", "c": "1"}),
        ("FROM x\nRUN <<A <<-'B'\nLABEL a=1\nA\nLABEL b=1\n\tB\nLABEL c=1", {"c": "1"}),
        ("FROM x\nRUN <<A\nLABEL a=1", {}),
        ("LABEL a=1\r\nLABEL b=2\r\n", {"a": "1", "b": "2"}),
        ('LABEL a="x\\y" b', {"a": "x\\y"}),
        ("123\nLABEL a='1\\'", {"a": "1\\"}),
    ],
)
def test_labels_are_read_as_a_builder_reads_them(content: str, labels: dict[str, str]) -> None:
    assert labels_of(content) == labels


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        *READERS.items(),
        ("docker/Dockerfile.gpu", dockerfile.read),
        ("tool.Dockerfile", dockerfile.read),
        ("tool.codemeta.json", codemeta.read),
        ("cite.cff", citation.read),
        ("pyproject-old.toml", pyproject.read),
        ("setup.cfg", None),
        ("json", None),
    ],
)
def test_a_file_is_known_by_its_name(name: str, reader: Any) -> None:
    assert reader_of(name) is reader


@pytest.mark.parametrize(
    ("read", "content", "why"),
    [
        (pyproject.read, "name", "no TOML"),
        (pyproject.read, "[tool]", "no table"),
        (codemeta.read, "{", "no JSON: line 1"),
        (codemeta.read, "[]", "no JSON object"),
        (citation.read, "a: [", "no YAML: line"),
        (citation.read, "a", "no mapping"),
        (dockerfile.read, "RUN make", "no FROM"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(read: Any, content: str, why: str) -> None:
    with pytest.raises(NotReadable, match=why):
        read(content, "file")


def test_people_are_read_from_one_text() -> None:
    assert agents_of('"Ada Example" <ada@example.org>, Survey; b@example.org,, Zero <no address>') == [
        {"name": "Ada Example", "email": "ada@example.org"},
        {"name": "Survey"},
        {"email": "b@example.org"},
        {"name": "Zero <no address>"},
    ]
    assert agent_of(" ") == {}


def test_the_same_people_are_completed() -> None:
    ada = {"given_names": "Ada", "family_names": "Example", "orcid": "https://orcid.org/0000-0002-1825-0097"}
    one, other = {"name": "ada example", "email": "ada@example.org"}, {"name": "Zero"}
    assert merged([one], [ada, other]) == ([{**ada, "email": "ada@example.org"}], [other])
    assert merged([{"email": "a@b"}], [{"email": "a@b", "name": "A"}]) == ([{"name": "A", "email": "a@b"}], [])


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Dockerfile").write_text("FROM x\n", encoding="utf-8")
    output = tmp_path / "execution-broker.yaml"
    output.write_text("mine", encoding="utf-8")
    assert main(["init", str(tmp_path)]) == 2
    assert "--force" in capsys.readouterr().err
    assert output.read_text(encoding="utf-8") == "mine"
    assert main(["init", str(tmp_path), "--force"]) == 0
    assert output.read_text(encoding="utf-8") != "mine"
    assert main(["init", str(tmp_path), "--output", "-"]) == 0
    assert capsys.readouterr().out.endswith(output.read_text(encoding="utf-8"))


def test_the_files_that_are_named_are_believed_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("codemeta.json").write_text('{"name": "one"}', encoding="utf-8")
    Path("CITATION.cff").write_text("title: two\n", encoding="utf-8")
    assert main(["init"]) == 0
    assert "  name: one" in Path("execution-broker.yaml").read_text(encoding="utf-8")
    assert main(["init", "CITATION.cff", "codemeta.json", "--output", "-"]) == 0
    assert '  ## codemeta.json: "one"\n  name: two' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "content", "why"),
    [
        ("none", None, "there is none of codemeta.json"),
        ("setup.cfg", b"", "not known how to read it"),
        ("codemeta.json", b"[]", "codemeta.json: it is no JSON object"),
        ("codemeta.json", b"\xff\xff", "codemeta.json: "),
        ("Dockerfile", None, "No such file"),
    ],
)
def test_what_cannot_be_read_is_an_error_of_use(
    file: str, content: bytes | None, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / file
    if file == "none":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    assert main(["init", str(path), "--output", str(tmp_path / "out.yaml")]) == 2
    assert why in capsys.readouterr().err
    assert not (tmp_path / "out.yaml").exists()


def test_what_cannot_be_written_is_an_error_of_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Dockerfile").write_text("FROM x\n", encoding="utf-8")
    assert main(["init", str(tmp_path), "--output", str(tmp_path / "no" / "out.yaml")]) == 2
    assert "No such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("project", "said"),
    [
        ({"requires-python": "3.x"}, "`3.x` says in no standard form which Python it needs"),
        ({"dependencies": ["python>=3.11"]}, "left out: python>=3.11 (that is the name of the interpreter there)"),
        ({"classifiers": ["License :: OSI Approved :: BSD License"]}, "the licence is called `BSD License`"),
        ({"license": "all rights\nreserved"}, "the licence is called `all rights`, which is no expression of SPDX"),
        ({"readme": "README.md"}, "the file README.md introduces the software"),
    ],
)
def test_what_a_pyproject_cannot_hand_on_is_said(project: dict[str, Any], said: str) -> None:
    assert said in written(draft([pyproject.read(toml({"name": "tool", **project}), "pyproject.toml")]))


@pytest.mark.parametrize(
    ("classifier", "licence"),
    [("MIT License", "MIT"), ("GNU General Public License v2 (GPLv2)", "GPL-2.0-only")],
)
def test_a_classifier_that_means_one_licence_is_taken(classifier: str, licence: str) -> None:
    project = {"classifiers": [f"License :: OSI Approved :: {classifier}"]}
    assert pyproject.read(toml(project), "pyproject.toml").discovery["licence"] == licence


def test_each_licence_of_a_classifier_is_one_of_spdx() -> None:
    assert all(licences(name) for name in pyproject._LICENCES.values())


@pytest.mark.parametrize(
    ("words", "operations"),
    [
        ({"description": "Finds square roots."}, ["root-finding"]),
        ({"keywords": ["source extraction", "Source-Extraction"]}, ["source-extraction"]),
        ({"name": "x", "description": "Nothing of the kind"}, []),
        ({}, []),
    ],
)
def test_operations_are_suggested_by_the_words_of_a_draft(words: dict[str, Any], operations: list[str]) -> None:
    assert operations_in(words)[:1] == operations[:1]
    assert set(operations) <= set(operations_in(words))


def test_the_page_shows_what_becomes_of_its_pyproject() -> None:
    page = (Path(__file__).parents[1] / "docs" / "describing-software.md").read_text(encoding="utf-8")
    (project,) = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (shown,) = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    lines = written(draft([pyproject.read(project, "pyproject.toml")])).splitlines()
    assert [line for line in lines if line in shown.splitlines()] == shown.splitlines()


@pytest.mark.parametrize(
    ("file", "content", "remark"),
    [
        ("codemeta.json", '{"name": "a", "datePublished": "2021-02-30"}', "2021-02-30"),
        (
            "codemeta.json",
            '{"name": "a", "author": {"familyName": "E", "@id": "https://orcid.org/0000-0002-1825-0079"}}',
            "0000-0002-1825-0079",
        ),
        ("codemeta.json", '{"name": "a", "identifier": "https://doi.org/10.5281/zenodo.1%0A"}', "zenodo.1"),
        ("CITATION.cff", 'title: a\ndate-released: ["2021-01-01"]\n', "2021-01-01"),
        ("pyproject.toml", '[project]\nname = "a"\nscripts = 5\n', "`scripts` is not read"),
        ("pyproject.toml", "[project]\nname = 5\n", "`name` is not read"),
        ("pyproject.toml", '[project]\nname = "a"\nauthors = ["Ada"]\n', '"Ada"'),
        ("pyproject.toml", '[project]\nname = "a"\nkeywords = [5]\n', "`keywords` is not read"),
        ("pyproject.toml", '[project]\nname = "a"\nurls = 5\n', "`urls` is not read"),
        (
            "codemeta.json",
            '{"name": "a", "author": {"familyName": "E", "@id": "https://orcid.org/0000-0001-5109-370x"}}',
            "0000-0001-5109-370X",
        ),
        ("pyproject.toml", '[project]\nname = "a"\noptional-dependencies = 5\n', "not taken over: 5"),
        ("pyproject.toml", '[project]\nname = "a"\nimport-names = [1]\n', "not taken over: 1"),
    ],
)
def test_a_draft_is_valid_whatever_a_file_says_and_nothing_is_lost(
    file: str, content: str, remark: str, tmp_path: Path
) -> None:
    (tmp_path / file).write_text(content, encoding="utf-8")
    assert main(["init", str(tmp_path)]) == 0
    draft = tmp_path / "execution-broker.yaml"
    assert errors(draft.read_text(encoding="utf-8")) == []
    assert remark in draft.read_text(encoding="utf-8")


def test_toml_that_is_nested_too_deeply_is_no_toml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pyproject.toml").write_text(f"a = {'[' * 100_000}", encoding="utf-8")
    assert main(["init", str(tmp_path)]) == 2
    assert "it is no TOML" in capsys.readouterr().err
