# SPDX-License-Identifier: Apache-2.0
"""`model/service.yaml`, checked against the model and made into an OpenAPI 3.1 document.

Its schemas are the definitions of the bundle, but that a union is a `oneOf` with a `discriminator`: what reads OpenAPI
makes classes, pages and requests of it, and most of that understands no chain of `if` and `then`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jsonschema import Draft202012Validator

from execbroker.problem import Problem
from execbroker.words import nearest

from .bundle import bundle, members
from .sources import Model, Source, references

_SECTIONS = {"title", "description", "x-media-types", "tags", "paths", "components"}
_PROBLEM = "common/problem.yaml"
# Where a definition comes from, and what only editors and our own messages read.
_LEFT_OUT = ("x-source", "patternErrorMessage")

_METHODS = frozenset({"get", "put", "post", "delete", "patch"})
_OPERATION = ("operationId", "tags", "summary", "description", "security", "parameters", "requestBody", "responses")
_BODY = ("description", "required", "x-document")
_RESPONSE = ("description", "headers", "links", "x-document", "x-problem", "$ref")
_STATUS = re.compile("[1-5][0-9][0-9]")

_Path = tuple[str | int, ...]


def lint(model: Model) -> list[Problem]:
    """Return the problems of the service of `model`. A rule runs only on what the rules before it accept."""
    if model.service is None:
        return []
    for rule in RULES:
        if problems := list(rule(model, model.service)):
            return problems
    return []


def misshapen_service(_: Model, service: Source) -> Iterator[Problem]:
    """The service has its sections, and no others."""
    for name in sorted(_SECTIONS ^ service.schema.keys()):
        if name in _SECTIONS:
            yield service.problem(f"`{name}` is missing", "title")
        else:
            yield service.problem(f"`{name}` is no section of the service", name)


def unknown_key(_: Model, service: Source) -> Iterator[Problem]:
    """A path has methods, an operation and a response have what is known of them, and a link leads to an operation."""
    operations: dict[_Path, Any] = {}
    for path, item in service.schema["paths"].items():
        yield from _known(service, item, (*_METHODS, "parameters"), "paths", path)
        for method in _METHODS & item.keys():
            operations["paths", path, method] = item[method]
    names = [operation.get("operationId") for operation in operations.values()]
    shared = service.schema["components"]["responses"].items()
    responses: dict[_Path, Any] = {("components", "responses", name): response for name, response in shared}
    for place, operation in operations.items():
        yield from _known(service, operation, _OPERATION, *place)
        yield from _known(service, operation.get("requestBody", {}), _BODY, *place, "requestBody")
        for status, response in operation.get("responses", {}).items():
            responses[*place, "responses", status] = response
            if not _STATUS.fullmatch(str(status)):
                yield service.problem(f"`{status}` is no status code", *place, "responses", status)
    for place, response in responses.items():
        yield from _known(service, response, _RESPONSE, *place)
        for name, link in response.get("links", {}).items():
            if link.get("operationId") not in names:
                message = f"there is no operation `{link.get('operationId')}`"
                yield service.problem(message, *place, "links", name, "operationId")


def dangling_reference(model: Model, service: Source) -> Iterator[Problem]:
    """A reference of the service leads to a file of the model, or to one of its own components."""
    documents = ((value, path) for key, value, path in _below(service.schema) if key == "x-document")
    for reference, path in (*references(service.schema), *documents):
        if not (_leads_to(service.schema, reference) if reference.startswith("#/") else reference in model.sources):
            yield service.problem(f"`{reference}` leads nowhere", *path)


def invalid_problem(model: Model, service: Source) -> Iterator[Problem]:
    """The example of a problem is valid."""
    title = model.sources[_PROBLEM].title
    validator = Draft202012Validator({"$ref": f"#/$defs/{title}", "$defs": bundle(model)["$defs"]})
    for key, value, path in _below(service.schema):
        if key == "x-problem":
            for error in validator.iter_errors(value):
                yield service.problem(error.message[:200], *path, *error.absolute_path)


RULES = (misshapen_service, unknown_key, dangling_reference, invalid_problem)


def _known(service: Source, found: Mapping[str, Any], names: Iterable[str], *place: str | int) -> Iterator[Problem]:
    for key in found:
        if key not in names:
            close = nearest(key, names)
            yield service.problem(f"unknown key `{key}`" + (f"; did you mean `{close}`?" if close else ""), *place, key)


def document(model: Model, service: Source) -> dict[str, Any]:
    """Return the OpenAPI document of `service`: its paths, and of the model what they lead to."""
    definitions = bundle(model)["$defs"]
    for source in model.sources.values():
        if source.role == "union":
            definitions[source.title] = _union(model, source)
    writing = _Writing(model, service.schema["x-media-types"])
    written = {name: writing.written(service.schema[name]) for name in ("tags", "paths", "components")}
    schemas = _reachable(definitions, written)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": service.title,
            "description": service.schema["description"],
            "version": model.version,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        **written,
        "components": {**written["components"], "examples": writing.examples, "schemas": dict(sorted(schemas.items()))},
    }


def _union(model: Model, union: Source) -> dict[str, Any]:
    kinds = members(model, union)
    return {
        **{name: union.schema[name] for name in ("title", "description", "x-status")},
        "type": "object",
        "oneOf": [{"$ref": f"#/$defs/{kind.title}"} for kind in kinds],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {
                name: _place(kind.title) for kind in kinds for name in (model.kind(kind), *model.aliases(kind))
            },
        },
    }


@dataclass(frozen=True, slots=True)
class _Writing:
    """Writes out what stands for more in the service, and collects the examples that it refers to then."""

    model: Model
    media_types: list[str]
    examples: dict[str, Any] = field(default_factory=dict)

    def written(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.written(item) for item in value]
        if not isinstance(value, Mapping):
            return value
        made: dict[str, Any] = {}
        for key, item in value.items():
            if key == "x-document":
                made["content"] = dict.fromkeys(self.media_types, self._document(self.model.sources[item]))
            elif key == "x-problem":
                schema = {"$ref": _place(self.model.sources[_PROBLEM].title)}
                made["content"] = {"application/problem+json": {"schema": schema, "example": item}}
            elif key == "$ref" and not item.startswith("#"):
                made[key] = _place(self.model.sources[item].title)
            else:
                made[key] = self.written(item)
        return made

    def _document(self, source: Source) -> dict[str, Any]:
        shown = members(self.model, source) if source.role == "union" else [source]
        named = {f"{each.title}-{n}": one for each in shown for n, one in enumerate(each.schema["examples"], start=1)}
        self.examples.update({name: {"value": example} for name, example in named.items()})
        return {
            "schema": {"$ref": _place(source.title)},
            "examples": {name: {"$ref": f"#/components/examples/{name}"} for name in named},
        }


def _reachable(definitions: Mapping[str, Any], start: Any) -> dict[str, Any]:
    """Return the definitions that `start` leads to, as they are published."""
    found: dict[str, Any] = {}
    waiting = [start]
    while waiting:
        for reference, _ in references(waiting.pop()):
            title = reference.rpartition("/")[2]
            if reference == _place(title) and title not in found:
                found[title] = _published(definitions[title])
                waiting.append(found[title])
    return found


def _published(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_published(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    made = {key: _published(value) for key, value in schema.items() if key not in _LEFT_OUT}
    if isinstance(made.get("$ref"), str):
        made["$ref"] = made["$ref"].replace("#/$defs/", _place(""))
    return made


def _place(title: str) -> str:
    return f"#/components/schemas/{title}"


def _leads_to(data: Any, reference: str) -> bool:
    for step in reference.removeprefix("#/").split("/"):
        if not isinstance(data, Mapping) or step not in data:
            return False
        data = data[step]
    return True


def _below(data: Any, path: _Path = ()) -> Iterator[tuple[str | int, Any, _Path]]:
    """Yield each key with its value and its path."""
    items = data.items() if isinstance(data, Mapping) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield key, value, (*path, key)
        yield from _below(value, (*path, key))
