# SPDX-License-Identifier: Apache-2.0
"""One-edit mutants of valid documents, and how well their fault is found: ``python tests/mutations.py``.

Each edit is what people do wrong. It yields where it was made, the mutant, and the codes of which one is expected. The
command takes every place in every example and prints the table in docs/mutations.md; the test takes a few of each.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import yaml
from cases import EXAMPLES, _at, _with, as_of, data_of
from execbroker_model.base import Model

from execbroker import Report, load, validates
from execbroker.diagnostic import Path, pointer
from execbroker.rules import Scene, walk

K = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/"
Mutant = tuple[Path, Any]
Edit = Callable[[Any, list[tuple[Model, Scene]]], Iterator[Mutant]]
EDITS: dict[str, tuple[Edit, tuple[str, ...]]] = {}


def edit(*codes: str) -> Callable[[Edit], Edit]:
    """Put an edit into the table, with the codes of which one is expected."""

    def put(made: Edit) -> Edit:
        EDITS[made.__name__.replace("_", " ")] = made, codes
        return made

    return put


def properties(objects: list[tuple[Model, Scene]], data: Any) -> Iterator[tuple[Path, Any]]:
    """Yield the path and value of each property that the model names."""
    for _, scene in objects:
        for key, value in _at(data, scene.path).items():
            yield (*scene.path, key), value


def renamed(data: Any, path: Path, name: str) -> Any:
    """Return `data` with another key at `path`, in the same place."""
    around = _at(data, path[:-1])
    return _with(data, path[:-1], {name if key == path[-1] else key: value for key, value in around.items()})


def is_layer(data: Any) -> bool:
    """Return whether a description adds to others, which may have what it lacks."""
    return bool(data.get("provenance", {}).get("derived_from"))


def without(data: Any, path: Path) -> Any:
    """Return `data` without the property at `path`."""
    return _with(data, path[:-1], {key: value for key, value in _at(data, path[:-1]).items() if key != path[-1]})


@edit("unknown-property")
def misspell_a_key(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, _ in properties(objects, data):
        name = str(path[-1])
        if len(name) > 3 and not (len(path) == 1 and len(data) == 1):
            wrong = name[:-2] + name[-1] + name[-2] if name[-1] != name[-2] else name[:-1]
            yield (*path[:-1], wrong), renamed(data, path, wrong)


@edit("missing-kind")
def drop_the_kind(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, _ in properties(objects, data):
        if path[-1] == "kind" and len(path) > 1:
            group = path[-2] if isinstance(path[-2], str) else path[-3]
            if group not in ("connectors", "messages", "offers"):
                yield path[:-1], without(data, path)


@edit("missing-property")
def drop_the_path_of_an_option_or_update(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for model, scene in objects:
        if type(model).__name__.endswith(("Option", "Update")):
            yield scene.path, without(data, (*scene.path, "path"))


@edit("renamed-property", "older-form")
def write_type_for_kind(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if path[-1] == "kind" and K in str(value) and not any(part in str(value) for part in ("/costs/", "/metrics/")):
            yield (*path[:-1], "type"), renamed(data, path, "type")


@edit("unknown-kind")
def misspell_the_kind(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if path[-1] == "kind" and K in str(value):
            yield path, _with(data, path, value[:-6] + value[-5:])


@edit("misplaced-kind")
def take_a_kind_of_another_group(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if path[-1] == "kind" and K in str(value) and len(path) > 1:
            other = "update/enum-value-update.yaml"
            other = (
                "compute/simple-compute-resource.yaml"
                if "/compute" not in value
                else "executable/docker-container.yaml"
            )
            yield path, _with(data, path, K + other)


@edit("placeholder-in-request")
def put_a_placeholder(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for group, kind in (("executable", "executable"), ("compute", "compute-resource")):
        for path, _ in properties(objects, data):
            if path == (group, "kind") and "ExecutionTemplate" not in {type(model).__name__ for model, _ in objects}:
                yield path, _with(data, path, f"{K}{group}/abstract-{kind}.yaml")


@edit("wrong-type")
def write_a_number_for_text(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if isinstance(value, str) and path[-1] not in ("phase", "mode", "result", "level", "status", "lifecycle"):
            yield path, _with(data, path, 1.5)


@edit("wrong-type")
def write_text_for_a_number(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            yield path, _with(data, path, f"{value} GiB")


@edit("wrong-type")
def write_a_fraction_for_a_whole_number(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        names = {type(model).__name__ for model, scene in objects if scene.path == path[:-1]}
        if isinstance(value, int) and not isinstance(value, bool) and "Int64Range" in names and abs(value) < 2**50:
            yield path, _with(data, path, value + 0.5)


@edit("wrong-type", "unknown-value")
def write_a_list_for_a_mapping(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if isinstance(value, dict):
            yield path, _with(data, path, [value])


@edit("wrong-type")
def write_one_item_for_a_list(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if isinstance(value, list) and value:
            yield path, _with(data, path, value[0])


@edit("null-value")
def leave_a_value_empty(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, _ in properties(objects, data):
        yield path, _with(data, path, None)


@edit("unknown-value", "renamed-value")
def invent_an_enum_value(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if path[-1] in ("phase", "mode", "result", "level", "status", "lifecycle") and isinstance(value, str):
            yield path, _with(data, path, value + "ISH")


@edit("malformed-text")
def write_a_malformed_time(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if path[-1] in ("duration", "start", "created", "modified", "expires", "time") and isinstance(value, str):
            is_another_time = "T" not in value or (value.startswith("PT") and "H" not in value and "S" not in value)
            yield path, _with(data, path, value + "!" if is_another_time else value.replace("T", "", 1))


@edit("malformed-text")
def shorten_a_uuid(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if path[-1] == "uuid":
            yield path, _with(data, path, value[:-1])


@edit("out-of-range")
def write_a_number_beyond_64_bits(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for model, scene in objects:
        if type(model).__name__ == "Int64Range" and model.model_fields_set:
            path = (*scene.path, next(iter(_at(data, scene.path))))
            yield path, _with(data, path, 2**63)


@edit("min-above-max")
def swap_min_and_max(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for model, scene in objects:
        low, high = getattr(model, "min", None), getattr(model, "max", None)
        if isinstance(low, (int, float)) and isinstance(high, (int, float)) and low < high:
            swapped = {**_at(data, scene.path), "min": high, "max": low}
            yield (*scene.path, "min"), _with(data, scene.path, swapped)


@edit("negative-amount")
def write_a_negative_amount(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for model, scene in objects:
        if type(model).__name__ == "Int64Range" and getattr(model, "min", None):
            yield (*scene.path, "min"), _with(data, (*scene.path, "min"), -4)


@edit("unresolved-reference")
def break_a_reference(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for model, scene in objects:
        if not data.keys() & {"executable", "offers"}:
            continue  # a component alone refers to what is elsewhere
        for name in ("resource", "storage"):
            if isinstance(getattr(model, name, None), str):
                yield (*scene.path, name), _with(data, (*scene.path, name), "nowhere")


@edit("duplicate-name")
def copy_a_component_and_keep_its_name(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for group in ("data", "storage"):
        members = data.get(group, []) if data.keys() & {"executable", "compute"} else []
        for item in members:
            if "name" in item.get("meta", {}):
                copied = {**item, "meta": {key: value for key, value in item["meta"].items() if key != "uuid"}}
                yield (group, len(members), "meta", "name"), {**data, group: [*members, copied]}


@edit("relative-path")
def mount_at_a_relative_path(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for model, scene in objects:
        path = getattr(model, "path", None)
        if type(model).__name__ == "SimpleVolumeMount" and path:
            yield (*scene.path, "path"), _with(data, (*scene.path, "path"), path.lstrip("/"))


@edit("path-mounted-twice")
def mount_two_volumes_at_one_path(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for model, scene in objects:
        volumes = getattr(model, "volumes", None) or []
        for index in range(1, len(volumes)):
            path, first = (*scene.path, "volumes", index, "path"), (*scene.path, "volumes", 0, "path")
            if "path" in _at(data, path[:-1]) and "path" in _at(data, first[:-1]):
                yield path, _with(data, path, _at(data, first))


@edit("wrong-reference")
def let_data_lie_in_data(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for model, scene in objects:
        named = getattr(getattr(model, "meta", None), "name", None)
        if len(scene.path) == 2 and scene.path[0] == "data" and named and getattr(model, "storage", None):
            yield (*scene.path, "storage"), _with(data, (*scene.path, "storage"), named)


@edit("end-before-start")
def turn_an_interval_round(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        start, slash, end = value.partition("/") if isinstance(value, str) and path[-1] == "start" else ("", "", "")
        if slash and "P" not in value and start < end:
            yield path, _with(data, path, f"{end}/{start}")


@edit("zero-duration")
def ask_for_no_time(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, _ in properties(objects, data):
        if path == ("schedule", "requested", "duration"):
            yield path, _with(data, path, "PT0S")


@edit("no-such-time")
def ask_for_a_day_that_does_not_exist(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, _ in properties(objects, data):
        if path[-1] in ("created", "expires"):
            yield path, _with(data, path, "2026-02-30T12:00:00Z")


@edit("malformed-image-digest")
def cut_a_digest(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if path[-2:] == ("image", "digest"):
            yield path, _with(data, path, value[:20])


@edit("malformed-image-reference", "scheme-before-image")
def write_an_image_as_a_url(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for model, scene in objects:
        if type(model).__name__ == "DockerImageSpec" and getattr(model, "locations", None):
            path = (*scene.path, "locations", 0)
            yield path, _with(data, path, "https://" + _at(data, path))


@edit("port-out-of-range")
def open_a_port_that_does_not_exist(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for model, scene in objects:
        if type(model).__name__ in ("DockerInternalPort", "DockerExternalPort") and getattr(model, "port", None):
            yield (*scene.path, "port"), _with(data, (*scene.path, "port"), 70000)


@edit("impossible-environment-name")
def put_an_equals_sign_into_a_name(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if path[-1] == "environment" and isinstance(value, dict) and value:
            first = next(iter(value))
            yield (*path, first + "="), renamed(data, (*path, first), first + "=")


@edit("malformed-version-specifier")
def write_a_version_without_an_operator(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if path[-1] == "requirements" and isinstance(value, dict):
            first = next(iter(value))
            yield (*path, first), _with(data, (*path, first), "3.10")


@edit("malformed-ivoid")
def shorten_an_ivoid(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if path[-1] == "ivoid":
            yield path, _with(data, path, value.replace("ivo://", "ivo:", 1))


@edit("malformed-checksum")
def drop_a_digit_of_a_checksum(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for model, scene in objects:
        if type(model).__name__ in ("Checksum", "SkaoChecksumItem") and getattr(model, "value", None):
            yield (*scene.path, "value"), _with(data, (*scene.path, "value"), _at(data, scene.path)["value"][:-1])


@edit("missing-executable")
def drop_the_executable(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    if type(objects[0][0]).__name__ == "ExecutionRequest":
        yield (), without(data, ("executable",))


@edit("yes-without-offers")
def answer_yes_and_offer_nothing(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    if type(objects[0][0]).__name__ == "OfferSet" and data.get("offers"):
        yield ("result",), {**data, "result": "YES", "offers": []}


@edit("unknown-term")
def invent_a_term(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for model, scene in objects:
        if type(model).__name__.startswith("SimpleMinMaxFloat") and getattr(model, "type", None):
            yield (*scene.path, "type"), _with(data, (*scene.path, "type"), "urn:ivoa:calycopis:cost:monetery")


@edit("impossible-default")
def give_a_default_that_is_none_of_the_values(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for model, scene in objects:
        if type(model).__name__ == "TemplateParameter":
            around = _at(data, scene.path)
            if around.get("type", "TEXT") != "TEXT" or "values" in around:
                yield (*scene.path, "default"), _with(data, scene.path, {**around, "default": "many"})


@edit("arguments-without-value")
def write_the_name_of_a_parameter_for_its_value(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        around = _at(data, path[:-1])
        if path[-1] == "arguments" and "kind" not in around and around.get("type") != "BOOLEAN" and not is_layer(data):
            for index, text in enumerate(value):
                if "{value}" in text:
                    wrong = text.replace("{value}", f"{{{around['name']}}}")
                    yield (*path, index), _with(data, (*path, index), wrong)


@edit("unresolved-volume")
def misspell_the_volume_of_a_parameter(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if path[-1] == "volume" and not is_layer(data):
            yield path, _with(data, path, value + "x")


@edit("malformed-licence")
def write_the_licence_in_small_letters(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if path[-1] == "licence":
            yield path, _with(data, path, value.lower())


@edit("malformed-orcid")
def swap_the_last_digits_of_an_orcid(data: Any, objects: list[tuple[Model, Scene]]) -> Iterator[Mutant]:
    for path, value in properties(objects, data):
        if path[-1] == "orcid":
            yield path, _with(data, path, value[:-2] + value[:-3:-1])


@dataclass(slots=True)
class Result:
    """How many mutants of an edit there were, and of how many of them the fault was reported, named and placed."""

    mutants: int = 0
    reported: int = 0
    named: int = 0
    placed: int = 0


def mutants(name: str, *, limit: int | None = None) -> Iterator[tuple[str, Path, Any, str | None]]:
    """Yield the mutants of an edit: the example, where the edit is, the data, and what to read it as."""
    made, _ = EDITS[name]
    for file in EXAMPLES:
        as_ = as_of(file)
        document = load(file, as_=as_)
        as_ = as_ or type(document).__name__
        for where, data in islice(made(data_of(file), list(walk(document))), limit):
            yield file.name, where, data, as_


def report_of(data: Any, as_: str | None, number: int) -> Report:
    """Return the Report of a mutant, written as JSON and as YAML in turn."""
    if number % 2:
        return validates(json.dumps(data), format="json", as_=as_)
    return validates(yaml.safe_dump(data, sort_keys=False), format="yaml", as_=as_)


def judge(name: str, *, limit: int | None = None, missed: Counter[str] | None = None) -> Result:
    """Return how well the mutants of an edit are reported; `missed` counts the others, in words."""
    result, codes = Result(), EDITS[name][1]
    for number, (file, where, data, as_) in enumerate(mutants(name, limit=limit)):
        first = report_of(data, as_, number).diagnostics[:2]
        named = [found for found in first if found.code in codes]
        result.mutants += 1
        result.reported += bool(first)
        result.named += bool(named)
        result.placed += any(found.pointer == pointer(where) for found in named)
        if missed is not None and not any(found.pointer == pointer(where) for found in named):
            missed[f"{name}: {file} {pointer(where)}: {[(found.code, found.pointer) for found in first]}"] += 1
    return result


def table(results: dict[str, Result]) -> Iterable[str]:
    """Yield the lines of the table, in Markdown."""
    yield "| edit | expected | mutants | reported | code among the first two | pointer at the edit |"
    yield "|---|---|---|---|---|---|"
    total = Result()
    for name, one in results.items():
        codes = " or ".join(f"`{code}`" for code in EDITS[name][1])
        yield f"| {name} | {codes} | {one.mutants} | {one.reported} | {one.named} | {one.placed} |"
        total.mutants += one.mutants
        total.reported += one.reported
        total.named += one.named
        total.placed += one.placed
    share = f"{100 * total.placed / total.mutants:.1f} %"
    yield f"| all | | {total.mutants} | {total.reported} | {total.named} | {total.placed} ({share}) |"


def main() -> None:
    missed: Counter[str] = Counter()
    print("\n".join(table({name: judge(name, missed=missed) for name in EDITS})))
    print("\nnot so:")
    for words in missed:
        print(words)


if __name__ == "__main__":
    main()
