# SPDX-License-Identifier: Apache-2.0
"""Tests run in parallel, and each process collects them for itself: all must find the same ones in the same order."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def collected(seed: str) -> list[str]:
    command = [sys.executable, "-m", "pytest", "-n0", "--collect-only", "-q", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return [line for line in done.stdout.splitlines() if "::" in line]


def test_the_order_of_tests_does_not_depend_on_the_order_of_sets() -> None:
    first = collected("0")
    assert first
    assert collected("1") == first
