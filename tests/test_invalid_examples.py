# SPDX-License-Identifier: Apache-2.0
"""Every code has documents with exactly that fault, and valid ones beside it: through the API and the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from execbroker import offers, platforms, validate
from execbroker.cli import main
from execbroker.codes import codes
from execbroker.rules import standard

INVALID = Path(__file__).parent / "examples" / "invalid"
SUFFIXES = (".json", ".yaml", ".yml")
EXPECTED = {
    file.parent: yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(INVALID.glob("*/expected.yaml"))
}
"""What is expected of the documents of a folder, by name; a document that is not named is valid."""
DOCUMENTS = [
    file
    for folder in EXPECTED
    for file in sorted(folder.iterdir())
    if file.suffix in SUFFIXES and file.stem != "expected"
]
NO_FILE = {
    "unreadable-file": "there is no file that the system does not let everybody read",
    "too-large": "a repository is no place for 16 MiB of nothing",
    "invalid-value": "only the schemas of registered kinds have other keywords; tests/test_kinds.py registers one",
    "too-many-faults": "it stands after a thousand others; tests/test_validation.py has it",
    "proposed-kind": "it is valid, but not for a broker of version 1.0; tests/test_upgrade_command.py asks for that",
    "proposed-property": "likewise",
    "conflicting-layer": "it takes two documents; tests/examples/composition has them",
    "missing-input": "a template may leave open what a request has to have; tests/examples/composition has it",
    "unknown-input": "it is about what is given to a template; tests/examples/composition has it",
    "unsuitable-input": "likewise",
    **{rule.code: "it takes a request and an offer; tests/examples/offers has them" for rule in offers.standard()},
    **{rule.code: "likewise, and a platform; tests/examples/platforms" for rule in platforms.standard()},
    "update-refused": "it takes a session and an update; tests/test_lifecycle.py has them",
    "offer-expired": "likewise, and a time",
    "refused-by-class": "the classes agree with the schema; tests/test_kinds.py registers one that does not",
}
"""Codes that no document in a file can have, and why; `tests/test_validation.py` and others have them."""

NEVER_ALONE = {"older-form"}
"""What tells that a form is older is an older name, and that is reported after it."""


def expectation(file: Path) -> dict[str, Any]:
    """Return what is expected of a document."""
    return EXPECTED[file.parent].get(file.name, {})


def name(file: Path) -> str:
    return file.relative_to(INVALID).as_posix()


@pytest.mark.parametrize("file", DOCUMENTS, ids=name)
def test_a_document_has_exactly_its_fault(file: Path) -> None:
    wanted = expectation(file)
    found = [
        {"code": one.code, "pointer": one.pointer, "line": one.line, "column": one.column}
        for one in validate(file, as_=wanted.get("as")).diagnostics
    ]
    fault = {key: wanted[key] for key in ("pointer", "line", "column") if key in wanted}
    if file.parent.name in NEVER_ALONE:
        found = found[:1]
    assert found == ([{"code": file.parent.name, **fault}] if fault else [])


@pytest.mark.parametrize("file", DOCUMENTS, ids=name)
def test_the_command_says_the_same(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = expectation(file)
    arguments = ["--as", wanted["as"]] if "as" in wanted else []
    exit_code = main(["validate", "--strict", "--format", "json", *arguments, str(file)])
    [document] = json.loads(capsys.readouterr().out)
    assert exit_code == (1 if "line" in wanted else 0)
    for found in document["diagnostics"][: 1 if file.parent.name in NEVER_ALONE else None]:
        assert (found["code"], found["severity"]) == (file.parent.name, codes()[file.parent.name].severity)
        assert (found["pointer"], found["line"], found["column"]) == (
            wanted["pointer"],
            wanted["line"],
            wanted["column"],
        )


@pytest.mark.parametrize("code", [code for code in codes() if code not in NO_FILE])
def test_a_code_has_an_invalid_document_and_a_near_miss(code: str) -> None:
    expected = EXPECTED.get(INVALID / code)
    assert expected is not None, f"tests/examples/invalid/{code}/expected.yaml is missing"
    documents = [file.name for file in DOCUMENTS if file.parent.name == code]
    invalid = [file for file, wanted in expected.items() if "line" in wanted]
    assert invalid
    assert set(expected) <= set(documents), "expected.yaml names a file that is not there"
    assert set(documents) > set(invalid), "there is no near miss"


@pytest.mark.parametrize("rule", list(standard()), ids=lambda rule: rule.code)
def test_the_examples_of_a_rule_are_those_that_are_tested(rule: Any) -> None:
    """What `explain` prints as wrong stands in an invalid document, line by line; what is right, in a valid one."""
    code = codes()[rule.code]
    lines: dict[bool, set[str]] = {True: set(), False: set()}
    for file in DOCUMENTS:
        if file.parent.name == rule.code:
            text = file.read_text(encoding="utf-8")
            lines["line" in expectation(file)] |= {line.strip() for line in text.splitlines()}
    assert {line.strip() for line in code.wrong.splitlines()} <= lines[True]
    assert {line.strip() for line in code.right.splitlines()} <= lines[False]


def test_every_folder_is_named_after_a_code() -> None:
    assert {folder.name for folder in INVALID.iterdir()} <= set(codes())
