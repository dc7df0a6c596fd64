# SPDX-License-Identifier: Apache-2.0
"""Sources to products: the expanded schemas, the bundle, and the registry of kinds.

*Expanded*: every kind has its `kind` property, and every union lists the kinds of its group. Still one schema a file.

*The bundle*: one JSON Schema 2020-12 document in which each file is a definition under its title. What a definition
takes over from mixins is written out, and objects are closed with `additionalProperties`: with `allOf` and
`unevaluatedProperties` a validator that finds a fault in an inherited property also calls all its neighbours unknown.
A union is a chain of `if kind is ... then ...`, not a `oneOf`, so that a fault is reported where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .sources import Model, Source, parents

_SOURCE_ONLY = ("x-kind", "x-kind-aliases", "x-title-reason", "allOf", "$defs", "x-kinds-of", "x-other")


KIND = {"type": "string", "description": "What this is: its kind, a URI."}


def expand(model: Model, source: Source) -> dict[str, Any]:
    """Return the schema of `source` with what follows from its place written out."""
    schema = dict(source.schema)
    if source.role == "kind":
        names = [model.kind(source), *model.aliases(source)]
        kind = KIND | ({"const": names[0]} if len(names) == 1 else {"enum": names})
        schema["properties"] = {"kind": kind, **schema.get("properties", {})}
        optional = schema.pop("x-kind-optional", False)
        if required := [*(() if optional else ("kind",)), *schema.get("required", ())]:
            schema["required"] = required
    return schema


def members(model: Model, union: Source) -> list[Source]:
    """Return the kinds that a union file stands for."""
    return model.kinds(union.schema["x-kinds-of"], placeholders=bool(union.schema.get("x-placeholders")))


def flatten(model: Model, source: Source) -> tuple[dict[str, Any], list[str]]:
    """Return the properties and the required ones of `source`, those of its mixins first, with references to titles."""
    properties: dict[str, Any] = {}
    required: list[str] = []
    for path in parents(source):
        taken, needed = flatten(model, model.sources[path])
        properties |= taken
        required += needed
    own = expand(model, source)
    properties |= _retarget(model, source, own.get("properties", {}))
    required += own.get("required", ())
    return _first(properties, "kind"), sorted(set(required), key=lambda name: (name != "kind", required.index(name)))


def definition(model: Model, source: Source) -> dict[str, Any]:
    """Return the definition of `source` in the bundle."""
    if source.role == "union":
        return _union(model, source)
    own = _retarget(model, source, {k: v for k, v in expand(model, source).items() if k not in _SOURCE_ONLY})
    properties, required = flatten(model, source)
    if properties:
        own["properties"] = properties
    if required:
        own["required"] = required
    if own.get("type") == "object":
        own.pop("examples", None)  # whole documents; a value's own example is what a message shows
    if "pattern" in own:  # what editors say instead of showing it
        own["patternErrorMessage"] = f"not a valid {own['title']}, such as {own['examples'][0]}"
    own["x-source"] = source.path
    return own if source.path in model.mixins() else _close(own)


def bundle(model: Model) -> dict[str, Any]:
    """Return the self-contained schema of all documents; `$defs` has one entry for each noun."""
    definitions: dict[str, Any] = {}
    for source in model.sources.values():
        definitions[source.title] = definition(model, source)
        for title, local in source.schema.get("$defs", {}).items():
            definitions[title] = _close(_retarget(model, source, local) | {"x-source": f"{source.path}#/$defs/{title}"})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": model.base + "bundle.json",
        "title": "Documents of the Execution Broker",
        "description": "A document with a kind is checked as that kind; one without is an execution request.",
        "x-version": model.version,
        "type": "object",
        "minProperties": 1,
        "if": {"required": ["kind"]},
        "then": _chain(model, model.kinds(placeholders=False)),
        "else": _by_keys(model),
        "$defs": dict(sorted(definitions.items())),
    }


def _by_keys(model: Model) -> dict[str, Any]:
    """Return the schema of documents without a kind, which their keys tell."""
    found: dict[str, Any] = {"$ref": "#/$defs/ExecutionRequest"}
    for title, keys in _telling(model).items():
        own = [{"required": [key]} for key in keys]
        found = {"if": {"anyOf": own}, "then": {"$ref": f"#/$defs/{title}"}, "else": found}
    return found


def _telling(model: Model) -> dict[str, list[str]]:
    """Return the keys that tell a document without a kind from a request, by the title of the document.

    They are those of kinds that may lack their kind, and of other types of document, that a request does not have.
    Where a document has keys of several, the last one counts.
    """
    request = next(source for source in model.sources.values() if source.title == "ExecutionRequest")
    common, _ = flatten(model, request)
    told = [source for source in model.kinds() if source.schema.get("x-kind-optional")]
    told += [source for source in model.sources.values() if source.role == "document" and source is not request]
    return {source.title: [key for key in source.schema["properties"] if key not in common] for source in told}


def registry(model: Model) -> dict[str, Any]:
    """Return what a program must know of documents and kinds without reading the schemas."""
    return {
        "base": model.base,
        "version": model.version,
        "documents": [
            {"name": source.path.removesuffix(".yaml"), "title": source.title}
            for source in model.sources.values()
            if source.role == "document"
        ],
        "told_by_keys": {key: title for title, keys in reversed(_telling(model).items()) for key in keys},
        "others": {
            source.schema["x-kinds-of"]: source.title.replace("Any", "Other", 1)
            for source in model.sources.values()
            if source.role == "union" and "x-placeholders" not in source.schema
        },
        "kinds": [
            {
                "kind": model.kind(source),
                "group": source.group,
                "title": source.title,
                "source": source.path,
                "status": source.schema["x-status"],
                "placeholder": bool(source.schema.get("x-placeholder")),
                "aliases": model.aliases(source),
            }
            for source in model.kinds()
        ],
    }


def _union(model: Model, source: Source) -> dict[str, Any]:
    kept = ("title", "description", "x-status", "x-placeholders")
    own = {name: source.schema[name] for name in kept if name in source.schema}
    other = model.sources[source.target(source.schema["x-other"])]
    return own | {
        "x-source": source.path,
        "x-kinds-of": source.schema["x-kinds-of"],
        "x-other": f"#/$defs/{other.title}",
        "type": "object",
        "required": ["kind"],
        **_chain(model, members(model, source)),
    }


def _chain(model: Model, kinds: Iterable[Source]) -> dict[str, Any]:
    names: list[str] = []
    branches = []
    for source in kinds:
        own = [model.kind(source), *model.aliases(source)]
        names += own
        test = {"const": own[0]} if len(own) == 1 else {"enum": own}
        branches.append(
            {
                "if": {"type": "object", "properties": {"kind": test}, "required": ["kind"]},
                "then": {"$ref": f"#/$defs/{source.title}"},
            }
        )
    last = dict.fromkeys(name.rpartition("/")[2] for name in names)
    words = f"no kind, or none that may stand here: their last parts are {', '.join(last)}"
    return {"properties": {"kind": {"enum": names, "errorMessage": words}}, "allOf": branches}


def _retarget(model: Model, source: Source, schema: Any) -> Any:
    """Point each `$ref` at the definition in the bundle."""
    if isinstance(schema, list):
        return [_retarget(model, source, item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    result = {key: _retarget(model, source, value) for key, value in schema.items()}
    reference = result.get("$ref")
    if isinstance(reference, str) and not reference.startswith("#"):
        result["$ref"] = f"#/$defs/{model.sources[source.target(reference)].title}"
    return result


def _close(schema: dict[str, Any]) -> dict[str, Any]:
    if schema.get("type") == "object" and "additionalProperties" not in schema:
        return {**schema, "additionalProperties": False}
    return schema


def _first(properties: dict[str, Any], name: str) -> dict[str, Any]:
    return {name: properties[name], **properties} if name in properties else properties
