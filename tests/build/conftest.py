# SPDX-License-Identifier: Apache-2.0
"""Scratch projects: the sources and what is made from them, in which a test may change what it likes."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from execbroker import vocabulary_files
from execbroker_build import products, sources
from execbroker_build.__main__ import main

ROOT = Path(__file__).parents[2]

NewProject = Callable[[], Path]
Build = Callable[..., tuple[int, list[str], list[str]]]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def made() -> dict[str, str]:
    """The products of the sources as they stand, by path; the committed ones may be stale."""
    model, problems = sources.read(ROOT / "model")
    assert model is not None, problems
    return products.make(model, vocabulary_files.read(ROOT / "vocabularies"))


@pytest.fixture(scope="session")
def copy_sources(tmp_path_factory: pytest.TempPathFactory) -> NewProject:
    def copy_sources() -> Path:
        project = tmp_path_factory.mktemp("project")
        for name in ("model", "vocabularies"):
            shutil.copytree(ROOT / name, project / name)
        return project

    return copy_sources


@pytest.fixture(scope="session")
def new_project(copy_sources: NewProject, made: dict[str, str]) -> NewProject:
    def new_project() -> Path:
        project = copy_sources()
        products.write(made, project / "generated")
        return project

    return new_project


@pytest.fixture
def project(new_project: NewProject) -> Path:
    return new_project()


@pytest.fixture
def build(project: Path, capsys: pytest.CaptureFixture[str]) -> Build:
    """Run the build in the scratch project; return its exit code and the lines it printed and complained with."""

    def build(*arguments: str) -> tuple[int, list[str], list[str]]:
        capsys.readouterr()
        code = main(["--root", str(project), *arguments])
        out, err = capsys.readouterr()
        return code, out.splitlines(), err.splitlines()

    return build
