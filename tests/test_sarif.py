# SPDX-License-Identifier: Apache-2.0
"""What is written as SARIF is SARIF, for every report, and says where the faults are in a way that others follow."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from cases import EXAMPLES, as_of, data_of, mutants, name
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from execbroker import validates
from execbroker.diagnostic import Diagnostic, Report
from execbroker.render import Checked, as_sarif
from execbroker.version import __version__

SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parent / "data" / "sarif-2.1.0.json").read_text(encoding="utf-8")),
    format_checker=Draft202012Validator.FORMAT_CHECKER,
)
URI_REFERENCE = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
ERROR = Diagnostic(
    code="some-code", severity="error", message="something is wrong", hint="mend it", pointer="/a/0", line=2, column=3
)


def run(*checked: Checked) -> dict[str, Any]:
    """Return the run in the log, having checked that the log is SARIF."""
    text = as_sarif(checked)
    log = json.loads(text)
    assert [f"{list(error.absolute_path)}: {error.message}" for error in SCHEMA.iter_errors(log)] == []
    (found,) = log["runs"]
    rules = [rule["id"] for rule in found["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules))
    for result in found["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
    return dict(found)


def result(name: str = "a.yaml", **changes: Any) -> dict[str, Any]:
    (found,) = run(Checked(name, None, Report((replace(ERROR, **changes),))))["results"]
    return dict(found)


def test_a_result_says_what_and_where() -> None:
    found = result()
    fingerprints = found.pop("partialFingerprints")
    assert found == {
        "ruleId": "some-code",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "something is wrong\nhint: mend it"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "a.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 2, "startColumn": 3},
                },
                "logicalLocations": [{"fullyQualifiedName": "/a/0", "kind": "value"}],
            }
        ],
    }
    assert list(fingerprints) == ["codePointerValues/v1"]
    assert result(hint=None)["message"] == {"text": "something is wrong"}
    assert result(severity="warning")["level"] == "warning"


def test_the_tool_is_named_and_each_code_is_a_rule() -> None:
    found = run(
        Checked("a.yaml", None, Report((ERROR, replace(ERROR, code="other")))),
        Checked("b.yaml", None, Report((replace(ERROR, code="third"), ERROR))),
        Checked("c.yaml", None, Report()),
    )
    driver = found["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("execbroker", __version__)
    assert [rule["id"] for rule in driver["rules"]] == ["some-code", "other", "third"]
    assert [one["ruleIndex"] for one in found["results"]] == [0, 1, 2, 0]
    assert found["columnKind"] == "unicodeCodePoints"


def test_where_nothing_is_wrong_the_log_has_no_results() -> None:
    assert run()["results"] == run(Checked("a.yaml", "", Report()))["results"] == []


def test_a_fault_without_a_place_has_no_region() -> None:
    assert list(result(line=None, column=None)["locations"][0]["physicalLocation"]) == ["artifactLocation"]


def test_the_fingerprint_follows_the_fault_not_its_line() -> None:
    def fingerprint(**changes: Any) -> str:
        return str(result(**changes)["partialFingerprints"]["codePointerValues/v1"])

    assert fingerprint() == fingerprint(line=7, column=1, hint=None) == "4c5c0a429ee1ca46fd7a0f719949bf10"
    others = {
        fingerprint(code="other"),
        fingerprint(pointer="/a/1"),
        fingerprint(values=(("x", "another"),)),
        fingerprint(),
    }
    assert len(others) == 4


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("a b.yaml", "a%20b.yaml"),
        ("sub/a#1.yaml", "sub/a%231.yaml"),
        ("é名.yaml", "%C3%A9%E5%90%8D.yaml"),
        ("a:b?c%20.yaml", "a%3Ab%3Fc%2520.yaml"),
        ("./sub/../a.yaml", "a.yaml"),
        ("a\udcff.yaml", "a%FF.yaml"),
    ],
)
def test_the_uri_of_a_file_is_encoded(file: str, uri: str) -> None:
    artifact = result(file)["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": uri, "uriBaseId": "%SRCROOT%"}


def test_a_file_elsewhere_has_a_file_uri(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for file in (str(tmp_path / "a #1.yaml"), "../a #1.yaml"):
        artifact = result(file)["locations"][0]["physicalLocation"]["artifactLocation"]
        assert artifact == {"uri": (tmp_path / "a #1.yaml").as_uri()}
    below = result(str(tmp_path / "here" / "b.yaml"))["locations"][0]["physicalLocation"]["artifactLocation"]
    assert below == {"uri": "b.yaml", "uriBaseId": "%SRCROOT%"}


def test_standard_input_has_no_uri() -> None:
    assert result("<stdin>")["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"description": {"text": "standard input"}},
        "region": {"startLine": 2, "startColumn": 3},
    }


@given(
    st.text(st.characters(exclude_characters="\0"), min_size=1), st.text(), st.text(), st.integers(1), st.integers(1)
)
def test_any_name_and_any_words_make_a_log(file: str, message: str, pointer: str, line: int, column: int) -> None:
    found = result(file, message=message, pointer=pointer, line=line, column=column)
    artifact = found["locations"][0]["physicalLocation"]["artifactLocation"]
    if "uriBaseId" in artifact:
        assert URI_REFERENCE.fullmatch(artifact["uri"])
        assert urlsplit(artifact["uri"]).path == artifact["uri"]
        assert not unquote(artifact["uri"]).startswith("/")
    assert found["message"]["text"].startswith(message)


@pytest.mark.parametrize("file", EXAMPLES[::9], ids=name)
def test_the_reports_of_broken_examples_are_sarif(file: Path) -> None:
    reports = [validates(json.dumps(mutant), as_=as_of(file)) for _, _, mutant in list(mutants(data_of(file)))[::20]]
    found = run(*(Checked(f"{number}.json", None, report) for number, report in enumerate(reports)))
    assert len(found["results"]) == sum(len(report.diagnostics) for report in reports) > 0
