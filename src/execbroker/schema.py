# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema of the model, and the faults that data have against it: each once, where it is.

This runs only after the classes refused a document. In the bundle a union is a chain of `if kind ... then ...`, so
jsonschema's errors are leaves already; three of its keywords are replaced: `additionalProperties` and `required`
report each property by itself, and `pattern` follows ECMA-262, in which `$` is the very end of the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

import execbroker_model
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from .explanation import SchemaFault, explain
from .kinds import Kind, Kinds

Schema = Mapping[str, Any]


@cache
def bundle() -> Schema:
    """Return the bundle of the model: all definitions in one JSON Schema document. Do not change it."""
    text = resources.files(execbroker_model).joinpath("schema.json").read_text(encoding="utf-8")
    schema: Schema = json.loads(text)
    return schema


def subset(title: str) -> dict[str, Any]:
    """Return the definition `title` with all it refers to, as a schema of its own. Raises `KeyError`."""
    whole = bundle()
    found: dict[str, Any] = {}
    wanted = [title]
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = whole["$defs"][name]
            wanted += re.findall(r'"\$ref": "#/\$defs/([^"]+)"', json.dumps(found[name]))
    identifier = whole["$id"].removesuffix("bundle.json") + whole["$defs"][title]["x-source"]
    head = {"$schema": whole["$schema"], "$id": identifier, "$ref": f"#/$defs/{title}"}
    return head | {"$defs": dict(sorted(found.items()))}


def faults(data: Any, title: str | None, kinds: Kinds, *, keep: bool) -> Iterator[SchemaFault]:
    """Yield the faults of `data` as a `title`, or as whatever its kind says where `title` is None.

    With `keep`, unknown properties and unknown kinds are no faults.
    """
    validator = _validator(title, kinds, keep)
    for error in validator.iter_errors(data):
        yield replace(explain(error, kinds), section=_section(error, validator.schema))


def _section(error: ValidationError, schema: Any) -> str | None:
    """Return the file below `model/` whose definition `error` is against: the last one on the way to it.

    jsonschema leaves references out of the way, so they are followed wherever it passes one.
    """
    section = None
    for step in [*error.absolute_schema_path, ""]:
        while isinstance(schema, Mapping) and "$ref" in schema:
            _, found, title = str(schema["$ref"]).partition("#/$defs/")
            schema = bundle()["$defs"].get(title, {}) if found else bundle()
            section = schema["x-source"].partition("#")[0] if "x-source" in schema else section
        try:
            schema = schema[step]
        except (KeyError, IndexError, TypeError):  # the end of the way, or the schema of a registered kind
            break
    return section


@cache
def _validator(title: str | None, kinds: Kinds, keep: bool) -> Any:
    cls = validators.extend(
        Draft202012Validator,
        {"additionalProperties": _additional_properties, "required": _required, "pattern": _pattern},
    )
    whole = _with_registered(bundle(), kinds)
    if keep:
        whole = _open(whole)
    whole = {key: value for key, value in whole.items() if key != "$schema"}
    named = {uri: {"$ref": f"{whole['$id']}#/$defs/{name}"} for uri, name in _titles(whole, kinds.base).items()}
    registry: Registry[Any] = Registry().with_resources(
        (uri, DRAFT202012.create_resource(schema)) for uri, schema in {**named, whole["$id"]: whole}.items()
    )
    root = {"$ref": whole["$id"] + (f"#/$defs/{title}" if title else "")}
    return cls(root, registry=registry)


def _titles(whole: Schema, base: str) -> dict[str, str]:
    """Return the titles of the definitions by the identifier of their file; those local to a file have none."""
    return {
        base + definition["x-source"]: title
        for title, definition in whole["$defs"].items()
        if "#" not in definition.get("x-source", "#")
    }


def _with_registered(whole: Schema, kinds: Kinds) -> Schema:
    """Return the bundle with the registered kinds in the unions of their groups, and among the documents."""
    registered = {kind.kind: kind for kind in kinds.values() if kind.schema is not None}
    if not registered:
        return whole
    definitions = {
        name: _add(definition, [kind for kind in registered.values() if kind.group == definition.get("x-kinds-of")])
        for name, definition in whole["$defs"].items()
    }
    definitions |= {kind.title: _written_out(whole, kinds.base, kind) for kind in registered.values()}
    return {**whole, "then": _add(whole["then"], list(registered.values())), "$defs": definitions}


def _written_out(whole: Schema, base: str, kind: Kind) -> Schema:
    """Return the schema of a registered kind with the properties of the model's mixins written out, as in the bundle.

    With `unevaluatedProperties` a fault in one property makes its neighbours unknown, too.
    """
    mixins = {uri: whole["$defs"][title] for uri, title in _titles(whole, base).items()}
    # A `$schema` would make jsonschema go on with its own class, without our keywords.
    schema = {key: value for key, value in (kind.schema or {}).items() if key != "$schema"} | {"$id": kind.kind}
    taken = [mixins[part["$ref"]] for part in schema.get("allOf", ()) if part.get("$ref") in mixins]
    if len(taken) != len(schema.get("allOf", ())):
        return schema  # it says more than this can write out
    for mixin in taken:
        properties = {name: _absolute(value, whole["$id"]) for name, value in mixin.get("properties", {}).items()}
        schema["properties"] = properties | schema.get("properties", {})
        schema["required"] = sorted({*mixin.get("required", ()), *schema.get("required", ())})
    schema.pop("allOf", None)
    if schema.pop("unevaluatedProperties", None) is False:
        schema["additionalProperties"] = False
    return schema


def _absolute(schema: Any, base: str) -> Any:
    """Return `schema` with references into the bundle that hold in any resource."""
    if isinstance(schema, list):
        return [_absolute(item, base) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {key: base + value if key == "$ref" else _absolute(value, base) for key, value in schema.items()}


def _add(chain: Schema, added: list[Kind]) -> Schema:
    if not added:
        return chain
    names = [uri for kind in added for uri in (kind.kind, *kind.aliases)]
    branches = [
        {
            "if": {
                "type": "object",
                "properties": {"kind": {"enum": [kind.kind, *kind.aliases]}},
                "required": ["kind"],
            },
            "then": {"$ref": kind.kind},
        }
        for kind in added
    ]
    return {
        **chain,
        "properties": {"kind": {"enum": [*chain["properties"]["kind"]["enum"], *names]}},
        "allOf": [*chain["allOf"], *branches],
    }


def _open(whole: Schema) -> Schema:
    """Return the bundle with open objects; what has an unknown kind is what all of its group are."""
    definitions = {}
    for name, definition in whole["$defs"].items():
        opened = {key: value for key, value in definition.items() if (key, value) != ("additionalProperties", False)}
        definitions[name] = _open_chain(opened, definition["x-other"]) if "x-other" in definition else opened
    return {**whole, "then": _open_chain(whole["then"], "#/$defs/Component"), "$defs": definitions}


def _open_chain(chain: Schema, other: str) -> Schema:
    known = {"type": "object", "properties": {"kind": {"enum": chain["properties"]["kind"]["enum"]}}}
    branch = {"if": {"type": "object", "not": known}, "then": {"$ref": other}}
    return {**chain, "properties": {"kind": {"type": "string"}}, "allOf": [*chain["allOf"], branch]}


def _additional_properties(validator: Any, allowed: Any, instance: Any, schema: Schema) -> Iterator[Any]:
    if not validator.is_type(instance, "object"):
        return
    known = schema.get("properties", {})
    for name in instance:
        if name not in known:
            if allowed is False:
                yield ValidationError("unknown", path=(name,), validator_value=list(known))
            else:
                yield from validator.descend(instance[name], allowed, path=name)


def _required(validator: Any, required: list[str], instance: Any, schema: Schema) -> Iterator[Any]:
    if validator.is_type(instance, "object"):
        for name in required:
            if name not in instance:
                yield ValidationError("missing", validator_value=name)


def _pattern(validator: Any, pattern: str, instance: Any, schema: Schema) -> Iterator[Any]:
    if validator.is_type(instance, "string") and not _compiled(pattern).search(instance):
        yield ValidationError("mismatch")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", pattern))
