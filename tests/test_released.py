# SPDX-License-Identifier: Apache-2.0
"""What was valid in a release stays so, and comes back equal; and it is noticed where it would not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import freeze
import pytest
from freeze import RELEASED, SUMS, TYPES, data_of, published, validator_for
from shown import KINDS, all_there_is, shown

import execbroker
from execbroker.bundle import bundle
from execbroker.document import FORMATS
from execbroker.rules import Rules

VERSIONS = sorted(folder.name for folder in RELEASED.iterdir() if folder.is_dir())
each_version = pytest.mark.parametrize("version", VERSIONS)


def sums(version: str) -> dict[str, str]:
    """Return the checksums of a version by the names of its documents."""
    lines = (RELEASED / version / SUMS).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def frozen(version: str) -> Iterator[tuple[str, Path, str | None]]:
    """Yield the name, the file and the type of each document of a version."""
    types = RELEASED / version / TYPES
    as_ = FORMATS["yaml"].read(types.read_text(encoding="utf-8")) if types.is_file() else {}
    yield from ((name, RELEASED / version / name, as_.get(name)) for name in sums(version))


def refused(version: str, schema: Mapping[str, Any]) -> list[str]:
    """Return the documents of a version that `schema` does not take."""
    accepts = validator_for(schema)
    return [name for name, file, as_ in frozen(version) if not accepts(data_of(file), as_)]


def changed(title: str, **keywords: Any) -> dict[str, Any]:
    """Return the bundle with other keywords in the definition `title`."""
    definitions = bundle()["$defs"]
    return {**bundle(), "$defs": {**definitions, title: {**definitions[title], **keywords}}}


@each_version
def test_what_is_frozen_is_as_it_was(version: str) -> None:
    digests = {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file, _ in frozen(version)}
    assert digests == sums(version)
    files = {file.relative_to(RELEASED / version).as_posix() for file in (RELEASED / version).rglob("*.*")}
    assert {name for name in files if (RELEASED / version / name).is_file()} - {TYPES} == set(digests)


@each_version
def test_what_was_valid_is_valid_in_shape_today(version: str) -> None:
    assert refused(version, bundle()) == []
    shape_alone = Rules(())
    reports = {name: execbroker.validate(file, as_=as_, rules=shape_alone) for name, file, as_ in frozen(version)}
    assert {name: report.errors for name, report in reports.items() if not report.ok} == {}


@each_version
def test_what_was_valid_comes_back_equal(version: str) -> None:
    for name, file, as_ in frozen(version):
        document = execbroker.load(file, as_=as_)
        assert json.loads(execbroker.dumps(document)) == data_of(file), name
        assert FORMATS["yaml"].read(execbroker.dumps(document, format="yaml")) == data_of(file), name


def test_the_published_version_has_nothing_that_is_proposed() -> None:
    assert refused("1.0", published(bundle())) == []


def test_the_published_version_is_shown_whole() -> None:
    definitions = published(bundle())["$defs"]
    found: set[tuple[str, str]] = set().union(
        *(shown(data_of(file), as_, definitions) for _, file, as_ in frozen("1.0"))
    )
    aliases = {name for name, kind in KINDS.items() if name != kind.kind}
    assert sorted(one for one in all_there_is(definitions) - found if one[1] not in aliases) == []


STRICTER = {
    "a property is required": changed("DockerContainer", required=["kind", "image"]),
    "a property is dropped": changed(
        "DockerNetworkPort",
        properties={k: v for k, v in bundle()["$defs"]["DockerNetworkPort"]["properties"].items() if k != "path"},
    ),
    "a value of a closed set is dropped": changed("MessageLevel", enum=["DEBUG", "INFO", "WARN", "ERROR"]),
    "a pattern knows fewer forms": changed("Duration", pattern="^PT[0-9]+[HMS]$"),
    "a number has a bound": changed("Int64", minimum=1),
    "a map has no names of its own": changed("NameValueMap", additionalProperties=False),
}


@pytest.mark.parametrize("change", STRICTER)
def test_a_stricter_model_is_noticed(change: str) -> None:
    assert refused("1.0", STRICTER[change]) != []


def test_a_version_is_frozen_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = [one for one in freeze.valid_documents() if "execution-template/" in one[0] or "--kind-alone" in one[0]]
    monkeypatch.setattr(freeze, "valid_documents", lambda: iter(few))
    everything = freeze.freeze("9.9", only_published=False, into=tmp_path)
    assert everything == len(few) > freeze.freeze("9.8", only_published=True, into=tmp_path) > 0
    assert (tmp_path / "9.9" / TYPES).is_file()
    with pytest.raises(FileExistsError):
        freeze.freeze("9.9", only_published=True, into=tmp_path)
