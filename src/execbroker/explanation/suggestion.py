# SPDX-License-Identifier: Apache-2.0
"""What a value of the wrong type was probably meant to be: the right one, made from it as far as the schema tells.

`fitted` goes by the schema alone: a range is made of a number, an item of a list of the one value that stands there, a
mapping of the text that its first property takes. Sizes are counted in the unit that the description names. A value
that is large is not taken apart: nothing is suggested for it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..vocabulary import vocabulary
from .definitions import Definitions, Schema, probable_kinds, properties
from .parts import BOOLEANS, LONGEST, MOST_ITEMS, amount, ends, pairs, plain, port_number, small, split
from .repairs import repaired_duration, repaired_instant, repaired_interval

MOST_HOURS = 100
"""A number without a unit is one of hours up to here, and beyond it one of seconds."""
REPAIRS: Mapping[str, Callable[[str], str | None]] = {
    "Duration": repaired_duration,
    "Instant": repaired_instant,
    "DateTime": repaired_instant,
    "Interval": lambda text: _whole_day(text) or repaired_interval(text),
}
"""What makes a text from usual mistakes, by the title of its definition."""

_DEEPEST = 5
_DATE = re.compile(r"([0-9]{4})[-/.]?([0-9]{2})[-/.]?([0-9]{2})")
_COMPONENTS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "executable": (
        (r"\S+\.ipynb(?:[?#]\S*)?", "jupyter-notebook", '{"location": 0}'),
        (r"(?:library|oras|shub|docker)://\S+|\S+\.sif", "singularity-container", '{"location": 0}'),
        (r"\S+\.git|https://(?:github|gitlab)\.com/\S+", "python-program", '{"source": {"repository": 0}}'),
        (r"(?:https?|ftp|file)://\S+\.py|\S+\.py", "python-program", '{"location": 0}'),
        (r"[\w.-]+(?::[0-9]+)?(?:/[\w.-]+)+(?:[:@][\w.:-]+)?|[\w.-]+:[\w.-]+", "docker-container",
         '{"image": {"locations": [0]}}'),
    ),
    "data": (
        (r"s3://([^/\s]+)/?", "S3-data-resource", '{"bucket": 1}'),
        (r"s3://([^/\s]+)/(\S+)", "S3-data-resource", '{"bucket": 1, "object": 2}'),
        (r"ivo://\S+", "ivoa-data-resource", '{"ivoa": {"ivoid": 0}}'),
        (r"[A-Za-z][\w+.-]*:\S+|/\S*", "simple-data-resource", '{"location": 0}'),
    ),
    "storage": (
        (r"vos:\S+", "vospace-storage-resource", '{"location": 0}'),
    ),
    "volume": (
        (r"([^\s:]+):(/[^\s:]*)", "simple-volume-mount", '{"resource": 1, "path": 2}'),
        (r"([^\s:]+):(/[^\s:]*):rw", "simple-volume-mount", '{"resource": 1, "path": 2, "mode": "READWRITE"}'),
        (r"([^\s:]+):(/[^\s:]*):ro", "simple-volume-mount", '{"resource": 1, "path": 2, "mode": "READONLY"}'),
        (r"/\S*", "simple-volume-mount", '{"path": 0}'),
    ),
}  # fmt: skip
"""What a text in the place of a component means, by its group: a pattern, the kind, and where its groups go."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes values of what `definitions` describe; numbers of the `unit` that is counted in, ``GiB`` or ``bytes``."""

    definitions: Definitions
    unit: str | None = None

    def fitted(self, value: Any, schema: Schema, depth: int = 0) -> Any:
        """Return what `value` probably means as the `schema` has it; None where nobody can tell."""
        schema = self.definitions.resolved(schema)
        if depth > _DEEPEST or value is None or (isinstance(value, str) and not 0 < len(value.strip()) <= LONGEST):
            return None
        if self.definitions.choices(schema):
            return self._component(value, schema)
        make = {
            "object": self._mapping,
            "array": self._list,
            "string": self._text,
            "boolean": self._boolean,
            "integer": self._number,
            "number": self._number,
        }.get(str(schema.get("type")))
        return make(value, schema, depth) if make else None

    def example(self, schema: Schema) -> Any:
        """Return a value that may stand there; None where the schema has none."""
        return self.definitions.example(schema, _first_term)

    def _component(self, value: Any, schema: Schema) -> Any:
        choices = self.definitions.choices(schema)
        if isinstance(value, dict):
            known = {"kind"}.union(*(properties(self.definitions.of(kind)) for kind in choices))
            return value if small(value) and value.keys() & known else None
        if not isinstance(value, str):
            return None
        text = value.strip()
        kinds = {kind.short: kind for kind in choices}
        for pattern, short, form in _COMPONENTS.get(str(schema["x-kinds-of"]), ()):
            if short in kinds and (found := re.fullmatch(pattern, text)):
                return {"kind": kinds[short].kind, **_filled(json.loads(form), found)}
        probable = probable_kinds(text, choices, self.definitions)
        return {"kind": probable[0].kind} if probable else None

    def _mapping(self, value: Any, schema: Schema, depth: int) -> Any:
        known = properties(schema)
        if isinstance(value, dict):
            return value if small(value) else None
        if isinstance(value, list):
            return self._of_list(value, schema, depth)
        if {"min", "max"} <= known.keys() and (made := self._range(value, known, depth)):
            return made
        if not known:
            return _texts([value], schema)
        if isinstance(value, str) and (port := port_number(value)):
            value = port
        return None if isinstance(value, bool) else self._with_leaf(value, schema, depth)

    def _of_list(self, items: list[Any], schema: Schema, depth: int) -> Any:
        known = properties(schema)
        if not known:
            return _texts(items, schema)
        if items and all(isinstance(item, dict) for item in items[:100]):
            merged: dict[str, Any] = {}
            for item in items[: len(known)]:
                merged |= item
            if len(items) <= len(known) and merged.keys() <= known.keys() and small(merged):
                return merged
        made = [self.fitted(item, known["min"], depth + 1) for item in items[:3]] if "min" in known else []
        if {"min", "max"} <= known.keys() and 0 < len(made) < 3 and None not in made:
            return dict(zip(("min", "max"), made, strict=False))
        inner = {name: self.definitions.resolved(one) for name, one in known.items()}
        lists = [(name, one) for name, one in inner.items() if one.get("type") == "array"]
        listed = self._list(items, lists[0][1], depth + 1) if len(lists) == 1 else None
        return None if listed is None else {lists[0][0]: listed}

    def _with_leaf(self, value: Any, schema: Schema, depth: int) -> Any:
        """Return a mapping with the first property, on the fewest steps, that takes `value`, and what it needs."""
        known = properties(schema)
        if isinstance(value, str) and value.count(":") == 1 and len(required := schema.get("required", ())) == 2:
            parts = [
                self.fitted(part, known[name], depth + 1) for name, part in zip(required, value.split(":"), strict=True)
            ]
            return None if None in parts else dict(zip(required, parts, strict=True))
        inner = {name: self.definitions.resolved(one) for name, one in known.items() if name not in ("min", "max")}
        leaves = [(name, one) for name, one in inner.items() if one.get("type") != "object" or "min" in properties(one)]
        deeper = [(name, one) for name, one in inner.items() if (name, one) not in leaves]
        for name, one in [*leaves, *deeper]:
            if self._takes(value, one) and (made := self.fitted(value, one, depth + 1)) is not None:
                required = [other for other in schema.get("required", ()) if other in known and other != name]
                needed = {other: self.example(known[other]) for other in required}
                return None if None in needed.values() else {**needed, name: made}
        return None

    def _takes(self, value: Any, schema: Schema) -> bool:
        wanted = schema.get("type")
        if isinstance(value, str):
            if wanted == "array":
                return self.definitions.resolved(schema.get("items", {})).get("type") == "string"
            return wanted in ("string", "object") and "min" not in properties(schema)
        return wanted in ("integer", "number", "object")

    def _range(self, value: Any, known: Mapping[str, Schema], depth: int) -> Any:
        parts = ends(value) if isinstance(value, str) else {"min": value}
        made = {end: self.fitted(part, known[end], depth + 1) for end, part in parts.items() if part}
        return None if None in made.values() else made

    def _list(self, value: Any, schema: Schema, depth: int) -> Any:
        item = self.definitions.resolved(schema.get("items", {}))
        words = item.get("type") == "string"
        if isinstance(value, list):
            made = [one if isinstance(one, dict) else self.fitted(one, item, depth + 1) for one in value[:MOST_ITEMS]]
            return None if None in made or len(value) > MOST_ITEMS else made
        if isinstance(value, str) and words:
            return split(value)
        unnamed = isinstance(value, dict) and not words and not value.keys() & {"kind", *properties(item)}
        if unnamed and small(value) and all(isinstance(one, dict) for one in value.values()):
            named = bool(self.definitions.choices(item))
            return [one | ({"meta": {"name": key}} if named else {}) for key, one in value.items()] or None
        made = self.fitted(value, item, depth + 1)
        return None if made is None else [made]

    def _text(self, value: Any, schema: Schema, depth: int) -> Any:
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
            value = value[0]
        if isinstance(value, (dict, list)) or len(text := plain(value)) > LONGEST:
            return None
        title = str(schema.get("title"))
        if title == "Duration" and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text):
            return repaired_duration(f"{text} h" if float(text) <= MOST_HOURS else _in_seconds(text))
        if title in REPAIRS:
            return REPAIRS[title](text)
        pattern, choices = schema.get("pattern"), schema.get("enum")
        if pattern and title == "Uuid" and not re.fullmatch(r"[0-9A-Fa-f-]{36}", text):
            return None
        return None if choices and text not in choices else text

    def _boolean(self, value: Any, schema: Schema, depth: int) -> Any:
        return None if isinstance(value, (dict, list)) else BOOLEANS.get(plain(value).strip().lower())

    def _number(self, value: Any, schema: Schema, depth: int) -> Any:
        if isinstance(value, list):
            return self._number(value[0], schema, depth) if len(value) == 1 else None
        if isinstance(value, (bool, dict)):
            return None
        read = amount(plain(value), self.unit)
        if read is None:
            return None
        whole = schema.get("type") == "integer" or read == read.to_integral_value()
        return math.ceil(read) if whole else float(read)


def _texts(items: list[Any], schema: Schema) -> dict[str, str] | None:
    inner = schema.get("additionalProperties")
    if not isinstance(inner, dict) or inner.get("type") != "string":
        return None
    return pairs(items, packages=schema.get("title") == "PackageRequirements")


def _whole_day(text: str) -> str | None:
    """Return the day that a date alone means, where a range of time is wanted."""
    found = _DATE.fullmatch(text.strip())
    return repaired_interval("-".join(found.groups()) + "/P1D") if found else None


def _in_seconds(number: str) -> str:
    """Return seconds, or the hours or minutes that they are."""
    hours, minutes = float(number) / 3600, float(number) / 60
    if hours.is_integer():
        return f"{int(hours)} h"
    return f"{int(minutes)} min" if minutes.is_integer() else f"{number} s"


def _filled(form: Any, found: re.Match[str]) -> Any:
    """Return `form` with the groups of a match in place of their numbers."""
    if isinstance(form, dict):
        return {name: _filled(one, found) for name, one in form.items()}
    if isinstance(form, list):
        return [_filled(one, found) for one in form]
    return found[form] if isinstance(form, int) else form


def _first_term(name: str) -> str | None:
    """Return a term of a vocabulary, the first one that has no other name."""
    try:
        return next(iter(vocabulary(name).terms), None)
    except KeyError:
        return None
