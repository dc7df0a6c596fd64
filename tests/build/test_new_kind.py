# SPDX-License-Identifier: Apache-2.0
"""A new kind is one new file: the class, the unions, the registry, reading, writing and the command line follow."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import execbroker
from execbroker_build.__main__ import main

NewProject = Callable[[], Path]

FILE = "kinds/executable/zeppelin-notebook.yaml"
MODULE = "execbroker_model/kinds/executable/zeppelin_notebook.py"
KIND = f"https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/{FILE}"
DATA = {"executable": {"kind": KIND, "location": "https://example.org/a.json"}, "storage": []}

READ = """
import json, sys
from execbroker import dumps, loads
from execbroker.model import ExecutionRequest, ZeppelinNotebook
request = loads(sys.stdin.read())
texts = {format: dumps(request, format=format) for format in ("json", "yaml")}
print(json.dumps({
    "types": [isinstance(request, ExecutionRequest), isinstance(request.executable, ZeppelinNotebook)],
    "location": request.executable.location,
    "same": [loads(text, format=format) == request for format, text in texts.items()],
    "json": json.loads(texts["json"]),
    "yaml": texts["yaml"],
    "made": json.loads(dumps(ExecutionRequest(executable=ZeppelinNotebook(phase="RUNNING")))),
}))
"""


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def zeppelin(new_project: NewProject, root: Path) -> Path:
    """A project to whose model the file that the README shows was added, and that was built."""
    shown = re.search(r"```yaml\n(title: ZeppelinNotebook\n.*?)```", (root / "README.md").read_text("utf-8"), re.DOTALL)
    assert shown
    project = new_project()
    (project / "model" / FILE).write_text(shown[1], encoding="utf-8")
    assert main(["--root", str(project)]) == 0
    return project


@pytest.fixture
def run(zeppelin: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join((str(zeppelin / "generated"), str(Path(execbroker.__file__).parents[1])))
        return subprocess.run(
            [sys.executable, *arguments],
            input=text,
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


Run = Callable[..., subprocess.CompletedProcess[str]]


def test_only_the_one_file_was_written_and_only_what_lists_kinds_is_made_anew(
    zeppelin: Path, root: Path, made: dict[str, str]
) -> None:
    sources, before = contents(zeppelin / "model"), contents(root / "model")
    assert {path for path in sources if sources[path] != before.get(path)} == {FILE}
    assert before.keys() <= sources.keys()
    products = contents(zeppelin / "generated")
    assert made.keys() <= products.keys()
    changed = {path for path, content in products.items() if content.decode() != made.get(path)}
    assert {path.removeprefix("execbroker_model/") for path in changed} == {
        "__init__.py",
        "common/any_executable.py",
        "common/any_executable_or_placeholder.py",
        "kinds/executable/zeppelin_notebook.py",
        "openapi.json",
        "registry.json",
        "schema.json",
    }


def test_a_request_with_the_kind_is_read_through_its_class_and_written_again(run: Run) -> None:
    done = run("-c", READ, text=json.dumps(DATA))
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["types"] == [True, True]
    assert found["location"] == "https://example.org/a.json"
    assert found["same"] == [True, True]
    assert found["json"] == DATA
    assert found["yaml"] == f"executable:\n  kind: {KIND}\n  location: https://example.org/a.json\nstorage: []\n"
    assert found["made"] == {"executable": {"kind": KIND, "phase": "RUNNING"}}


@pytest.mark.parametrize(
    ("written", "code", "column"),
    [
        ("loction: x", "unknown-property", 3),
        ("location: 5", "wrong-type", 13),
        ("meta: {nme: x}", "unknown-property", 10),
    ],
)
def test_a_fault_in_the_kind_is_reported_where_it_is(run: Run, written: str, code: str, column: int) -> None:
    text = f"executable:\n  kind: {KIND}\n  {written}\n"
    done = run("-m", "execbroker", "validate", "--format", "json", "-", text=text)
    [[found]] = [file["diagnostics"] for file in json.loads(done.stdout)]
    assert (done.returncode, found["code"], found["line"], found["column"]) == (1, code, 3, column)


def test_a_near_name_of_the_kind_is_refused_and_the_kind_is_suggested(run: Run) -> None:
    text = f"executable:\n  kind: {KIND.replace('notebook', 'notebok')}\n"
    done = run("-m", "execbroker", "validate", "--format", "json", "-", text=text)
    [[found]] = [file["diagnostics"] for file in json.loads(done.stdout)]
    assert (found["code"], found["line"]) == ("unknown-kind", 2)
    assert KIND in found["hint"]


def test_the_command_line_has_the_schema_of_the_kind(run: Run) -> None:
    schema = json.loads(run("-m", "execbroker", "schema", "zeppelin-notebook").stdout)
    assert schema["$id"] == KIND
    assert schema["$defs"]["ZeppelinNotebook"]["properties"]["kind"]["const"] == KIND
    lines = run("-m", "execbroker", "schema", "--list").stdout.splitlines()
    assert ["zeppelin-notebook", "executable", KIND] in [line.split() for line in lines]


def test_without_its_file_the_kind_is_gone_again(
    zeppelin: Path, tmp_path: Path, made: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(zeppelin, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "model" / FILE).unlink()
    assert main(["--root", str(tmp_path)]) == 0
    assert f"removed: {MODULE}" in capsys.readouterr().out.splitlines()
    assert contents(tmp_path / "generated") == {path: text.encode() for path, text in made.items()}
