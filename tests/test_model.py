# SPDX-License-Identifier: Apache-2.0
"""The generated classes, as a broker uses them."""

from __future__ import annotations

import copy
import json
import math
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import execbroker_model
import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

import execbroker
from execbroker.kinds import Kinds
from execbroker.model import (
    ComponentMetadata,
    DockerContainer,
    DockerImageSpec,
    ExecutionRequest,
    Int64Range,
    OfferSet,
    SimpleComputeResource,
    SimpleMinMaxFloatCost,
)

ROOT = Path(__file__).parents[1]
KINDS = Kinds.builtin()
CONCRETE = [kind for kind in dict.fromkeys(KINDS.values()) if not kind.placeholder]
DOCKER = KINDS.base + "kinds/executable/docker-container.yaml"


@pytest.mark.parametrize("kind", CONCRETE, ids=lambda kind: kind.title)
def test_each_kind_has_a_class_of_its_own_that_knows_its_kind(kind: Any) -> None:
    cls = KINDS.class_named(kind.title)
    assert cls.__name__ == kind.title
    assert cls.model_fields["kind"].default == kind.kind
    required = {name: field for name, field in cls.model_fields.items() if field.is_required()}
    if not required:
        assert cls().model_dump() == {"kind": kind.kind}


def test_kind_need_not_be_given_in_python_and_must_be_in_a_document() -> None:
    container = DockerContainer(image=DockerImageSpec(locations=["example.org/a:1"]))
    assert container.kind == DOCKER
    assert container.model_dump() == {"kind": DOCKER, "image": {"locations": ["example.org/a:1"]}}
    with pytest.raises(ValidationError, match="Field required"):
        DockerContainer.model_validate({"image": {"locations": ["example.org/a:1"]}})


def test_a_kind_that_may_be_left_out_is_left_out() -> None:
    assert (
        execbroker.dumps(execbroker_model.MessageItem(message="the disk is full")) == '{"message":"the disk is full"}'
    )


def test_another_kind_is_refused_by_the_class() -> None:
    with pytest.raises(ValidationError):
        DockerContainer(kind="uri:something-else")  # type: ignore[arg-type]


def test_none_means_absent_and_null_is_refused() -> None:
    container = DockerContainer(command=None)
    assert container.command is None
    assert container == DockerContainer()
    assert execbroker.dumps(container) == f'{{"kind":"{DOCKER}"}}'
    container.command = ["--help"]
    container.command = None
    assert execbroker.dumps(container) == f'{{"kind":"{DOCKER}"}}'
    with pytest.raises(ValidationError):
        DockerContainer.model_validate({"kind": DOCKER, "command": None})


def test_misspelt_argument_and_attribute_are_refused() -> None:
    with pytest.raises(ValidationError, match="comand"):
        DockerContainer(comand=["--help"])  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="comand"):
        DockerContainer().comand = ["--help"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("value", ["5", True, None, 5.5, math.nan, math.inf, [5], 2**63, -(2**63) - 1])
def test_what_is_no_integer_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        Int64Range.model_validate({"min": value})


@pytest.mark.parametrize("value", [5, 5.0, 0, -0.0, 2**63 - 1, -(2**63)])
def test_what_json_schema_calls_an_integer_is_one(value: Any) -> None:
    read = Int64Range.model_validate({"min": value}).min
    assert read == value
    assert type(read) is int


@pytest.mark.parametrize("value", [1, 1.5, 2**53 + 1, 10**30, 10**400, 1e300, -0.0])
def test_a_number_stays_as_exact_as_it_was_written(value: float) -> None:
    cost = execbroker.loads(execbroker.dumps(SimpleMinMaxFloatCost(max=value)))
    assert isinstance(cost, SimpleMinMaxFloatCost)
    assert repr(cost.max) == repr(value)


@pytest.mark.parametrize("value", [True, "1", math.nan, math.inf])
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        SimpleMinMaxFloatCost(max=value)


def test_text_is_kept_to_the_letter() -> None:
    meta = ComponentMetadata(created="2026-12-01T05:12:49.399263503Z", url="http://example.org")
    assert meta.model_dump() == {"url": "http://example.org", "created": "2026-12-01T05:12:49.399263503Z"}


def test_a_wrong_type_that_got_into_an_object_does_not_get_out() -> None:
    container = DockerContainer()
    container.command = "ls"  # type: ignore[assignment]
    with pytest.raises(PydanticSerializationError):
        execbroker.dumps(container)
    with pytest.raises(PydanticSerializationError):
        execbroker.dumps(container, format="yaml")
    request = ExecutionRequest()
    request.executable = 5  # type: ignore[assignment]
    with pytest.raises(PydanticSerializationError):
        execbroker.dumps(request)


@pytest.mark.parametrize("value", [math.nan, math.inf, True, "1"])
def test_a_number_that_json_cannot_hold_is_not_written(value: Any) -> None:
    cost = SimpleMinMaxFloatCost()
    cost.min = value
    for form in ("json", "yaml"):
        with pytest.raises(PydanticSerializationError):
            execbroker.dumps(cost, format=form)


def test_objects_are_copied_pickled_and_compared_by_value() -> None:
    request = ExecutionRequest(compute=SimpleComputeResource(cores=Int64Range(min=1)))
    assert copy.deepcopy(request) == request
    assert pickle.loads(pickle.dumps(request)) == request  # noqa: S301 - our own bytes
    assert request.model_copy(update={"compute": None}) == ExecutionRequest()
    other = copy.deepcopy(request)
    assert isinstance(other.compute, SimpleComputeResource)
    assert other.compute.cores is not None
    other.compute.cores.min = 2
    assert other != request


def test_a_plain_pydantic_adapter_is_as_strict_as_ours() -> None:
    """What FastAPI does with a body: it must not be more lenient than `loads`."""
    adapter = TypeAdapter(ExecutionRequest)
    with pytest.raises(ValidationError):
        adapter.validate_python({"executable": {"kind": DOCKER, "comand": []}})
    assert adapter.dump_python(adapter.validate_python({"executable": {"kind": DOCKER}})) == {
        "executable": {"kind": DOCKER}
    }
    assert "executable" in adapter.json_schema()["properties"]


def test_every_class_is_importable_and_documented() -> None:
    assert "DockerContainer" in dir(execbroker.model)
    for name in execbroker.model.__all__:
        assert getattr(execbroker.model, name) is not None
    with pytest.raises(AttributeError, match="Nonsense"):
        execbroker.model.Nonsense  # noqa: B018
    assert OfferSet.__doc__


def test_a_type_checker_knows_every_field_after_a_match(tmp_path: Path) -> None:
    """The first part passes, and each line that ends in `error` is one that mypy refuses."""
    source = Path(__file__).with_name("typing_match.py").read_text(encoding="utf-8")
    file = tmp_path / "typing_match.py"
    file.write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), "--cache-dir"]
    done = subprocess.run(
        [*command, str(tmp_path / "cache"), "--output", "json", str(file)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    refused = {json.loads(line)["line"] for line in done.stdout.splitlines() if line.startswith("{")}
    expected = {number for number, line in enumerate(source.splitlines(), 1) if line.endswith("# error")}
    assert refused == expected, done.stdout + done.stderr
    assert expected


def test_the_package_says_that_it_is_typed() -> None:
    """Without this file a type checker knows nothing of an installed package; run from the sources it does."""
    for package in (execbroker, execbroker_model):
        assert Path(str(package.__file__)).with_name("py.typed").is_file()
