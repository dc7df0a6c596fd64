# SPDX-License-Identifier: Apache-2.0
"""The registry of kinds, and kinds that others add to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import metadata
from typing import Literal

import pytest

import execbroker
from execbroker.cli import main
from execbroker.kinds import Kind, Kinds
from execbroker.model import ExecutionRequest, OtherComputeResource, OtherExecutable

BUILTIN = Kinds.builtin()
PLUTO = "https://example.org/kinds/pluto-notebook"


class PlutoNotebook(OtherExecutable):
    """A kind that somebody else defines."""

    kind: Literal["https://example.org/kinds/pluto-notebook"] = PLUTO
    location: str | None = None


KIND = Kind(
    kind=PLUTO,
    group="executable",
    title="PlutoNotebook",
    cls=PlutoNotebook,
    schema={
        "type": "object",
        "allOf": [{"$ref": BUILTIN.base + "common/executable.yaml"}],
        "properties": {"kind": {"const": PLUTO}, "location": {"type": "string"}},
        "required": ["kind"],
        "unevaluatedProperties": False,
    },
)
KINDS = BUILTIN.with_kind(KIND)


class Namesake(OtherExecutable):
    """Another kind, with a class of the same name."""

    kind: Literal["https://example.org/namesake"] = "https://example.org/namesake"


Namesake.__name__ = "PlutoNotebook"


class Request(Namesake):
    """Another one, with the name of a document of the model."""


Request.__name__ = "ExecutionRequest"


class Spelt(OtherExecutable):
    """A kind that is also written in another way."""

    kind: Literal["https://example.org/spelt", "https://example.org/spelled"] = "https://example.org/spelt"


TEXT = f"""\
executable:
  kind: {PLUTO}
  meta:
    name: notebook
  location: https://example.org/n.json
"""


def test_registry_knows_kinds_by_uri_and_alias() -> None:
    container = BUILTIN[BUILTIN.base + "kinds/executable/docker-container.yaml"]
    assert (container.group, container.title, container.short) == ("executable", "DockerContainer", "docker-container")
    alias = BUILTIN[BUILTIN.base + "kinds/computer/simple-compute-resource.yaml"]
    assert alias is BUILTIN[BUILTIN.base + "kinds/compute/simple-compute-resource.yaml"]
    assert BUILTIN.others["executable"] == "OtherExecutable"
    assert BUILTIN["uri:enum-value-update"].short == "enum-value-update"
    with pytest.raises(KeyError):
        BUILTIN.class_named("Nonsense")


@pytest.mark.parametrize(
    "name",
    ["docker-container", "DockerContainer", BUILTIN.base + "kinds/executable/docker-container.yaml"],
)
def test_title_is_found_by_each_of_its_names(name: str) -> None:
    assert BUILTIN.title_of(name) == "DockerContainer"


def test_a_registered_kind_is_read_as_its_class_and_written_unchanged() -> None:
    request = execbroker.loads(TEXT, kinds=KINDS)
    assert isinstance(request, ExecutionRequest)
    assert isinstance(request.executable, PlutoNotebook)
    assert request.executable.location == "https://example.org/n.json"
    for form in ("json", "yaml"):
        assert execbroker.loads(execbroker.dumps(request, format=form), kinds=KINDS) == request


def test_an_object_of_a_registered_class_can_be_put_into_a_request() -> None:
    request = ExecutionRequest(executable=PlutoNotebook(location="https://example.org/n.json"))
    text = execbroker.dumps(request)
    assert execbroker.loads(text, kinds=KINDS) == request


def test_a_registered_kind_can_be_a_document_of_its_own() -> None:
    text = execbroker.dumps(PlutoNotebook(location="https://example.org/n.json"))
    assert isinstance(execbroker.loads(text, kinds=KINDS), PlutoNotebook)
    assert isinstance(execbroker.loads(text, kinds=KINDS, as_=PlutoNotebook), PlutoNotebook)


def test_faults_in_a_registered_kind_are_found_by_its_schema() -> None:
    found = execbroker.validates(TEXT.replace("location", "locaton"), kinds=KINDS).diagnostics
    assert [(d.code, d.pointer, d.line) for d in found] == [("unknown-property", "/executable/locaton", 5)]
    found = execbroker.validates(TEXT.replace("https://example.org/n.json", "5"), kinds=KINDS).diagnostics
    assert [(d.code, d.pointer, d.line) for d in found] == [("wrong-type", "/executable/location", 5)]


def test_a_registered_schema_may_say_which_dialect_it_is() -> None:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": PLUTO, **(KIND.schema or {})}
    kinds = BUILTIN.with_kind(replace(KIND, schema=schema))
    found = execbroker.validates(TEXT.replace("location", "locaton"), kinds=kinds).diagnostics
    assert [(d.code, d.pointer) for d in found] == [("unknown-property", "/executable/locaton")]


def test_a_registered_schema_reaches_each_definition_by_its_file() -> None:
    """And not one that is local to that file, such as the interface of an accelerator."""
    properties = {"kind": {"const": PLUTO}, "location": {"$ref": BUILTIN.base + "common/accelerator.yaml"}}
    schema = {**(KIND.schema or {}), "properties": properties}
    kinds = BUILTIN.with_kind(replace(KIND, schema=schema))
    found = execbroker.validates(TEXT.replace("https://example.org/n.json", "{vendor: x}"), kinds=kinds).diagnostics
    assert [(d.code, d.pointer) for d in found] == [("missing-property", "/executable/location")]
    assert found[0].message == "the property `type` is missing"


def test_the_registry_it_was_added_to_is_unchanged() -> None:
    assert PLUTO not in BUILTIN
    assert [found.code for found in execbroker.validates(TEXT, kinds=BUILTIN).diagnostics] == ["unknown-kind"]


def test_a_registered_kind_belongs_to_its_group_only() -> None:
    text = f"compute:\n  kind: {PLUTO}\n"
    assert [found.code for found in execbroker.validates(text, kinds=KINDS).diagnostics] == ["misplaced-kind"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (KIND, "registered already"),
        (Kind(kind="https://example.org/x", group="executable", title="X"), "schema and a class"),
        (replace(KIND, kind="https://example.org/x", schema=None), "schema and a class"),
        (replace(KIND, kind="https://example.org/x", cls=None), "schema and a class"),
        (replace(KIND, aliases=(*BUILTIN,)), f"^{PLUTO} is registered already"),
        (replace(KIND, kind="https://example.org/x", title="Other"), "not named Other"),
        (replace(KIND, kind="https://example.org/namesake", cls=Namesake, schema={}, title="Other"), "not named Other"),
        (
            replace(KIND, kind="https://example.org/namesake", cls=Request, schema={}, title="ExecutionRequest"),
            "title ExecutionRequest is that of another kind",
        ),
        (replace(KIND, kind="https://example.org/x"), "takes another kind"),
        (replace(KIND, kind="https://example.org/namesake", cls=Namesake, schema={}), "of another kind"),
        (replace(KIND, kind="https://example.org/namesake", cls=Namesake, schema={"$id": PLUTO}), "another \\$id"),
        (Kind(kind="https://example.org/x", group="nonsense", title="X", schema={}, cls=PlutoNotebook), "group"),
        (Kind(kind="https://example.org/x", group="compute", title="X", schema={}, cls=PlutoNotebook), "subclass"),
        (
            Kind(
                kind="https://example.org/x",
                group="executable",
                title="DockerContainer",
                schema={},
                cls=PlutoNotebook,
            ),
            "not named",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_cannot_be_registered_says_why(kind: Kind, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        KINDS.with_kind(kind)


@pytest.fixture
def installed_package(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Offer the kind as an installed package does."""
    entry_point = metadata.EntryPoint("pluto", f"{__name__}:KIND", "execbroker.kinds")
    monkeypatch.setattr(entry_point.__class__, "load", lambda self: KIND)
    monkeypatch.setattr(metadata, "entry_points", lambda group: [entry_point] if group == "execbroker.kinds" else [])
    Kinds.installed.cache_clear()
    yield
    Kinds.installed.cache_clear()


@pytest.mark.usefixtures("installed_package")
def test_installed_kinds_are_known_to_every_way_of_reading(capsys: pytest.CaptureFixture[str]) -> None:
    assert isinstance(execbroker.loads(f"kind: {PLUTO}", as_=PlutoNotebook), PlutoNotebook)
    kept = execbroker.loads(TEXT, unknown="keep", as_=ExecutionRequest)
    assert isinstance(kept.executable, PlutoNotebook)
    assert main(["schema", "--list"]) == 0
    assert PLUTO in capsys.readouterr().out
    assert main(["schema", PLUTO]) == 0
    assert "location" in capsys.readouterr().out


def test_a_broken_package_is_a_warning_and_no_reason_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = metadata.EntryPoint("broken", "no_such_module:KIND", "execbroker.kinds")
    # Others ask too: pydantic does for its plugins, when its first class is made.
    monkeypatch.setattr(metadata, "entry_points", lambda group: [broken] if group == broken.group else [])
    Kinds.installed.cache_clear()
    with pytest.warns(RuntimeWarning, match="no_such_module"):
        report = execbroker.validates(TEXT)
    assert [found.code for found in report.diagnostics] == ["unknown-kind"]
    Kinds.installed.cache_clear()


@pytest.mark.usefixtures("installed_package")
def test_kinds_of_installed_packages_are_found_by_themselves() -> None:
    request = execbroker.loads(TEXT)
    assert isinstance(request, ExecutionRequest)
    assert isinstance(request.executable, PlutoNotebook)
    assert execbroker.validates(TEXT).ok
    found = execbroker.validates(TEXT.replace("location", "locaton")).diagnostics
    assert [d.code for d in found] == ["unknown-property"]


@pytest.mark.usefixtures("installed_package")
def test_with_a_registry_of_the_callers_no_other_kinds_are_known() -> None:
    for kinds in (Kinds.builtin(), replace(BUILTIN)):
        with pytest.raises(ValueError, match="no document type or kind"):
            execbroker.loads(TEXT, as_=PLUTO, kinds=kinds)
        assert [found.code for found in execbroker.validates(TEXT, kinds=kinds).diagnostics] == ["unknown-kind"]


def test_another_spelling_of_a_registered_kind_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    spelt, spelled = "https://example.org/spelt", "https://example.org/spelled"
    kind = Kind(kind=spelt, aliases=(spelled,), group="executable", title="Spelt", schema={}, cls=Spelt)
    with_spelt = BUILTIN.with_kind(kind)
    text = f"executable: {{kind: {spelled}}}"
    assert [found.code for found in execbroker.validates(text, kinds=with_spelt).diagnostics] == ["kind-alias"]
    monkeypatch.setattr(Kinds, "installed", staticmethod(lambda: with_spelt))
    assert [found.code for found in execbroker.validates(text).diagnostics] == ["kind-alias"]
    assert with_spelt.registered == dict.fromkeys((spelt, spelled), Spelt)


def test_another_class_of_other_kinds_does_not_take_its_place() -> None:
    assert not issubclass(PlutoNotebook, OtherComputeResource)
    with pytest.raises(ValueError, match="known kind"):
        ExecutionRequest(compute=PlutoNotebook())  # type: ignore[arg-type]
