# SPDX-License-Identifier: Apache-2.0
"""Offers are held against the requests that they answer: each sentence has a wrong offer, and a right one beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from execbroker import check_offer, load, validate
from execbroker.codes import codes
from execbroker.model import ExecutionRequest, ExecutionSession
from execbroker.offers import standard
from execbroker.rules import Rule

EXAMPLES = Path(__file__).parent / "examples" / "offers"
CODES = [rule.code for rule in standard()]


def request_of(code: str) -> ExecutionRequest:
    return load(EXAMPLES / code / "request.yaml", as_=ExecutionRequest)


def offer_of(code: str, name: str) -> ExecutionSession:
    offer = load(EXAMPLES / code / f"{name}.yaml")
    assert isinstance(offer, ExecutionSession)
    return offer


@pytest.mark.parametrize("code", CODES)
def test_a_wrong_offer_has_exactly_its_fault_and_a_right_one_has_none(code: str) -> None:
    found = check_offer(request_of(code), offer_of(code, "wrong"))
    assert [(one.code, one.severity) for one in found] == [(code, codes()[code].severity)]
    assert check_offer(request_of(code), offer_of(code, "right")).diagnostics == ()


@pytest.mark.parametrize("file", sorted(EXAMPLES.rglob("*.yaml")), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_by_themselves_the_examples_are_right(file: Path) -> None:
    assert [found.code for found in validate(file)] == []


@pytest.mark.parametrize("rule", list(standard()), ids=lambda rule: rule.code)
def test_the_examples_of_a_rule_are_those_that_are_tested(rule: Rule) -> None:
    code = codes()[rule.code]
    for name, shown in (("wrong", code.wrong), ("right", code.right)):
        text = (EXAMPLES / rule.code / f"{name}.yaml").read_text(encoding="utf-8")
        assert {line.strip() for line in shown.splitlines()} <= {line.strip() for line in text.splitlines()}


def test_every_folder_is_named_after_a_code() -> None:
    assert {folder.name for folder in EXAMPLES.iterdir()} == set(CODES)
