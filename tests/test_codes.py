# SPDX-License-Identifier: Apache-2.0
"""Codes are explained, documented, and never removed."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import execbroker_model
import pytest

from execbroker.cli import main
from execbroker.codes import RULES, code_of, codes
from execbroker.migration import STEPS
from execbroker.render.codes import as_markdown
from execbroker.rules import Rule
from execbroker.schema import bundle

ROOT = Path(__file__).parents[1]
RELEASED = (Path(__file__).parent / "codes.txt").read_text(encoding="utf-8").split()
SECTIONS = {definition.get("x-source") for definition in bundle()["$defs"].values()} | {
    "execution-request.yaml",
    "execution-template.yaml",
    "software-description.yaml",
    "platform-description.yaml",
}


def test_no_code_was_ever_removed() -> None:
    """`tests/codes.txt` lists the codes that are out in the world. Add new ones at its end; take none away."""
    assert set(RELEASED) - set(codes()) == set()


def test_every_code_is_on_the_list() -> None:
    assert set(codes()) - set(RELEASED) == set(), "add the new codes to tests/codes.txt"
    assert len(RELEASED) == len(set(RELEASED))


def test_the_page_of_codes_is_what_the_command_prints() -> None:
    page = (ROOT / "docs" / "codes.md").read_text(encoding="utf-8")
    assert page == as_markdown(codes().values()), "run: execbroker explain --markdown > docs/codes.md"


@pytest.mark.parametrize("rule", [rule for rules in RULES for rule in rules()], ids=lambda rule: rule.code)
def test_a_rule_has_docstring_section_and_subjects(rule: Rule) -> None:
    assert code_of(rule).says.endswith(".")
    assert rule.section in SECTIONS
    assert set(rule.subjects) <= {"Model", *execbroker_model.__all__}
    assert rule.severity in ("error", "warning")


def test_two_rules_do_not_share_a_code() -> None:
    names = [rule.code for rules in RULES for rule in rules()]
    assert len(names) == len(set(names))
    assert len(codes()) == len(names) + sum(code.section is None for code in codes().values())


def test_a_message_type_is_a_term_of_the_vocabulary() -> None:
    terms = bundle_terms("message-type")
    assert {code.message for code in codes().values()} <= terms


def bundle_terms(name: str) -> set[str]:
    text = resources.files(execbroker_model).joinpath("vocabularies", f"{name}.json").read_text(encoding="utf-8")
    return set(json.loads(text)["terms"])


@pytest.mark.parametrize("code", codes().values(), ids=lambda code: code.name)
def test_explain_says_all_there_is(code: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", code.name]) == 0
    printed = capsys.readouterr().out
    words = " ".join(printed.split())
    assert " ".join(code.says.split()) in words
    assert " ".join(code.reason.split()) in words
    assert " ".join(code.wrong.split()) in words
    assert " ".join(code.right.split()) in words
    assert code.section is None or code.section in words


def test_explain_lists_all_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == [*codes(), *(step.name for step in STEPS)]


def test_explain_knows_what_was_probably_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "min-above-maks"]) == 2
    assert "min-above-max" in capsys.readouterr().err
