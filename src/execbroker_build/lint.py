# SPDX-License-Identifier: Apache-2.0
"""Rules that the files under `model/` keep, beyond being YAML. Each is a generator of problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from pydantic_core import SchemaError, SchemaValidator, core_schema

from execbroker.problem import Problem

from .bundle import bundle
from .sources import Model, Source, parents, references

# A set operation or a named class in a character class; a possessive quantifier.
_DIFFERS = re.compile(r"\[\[|&&|\|\||~~|[*+?}]\+")
_ROLES = {"kind": "kind", "document": "document", "union": "union", "shared": "mixin-or-value"}


def lint(model: Model, vocabularies: set[str]) -> list[Problem]:
    """Return the problems of `model`; `vocabularies` are the names that `x-vocabulary` may have.

    A rule runs only on what the rules before it accept: an example cannot be checked where a reference is broken.
    """
    stages: tuple[tuple[Callable[[Model], Iterator[Problem]], ...], ...] = (
        (misshapen_file,),
        (misnamed_file, repeated_title),
        (dangling_reference, unportable_pattern, repeated_kind, lambda model: unknown_vocabulary(model, vocabularies)),
        (wrong_parent,),
        (clashing_property, required_nothing),
        (invalid_example,),
    )
    for stage in stages:
        if problems := [problem for rule in stage for problem in rule(model)]:
            return problems
    return []


def misshapen_file(model: Model) -> Iterator[Problem]:
    """A file has the shape that the schema of schemas gives to its role."""
    for source in model.sources.values():
        role = {"$ref": f"#/$defs/{_ROLES[source.role]}", "$defs": model.meta_schema["$defs"]}
        for error in Draft202012Validator(role).iter_errors(source.schema):
            cause = _cause(error)
            yield source.problem(cause.message[:200], *cause.absolute_path)


def misnamed_file(model: Model) -> Iterator[Problem]:
    """A kind lies in a group; the title is the name of the file, or the file says why not, or the key in `$defs`."""
    for source in model.sources.values():
        if source.role == "kind" and source.path.count("/") != 2:
            yield source.problem("a kind lies in the folder of its group, kinds/GROUP/KIND.yaml", "title")
        stem = source.path.rpartition("/")[2].removesuffix(".yaml").replace("-", "")
        if stem.casefold() != source.title.casefold() and "x-title-reason" not in source.schema:
            yield source.problem(f"the title `{source.title}` is not the name of the file", "title")
        for key, definition in source.schema.get("$defs", {}).items():
            if definition["title"] != key:
                yield source.problem(f"the title of `{key}` is not its key", "$defs", key, "title")


def repeated_title(model: Model) -> Iterator[Problem]:
    """A title stands for one thing in the whole model."""
    first: dict[str, str] = {}
    for source in model.sources.values():
        local = [("$defs", key, "title") for key in source.schema.get("$defs", {})]
        for path in [("title",), *local]:
            title = source.title if path == ("title",) else path[1]
            if title in first:
                yield source.problem(f"`{title}` is defined in {first[title]} too", *path)
            first.setdefault(title, source.path)


def repeated_kind(model: Model) -> Iterator[Problem]:
    """A kind, or another spelling of one, stands for one file."""
    first: dict[str, str] = {}
    for source in model.kinds():
        named: list[tuple[str, tuple[str | int, ...]]] = [(model.kind(source), ("x-kind",))]
        named += [(alias, ("x-kind-aliases", i, "kind")) for i, alias in enumerate(model.aliases(source))]
        for kind, path in named:
            if kind in first:
                yield source.problem(f"the kind {kind} belongs to {first[kind]}", *path)
            first.setdefault(kind, source.path)


def wrong_parent(model: Model) -> Iterator[Problem]:
    """What a file takes over is a shared object, and not the file itself, on whatever way."""
    for source in model.sources.values():
        for index, path in enumerate(parents(source)):
            if model.sources[path].role != "shared" or model.sources[path].schema.get("type") != "object":
                yield source.problem(f"{path} is not there to be taken over: only shared objects are", "allOf", index)
            elif source.path in _ancestors(model, path, set()):
                yield source.problem(f"by way of {path} the file takes over itself", "allOf", index)


def dangling_reference(model: Model) -> Iterator[Problem]:
    """A reference leads to a file of the model, or to a definition of the same file; a union has kinds."""
    groups = {source.group for source in model.kinds()}
    for source in model.sources.values():
        local = {f"#/$defs/{title}" for title in source.schema.get("$defs", {})}
        for reference, path in references(source.schema):
            known = local if reference.startswith("#") else model.sources
            if (reference if reference.startswith("#") else source.target(reference)) not in known:
                yield source.problem(f"`{reference}` leads nowhere", *path)
        if source.role == "union":
            if source.schema["x-kinds-of"] not in groups:
                yield source.problem(f"there is no folder kinds/{source.schema['x-kinds-of']}", "x-kinds-of")
            if source.target(source.schema["x-other"]) not in model.sources:
                yield source.problem(f"`{source.schema['x-other']}` leads nowhere", "x-other")


def unknown_vocabulary(model: Model, vocabularies: set[str]) -> Iterator[Problem]:
    """`x-vocabulary` names a vocabulary that there is."""
    for source in model.sources.values():
        for name, path in _values(source, "x-vocabulary"):
            if name not in vocabularies:
                yield source.problem(f"there is no vocabulary `{name}`", *path)


def unportable_pattern(model: Model) -> Iterator[Problem]:
    """A pattern is anchored as a whole, and means the same to the engines of Python, Rust and ECMAScript."""
    for source in model.sources.values():
        for pattern, path in _values(source, "pattern"):
            if found := _DIFFERS.search(pattern):
                yield source.problem(f"`{found[0]}` means different things to different engines", *path)
                continue
            try:
                re.compile(pattern)
                SchemaValidator(core_schema.str_schema(pattern=pattern))
            except (re.error, SchemaError) as error:
                yield source.problem(f"the pattern does not compile: {error}", *path)
                continue
            if "|" in _without_groups(pattern):
                yield source.problem(
                    "put the alternatives in parentheses: `^` and `$` hold for one of them only", *path
                )


def _without_groups(pattern: str) -> str:
    """Return `pattern` without its character classes and groups, from the inside out."""
    pattern = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "", pattern)
    while (reduced := re.sub(r"\([^()]*\)", "", pattern)) != pattern:
        pattern = reduced
    return pattern


def clashing_property(model: Model) -> Iterator[Problem]:
    """A file and its mixins do not define the same property."""
    for source in model.sources.values():
        above = {name: path for path in _ancestors(model, source.path, set()) for name in _properties(model, path)}
        for name in _properties(model, source.path):
            if name in above:
                yield source.problem(f"`{name}` is defined in {above[name]} too", "properties", name)


def required_nothing(model: Model) -> Iterator[Problem]:
    """What is required is a property."""
    for source in model.sources.values():
        known = {n for path in {source.path, *_ancestors(model, source.path, set())} for n in _properties(model, path)}
        for index, name in enumerate(source.schema.get("required", ())):
            if name not in known:
                yield source.problem(f"`{name}` is required and not defined", "required", index)


def invalid_example(model: Model) -> Iterator[Problem]:
    """Each example is valid against the schema it stands in; one of a mixin has no property that it does not define."""
    definitions = bundle(model)["$defs"]
    for source in model.sources.values():
        homes: list[tuple[str, tuple[str | int, ...], Any]] = [(source.title, ("examples",), source.schema)]
        homes += [(key, ("$defs", key, "examples"), local) for key, local in source.schema.get("$defs", {}).items()]
        for title, path, schema in homes:
            root = {"$ref": f"#/$defs/{title}", "unevaluatedProperties": False, "$defs": definitions}
            if "properties" not in definitions[title] or "additionalProperties" in definitions[title]:
                del root["unevaluatedProperties"]  # a value, or closed by itself
            validator = Draft202012Validator(root)
            for index, example in enumerate(schema.get("examples", ())):
                for error in validator.iter_errors(example):
                    yield source.problem(error.message[:200], *path, index, *error.absolute_path)


def _cause(error: ValidationError) -> ValidationError:
    """Return the fault behind an `anyOf` or `oneOf`: one in the branch that was meant, told by `type` and `$ref`."""
    while error.context:
        branches: dict[Any, list[ValidationError]] = {}
        for found in error.context:
            branches.setdefault(found.schema_path[0], []).append(found)
        meant = [branch for branch in branches.values() if not any(map(_tells_branches_apart, branch))]
        error = min(meant or branches.values(), key=lambda branch: (_refuses_keywords(branch), len(branch)))[0]
    return error


def _refuses_keywords(branch: list[ValidationError]) -> bool:
    return any(error.validator == "additionalProperties" and not error.path for error in branch)


def _tells_branches_apart(error: ValidationError) -> bool:
    if error.validator == "required" and not error.path:
        return "$ref" in error.message or "'enum'" in error.message or "'additionalProperties'" in error.message
    return list(error.path) == ["type"]


def _ancestors(model: Model, path: str, seen: set[str]) -> set[str]:
    """Return the paths of all that the file at `path` takes over."""
    for parent in parents(model.sources[path]):
        if parent not in seen and parent in model.sources:
            seen.add(parent)
            _ancestors(model, parent, seen)
    return seen


def _properties(model: Model, path: str) -> Any:
    return model.sources[path].schema.get("properties", {})


def _values(source: Source, keyword: str) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield the values of a keyword, with their paths. A property may have the name of a keyword; it is a mapping."""
    yield from _below(source.schema, keyword, ())


def _below(schema: object, keyword: str, path: tuple[str | int, ...]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    if isinstance(schema, Mapping):
        for key, value in schema.items():
            if key == keyword and isinstance(value, str):
                yield value, (*path, key)
            elif key != "examples":
                yield from _below(value, keyword, (*path, key))
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from _below(value, keyword, (*path, index))
