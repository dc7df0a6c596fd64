# SPDX-License-Identifier: Apache-2.0
"""The GitHub action does what it says, and what its inputs hold is never run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEP: dict[str, Any] = ACTION["runs"]["steps"][-1]
EXAMPLE = ROOT / "tests" / "examples" / "valid" / "newton-raphson" / "3-request.yaml"
GOOD = EXAMPLE.read_text(encoding="utf-8")
BAD = GOOD.replace("PT4H", "4h")
WARNED = GOOD.replace("kinds/compute/simple-", "kinds/computer/simple-")
INPUT = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the action runs in bash")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "checkout").mkdir()
    monkeypatch.chdir(tmp_path / "checkout")
    # Takes note of what is installed, and runs everything else.
    stub = tmp_path / "python"
    stub.write_text(
        "#!/bin/sh\n"
        # Where this package is found by PYTHONPATH, -I would hide it; -P keeps the working directory out, too.
        '[ "$1" = -I ] || exit 3; shift\n'
        f'if [ "$2" = pip ]; then shift 2; printf "%s\\n" "$@" > "{tmp_path}/installed"; exit; fi\n'
        f'exec "{sys.executable}" -P "$@"\n'
    )
    stub.chmod(0o755)


def run(tmp_path: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the script as the runner does, with the inputs where the action puts them."""
    given = {name: one["default"] for name, one in ACTION["inputs"].items()} | {
        name.rstrip("_").replace("_", "-"): value for name, value in inputs.items()
    }
    assert given.keys() == ACTION["inputs"].keys()
    variables = {
        name: given[found[1]] if (found := INPUT.fullmatch(value)) else str(tmp_path / "python")
        for name, value in STEP["env"].items()
    }
    environment = {
        **os.environ,
        **variables,
        "GITHUB_ACTION_PATH": str(tmp_path / "the action"),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    (tmp_path / "script.sh").write_text(STEP["run"], encoding="utf-8")
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(tmp_path / "script.sh")]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def write(**files: str) -> None:
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_the_action_is_one() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions"]
    done = subprocess.run([*command, str(ROOT / "action.yml")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_input_stands_in_the_script_and_each_is_used() -> None:
    assert "${{" not in STEP["run"]
    used = INPUT.findall(json.dumps(ACTION["runs"]))
    assert sorted(used) == sorted(ACTION["inputs"])
    assert all(f"${name}" in STEP["run"] for name in STEP["env"])


def test_documents_with_our_names_are_found(tmp_path: Path) -> None:
    write(**{"ivoa-execution.yaml": GOOD, "a b/x.execution-broker.yml": BAD, "other.yaml": "x: 1"})
    write(**{".git/ivoa-execution.yaml": "x: 1", "ivoa-execution.md": "text", "x.execution-broker.json": "{"})
    done = run(tmp_path)
    assert done.returncode == 1, done.stderr
    commands = done.stdout.splitlines()
    assert {line.split(",")[0] for line in commands} == {
        "::error file=a b/x.execution-broker.yml",
        "::error file=x.execution-broker.json",
    }
    assert "--quiet\n" in (tmp_path / "installed").read_text()
    assert (tmp_path / "installed").read_text().endswith(f"{tmp_path / 'the action'}\n")


@pytest.mark.parametrize("paths", ["a.yaml\nb c.yaml", "a.yaml\n\nb c.yaml\n", "*.yaml", "."])
def test_paths_stand_one_a_line(tmp_path: Path, paths: str) -> None:
    write(**{"a.yaml": GOOD, "b c.yaml": BAD})
    done = run(tmp_path, paths=paths)
    assert done.returncode == 1, done.stderr
    assert [line.split(",")[0] for line in done.stdout.splitlines()] == ["::error file=b c.yaml"]


def test_right_documents_pass_in_silence(tmp_path: Path) -> None:
    write(**{"ivoa-execution.yaml": GOOD})
    done = run(tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_warnings_fail_on_demand(tmp_path: Path) -> None:
    write(**{"ivoa-execution.yaml": WARNED})
    for strict, code in (("false", 0), ("true", 1)):
        done = run(tmp_path, strict=strict)
        assert done.returncode == code, done.stderr
        assert done.stdout.startswith("::warning file=ivoa-execution.yaml,")
    assert run(tmp_path, strict="yes").returncode == 2


def test_the_type_of_document_can_be_said(tmp_path: Path) -> None:
    write(**{"ivoa-execution.yaml": GOOD})
    assert run(tmp_path, as_="execution-request").returncode == 0
    assert run(tmp_path, as_="docker-container").returncode == 1
    assert run(tmp_path, as_="nonsense").returncode == 2


def test_a_report_goes_to_a_file(tmp_path: Path) -> None:
    write(**{"ivoa-execution.yaml": BAD})
    done = run(tmp_path, format="sarif", output="report of today.sarif")
    assert (done.returncode, done.stdout) == (1, "")
    (result,) = json.loads(Path("report of today.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert result["ruleId"] == "malformed-text"


def test_nothing_to_validate_is_said(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 2
    assert "::error title=execbroker::there is no file to validate" in done.stdout
    assert run(tmp_path, paths="missing.yaml").returncode == 2


@pytest.mark.parametrize("name", ["paths", "as_", "strict", "format"])
@pytest.mark.parametrize("words", ["$(touch pwned)", "`touch pwned`", "a; touch pwned", '"; touch pwned; "', "--help"])
def test_what_an_input_holds_is_not_run(tmp_path: Path, name: str, words: str) -> None:
    write(**{"ivoa-execution.yaml": GOOD})
    assert run(tmp_path, **{name: words}).returncode == 2
    assert not Path("pwned").exists()


def test_modules_beside_the_documents_are_not_imported(tmp_path: Path) -> None:
    write(**{"request.yaml": GOOD, "glob.py": "raise SystemExit('run')", "json.py": "raise SystemExit('run')"})
    assert run(tmp_path, paths="request.yaml").returncode == 0
