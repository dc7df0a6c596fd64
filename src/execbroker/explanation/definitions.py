# SPDX-License-Identifier: Apache-2.0
"""The definitions of the model's schema as places to look things up in: what stands where, and under which names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ..bundle import bundle
from ..kinds import Kind, Kinds
from ..words import nearest

Schema = Mapping[str, Any]

_MOST_REFERENCES = 8
_DEEPEST = 4
_SHORTEST_WORD = 4
"""Of a kind's description that is searched for a word."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a property stands: the steps to it, ``ports[]`` for the items of a list, and which kinds have it."""

    steps: tuple[str, ...]
    schema: Schema
    kind: Kind | None = None
    """The innermost kind on the way."""

    @property
    def name(self) -> str:
        """The name of the property."""
        return self.steps[-1].removesuffix("[]")

    @property
    def dotted(self) -> str:
        """The steps in one word: ``network.ports[].path``."""
        return ".".join(self.steps)

    @property
    def around(self) -> str:
        """What it stands in, in one word; empty at the top."""
        return ".".join(step.removesuffix("[]") for step in self.steps[:-1])

    def presence(self, data: Any) -> int:
        """Return how many of the steps `data` have, and one more where they have the kind."""
        met = 0
        for step in self.steps[:-1]:
            if not isinstance(data, dict) or step.removesuffix("[]") not in data:
                return met
            data = data[step.removesuffix("[]")]
            data = next(iter(data), None) if isinstance(data, list) else data
            met += 1
        fits = isinstance(data, dict) and self.kind and data.get("kind") in (self.kind.kind, *self.kind.aliases)
        return met + bool(fits)


@dataclass(frozen=True, eq=False)
class Definitions:
    """The definitions by title, and the registry of kinds, which may have more."""

    named: Mapping[str, Schema]
    kinds: Kinds
    _own: dict[Kind, Mapping[str, Schema]] = field(default_factory=dict, repr=False)
    _spots: dict[int, tuple[dict[str, list[Spot]], dict[str, list[Spot]], Schema]] = field(
        default_factory=dict, repr=False
    )
    """By the identity of where the search began, which is kept for that."""

    @staticmethod
    @lru_cache(maxsize=8)  # whoever makes a registry for each request shall not keep them all alive
    def installed(kinds: Kinds) -> Definitions:
        """Return the definitions of the model."""
        return Definitions(bundle()["$defs"], kinds)

    def resolved(self, schema: Schema) -> Schema:
        """Return what `schema` refers to; nothing where that is not known."""
        for _ in range(_MOST_REFERENCES):
            ref = schema.get("$ref")
            if not isinstance(ref, str):
                break
            schema = self.named.get(ref.rpartition("#/$defs/")[2], {}) or self._of_uri(ref)
        return schema

    def _of_uri(self, uri: str) -> Schema:
        return self.of(self.kinds[uri]) if uri in self.kinds else {}

    def of(self, kind: Kind) -> Schema:
        """Return the definition of a kind."""
        return kind.schema or self.named.get(kind.title, {})

    def choices(self, schema: Schema) -> list[Kind]:
        """Return the kinds that a union takes, placeholders apart; none for what is no union."""
        if "x-kinds-of" not in schema:
            return []
        return [kind for kind in self.group(str(schema["x-kinds-of"])) if not kind.placeholder]

    def group(self, group: str) -> list[Kind]:
        """Return the kinds of a group."""
        return [kind for kind in dict.fromkeys(self.kinds.values()) if kind.group == group]

    def own(self, kind: Kind) -> Mapping[str, Schema]:
        """Return the properties that not every kind of the group has, by name."""
        if kind not in self._own:
            others = [properties(self.of(other)) for other in self.group(kind.group) if other is not kind]
            shared = set.intersection(*(set(other) for other in others)) if others else {"kind", "meta"}
            known = properties(self.of(kind))
            self._own[kind] = {name: value for name, value in known.items() if name not in shared}
        return self._own[kind]

    def kind_of(self, schema: Schema) -> Kind | None:
        """Return the kind whose definition `schema` is."""
        title = schema.get("title")
        return next((kind for kind in self.kinds.values() if kind.title == title), None) if title else None

    def spots(self, start: Schema, name: str, *, depth: int = _DEEPEST) -> list[Spot]:
        """Return where the property `name` stands in `start`, on the fewest steps on which it stands anywhere."""
        return [spot for spot in self._below(start)[0].get(name, ()) if len(spot.steps) <= depth]

    def group_spots(self, start: Schema, group: str) -> list[Spot]:
        """Return where kinds of `group` stand in `start`, on the fewest steps."""
        return self._below(start)[1].get(group, [])

    def _below(self, start: Schema) -> tuple[dict[str, list[Spot]], dict[str, list[Spot]]]:
        """Return the spots below `start` by the name of the property, and by the group of the kinds that stand there.

        Worked out once: there may be a thousand faults in mappings of one definition.
        """
        if id(start) not in self._spots:
            named: dict[str, list[Spot]] = {}
            grouped: dict[str, list[Spot]] = {}
            level, seen = [Spot((), start)], set[str]()
            for _ in range(_DEEPEST):
                level = [inner for spot in level for inner in self._inner(spot, seen)]
                for spot in level:
                    group = str(self._held(spot.schema).get("x-kinds-of"))
                    for found in (named.setdefault(spot.name, []), grouped.setdefault(group, [])):
                        if not found or len(found[0].steps) == len(spot.steps):
                            found.append(spot)
            self._spots[id(start)] = named, grouped, start
        return self._spots[id(start)][:2]

    def _held(self, schema: Schema) -> Schema:
        """Return the definition of a property's value, or of its items where it is a list."""
        schema = self.resolved(schema)
        return self.resolved(schema["items"]) if isinstance(schema.get("items"), dict) else schema

    def _inner(self, spot: Spot, seen: set[str]) -> Iterator[Spot]:
        held = self._held(spot.schema)
        choices: list[Kind | None] = [*self.choices(held)]
        for kind in choices or [None]:
            definition = self.of(kind) if kind else held
            title = str(definition.get("title"))
            if title in seen and not kind:  # it was met on fewer steps
                continue
            seen.add(title)
            for name, schema in properties(definition).items():
                step = f"{name}[]" if self.resolved(schema).get("type") == "array" else name
                yield Spot((*spot.steps, step), schema, kind or spot.kind)

    def example(self, schema: Schema, terms: Callable[[str], str | None] | None = None) -> Any:
        """Return a value that may stand there, as far as the schema has one; None where it has none."""
        named, schema = schema, self.resolved(schema)
        for values in (schema.get("examples"), schema.get("enum"), [schema["const"]] if "const" in schema else None):
            if values:
                return values[0]
        if terms and "x-vocabulary" in schema:
            return terms(schema["x-vocabulary"])
        if schema.get("type") == "array":
            item = self.example(schema.get("items", {}), terms)
            return None if item is None else [item]
        if schema.get("type") == "object" and schema.get("required"):
            inner = {name: self.example(properties(schema).get(name, {}), terms) for name in schema["required"]}
            return None if None in inner.values() else inner
        _, such, rest = str(named.get("description", "")).partition("such as `")
        return rest.partition("`")[0] if such and schema.get("type") == "string" else None


@dataclass(frozen=True, eq=False)
class Scene:
    """What surrounds a fault: all the data, the schemas on the way to the one it is against, and all the others."""

    data: Any
    way: Sequence[Schema]
    definitions: Definitions

    @property
    def kinds(self) -> Kinds:
        """The registry of kinds."""
        return self.definitions.kinds

    @property
    def root(self) -> Schema:
        """The definition of the whole document."""
        return next((one for one in self.way if "x-source" in one and properties(one).keys() - {"kind"}), {})

    def owner(self, name: str) -> Schema:
        """Return the definition of the mapping in which the property `name` stands that is at fault."""
        return next((one for one in reversed(self.way[:-1]) if name in properties(one)), {})

    @property
    def unit(self) -> str | None:
        """What the number at fault is counted in, as the description of its property says: ``GiB`` or ``bytes``."""
        for one in reversed(self.way):
            if not properties(one).keys() <= {"min", "max"}:
                break
            text = one.get("description")
            if isinstance(text, str) and (found := re.search(r"\b(GiB|bytes)\b", text)):
                return found[1]
        return None


def properties(schema: Schema) -> Mapping[str, Schema]:
    """Return the properties that a schema names; those of a union say no more than the kind."""
    found = schema.get("properties")
    return found if isinstance(found, dict) else {}


def probable_kinds(word: str, kinds: list[Kind], definitions: Definitions) -> list[Kind]:
    """Return the kinds that a word probably stands for: by their names, else by what is said of them."""
    by_name = {kind.short: kind for kind in kinds}
    if close := nearest(word, by_name):
        return [by_name[close]]
    folded = word.casefold()
    if not folded.isalnum() or len(folded) > 40:
        return []
    concrete = [kind for kind in kinds if not kind.placeholder]
    inside = [kind for kind in concrete if folded in kind.short.casefold().split("-")]
    if inside or len(folded) < _SHORTEST_WORD:
        return inside
    return [
        kind for kind in concrete if folded in (str(definitions.of(kind).get("description")) + kind.short).casefold()
    ]
