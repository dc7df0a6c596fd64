# SPDX-License-Identifier: Apache-2.0
"""`generated/` is what the sources say, and the build finds and repairs every difference."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import execbroker
from execbroker_build import products
from execbroker_build.__main__ import main

Build = Callable[..., tuple[int, list[str], list[str]]]
State = dict[str, tuple[bytes, int]]

STALE = "execbroker_model/registry.json"
MISSING = "execbroker_model/kinds/executable/docker_container.py"
EXTRA = "execbroker_model/kinds/executable/leftover.py"
CACHED = "execbroker_model/__pycache__/base.cpython-311.pyc"


def state(folder: Path) -> State:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): (file.read_bytes(), file.stat().st_mtime_ns) for file in files}


def contents(folder: Path) -> dict[str, bytes]:
    return {path: content for path, (content, _) in state(folder).items() if "__pycache__" not in path}


@pytest.fixture
def spoilt(project: Path) -> Path:
    """A project with one product that is stale, one that is missing and one that nothing makes."""
    generated = project / "generated"
    with (generated / STALE).open("a", encoding="utf-8") as file:
        file.write("\n")
    (generated / MISSING).unlink()
    (generated / EXTRA).write_text("LEFT = True\n", encoding="utf-8")
    (generated / CACHED).parent.mkdir(exist_ok=True)
    (generated / CACHED).write_bytes(b"\0")
    return project


def test_generated_is_what_the_sources_say(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--check", "--root", str(root)])
    assert code == 0, capsys.readouterr().err


def test_check_names_every_difference_and_the_command_and_changes_nothing(spoilt: Path, build: Build) -> None:
    before = state(spoilt)
    code, out, err = build("--check")
    *differences, advice = err
    assert (code, out) == (1, [])
    assert differences == [f"missing: {MISSING}", f"extra: {EXTRA}", f"stale: {STALE}"]
    assert advice.endswith("run: python -m execbroker_build")
    assert state(spoilt) == before


def test_a_run_repairs_every_difference_and_touches_nothing_else(
    spoilt: Path, build: Build, made: dict[str, str]
) -> None:
    before = state(spoilt)
    code, out, err = build()
    *differences, summary = out
    assert (code, err) == (0, [])
    assert differences == [f"new: {MISSING}", f"removed: {EXTRA}", f"changed: {STALE}"]
    assert "3 of them changed" in summary
    assert contents(spoilt / "generated") == {path: text.encode() for path, text in made.items()}
    after = state(spoilt)
    repaired = {f"generated/{path}" for path in (STALE, MISSING, EXTRA)}
    assert {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)} == repaired


OTHER_BYTES = {
    "one more space": b"{}\n ",
    "nothing": b"",
    "line ends of Windows": b"{}\r\n",
    "not UTF-8": b"{}\xff\n",
}


@pytest.mark.parametrize("content", OTHER_BYTES.values(), ids=OTHER_BYTES)
def test_a_product_with_other_bytes_is_stale_until_it_is_written(tmp_path: Path, content: bytes) -> None:
    made = {"a.json": "{}\n", "b.json": "{}\n"}
    products.write(made, tmp_path)
    assert products.differences(made, tmp_path) == []
    (tmp_path / "a.json").write_bytes(content)
    assert products.differences(made, tmp_path) == ["stale: a.json"]
    products.write(made, tmp_path)
    assert (tmp_path / "a.json").read_bytes() == b"{}\n"


def test_another_run_with_another_hash_seed_makes_the_same_bytes_from_nothing(
    copy_sources: Callable[[], Path], made: dict[str, str]
) -> None:
    project = copy_sources()
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    python_path = str(Path(execbroker.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-m", "execbroker_build", "--root", str(project)],
        env={**os.environ, "PYTHONPATH": python_path, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert contents(project / "generated") == {path: text.encode() for path, text in made.items()}


@pytest.mark.parametrize("arguments", [(), ("--check",)])
def test_faults_in_the_sources_are_printed_and_nothing_is_made(
    project: Path, build: Build, arguments: tuple[str, ...]
) -> None:
    for path, old, new in (
        ("model/common/uri.yaml", "title: Uri", "title: Url"),
        ("model/common/answer.yaml", "title: Answer", "title: Reply"),
        ("vocabularies/cost-type/terms.csv", "energy;1", "energy;3"),
    ):
        text = (project / path).read_text(encoding="utf-8")
        assert old in text
        (project / path).write_text(text.replace(old, new), encoding="utf-8")
    before = state(project)
    code, out, err = build(*arguments)
    assert (code, out) == (1, [])
    places = sorted(line.removeprefix(f"{project}/").partition(": ")[0] for line in err)
    assert places == ["model/common/answer.yaml:2", "model/common/uri.yaml:2", "vocabularies/cost-type/terms.csv:3"]
    assert state(project) == before


def test_a_folder_without_a_model_cannot_be_built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(tmp_path)]) == 2
    assert "--root" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
