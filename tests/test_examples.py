# SPDX-License-Identifier: Apache-2.0
"""Every example document is read, written and checked the same way by the library, its command line and others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from cases import EXAMPLES, VALID, as_of, data_of, mutants, name

import execbroker
from execbroker import schema
from execbroker.cli import main
from execbroker.kinds import Kinds
from execbroker.rules import Rules

KINDS = Kinds.builtin()
every_example = pytest.mark.parametrize("file", EXAMPLES, ids=name)


def rust_validator(as_: str | None) -> Any:
    """Return the second opinion: another implementation of JSON Schema, on the published bundle."""
    bundle = dict(schema.bundle())
    if as_ is None:
        return jsonschema_rs.validator_for(bundle)
    return jsonschema_rs.validator_for({"$ref": f"#/$defs/{KINDS.title_of(as_)}", "$defs": bundle["$defs"]})


WARNED = {
    "empty-parts.yaml": {"software-without-functions", "software-without-name"},
    "computer-alias.yaml": {"kind-alias"},
    "huge-integers.json": {"bytes-for-gibibytes", "unknown-calibration-level"},
    "intervals-in-three-forms.yaml": {"time-without-zone"},
    "month-duration.yaml": {"calendar-duration", "time-without-zone"},
    "numbers-of-both-sorts.yaml": {"negative-cost"},
    "plain-words-are-text.yaml": {"boolean-word"},
    "text-that-looks-like-numbers.yaml": {"unpinned-image", "unusual-environment-name"},
    "unicode-names.yaml": {"unusual-environment-name"},
    "execution-offerset.minimal.json": {"no-without-reason"},
}
"""Examples at the edge of what makes sense, and the warnings about them."""


@every_example
def test_example_has_no_fault(file: Path) -> None:
    report = execbroker.validate(file, as_=as_of(file))
    assert {found.code for found in report.diagnostics} == WARNED.get(file.name, set())
    assert report.ok


@every_example
def test_command_line_accepts_example(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    as_ = as_of(file)
    assert main(["validate", str(file), *(["--as", as_] if as_ else [])]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("valid")


@every_example
def test_object_comes_back_equal_from_each_format(file: Path) -> None:
    document = execbroker.load(file, as_=as_of(file))
    for form in ("json", "yaml"):
        text = execbroker.dumps(document, format=form)
        again = execbroker.loads(text, as_=type(document))
        assert again == document
        assert execbroker.dumps(again, format=form) == text, "the second dump is the first, to the byte"


@every_example
def test_data_come_back_equal_through_the_object(file: Path) -> None:
    data = data_of(file)
    document = execbroker.load(file, as_=as_of(file))
    assert json.loads(execbroker.dumps(document)) == data
    assert execbroker.document.FORMATS["yaml"].read(execbroker.dumps(document, format="yaml")) == data
    assert document.model_dump() == data, "a plain dump of pydantic adds and drops nothing either"
    assert json.loads(document.model_dump_json()) == data


@every_example
def test_trusted_and_lenient_reading_give_the_same_object(file: Path) -> None:
    document = execbroker.load(file, as_=as_of(file))
    text = execbroker.dumps(document)
    assert execbroker.loads(text, as_=as_of(file), duplicate_keys="last") == document
    kept = execbroker.load(file, as_=as_of(file), unknown="keep")
    assert execbroker.dumps(kept) == text


@every_example
def test_classes_and_schema_agree_on_each_mutant(file: Path) -> None:
    """The classes take a mutant exactly where JSON Schema takes it.

    jsonschema-rs is asked first: it is fast. Where it differs, jsonschema decides, the reference; so far only about
    floats at the very end of the 64-bit integers, which jsonschema-rs compares after rounding.
    """
    title = type(execbroker.load(file, as_=as_of(file))).__name__
    accepts = rust_validator(title).is_valid
    cls = KINDS.class_named(title)
    disagreements = []
    for what, path, mutant in mutants(data_of(file)):
        try:
            cls.model_validate(mutant)
            taken = True
        except ValueError:
            taken = False
        if taken != accepts(mutant) and taken == any(schema.faults(mutant, title, KINDS, keep=False)):
            disagreements.append((what, path, "taken by the class" if taken else "taken by the schema"))
    assert not disagreements


@every_example
def test_each_refused_mutant_gets_a_diagnostic_at_its_place(file: Path) -> None:
    """A sample of forty mutants or so: jsonschema is slow, and the sample differs from file to file."""
    as_ = as_of(file)
    accepts = rust_validator(as_).is_valid
    everything = list(mutants(data_of(file)))
    step = max(7, len(everything) // 40)
    for what, path, mutant in everything[len(file.name) % step :: step]:
        text = execbroker.document.FORMATS["json"].write(mutant)
        report = execbroker.validates(text, format="json", as_=as_, rules=Rules(()))
        assert report.ok == (isinstance(mutant, dict) and accepts(mutant)), (what, path)
        for found in report.errors:
            assert found.line is not None
            assert 1 <= found.line <= text.count("\n"), (what, path)
            assert found.code != "refused-by-class", (what, path)


def test_each_kind_and_document_type_has_a_minimal_and_a_full_example() -> None:
    wanted = {
        f"{kind.group}/{kind.short.removeprefix('uri:')}.{size}"
        for kind in KINDS.values()
        if not kind.placeholder
        for size in ("minimal", "full")
    }
    wanted |= {f"{document.name}/{size}" for document in KINDS.documents for size in ("minimal", "full")}
    wanted |= {f"execution-template/{kind.short}" for kind in KINDS.values() if kind.placeholder}
    present = {name(file).removesuffix(file.suffix) for file in EXAMPLES}
    assert not wanted - present


def test_each_property_of_each_kind_is_in_an_example() -> None:
    seen: set[tuple[str, str]] = set()
    for file in EXAMPLES:
        if ".full" in file.name or file.stem == "full":
            _collect(execbroker.load(file, as_=as_of(file)), seen)
    classes = {type_name for type_name, _ in seen}
    for title, definition in schema.bundle()["$defs"].items():
        if title in classes:
            missing = {field for field in definition["properties"] if (title, field) not in seen}
            assert not missing, title


def _collect(value: Any, seen: set[tuple[str, str]]) -> None:
    if isinstance(value, list):
        for item in value:
            _collect(item, seen)
    elif hasattr(value, "model_fields_set"):
        for field in value.model_fields_set:
            seen.add((type(value).__name__, field))
            _collect(getattr(value, field), seen)


def test_the_story_is_consistent() -> None:
    story = VALID / "newton-raphson"
    request = execbroker.load(story / "3-request.yaml")
    offers = execbroker.load(story / "4-offer-set.yaml")
    update = execbroker.load(story / "5-update.json")
    session = execbroker.load(story / "6-accepted-session.yaml")
    container = execbroker.load(story / "2-docker-container.yaml")
    model = execbroker.model
    assert isinstance(request, model.ExecutionRequest)
    assert isinstance(offers, model.OfferSet)
    assert isinstance(session, model.ScheduledExecutionSession)
    assert isinstance(update, model.EnumValueUpdate)
    assert isinstance(container, model.DockerContainer)
    assert isinstance(request.executable, model.DockerContainer)
    assert request.executable.image is not None
    assert container.image is not None
    assert request.executable.image.digest == container.image.digest
    assert request.executable.image.locations == container.image.locations
    assert offers.offers is not None
    assert len(offers.offers) == 2
    chosen = offers.offers[0]
    assert chosen.meta is not None
    assert session.meta is not None
    assert chosen.meta.uuid == session.meta.uuid
    assert (update.path, update.value, session.phase) == ("/phase", "ACCEPTED", "ACCEPTED")
