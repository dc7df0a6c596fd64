# SPDX-License-Identifier: Apache-2.0
"""Layers: documents in the shape of a software description, and where what they say stands in their texts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostic import Path
from ..document import Located, Unreadable, decode, format_of, guess_format
from ..kinds import Kinds
from ..reading import Unknown, encoded, recognise
from ..validation import loads
from ..writing import data_of

if TYPE_CHECKING:
    from execbroker_model.base import Model

    from .roles import Role

_PLACES: Mapping[str, Path] = {
    "executable": ("execution", "executable"),
    "compute": ("execution", "compute"),
    "storage": ("execution", "storage", 0),
    "data": ("execution", "data", 0),
}
"""Where a component that is a layer by itself stands in a description, by its group."""


class Origin(NamedTuple):
    """Where a value came from: the name of the layer, and the line and column there, None where it has no text."""

    layer: str
    line: int | None
    column: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A layer: its `name` for people, the `role` it was written in, and its `data` as a software description.

    `prefix` is where in a description the document of the layer stands, `located` is its text, and `digest` the SHA-256
    of its file.
    """

    name: str
    data: Mapping[str, Any]
    role: Role | None = None
    prefix: Path = ()
    located: Located = field(default_factory=Located)
    digest: str | None = None

    @classmethod
    def of(cls, document: Model, *, name: str, located: Located | None = None) -> Layer:
        """Return the layer that `document` is: a description, a template or request, or a component of those.

        Raises `ValueError` where it is another document.
        """
        title = type(document).__name__
        data = data_of(document)
        if title == "SoftwareDescription":
            return cls(name, data, data.get("provenance", {}).get("role"), (), located or Located())
        if title in ("ExecutionTemplate", "ExecutionRequest"):
            return cls(name, {"execution": data}, None, ("execution",), located or Located())
        kind = Kinds.installed().get(data.get("kind", ""))
        if kind is None or kind.group not in _PLACES:
            raise ValueError(f"{name}: no layer can be made of a document of the type {title}")
        prefix = _PLACES[kind.group]
        for step in reversed(prefix):
            data = [data] if step == 0 else {step: data}
        return cls(name, data, None, prefix, located or Located())

    @classmethod
    def read(cls, text: str | bytes, *, name: str, unknown: Unknown = "error") -> Layer:
        """Return the layer that `text` is. What looks like a request is read as a template, which may lack parts.

        Raises `InvalidDocument` where the text is no document, and `ValueError` where no layer can be made of it.
        """
        as_, located = None, Located()
        try:
            decoded = decode(encoded(text))
            located = (format_of(name) or guess_format(decoded)).locate(decoded)
        except Unreadable:
            pass  # `loads` says why
        if recognise(located.data, Kinds.installed()) == "ExecutionRequest":
            as_ = "execution-template"
        document = loads(text, as_=as_, unknown=unknown, file=name)
        layer = cls.of(document, name=name, located=located)
        return replace(layer, digest=hashlib.sha256(encoded(text)).hexdigest())

    @property
    def parameters(self) -> list[Mapping[str, Any]]:
        """The parameters that the layer has."""
        found: list[Mapping[str, Any]] = self.data.get("execution", {}).get("parameters", [])
        return found

    def path_in_text(self, path: Path) -> Path:
        """Return the path in the document of the layer that `path` in a description is."""
        return path[len(self.prefix) :]

    def origin(self, path: Path) -> Origin:
        """Return the origin of what the layer says at `path` of a description."""
        if not self.located.text:
            return Origin(self.name, None, None)
        place = self.located.place(self.path_in_text(path))
        return Origin(self.name, place.line, place.column)
