# SPDX-License-Identifier: Apache-2.0
"""The files under `model/`, read once."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from execbroker.document import FORMATS, Located, Unreadable, decode
from execbroker.problem import Problem

Schema = Mapping[str, Any]
Role = Literal["kind", "document", "union", "shared"]

META_SCHEMA = "meta-schema.yaml"
OLDER_NAMES = "older-names.yaml"
LIFECYCLE = "lifecycle.yaml"
SERVICE = "service.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """One schema file. `path` is relative to `model/`, with slashes."""

    path: str
    located: Located

    @property
    def schema(self) -> Schema:
        """The schema as it is written."""
        schema: Schema = self.located.data
        return schema

    @property
    def title(self) -> str:
        """The name of the class and of the definition in the bundle."""
        return str(self.schema["title"])

    @property
    def role(self) -> Role:
        """What the file describes; told by its place and, for unions, by its content."""
        if self.path.startswith("kinds/"):
            return "kind"
        if "/" not in self.path:
            return "document"
        return "union" if "x-kinds-of" in self.schema else "shared"

    @property
    def group(self) -> str:
        """The group of a kind: the folder it stands in."""
        return self.path.split("/")[1]

    def target(self, reference: str) -> str:
        """Return the path that a relative `reference` in this file leads to."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.path), reference))

    def problem(self, message: str, *path: str | int) -> Problem:
        """Return a problem at the key or value at `path`."""
        return Problem(f"model/{self.path}", self.located.key_place(path).line, message)


@dataclass(frozen=True, slots=True)
class Model:
    """All of `model/`: the base of the identifiers, the version, the schema of schemas, and the sources by path.

    What older forms called things, who moves phases, and the paths of the service are no schemas, and stand beside the
    sources.
    """

    base: str
    version: str
    meta_schema: Schema
    sources: Mapping[str, Source]
    older_names: Source | None = None
    lifecycle: Source | None = None
    service: Source | None = None

    def kind(self, source: Source) -> str:
        """Return the kind that stands on the wire for `source`."""
        return str(source.schema.get("x-kind", self.base + source.path))

    def aliases(self, source: Source) -> list[str]:
        """Return the other spellings of that kind that are accepted, and kept as written."""
        return [self.base + alias["kind"] for alias in source.schema.get("x-kind-aliases", ())]

    def kinds(self, group: str | None = None, *, placeholders: bool = True) -> list[Source]:
        """Return the kinds, of one group or of all, in the order of their paths."""
        return [
            source
            for source in self.sources.values()
            if source.role == "kind"
            and group in (None, source.group)
            and (placeholders or not source.schema.get("x-placeholder"))
        ]

    def mixins(self) -> set[str]:
        """Return the paths of the files whose properties others take over."""
        return {path for source in self.sources.values() for path in parents(source)} | {
            source.target(source.schema["x-other"]) for source in self.sources.values() if source.role == "union"
        }


def parents(source: Source) -> list[str]:
    """Return the paths of the mixins that `source` names, in their order."""
    return [source.target(part["$ref"]) for part in source.schema.get("allOf", ())]


def references(schema: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield each `$ref` in `schema`, with its path. Examples are data, not schemas, and are left out."""
    items = schema.items() if isinstance(schema, Mapping) else enumerate(schema) if isinstance(schema, list) else ()
    for key, value in items:
        if key == "$ref" and isinstance(value, str):
            yield value, (*path, key)
        elif key != "examples":
            yield from references(value, (*path, key))


def read(folder: Path) -> tuple[Model | None, list[Problem]]:
    """Read `folder`, the model's. Problems are files that are not YAML mappings; then there is no model."""
    problems = []
    sources: dict[str, Source] = {}
    meta_schema: Schema = {}
    beside: dict[str, Source] = {}
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        path = file.relative_to(folder).as_posix()
        if path in ("BASE", "VERSION"):
            continue
        if file.suffix != ".yaml":
            problems.append(Problem(f"model/{path}", 1, "a schema file has the suffix .yaml"))
            continue
        try:
            located = FORMATS["yaml"].locate(decode(file.read_bytes()))
        except Unreadable as error:
            problems += [Problem(f"model/{path}", fault.line, fault.message) for fault in error.faults]
            continue
        problems += [Problem(f"model/{path}", fault.line, fault.message) for fault in located.faults]
        if not isinstance(located.data, dict) or not isinstance(located.data.get("title"), str):
            problems.append(Problem(f"model/{path}", 1, "a schema file is a mapping with a `title`"))
        elif path == META_SCHEMA:
            meta_schema = located.data
        elif path in (OLDER_NAMES, LIFECYCLE, SERVICE):
            beside[path] = Source(path, located)
        else:
            sources[path] = Source(path, located)
    base, version = ((folder / name).read_text(encoding="utf-8").strip() for name in ("BASE", "VERSION"))
    if problems:
        return None, problems
    others = (beside.get(name) for name in (OLDER_NAMES, LIFECYCLE, SERVICE))
    return Model(base, version, meta_schema, sources, *others), []
