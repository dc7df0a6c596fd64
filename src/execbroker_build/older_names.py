# SPDX-License-Identifier: Apache-2.0
"""`model/older-names.yaml`, checked against the model and compiled for the library."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from execbroker.problem import Problem

from .bundle import bundle
from .sources import Model, Schema, Source

_Path = tuple[str | int, ...]

_SECTIONS = ("eras", "signs", "forms", "kinds", "retired", "shared", "roots", "places")
_MEANINGS = ("now", "in", "up", "retired", "reshaped")
_MORE = ("when", "beside", "join", "hint")
_WHEN = ("text", "scalar", "number", "mapping", "mappings", "names", "null")
_PLACE = ("today", "kinds", "spare", "untyped", "holds", "takes", "values", "properties")


@dataclass(frozen=True, slots=True)
class _Given:
    """The model, its older names, and the definitions of the bundle."""

    model: Model
    names: Source
    definitions: Mapping[str, Any]

    @property
    def data(self) -> Schema:
        """The older names as they are written."""
        return self.names.schema

    def today(self, place: str) -> list[Schema]:
        """Return the definitions of what stands at `place` today."""
        return [found for title in self.data["places"][place].get("today", ()) for found in self.named(title)]

    def named(self, title: str) -> list[Schema]:
        """Return the definition `title`, or those of the kinds of a group for ``group/``."""
        titles = [source.title for source in self.model.kinds(title[:-1])] if title.endswith("/") else [title]
        return [self.definitions[title] for title in titles if title in self.definitions]


def lint(model: Model) -> list[Problem]:
    """Return the problems of the older names of `model`. A rule runs only on what the rules before it accept."""
    if model.older_names is None:
        return []
    given = _Given(model, model.older_names, bundle(model)["$defs"])
    for rule in _RULES:
        if problems := list(rule(given)):
            return problems
    return []


def misshapen_names(given: _Given) -> Iterator[Problem]:
    """The file has its sections, and older properties and places have the facts that are known."""
    names, data = given.names, given.data
    if missing := [section for section in _SECTIONS if section not in data]:
        yield names.problem(f"the section `{missing[0]}` is missing", "title")
        return
    for path, entry in _entries(data):
        meanings = [name for name in _MEANINGS if name in entry]
        if len(meanings) != 1 or not entry.keys() <= {*_MEANINGS, *_MORE} or entry.get("when", "text") not in _WHEN:
            yield names.problem(f"an older property has one of {', '.join(_MEANINGS)}, and {', '.join(_MORE)}", *path)
    for place, facts in data["places"].items():
        if surplus := [name for name in facts if name not in _PLACE]:
            yield names.problem(f"a place has no `{surplus[0]}`", "places", place, surplus[0])


def broken_sign(given: _Given) -> Iterator[Problem]:
    """A sign is one of an era, and patterns compile."""
    names, data = given.names, given.data
    eras = {era["name"] for era in data["eras"]}
    patterns: list[_Path] = [("forms", index, "pattern") for index in range(len(data["forms"]))]
    for index, sign in enumerate(data["signs"]):
        if sign["era"] not in eras:
            yield names.problem(f"there is no era `{sign['era']}`", "signs", index, "era")
        patterns += [("signs", index, "kinds", number) for number in range(len(sign.get("kinds", ())))]
    for path in patterns:
        try:
            re.compile(str(_at(data, path)))
        except re.error as error:
            yield names.problem(f"the pattern does not compile: {error}", *path)


def dangling_name(given: _Given) -> Iterator[Problem]:
    """What names a place or a kind of today names one that is."""
    data = given.data
    kinds = {source.path.removeprefix("kinds/") for source in given.model.kinds()}
    for path, name in _named_places(data):
        if name not in data["places"]:
            yield given.names.problem(f"there is no place `{name}`", *path)
    for kind in data["kinds"]:
        if kind not in kinds:
            yield given.names.problem(f"there is no kind kinds/{kind}", "kinds", kind)
    for place, facts in data["places"].items():
        if "spare" in facts and facts["spare"] not in kinds:
            yield given.names.problem(f"there is no kind kinds/{facts['spare']}", "places", place, "spare")


def dangling_title(given: _Given) -> Iterator[Problem]:
    """A place takes over groups of properties that are there, and stands for definitions of the model."""
    data = given.data
    for place, facts in data["places"].items():
        for index, group in enumerate(facts.get("takes", ())):
            if group not in data["shared"]:
                yield given.names.problem(f"there is no group `{group}` in `shared`", "places", place, "takes", index)
        for index, title in enumerate(facts.get("today", ())):
            if not given.named(title):
                yield given.names.problem(f"`{title}` is no definition of the model", "places", place, "today", index)


def repeated_older_kind(given: _Given) -> Iterator[Problem]:
    """An older name of a kind stands once, and is not the name of a kind of today."""
    model, names = given.model, given.names
    todays = {uri for source in model.kinds() for uri in (model.kind(source), *model.aliases(source))}
    first: dict[str, str] = {}
    for path, name in _older_kinds(names.schema):
        if name in first:
            yield names.problem(f"`{name}` stands under {first[name]} already", *path)
        if _whole(model, name) in todays:
            yield names.problem(f"`{name}` is a kind of today", *path)
        first.setdefault(name, str(path[1]))


def unknown_target(given: _Given) -> Iterator[Problem]:
    """What an older property became is a property of today, seen from the place where it stood."""
    names = given.names
    for place, name, entry, path in _by_place(names):
        target = entry.get("now") or entry.get("in")
        if target and not _property(given, place, target):
            yield names.problem(f"`{target}`, for `{name}` of `{place}`, is no property of today", *path)


def todays_name(given: _Given) -> Iterator[Problem]:
    """An older name is not one of today in the same place, unless it is older for the form of its value."""
    names = given.names
    seen: set[tuple[str, str]] = set()
    for place, name, entry, path in _by_place(names):
        if "when" not in entry and _property(given, place, name):
            yield names.problem(f"`{name}` is a property of `{place}` today", *path)
        if (place, name) in seen:
            yield names.problem(f"`{name}` of `{place}` stands here after one that takes every value", *path)
        if not entry.keys() & {"when", "beside"}:
            seen.add((place, name))


def unknown_value(given: _Given) -> Iterator[Problem]:
    """An older value is not one of today, and what it became is one; text without a list of values may be anything."""
    names = given.names
    for place, facts in names.schema["places"].items():
        for name, values in facts.get("values", {}).items():
            path = ("places", place, "values", name)
            found = _property(given, place, name)
            if not found:
                yield names.problem(f"`{name}` is no property of `{place}` today", *path)
            allowed = {value for schema in found for value in schema.get("enum", ())}
            for old, new in values.items():
                if allowed and (old in allowed or new not in allowed):
                    yield names.problem(f"`{old}` is a value of today, or `{new}` is none", *path, old)


_RULES: tuple[Callable[[_Given], Iterator[Problem]], ...] = (
    misshapen_names,
    broken_sign,
    dangling_name,
    dangling_title,
    repeated_older_kind,
    unknown_target,
    todays_name,
    unknown_value,
)


def compiled(model: Model) -> dict[str, Any] | None:
    """Return the older names as the library reads them: kinds with their URIs, places with what they take over."""
    if model.older_names is None:
        return None
    data = model.older_names.schema
    kinds = {
        _whole(model, name): model.kind(model.sources[f"kinds/{kind}"])
        for kind, older in data["kinds"].items()
        for name in older
    }
    places: dict[str, Any] = {}
    for place, facts in data["places"].items():
        properties: dict[str, list[dict[str, Any]]] = {}
        for _, name, entry, _ in _by_place(model.older_names, place):
            properties.setdefault(name, []).append(entry)
        spare = {"spare": model.kind(model.sources[f"kinds/{facts['spare']}"])} if "spare" in facts else {}
        kept = {name: facts[name] for name in ("kinds", "untyped", "holds", "values") if name in facts}
        places[place] = kept | spare | {"properties": properties}
    kept = {name: data[name] for name in ("eras", "signs", "forms", "retired", "roots")}
    return kept | {"kinds": kinds, "places": places}


def _entry(written: Any) -> dict[str, Any]:
    return {"now": written} if isinstance(written, str) else dict(written)


def _entries(data: Schema) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Yield each older property as it is written, with its path."""
    for section in ("shared", "places"):
        for group, facts in data[section].items():
            inner = () if section == "shared" else ("properties",)
            for name, written in (facts if section == "shared" else facts.get("properties", {})).items():
                yield (section, group, *inner, name), _entry(written)


def _by_place(names: Source, only: str | None = None) -> Iterator[tuple[str, str, dict[str, Any], _Path]]:
    """Yield the place, the name, the facts and the path of each older property, of those that are taken over too.

    What a place says itself replaces what it takes over for the same form of value.
    """
    for place, facts in names.schema["places"].items():
        if only not in (None, place):
            continue
        found: dict[tuple[str, str | None], tuple[dict[str, Any], _Path]] = {}
        for group in facts.get("takes", ()):
            for name, written in names.schema["shared"][group].items():
                entry = _entry(written)
                found[name, entry.get("when")] = entry, ("shared", group, name)
        for name, written in facts.get("properties", {}).items():
            entry = _entry(written)
            found[name, entry.get("when")] = entry, ("places", place, "properties", name)
        for (name, _), (entry, path) in found.items():
            yield place, name, entry, path


def _older_kinds(data: Schema) -> Iterator[tuple[_Path, str]]:
    for kind, older in data["kinds"].items():
        for index, name in enumerate(older):
            yield ("kinds", kind, index), name
    for place, names in data["retired"].items():
        for name in names:
            yield ("retired", place, name), name


def _named_places(data: Schema) -> Iterator[tuple[_Path, str]]:
    for index, root in enumerate(data["roots"]):
        yield ("roots", index, "place"), root["place"]
    for place in data["retired"]:
        yield ("retired", place), place
    for index, sign in enumerate(data["signs"]):
        for place in sign.get("keys", {}):
            yield ("signs", index, "keys", place), place
    for place, facts in data["places"].items():
        for key, held in facts.get("holds", {}).items():
            yield ("places", place, "holds", key), held


def _whole(model: Model, name: str) -> str:
    """Return an older name of a kind with the base before it, where it is a path below that."""
    return model.base + name if name.startswith("kinds/") else name


def _property(given: _Given, place: str, path: str) -> list[Schema]:
    """Return the definitions of the property at `path`, such as ``image.locations[]``, of what stands at `place`."""
    definitions = given.definitions
    found = given.today(place)
    for step in path.split("."):
        name = step.removesuffix("[]")
        inner = [schema["properties"][name] for schema in found if name in schema.get("properties", {})]
        found = [variant for schema in inner for variant in _variants(definitions, schema)]
        if step.endswith("[]"):
            items = [schema["items"] for schema in found if "items" in schema]
            found = [variant for schema in items for variant in _variants(definitions, schema)]
    return found


def _variants(definitions: Mapping[str, Any], schema: Schema) -> list[Schema]:
    """Return the definition that `schema` refers to; of a union, those of its kinds."""
    resolved = _resolved(definitions, schema)
    if "x-kinds-of" not in resolved:
        return [resolved]
    return [_resolved(definitions, branch["then"]) for branch in resolved["allOf"]]


def _resolved(definitions: Mapping[str, Any], schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = definitions[str(schema["$ref"]).rpartition("/")[2]]
    return schema


def _at(data: Any, path: Iterable[str | int]) -> Any:
    for step in path:
        data = data[step]
    return data
