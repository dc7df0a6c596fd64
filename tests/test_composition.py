# SPDX-License-Identifier: Apache-2.0
"""Layers to a request: each case of `tests/examples/composition`, through the functions and the command line.

A case writes kinds short. A fault stands in a layer, which count from 1, at a pointer in its document, or in what is
given.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from execbroker import InvalidDocument, Report, load, loads
from execbroker.cli import main
from execbroker.composition import Layer, compose, resolve
from execbroker.composition.composing import laid, report_of
from execbroker.composition.inputs import uri_of
from execbroker.composition.resolving import filled_in
from execbroker.composition.settings import set_all
from execbroker.composition.tree import Tree
from execbroker.model import (
    DockerContainer,
    DockerImageSpec,
    ExecutionRequest,
    ExecutionTemplate,
    IntegerValueUpdate,
    SimpleDataResource,
    SoftwareDescription,
)
from execbroker.writing import data_of

ROOT = Path(__file__).parents[1]
CASES = sorted((Path(__file__).parent / "examples" / "composition").glob("*.yaml"))
STORY = ROOT / "docs" / "examples" / "newton-raphson"
each_case = pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)


def with_uris(value: Any) -> Any:
    """Return a part of a case with the URIs of its kinds."""
    if isinstance(value, list):
        return [with_uris(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: uri_of(inner) if name == "kind" else with_uris(inner) for name, inner in value.items()}


def case_of(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = with_uris(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert case.keys() <= {"layers", "set", "data", "results", "to", "result", "faults"}
    assert len(case.keys() & {"result", "faults"}) == 1
    return case


def layers_of(case: dict[str, Any]) -> list[Layer]:
    return [Layer.read(json.dumps(data), name=f"{number}.json") for number, data in enumerate(case["layers"], 1)]


def arguments_of(case: dict[str, Any]) -> list[str]:
    given = [f"--set={name}={value}" for name, value in case.get("set", {}).items()]
    given += [f"--data={name}={uri}" for name, uri in case.get("data", {}).items()]
    results = case.get("results", {})
    named = [results] if isinstance(results, str) else [f"{name}={uri}" for name, uri in results.items()]
    return [*given, *(f"--results={one}" for one in named), "--to", case.get("to", "request")]


def faults_of(case: dict[str, Any], layers: list[Layer]) -> Report:
    """Return what the functions find wrong in a case."""
    if case.get("to") == "description":
        with pytest.raises(InvalidDocument) as caught:
            compose(layers)
        return caught.value.report
    return report_of(filled(case, layers)[1].found)


def filled(case: dict[str, Any], layers: list[Layer]) -> tuple[Any, Tree]:
    tree, settings = laid(layers), case.get("set", {})
    named = {parameter["name"] for layer in layers for parameter in layer.parameters}
    values = {name: value for name, value in settings.items() if name in named or "." not in name}
    set_all(tree, [(name, value) for name, value in settings.items() if name not in values])
    data, results = case.get("data", {}), case.get("results", {})
    return filled_in(tree, data=data, results=results, values=values, rules=None)


@each_case
def test_a_case_through_the_functions(path: Path) -> None:
    case = case_of(path)
    layers = layers_of(case)
    if "faults" in case:
        report = faults_of(case, layers)
        expected = [
            (
                layers[fault["layer"] - 1].name if "layer" in fault else fault["given"],
                fault["code"],
                fault.get("pointer", ""),
            )
            for fault in case["faults"]
        ]
        assert sorted((found.file, found.code, found.pointer) for found in report.diagnostics) == sorted(expected)
        for fault in case["faults"]:
            hint, message = fault.get("hint", ""), fault.get("message", "")
            assert any(hint in (one.hint or "") and message in one.message for one in report.diagnostics), fault
    elif case.get("to") == "description":
        result = data_of(compose(layers).description)
        derived = result.pop("provenance")["derived_from"]
        assert [origin["location"] for origin in derived] == [layer.name for layer in layers]
        assert [origin.get("role") for origin in derived] == [layer.role for layer in layers]
        assert result == case["result"]
    else:
        assert data_of(filled(case, layers)[0]) == case["result"]


@each_case
def test_a_case_through_the_command(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = case_of(path)
    files = []
    for number, data in enumerate(case["layers"], 1):
        files.append(str(tmp_path / f"{number}.json"))
        Path(files[-1]).write_text(json.dumps(data, indent=1), encoding="utf-8")
    code = main(["compose", *files, *arguments_of(case), "--format", "json"])
    out, err = capsys.readouterr()
    if "faults" in case:
        assert (code, out) == (1, "")
        assert err.count(": error[") == len(case["faults"])
        assert all(f"error[{fault['code']}]" in err for fault in case["faults"])
        return
    assert code == 0, err
    result = json.loads(out)
    result.pop("provenance", None)
    assert result == case["result"]
    as_ = "software-description" if case.get("to") == "description" else "execution-request"
    assert loads(out, as_=as_)


def story(*extra: str) -> list[str]:
    layers = [str(path) for path in sorted(STORY.glob("*.yaml"))]
    given = {
        "catalogue": "/data/input/orbits.parquet",
        "tolerance": "1e-12",
        "threads": "32",
        "compute.cores.min": "32",
        "schedule.requested.duration": "PT4H",
    }
    settings = [f"--set={name}={value}" for name, value in given.items()]
    results = "--results=vos://example.org~vospace/asteroids/eccentric-anomalies"
    return ["compose", *layers, *settings, results, *extra]


def test_the_story_ends_in_the_request_of_the_examples(tmp_path: Path) -> None:
    request = tmp_path / "request.yaml"
    assert main(story("--output", str(request))) == 0
    assert main(["validate", "--strict", str(request)]) == 0
    assert load(request) == load(ROOT / "tests/examples/valid/newton-raphson/3-request.yaml")


def test_each_value_of_the_result_says_where_it_came_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(story("--origins")) == 0
    out = capsys.readouterr().out
    assert "duration: PT4H  # setting schedule.requested.duration\n" in out
    lines = [line for line in out.splitlines() if not line.rstrip().endswith(":")]
    for line in lines:
        value, _, origin = line.partition("  # ")
        name, _, number = origin.rpartition(":")
        if name:
            there = Path(name).read_text(encoding="utf-8").splitlines()[int(number) - 1]
            words = value.strip(" -").partition(": ")[2] or value.strip(" -")
            assert words.strip("'\"[]").split("=")[-1] in there, line
    assert main(story("--origins", "--format", "json")) == 0
    composed = json.loads(capsys.readouterr().out)
    assert composed["origins"]["/schedule/requested/duration"] == {"layer": "setting schedule.requested.duration"}
    assert composed["origins"]["/compute/memory/min"]["layer"].endswith("4-user.yaml")


def test_documents_are_layers_by_number() -> None:
    base = SoftwareDescription(execution=ExecutionTemplate(executable=DockerContainer(command=["a"])))
    user = ExecutionTemplate(executable=DockerContainer(command=["b"]))
    composed = compose([base, user])
    assert composed.description.execution.executable.command == ["b"]  # type: ignore[union-attr]
    assert composed.origins["/execution/executable/command/0"] == ("layer 2", None, None)
    assert composed.origins["/execution/executable/kind"].layer == "layer 1"


def test_a_layer_is_not_changed_by_what_is_laid_over_it() -> None:
    layer = Layer.read(json.dumps(with_uris({"executable": {"kind": "docker-container"}})), name="a.json")
    before = json.dumps(layer.data)
    for value in ("1", "2"):
        tree = laid([layer])
        set_all(tree, [("executable.environment.A", value)])
        assert tree.data["execution"]["executable"]["environment"] == {"A": value}
    assert json.dumps(layer.data) == before


def test_resolve_takes_resources_and_addresses() -> None:
    template = loads(
        json.dumps(
            with_uris(
                {
                    "executable": {"kind": "docker-container", "image": {"locations": ["ghcr.io/example/tool:1.0"]}},
                    "compute": {
                        "kind": "abstract-compute-resource",
                        "volumes": [
                            {"kind": "simple-volume-mount", "path": "/a", "resource": "a"},
                            {"kind": "simple-volume-mount", "path": "/b", "resource": "b", "mode": "READWRITE"},
                        ],
                    },
                    "data": [{"kind": "abstract-data-resource", "meta": {"name": "a"}}],
                    "storage": [{"kind": "abstract-storage-resource", "meta": {"name": "b"}}],
                    "parameters": [{"name": "x", "environment": "X"}],
                }
            )
        ),
        as_=ExecutionTemplate,
    )
    data = SimpleDataResource(location="https://example.org/a.fits", size=7)
    request = resolve(template, data={"a": data}, results="vos://example.org~vospace/b", values={"x": "1"})
    assert isinstance(request, ExecutionRequest)
    assert request.data[0].size == 7  # type: ignore[index]
    assert request.executable.environment == {"X": "1"}  # type: ignore[union-attr]
    assert request.data[0].meta.name == "a"  # type: ignore[index, union-attr]
    assert template.parameters, "the template is as it was"
    described = SoftwareDescription(execution=template)
    again = resolve(described, data={"a": data}, results={"b": "vos://example.org~vospace/b"}, values={"x": "1"})
    assert again == request
    with pytest.raises(InvalidDocument) as caught:
        resolve(template)
    assert [found.code for found in caught.value.report.diagnostics] == ["missing-input"] * 3
    assert {found.line for found in caught.value.report.diagnostics} == {None}


def test_what_cannot_be_a_layer_is_said() -> None:
    with pytest.raises(ValueError, match="no layer can be made of a document of the type IntegerValueUpdate"):
        compose([IntegerValueUpdate(path="/a", value=1)])
    with pytest.raises(ValueError, match="there is no layer"):
        compose([])
    with pytest.raises(InvalidDocument) as caught:
        Layer.read("executable: {kind: nothing}", name="a.yaml")
    assert [found.code for found in caught.value.report.diagnostics] == ["unknown-kind"]


def test_a_container_keeps_its_command() -> None:
    container = DockerContainer(image=DockerImageSpec(locations=["ghcr.io/example/tool:1.0"]), command=["a"])
    assert resolve(ExecutionTemplate(executable=container)).executable == container
