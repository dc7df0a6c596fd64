# SPDX-License-Identifier: Apache-2.0
"""The older names agree with the model, and each rule about them finds its fault once, at its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from beside import assert_found_once, edit, problems

from execbroker_build import older_names, sources

FILE = "model/older-names.yaml"

FAULTS = {
    "misshapen_names: a section that is missing": ("\nroots:", "\nroot:", "title: OlderNames", "`roots` is missing"),
    "misshapen_names: an older property that became two things": (
        "      filepath: path",
        "      filepath: {now: path, retired: it is gone}",
        "filepath:",
        "has one of",
    ),
    "misshapen_names: a form of value that nobody knows": (
        "image: {when: text,",
        "image: {when: texts,",
        "image: {when:",
        "has one of",
    ),
    "misshapen_names: a place with a fact that nobody knows": (
        "    kinds: volume",
        "    kind: volume",
        "    kind: volume",
        "has no `kind`",
    ),
    "broken_sign: an era that there is not": ("era: v0.7-uri-type", "era: v0.7-uri", "era: v0.7-uri", "no era"),
    "broken_sign: a pattern that does not compile": (
        "'(?P<name>[A-Za-z]+Bean)'",
        "'(?P<name>[A-Za-z+Bean)'",
        "Bean)",
        "does not compile",
    ),
    "dangling_name: a place that there is not": ("ports: port", "ports: ports", "ports: ports", "no place"),
    "dangling_name: kinds that are gone from nowhere": (
        "retired:\n  executable:",
        "retired:\n  executables:",
        "  executables:",
        "no place `executables`",
    ),
    "dangling_name: a kind that there is not": (
        "  storage/vospace-storage-resource.yaml: [",
        "  storage/vospace.yaml: [",
        "storage/vospace.yaml",
        "no kind kinds/storage/vospace.yaml",
    ),
    "dangling_name: a spare kind that there is not": (
        "spare: volume/simple-volume-mount.yaml",
        "spare: volume/simple.yaml",
        "spare: volume/simple.yaml",
        "no kind kinds/volume/simple.yaml",
    ),
    "dangling_title: a group that there is not": ("takes: [identified]", "takes: [named]", "takes: [named]", "`named`"),
    "dangling_title: a definition that there is not": (
        "today: [MessageItem]",
        "today: [Message]",
        "today: [Message]",
        "`Message` is no definition",
    ),
    "repeated_older_kind: a name for two kinds": (
        "[persistent-storage]",
        "[persistent-storage, simple-storage]",
        "[persistent-storage, simple-storage]",
        "stands under",
    ),
    "repeated_older_kind: a name of today": (
        "[persistent-storage]",
        "[persistent-storage, 'uri:enum-value-option']",
        "'uri:enum-value-option'",
        "is a kind of today",
    ),
    "unknown_target: a property that there is not": (
        "      filepath: path",
        "      filepath: paths",
        "filepath: paths",
        "`paths`, for `filepath` of `volume`, is no property of today",
    ),
    "unknown_target: a path that breaks off": (
        "digest: image.digest",
        "digest: image.sum.digest",
        "digest: image.sum.digest",
        "is no property of today",
    ),
    "unknown_target: an item of what is no list": (
        "platforms: {now: image.platform}",
        "platforms: {now: 'image.platform[]'}",
        "platforms:",
        "is no property of today",
    ),
    "todays_name: a property of today": (
        "      filepath: path",
        "      resource: path",
        "      resource: path",
        "`resource` is a property of `volume` today",
    ),
    "todays_name: a name that another one hides": (
        "      repository: {now:",
        "      spec: {when: mapping, up: true}\n      repository: {now:",
        "      spec: {when: mapping",
        "stands here after",
    ),
    "unknown_value: a value that there is not": (
        "        rw: READWRITE",
        "        rw: WRITE",
        "rw: WRITE",
        "`WRITE` is none",
    ),
    "unknown_value: a value of today": (
        "        rw: READWRITE",
        "        READONLY: READWRITE",
        "READONLY: READWRITE",
        "`READONLY` is a value of today",
    ),
    "unknown_value: values of what is no property": (
        "    values:\n      mode:",
        "    values:\n      modes:",
        "modes:",
        "`modes` is no property",
    ),
}


@pytest.fixture
def project(copy_sources: Callable[[], Path]) -> Path:
    return copy_sources()


def test_the_older_names_have_no_problems(root: Path) -> None:
    assert problems(root, older_names.lint) == []


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_found_once_at_its_line(project: Path, fault: tuple[str, str, str, str]) -> None:
    assert_found_once(project, FILE, older_names.lint, fault)


def test_every_rule_has_a_fault() -> None:
    rules = {rule.__name__ for rule in older_names._RULES}
    assert rules == {name.partition(":")[0] for name in FAULTS}


def test_a_name_that_is_older_for_the_form_of_its_value_only_is_no_fault(project: Path) -> None:
    edit(project / FILE, "      filepath: path", "      path: {when: mapping, reshaped: text}")
    assert problems(project, older_names.lint) == []


def test_the_build_refuses_a_fault_and_writes_nothing(
    project: Path, build: Callable[..., tuple[int, list[str], list[str]]]
) -> None:
    edit(project / FILE, "      filepath: path", "      filepath: paths")
    code, out, err = build()
    assert (code, out, len(err)) == (1, [], 1)
    assert "`paths`" in err[0]


def test_a_model_without_older_names_has_no_product(project: Path) -> None:
    (project / FILE).unlink()
    model, _ = sources.read(project / "model")
    assert model is not None
    assert older_names.lint(model) == []
    assert older_names.compiled(model) is None


def test_the_product_has_the_uris_of_today_and_what_places_take_over(made: dict[str, str]) -> None:
    facts = json.loads(made["execbroker_model/older-names.json"])
    registry = json.loads(made["execbroker_model/registry.json"])
    todays = {kind["kind"] for kind in registry["kinds"]}
    assert set(facts["kinds"].values()) <= todays
    assert facts["kinds"][registry["base"] + "kinds/executables/docker-container.yaml"].endswith(
        "docker-container.yaml"
    )
    assert facts["places"]["executable"]["properties"]["name"] == [{"now": "meta.name"}]
    assert facts["places"]["offerset"]["properties"]["executions"] == [{"now": "offers"}]
    assert {place["spare"] for place in facts["places"].values() if "spare" in place} <= todays
