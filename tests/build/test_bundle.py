# SPDX-License-Identifier: Apache-2.0
"""The bundle is a sound schema, and says of every document what the sources say."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from execbroker_build import sources
from execbroker_build.bundle import bundle, registry

ROOT = Path(__file__).parents[2]
MODEL, PROBLEMS = sources.read(ROOT / "model")
assert MODEL is not None, PROBLEMS
BUNDLE, REGISTRY = bundle(MODEL), registry(MODEL)
DEFINITIONS: dict[str, dict[str, Any]] = BUNDLE["$defs"]
FILES = {path: source.schema for path, source in MODEL.sources.items()}
BASE = (ROOT / "model" / "BASE").read_text(encoding="utf-8").strip()

Place = tuple[str | int, ...]


def nodes(schema: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield every value in `schema` with its place."""
    yield place, schema
    items = schema.items() if isinstance(schema, dict) else enumerate(schema) if isinstance(schema, list) else ()
    for key, value in items:
        yield from nodes(value, (*place, key))


# The reference: what the sources mean, written down a second time and without the build.


def kinds_of(path: str) -> list[str]:
    own = FILES[path].get("x-kind", BASE + path)
    return [own, *(BASE + alias["kind"] for alias in FILES[path].get("x-kind-aliases", ()))]


def members(group: str, *, placeholders: bool) -> list[str]:
    paths = sorted(file.relative_to(ROOT / "model").as_posix() for file in (ROOT / "model/kinds" / group).iterdir())
    return [path for path in paths if placeholders or not FILES[path].get("x-placeholder")]


MIXINS = {
    "common/" + reference.rpartition("/")[2]
    for schema in FILES.values()
    for reference in (*(part["$ref"] for part in schema.get("allOf", ())), schema.get("x-other"))
    if reference
}


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    is_map = schema.get("type") != "object" or "additionalProperties" in schema
    return schema if is_map else {**schema, "unevaluatedProperties": False}


def meant(path: str) -> dict[str, Any]:
    schema = {key: value for key, value in FILES[path].items() if key != "examples"}
    schema["$id"] = BASE + path
    if path.startswith("kinds/"):
        schema["properties"] = {**schema.get("properties", {}), "kind": {"enum": kinds_of(path)}}
        schema["required"] = [*schema.get("required", ()), *([] if schema.get("x-kind-optional") else ["kind"])]
    if "x-kinds-of" in schema:
        of = members(schema["x-kinds-of"], placeholders=schema.get("x-placeholders", False))
        return {"$id": BASE + path, "oneOf": [{"$ref": BASE + member} for member in of]}
    schema["$defs"] = {title: closed(local) for title, local in schema.get("$defs", {}).items()}
    return schema if path in MIXINS else closed(schema)


MEANT = [(BASE + path, meant(path)) for path in FILES]


def edits(data: Any) -> Iterator[Any]:
    """Yield what is one edit from `data`: another value in the place of one in it, or one left out or added."""
    yield from (None, True, 0, -1.0, 2.5, 2**63, "", "x", "uri:nothing", [], {}, [{}], {"zz": "x"})
    if isinstance(data, dict):
        docker = BASE + "kinds/executable/docker-container.yaml"
        added = {"zz": 1, "kind": docker, "phase": "RUNNING", "meta": {"name": "x"}, "schedule": {}}
        yield from ({**data, key: value} for key, value in added.items())
        for key, value in data.items():
            yield {other: data[other] for other in data if other != key}
            yield from ({**data, key: other} for other in edits(value))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from ([*data[:index], *other, *data[index + 1 :]] for other in ([], *([it] for it in edits(value))))
    elif isinstance(data, str):
        yield from (data + "x", data.upper())
    else:
        yield from (float(data), str(data))


def documents(path: str, step: int = 1) -> Iterator[Any]:
    """Yield the examples of a file, and every `step`th of the documents that are one edit from one of them."""
    for example in FILES[path].get("examples", ()):
        yield example
        yield from islice(edits(example), 0, None, step)


def bundled(path: str) -> dict[str, Any]:
    return {"$schema": BUNDLE["$schema"], "$ref": f"#/$defs/{FILES[path]['title']}", "$defs": DEFINITIONS}


EXEMPLIFIED = [path for path, schema in FILES.items() if "examples" in schema]
CONCRETE = [path for path in FILES if path.startswith("kinds/") and not FILES[path].get("x-placeholder")]
TOLD_BY_KEYS = {
    "software-description.yaml": ("discovery", "execution", "provenance"),
    "platform-description.yaml": (
        *("kinds", "capacity", "bookings", "transfer"),
        *("preparing", "releasing", "prices", "policy"),
    ),
    "execution-template.yaml": ("parameters",),
    "kinds/offerset/execution-offerset.yaml": ("result", "description", "offers"),
}
"""What is told by keys that requests have not; the first that has one of the keys of a document counts."""


def without_kind() -> dict[str, Any]:
    """Return the schema of documents without a kind."""
    found: dict[str, Any] = {"$ref": BASE + "execution-request.yaml"}
    for path, keys in reversed(TOLD_BY_KEYS.items()):
        told = {"anyOf": [{"required": [name]} for name in keys]}
        found = {"if": told, "then": {"$ref": BASE + path}, "else": found}
    return found


WHOLE = {
    "type": "object",
    "minProperties": 1,
    "oneOf": [
        {"required": ["kind"], "oneOf": [{"$ref": BASE + path} for path in CONCRETE]},
        {"not": {"required": ["kind"]}, **without_kind()},
    ],
}


RESOURCES = Registry().with_resources((uri, DRAFT202012.create_resource(schema)) for uri, schema in MEANT)
OTHER_RESOURCES = jsonschema_rs.Registry(MEANT)


@pytest.mark.parametrize("path", EXEMPLIFIED)
def test_the_bundle_says_what_the_sources_say(path: str) -> None:
    reference = Draft202012Validator({"$ref": BASE + path}, registry=RESOURCES)
    validator = Draft202012Validator(bundled(path))
    other_engine = jsonschema_rs.validator_for(bundled(path))
    verdicts = set()
    for document in documents(path, 89):
        verdict = reference.is_valid(document)
        assert validator.is_valid(document) is verdict, document
        assert other_engine.is_valid(document) is verdict, document
        verdicts.add(verdict)
    assert True in verdicts


@pytest.mark.parametrize("path", EXEMPLIFIED)
def test_another_engine_finds_no_difference_in_many_more_documents(path: str) -> None:
    reference = jsonschema_rs.Draft202012Validator({"$ref": BASE + path}, registry=OTHER_RESOURCES)
    validator = jsonschema_rs.Draft202012Validator(bundled(path))
    verdicts = [(reference.is_valid(document), validator.is_valid(document)) for document in documents(path)]
    assert set(verdicts) == {(True, True), (False, False)}


def test_the_whole_bundle_takes_what_is_of_one_kind_or_what_keys_tell_without_a_kind() -> None:
    reference = jsonschema_rs.Draft202012Validator(WHOLE, registry=OTHER_RESOURCES)
    validator = jsonschema_rs.Draft202012Validator(BUNDLE)
    found = [document for path in EXEMPLIFIED for document in documents(path)]
    assert [each for each in found if reference.is_valid(each) != validator.is_valid(each)] == []


def test_the_bundle_is_a_schema_and_refers_to_nothing_outside() -> None:
    Draft202012Validator.check_schema(BUNDLE)
    references = [value for place, value in nodes(BUNDLE) if place[-1:] == ("$ref",)]
    assert len(references) > len(DEFINITIONS)
    assert {reference.removeprefix("#/$defs/") for reference in references} <= DEFINITIONS.keys()


def test_every_object_but_a_mixin_is_closed_and_a_mixin_is_nowhere_the_shape_of_a_value() -> None:
    unions = {schema["title"] for schema in FILES.values() if "x-kinds-of" in schema}
    open_ones = {
        title
        for title, definition in DEFINITIONS.items()
        if definition["type"] == "object" and "additionalProperties" not in definition
    }
    assert open_ones - unions == {FILES[path]["title"] for path in MIXINS}
    references = {value.removeprefix("#/$defs/") for place, value in nodes(BUNDLE) if place[-1:] == ("$ref",)}
    assert references & (open_ones - unions) == set()


def test_no_object_hides_within_a_definition() -> None:
    objects = [place for place, value in nodes(BUNDLE) if place[-1:] == ("type",) and value == "object"]
    assert {len(place) for place in objects if "if" not in place} == {len(("type",)), len(("$defs", "Title", "type"))}


@pytest.mark.parametrize("path", [path for path, schema in FILES.items() if "x-kinds-of" in schema])
def test_a_union_lists_exactly_the_files_of_its_group(path: str) -> None:
    union, schema = DEFINITIONS[FILES[path]["title"]], FILES[path]
    listed = members(schema["x-kinds-of"], placeholders="x-placeholders" in schema)
    assert [branch["then"]["$ref"] for branch in union["allOf"]] == [
        f"#/$defs/{FILES[each]['title']}" for each in listed
    ]
    assert union["properties"]["kind"]["enum"] == [kind for each in listed for kind in kinds_of(each)]


def test_every_file_is_a_definition_and_every_kind_and_document_is_registered() -> None:
    homes = {schema["title"]: path for path, schema in FILES.items()}
    homes |= {key: f"{path}#/$defs/{key}" for path, schema in FILES.items() for key in schema.get("$defs", ())}
    assert {title: definition["x-source"] for title, definition in DEFINITIONS.items()} == homes
    assert [fact["source"] for fact in REGISTRY["kinds"]] == sorted(path for path in FILES if path.startswith("kinds/"))
    for fact in REGISTRY["kinds"]:
        assert [fact["kind"], *fact["aliases"]] == kinds_of(fact["source"])
        assert fact["group"] == Path(fact["source"]).parent.name
        assert fact["placeholder"] is ("x-placeholder" in FILES[fact["source"]])
        assert (fact["title"], fact["status"]) == tuple(FILES[fact["source"]][key] for key in ("title", "x-status"))
    assert {f"{fact['name']}.yaml" for fact in REGISTRY["documents"]} == {path for path in FILES if "/" not in path}
