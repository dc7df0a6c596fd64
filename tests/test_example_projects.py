# SPDX-License-Identifier: Apache-2.0
"""The projects in `docs/examples/` pass their own tests, in a folder of their own, as whoever copies them has them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECTS = sorted(path.parent for path in (ROOT / "docs" / "examples").glob("*/test_*.py"))


def outcome(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the tests of a project in its own folder."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments, str(folder)]
    # Run from here, Hypothesis finds its table of Unicode characters, which takes it several seconds to make.
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_an_example_project_passes_its_tests(project: Path, tmp_path: Path) -> None:
    for file in project.glob("*.py"):
        shutil.copy(file, tmp_path)
    done = outcome(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_toy_broker_that_does_not_say_how_to_say_who_one_is_is_found_out(tmp_path: Path) -> None:
    """As the page tells, by the test that it names."""
    shutil.copy(ROOT / "docs" / "examples" / "toy-broker" / "test_broker.py", tmp_path)
    broker = (ROOT / "docs" / "examples" / "toy-broker" / "broker.py").read_text(encoding="utf-8")
    silent, header = broker.replace(', {"WWW-Authenticate": "Bearer"}', ""), "WWW-Authenticate"
    assert header in broker
    assert header not in silent
    (tmp_path / "broker.py").write_text(silent, encoding="utf-8")
    done = outcome(tmp_path, "-k", "schemathesis and operation")
    assert done.returncode == 1, done.stdout + done.stderr
    for words in ("Missing required response headers", "- `WWW-Authenticate`", "[401] Unauthorized"):
        assert words in done.stdout
