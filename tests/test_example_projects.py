# SPDX-License-Identifier: Apache-2.0
"""The projects in `docs/examples/` pass their own tests, in a folder of their own, as whoever copies them has them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECTS = sorted(path for path in (ROOT / "docs" / "examples").iterdir() if path.is_dir())


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_an_example_project_passes_its_tests(project: Path, tmp_path: Path) -> None:
    for file in project.glob("*.py"):
        shutil.copy(file, tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    # Run from here, Hypothesis finds its table of Unicode characters, which takes it several seconds to make.
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
