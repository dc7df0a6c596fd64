# SPDX-License-Identifier: Apache-2.0
"""Rules that the files under `model/` keep, beyond being YAML. Each is a generator of problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from jsonschema import Draft202012Validator
from pydantic_core import SchemaError, SchemaValidator, core_schema

from .bundle import bundle
from .problem import Problem
from .sources import Model, Source, parents, references

_ROLES = {"kind": "kind", "document": "document", "union": "union", "shared": "mixin-or-value"}


def lint(model: Model, vocabularies: set[str]) -> list[Problem]:
    """Return the problems of `model`; `vocabularies` are the names that `x-vocabulary` may have.

    A rule runs only on what the rules before it accept: an example cannot be checked where a reference is broken.
    """
    stages: tuple[tuple[Callable[[Model], Iterator[Problem]], ...], ...] = (
        (misshapen_file, misnamed_file, repeated_title),
        (dangling_reference, unportable_pattern, repeated_kind, lambda model: unknown_vocabulary(model, vocabularies)),
        (clashing_property,),
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
            cause = min(error.context, key=lambda found: len(found.path), default=error) if error.context else error
            yield source.problem(cause.message[:200], *error.absolute_path)


def misnamed_file(model: Model) -> Iterator[Problem]:
    """The title is the name of the file, or the file says why not; a local definition has its key as title."""
    for source in model.sources.values():
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
        for title in (source.title, *source.schema.get("$defs", {})):
            if first.setdefault(title, source.path) != source.path:
                yield source.problem(f"`{title}` is defined in {first[title]} too", "title")


def repeated_kind(model: Model) -> Iterator[Problem]:
    """A kind, or another spelling of one, stands for one file."""
    first: dict[str, str] = {}
    for source in model.kinds():
        for kind in (model.kind(source), *model.aliases(source)):
            if first.setdefault(kind, source.path) != source.path:
                yield source.problem(f"the kind {kind} belongs to {first[kind]}", "x-kind")


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
    """A pattern compiles in two engines that differ in what they know: Python's and Rust's."""
    for source in model.sources.values():
        for pattern, path in _values(source, "pattern"):
            try:
                re.compile(pattern)
                SchemaValidator(core_schema.str_schema(pattern=pattern))
            except (re.error, SchemaError) as error:
                yield source.problem(f"the pattern does not compile: {error}", *path)


def clashing_property(model: Model) -> Iterator[Problem]:
    """A file and its mixins do not define the same property."""
    for source in model.sources.values():
        seen: dict[str, str] = {}
        for path in _family(model, source):
            for name in model.sources[path].schema.get("properties", {}):
                if seen.setdefault(name, path) != path:
                    yield source.problem(f"`{name}` is defined in {seen[name]} and in {path}")


def invalid_example(model: Model) -> Iterator[Problem]:
    """Each example is valid against the schema it stands in."""
    bundled = bundle(model)
    for source in model.sources.values():
        validator = Draft202012Validator({"$ref": f"#/$defs/{source.title}", "$defs": bundled["$defs"]})
        for index, example in enumerate(source.schema.get("examples", ())):
            for error in validator.iter_errors(example):
                yield source.problem(error.message[:200], "examples", index, *error.absolute_path)


def _family(model: Model, source: Source) -> list[str]:
    return [source.path, *(path for parent in parents(source) for path in _family(model, model.sources[parent]))]


def _values(source: Source, keyword: str) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield the values of a keyword, with their paths. A property may have the name of a keyword; it is a mapping."""
    for path in source.located.values:
        if path and path[-1] == keyword and "examples" not in path:
            value = source.schema
            for step in path:
                value = value[step]  # type: ignore[index]
            if isinstance(value, str):
                yield value, path
