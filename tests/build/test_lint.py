# SPDX-License-Identifier: Apache-2.0
"""The model keeps the rules, and each rule finds its fault once, where it is, and nothing else.

The cases are data: `faults.yaml` and `near-misses.yaml`, by rule.
"""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from execbroker.document import FORMATS
from execbroker.problem import Problem
from execbroker_build import lint, sources

HERE = Path(__file__).parent


@pytest.fixture
def project(copy_sources: Callable[[], Path]) -> Path:
    return copy_sources()


def cases(name: str) -> dict[str, dict[str, dict[str, Any]]]:
    read: dict[str, dict[str, dict[str, Any]]] = FORMATS["yaml"].read((HERE / name).read_text(encoding="utf-8"))
    return read


FAULTS = cases("faults.yaml")
NEAR_MISSES = cases("near-misses.yaml")


def problems(project: Path) -> list[Problem]:
    model, found = sources.read(project / "model")
    terms = {file.parent.name for file in (project / "vocabularies").rglob("terms.csv")}
    return found + (lint.lint(model, terms) if model else [])


def edit(project: Path, case: dict[str, Any]) -> str:
    """Make the edit of a case; return the text of the edited file."""
    file = project / "model" / case["file"]
    text: str = case["new"]
    if "old" in case:
        before = file.read_text(encoding="utf-8")
        assert case["old"] in before, "the model was changed: adapt the case"
        text = before.replace(case["old"], case["new"], 1)
    file.write_bytes(text.encode(case.get("encoding", "utf-8")))
    return text


def line_of(text: str, case: dict[str, Any]) -> int:
    found = [number for number, line in enumerate(text.splitlines(), 1) if case["at"] in line] or [1]
    occurrence: int = case.get("occurrence", 1)
    return found[occurrence - 1]


def test_the_model_has_no_problems(root: Path) -> None:
    assert problems(root) == []


def test_the_schema_of_schemas_is_a_schema_and_takes_every_source(root: Path) -> None:
    model, _ = sources.read(root / "model")
    assert model is not None
    Draft202012Validator.check_schema(model.meta_schema)
    validator = Draft202012Validator(model.meta_schema)
    assert [path for path, source in model.sources.items() if not validator.is_valid(source.schema)] == []


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{rule}: {name}") for rule, named in FAULTS.items() for name, case in named.items()]
)
def test_a_fault_is_found_once_at_its_line(project: Path, case: dict[str, Any]) -> None:
    text = edit(project, case)
    [problem] = problems(project)
    assert (problem.path, problem.line) == (f"model/{case['file']}", line_of(text, case)), problem.message
    assert case["words"] in problem.message


@pytest.mark.parametrize("named", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_a_near_miss_is_no_fault(project: Path, named: dict[str, dict[str, Any]]) -> None:
    for case in named.values():
        edit(project, case)
    assert problems(project) == []


@pytest.mark.parametrize("by_rule", [FAULTS, NEAR_MISSES], ids=["faults", "near misses"])
def test_every_rule_has_cases(by_rule: dict[str, dict[str, dict[str, Any]]]) -> None:
    rules = {
        name
        for name, rule in inspect.getmembers(lint, inspect.isgeneratorfunction)
        if rule.__module__ == lint.__name__ and not name.startswith("_")
    }
    assert len(rules) > 1
    assert rules == by_rule.keys() - {"read"}


def test_a_rule_runs_only_on_what_the_rules_before_it_accept(project: Path) -> None:
    edit(project, FAULTS["dangling_reference"]["value that is missing"])
    edit(project, FAULTS["invalid_example"]["misspelt property"])
    assert [problem.path for problem in problems(project)] == ["model/kinds/executable/jupyter-notebook.yaml"]
    edit(project, FAULTS["read"]["list instead of a mapping"])
    assert [problem.path for problem in problems(project)] == ["model/common/things.yaml"]


def test_every_fault_of_a_stage_is_reported(project: Path) -> None:
    edit(project, FAULTS["dangling_reference"]["value that is missing"])
    edit(project, FAULTS["unknown_vocabulary"]["misspelt vocabulary"])
    edit(project, FAULTS["repeated_kind"]["kind of another file"])
    assert sorted(problem.path for problem in problems(project)) == [
        "model/common/accelerator.yaml",
        "model/kinds/executable/jupyter-notebook.yaml",
        "model/kinds/option/string-value-option.yaml",
    ]
