# SPDX-License-Identifier: Apache-2.0
"""The hook for pre-commit takes the files that are ours, and runs a command that there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from execbroker.cli import main

ROOT = Path(__file__).parents[1]
HOOK: dict[str, Any] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
NAMES = {
    "ivoa-execution.yaml": True,
    "ivoa-execution.yml": True,
    "a b/ivoa-execution.json": True,
    "request.execution-broker.yaml": True,
    "sub/request.execution-broker.json": True,
    "sub/.execution-broker.yml": True,
    "my-ivoa-execution.yaml": False,
    "ivoa-execution.yaml.md": False,
    "ivoa-executionxyaml": False,
    "execution-broker.yaml": False,
    "request.execution-broker/notes.yaml": False,
    "request.yaml": False,
}


@pytest.mark.parametrize(("name", "ours"), NAMES.items())
def test_the_hook_takes_what_has_our_names(name: str, ours: bool) -> None:
    assert (re.search(HOOK["files"], name) is not None) is ours


def test_the_hook_runs_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    program, *arguments = HOOK["entry"].split()
    example = ROOT / "tests" / "examples" / "valid" / "newton-raphson" / "3-request.yaml"
    assert program == "execbroker"
    assert main([*arguments, str(example)]) == 0


def test_the_documented_hook_and_action_are_these() -> None:
    page = (ROOT / "docs" / "in-other-projects.md").read_text(encoding="utf-8")
    assert set(re.findall(r"- id: ([a-z-]+)", page)) == {HOOK["id"]}
    inputs = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    assert re.findall(
        r"^\| `([a-z-]+)` \|.*\|.*\|$", page.partition("| input |")[2].partition("\n\n")[0], re.MULTILINE
    ) == [*inputs]
