# SPDX-License-Identifier: Apache-2.0
"""The published bundle works in somebody else's validator, without a download."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from cases import VALID

import execbroker
from execbroker import schema

STORY = [VALID / "newton-raphson" / name for name in ("3-request.yaml", "4-offer-set.yaml", "5-update.json")]


def check_jsonschema(bundle: Path, *files: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(bundle), "--output-format", "json"]
    return subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)


def test_check_jsonschema_accepts_the_story_and_names_the_fault_of_a_broken_one(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.json"
    bundle.write_text(json.dumps(schema.bundle()), encoding="utf-8")
    done = check_jsonschema(bundle, *STORY)
    assert done.returncode == 0, done.stdout + done.stderr

    broken = tmp_path / "broken.yaml"
    broken.write_text(STORY[0].read_text(encoding="utf-8").replace("  image:", "  imag:"), encoding="utf-8")
    assert [found.pointer for found in execbroker.validate(broken).diagnostics] == ["/executable/imag"]
    done = check_jsonschema(bundle, broken)
    assert done.returncode == 1
    faults = json.loads(done.stdout)["errors"]
    assert [(fault["path"], "imag" in fault["message"]) for fault in faults] == [("$.executable", True)]
