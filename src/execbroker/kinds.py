# SPDX-License-Identifier: Apache-2.0
"""The registry of kinds: which there are, and which class and schema each has.

Registries are immutable. `Kinds.builtin()` has the kinds of the model; `Kinds.installed()` adds those that installed
packages offer through the entry point group ``execbroker.kinds``; `with_kind` returns a registry with one more.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any, get_args

import execbroker_model

if TYPE_CHECKING:
    from execbroker_model.base import Model

ENTRY_POINTS = "execbroker.kinds"
"""Group of the entry points; each leads to a `Kind`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kind:
    """A kind: the URI on the wire, its group (``executable``, ``compute``, ...) and the name of its class.

    A kind of the model leaves `schema` and `cls` empty: they come from the bundle and the generated classes. Whoever
    registers a kind gives both: `schema`, a JSON Schema 2020-12 for the whole object, which may refer to the model's
    definitions by their `$id`, and `cls`, a subclass of the group's `Other...` class with ``kind: Literal[...]``.
    """

    kind: str
    group: str
    title: str
    aliases: tuple[str, ...] = ()
    placeholder: bool = False
    schema: Mapping[str, Any] | None = None
    cls: type[Model] | None = None

    @property
    def short(self) -> str:
        """The last part of the URI, without its suffix: ``docker-container``."""
        return self.kind.rpartition("/")[2].removesuffix(".yaml").removeprefix("uri:")


@dataclass(frozen=True, slots=True)
class Document:
    """A type of document that has no kind; it is told by its keys."""

    name: str
    title: str


@dataclass(frozen=True, eq=False)
class Kinds(Mapping[str, Kind]):
    """Kinds by their URI, aliases included."""

    base: str
    version: str
    documents: tuple[Document, ...]
    others: Mapping[str, str]
    """The class that kinds of a group that are not the model's derive from, by group."""
    told_by_keys: Mapping[str, str]
    """The class of a document that lacks its kind and has a certain key, by that key; the first one counts."""
    entries: Mapping[str, Kind] = field(repr=False)

    # A registry is a thing, not a value: comparing all entries would cost more than it tells.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __getitem__(self, kind: str) -> Kind:
        return self.entries[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    @staticmethod
    @cache
    def builtin() -> Kinds:
        """Return the kinds of the model."""
        text = resources.files(execbroker_model).joinpath("registry.json").read_text(encoding="utf-8")
        facts = json.loads(text)
        entries: dict[str, Kind] = {}
        for fact in facts["kinds"]:
            kind = Kind(
                kind=fact["kind"],
                group=fact["group"],
                title=fact["title"],
                aliases=tuple(fact["aliases"]),
                placeholder=fact["placeholder"],
            )
            entries |= dict.fromkeys((kind.kind, *kind.aliases), kind)
        documents = tuple(Document(fact["name"], fact["title"]) for fact in facts["documents"])
        return Kinds(facts["base"], facts["version"], documents, facts["others"], facts["told_by_keys"], entries)

    @staticmethod
    @cache
    def installed() -> Kinds:
        """Return the kinds of the model and those that installed packages offer; warns of packages that are broken."""
        from importlib import metadata  # noqa: PLC0415 - slow to import, and only unknown kinds need it

        kinds = Kinds.builtin()
        for entry_point in metadata.entry_points(group=ENTRY_POINTS):
            try:
                kinds = kinds.with_kind(entry_point.load())
            except Exception as error:
                message = f"the entry point {entry_point.name} of {ENTRY_POINTS} offers no kind: {error}"
                warnings.warn(message, RuntimeWarning, stacklevel=2)
        return kinds

    def with_kind(self, kind: Kind) -> Kinds:
        """Return a registry that has `kind` too.

        Raises `ValueError` where the kind is there already, or lacks a schema or a class of its group.
        """
        if kind.schema is None or kind.cls is None:
            raise ValueError(f"{kind.kind}: a registered kind needs a schema and a class")
        if clash := [uri for uri in (kind.kind, *kind.aliases) if uri in self.entries]:
            raise ValueError(f"{clash[0]} is registered already")
        if kind.group not in self.others:
            raise ValueError(f"{kind.kind}: the group `{kind.group}` is none of {', '.join(sorted(self.others))}")
        if not issubclass(kind.cls, self.class_named(self.others[kind.group])):
            raise ValueError(f"{kind.kind}: the class is no subclass of {self.others[kind.group]}")
        named = {kind.kind, *kind.aliases}
        if kind.title != kind.cls.__name__ or not named <= set(get_args(kind.cls.model_fields["kind"].annotation)):
            raise ValueError(f"{kind.kind}: the class is not named {kind.title}, or takes another kind")
        if kind.schema.get("$id", kind.kind) != kind.kind:
            raise ValueError(f"{kind.kind}: the schema has another $id, {kind.schema['$id']}")
        if kind.title in execbroker_model.__all__ or kind.title in {known.title for known in self.entries.values()}:
            raise ValueError(f"{kind.kind}: the title {kind.title} is that of another kind")
        entries = {**self.entries, **dict.fromkeys((kind.kind, *kind.aliases), kind)}
        return replace(self, entries=entries)

    @cached_property
    def registered(self) -> Mapping[str, type[Model]]:
        """The classes of the kinds that are not the model's, by URI."""
        return {uri: kind.cls for uri, kind in self.entries.items() if kind.cls is not None}

    def is_placeholder(self, kind: object) -> bool:
        """Return whether what a component says in its `kind` is the kind of a placeholder."""
        known = self.entries.get(kind) if isinstance(kind, str) else None
        return known is not None and known.placeholder

    def class_named(self, title: str) -> type[Model]:
        """Return the class with the name `title`. Raises `KeyError` where there is none."""
        for kind in self.entries.values():
            if kind.title == title and kind.cls is not None:
                return kind.cls
        try:
            found: type[Model] = getattr(execbroker_model, title)
        except AttributeError:
            raise KeyError(title) from None
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """The short names of the document types and kinds."""
        return (*(document.name for document in self.documents), *(kind.short for kind in dict.fromkeys(self.values())))

    def title_of(self, name: str) -> str:
        """Return the class name of a document type or kind, given as ``execution-request``, a kind or a class name.

        Raises `KeyError` where there is none.
        """
        for document in self.documents:
            if name in (document.name, document.title):
                return document.title
        for uri, kind in self.entries.items():
            if name in (uri, kind.short, kind.title):
                return kind.title
        raise KeyError(name)
