# SPDX-License-Identifier: Apache-2.0
"""Faults in the sources that stand beside the schemas: older names, the lifecycle, the service."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from execbroker.problem import Problem
from execbroker_build import sources

Lint = Callable[[sources.Model], list[Problem]]


def problems(project: Path, lint: Lint) -> list[Problem]:
    """Return what a lint finds in the sources of a project."""
    model, found = sources.read(project / "model")
    assert model is not None, found
    return lint(model)


def edit(file: Path, old: str, new: str) -> str:
    """Write `new` for `old` where it stands first in a file, and return the text."""
    text = file.read_text(encoding="utf-8")
    assert old in text, "the source was changed: adapt the case"
    changed = text.replace(old, new, 1)
    file.write_text(changed, encoding="utf-8")
    return changed


def assert_found_once(project: Path, file: str, lint: Lint, fault: tuple[str, str, str, str]) -> None:
    """Make a fault, and see that it is all that is found: `new` for `old`, in a line with `at`, in certain words."""
    old, new, at, words = fault
    text = edit(project / file, old, new)
    lines = [number for number, line in enumerate(text.splitlines(), 1) if at in line]
    [problem] = problems(project, lint)
    assert problem.path == file
    assert problem.line in lines, problem
    assert words in problem.message
