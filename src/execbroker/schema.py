# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema of the model, and the faults that data have against it: each once, where it is.

This runs only after the classes refused a document. In the bundle a union is a chain of `if kind ... then ...`, so
jsonschema's errors are leaves already; four of its keywords are replaced: `additionalProperties` and `required`
report each property by itself, `pattern` follows ECMA-262, in which `$` is the very end of the text, and `$ref` does
not go where there is nothing to find: what the class of a definition accepts has no faults, and the class is far
quicker to say so. That keeps the time for a large document with one fault near the time for a right one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache, partial
from typing import Any, Literal

import execbroker_model
import pydantic
from execbroker_model.base import Reading
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from .bundle import bundle
from .diagnostic import Finding
from .explanation import explain
from .explanation.definitions import Definitions, Scene
from .explanation.naming import misspelt
from .kinds import Kind, Kinds

Schema = Mapping[str, Any]


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


def faults(data: Any, title: str | None, kinds: Kinds, *, keep: bool) -> Iterator[Finding]:
    """Yield the faults of `data` as a `title`, or as whatever its kind says where `title` is None.

    With `keep`, unknown properties and unknown kinds are no faults.
    """
    validator = _validator(title, kinds, keep)
    definitions = Definitions.installed(kinds)
    for error in validator.iter_errors(data):
        way = _way(error, validator.schema)
        section = next((one["x-source"].partition("#")[0] for one in reversed(way) if "x-source" in one), None)
        yield replace(explain(error, Scene(data, way, definitions)), section=section)


def _way(error: ValidationError, schema: Any) -> list[Schema]:
    """Return the schemas on the way to the one that `error` is against, from the outermost one.

    jsonschema leaves references out of the way, so they are followed wherever it passes one.
    """
    way: list[Schema] = []
    for step in [*error.absolute_schema_path, ""]:
        while isinstance(schema, Mapping) and "$ref" in schema:
            way.append(schema)
            _, found, title = str(schema["$ref"]).partition("#/$defs/")
            schema = bundle()["$defs"].get(title, {}) if found else bundle()
        if isinstance(schema, Mapping):
            way.append(schema)
        try:
            schema = schema[step]
        except (KeyError, IndexError, TypeError):  # the end of the way, or the schema of a registered kind
            break
    return way


@lru_cache(maxsize=64)  # whoever makes a registry for each request shall not keep them all alive
def _validator(title: str | None, kinds: Kinds, keep: bool) -> Any:
    keywords = {
        "$ref": partial(_reference, _Classes(kinds, keep)),
        "additionalProperties": _additional_properties,
        "required": _required,
        "enum": _enum,
        "pattern": _pattern,
    }
    cls = validators.extend(Draft202012Validator, keywords)
    whole = with_registered(bundle(), kinds)
    if keep:
        whole = _open(whole)
    whole = {key: value for key, value in whole.items() if key != "$schema"}
    named = {uri: {"$ref": f"{whole['$id']}#/$defs/{name}"} for uri, name in titles(whole, kinds.base).items()}
    registry: Registry[Any] = Registry().with_resources(
        (uri, DRAFT202012.create_resource(schema)) for uri, schema in {**named, whole["$id"]: whole}.items()
    )
    root = {"$ref": whole["$id"] + (f"#/$defs/{title}" if title else "")}
    return cls(root, registry=registry)


def titles(whole: Schema, base: str) -> dict[str, str]:
    """Return the titles of the definitions by the identifier of their file; those local to a file have none."""
    return {
        base + definition["x-source"]: title
        for title, definition in whole["$defs"].items()
        if "#" not in definition.get("x-source", "#")
    }


def with_registered(whole: Schema, kinds: Kinds) -> Schema:
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
    mixins = {uri: whole["$defs"][title] for uri, title in titles(whole, base).items()}
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


class _Classes:
    """Asks the classes of the definitions whether they accept data."""

    def __init__(self, kinds: Kinds, keep: bool) -> None:
        self.extra: Literal["allow", "forbid"] = "allow" if keep else "forbid"
        self.context = Reading(keep, kinds.registered)

    def accept(self, title: str, data: Any) -> bool:
        """Return whether `data` are right for sure, as the definition `title`."""
        read = _reader(title)
        if read is None:
            return False
        try:
            read(data, extra=self.extra, context=self.context)
        except pydantic.ValidationError:
            return False
        return True


@cache
def _reader(title: str) -> Callable[..., object] | None:
    """Return what reads data as the definition `title`; None where it has no class, as one of a registered kind."""
    if title not in execbroker_model.__all__:
        return None
    found = getattr(execbroker_model, title)
    return found.model_validate if hasattr(found, "model_validate") else pydantic.TypeAdapter(found).validate_python


def _reference(classes: _Classes, validator: Any, ref: str, instance: Any, schema: Schema) -> Iterator[Any]:
    if isinstance(instance, (dict, list)) and classes.accept(ref.rpartition("#/$defs/")[2], instance):
        return
    yield from Draft202012Validator.VALIDATORS["$ref"](validator, ref, instance, schema)


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
            if name in instance:
                continue
            key = misspelt(name, instance, schema)
            if key is None:
                yield ValidationError("missing", validator_value=name)
            elif schema.get("additionalProperties") is not False:  # which reports it otherwise
                yield ValidationError("unknown", validator="additionalProperties", path=(key,), validator_value=[name])


def _enum(validator: Any, allowed: list[Any], instance: Any, schema: Schema) -> Iterator[Any]:
    """Leave a value of another type to `type`: it is one fault."""
    if "type" not in schema or validator.is_type(instance, schema["type"]):
        yield from Draft202012Validator.VALIDATORS["enum"](validator, allowed, instance, schema)


def _pattern(validator: Any, pattern: str, instance: Any, schema: Schema) -> Iterator[Any]:
    if validator.is_type(instance, "string") and not compiled(pattern).search(instance):
        yield ValidationError("mismatch")


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern of ECMA-262, in which `$` is the very end, as one of Python. Raises `re.error` if it is none."""
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", pattern))
