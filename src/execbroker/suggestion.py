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
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from .definitions import Definitions, Schema, probable_kinds, properties
from .time import repaired_duration, repaired_instant, repaired_interval
from .vocabulary import vocabulary

REPAIRS: Mapping[str, Callable[[str], str | None]] = {
    "Duration": repaired_duration,
    "Instant": repaired_instant,
    "DateTime": repaired_instant,
    "Interval": repaired_interval,
}
"""What makes a text from usual mistakes, by the title of its definition."""

_LONGEST = 200
_MOST_ITEMS = 4
_DEEPEST = 5
_AMOUNT = re.compile(r"([+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?)\s*([A-Za-z]*)\.?")
_NUMBER = r"([0-9][0-9.]*\s*[A-Za-z]*)"
_BOTH = re.compile(rf"\[?\(?\s*{_NUMBER}\s*(?:-|–|\.{{2,}}|to|,|/|:)\s*{_NUMBER}\s*\)?\]?")
_LEAST = re.compile(rf"(?:>=?|=>|≥|at least|min(?:imum)?[ :=]*|from)\s*{_NUMBER}|{_NUMBER}\s*\+", re.IGNORECASE)
_MOST = re.compile(rf"(?:<=?|=<|≤|at most|max(?:imum)?[ :=]*|up to)\s*{_NUMBER}", re.IGNORECASE)
_SIZE = re.compile(r"([kmgtp]?)(i?)(?:b|bytes?)?", re.IGNORECASE)
_PORT = re.compile(r"(?:[0-9.]+:)*([0-9]{1,5})(?:/[A-Za-z]+)?")
_PAIR = re.compile(r"(?:export\s+)?([^=:\s]+)\s*(?:=|:\s*)(.*)", re.DOTALL)
_PACKAGE = re.compile(r"([A-Za-z0-9][\w.-]*(?:\[[\w,.-]*\])?)\s*(?:(===?|[<>~!]=?|=)\s*([^=\s].*))?")
_BOOLEANS = {
    **dict.fromkeys(("yes", "on", "true", "y", "1", "enabled"), True),
    **dict.fromkeys(("no", "off", "false", "n", "0", "disabled"), False),
}
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
        if depth > _DEEPEST or value is None or (isinstance(value, str) and not 0 < len(value.strip()) <= _LONGEST):
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
        if isinstance(value, dict):
            return value if small(value) else None
        if not isinstance(value, str):
            return None
        text, choices = value.strip(), self.definitions.choices(schema)
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
        if {"min", "max"} <= known.keys() and (ends := self._range(value, known, depth)):
            return ends
        if not known:
            return _of_pairs([value], schema)
        if isinstance(value, str) and (port := _PORT.fullmatch(value.strip())):
            value = int(port[1])
        return None if isinstance(value, bool) else self._with_leaf(value, schema, depth)

    def _of_list(self, items: list[Any], schema: Schema, depth: int) -> Any:
        known = properties(schema)
        if not known:
            return _of_pairs(items, schema)
        if items and all(isinstance(item, dict) for item in items[:100]):
            merged: dict[str, Any] = {}
            for item in items[: len(known)]:
                merged |= item
            if len(items) <= len(known) and merged.keys() <= known.keys() and small(merged):
                return merged
        ends = [self.fitted(item, known["min"], depth + 1) for item in items[:3]] if "min" in known else []
        if {"min", "max"} <= known.keys() and 0 < len(ends) < 3 and None not in ends:
            return dict(zip(("min", "max"), ends, strict=False))
        for name, inner in known.items():
            if self.definitions.resolved(inner).get("type") == "array" and small(items):
                made = self._list(items, self.definitions.resolved(inner), depth + 1)
                if made is not None:
                    return {name: made}
        return None

    def _with_leaf(self, value: Any, schema: Schema, depth: int) -> Any:
        """Return a mapping with the first property, on the fewest steps, that takes `value`, and what it needs."""
        known = properties(schema)
        inner = {name: self.definitions.resolved(one) for name, one in known.items() if name not in ("min", "max")}
        leaves = [(name, one) for name, one in inner.items() if one.get("type") != "object" or "min" in properties(one)]
        deeper = [(name, one) for name, one in inner.items() if (name, one) not in leaves]
        for name, one in [*leaves, *deeper]:
            if self._takes(value, one) and (made := self.fitted(value, one, depth + 1)) is not None:
                needed = {other: self.example(known[other]) for other in schema.get("required", ()) if other in known}
                return {**needed, name: made}
        return None

    def _takes(self, value: Any, schema: Schema) -> bool:
        wanted = schema.get("type")
        if isinstance(value, str):
            if wanted == "array":
                return self.definitions.resolved(schema.get("items", {})).get("type") == "string"
            return wanted in ("string", "object") and "min" not in properties(schema)
        return wanted in ("integer", "number", "object")

    def _range(self, value: Any, known: Mapping[str, Schema], depth: int) -> Any:
        if isinstance(value, str):
            text = value.strip()
            if both := _BOTH.fullmatch(text):
                parts = {"min": both[1], "max": both[2]}
            else:
                least, most = _LEAST.search(text), _MOST.search(text)
                parts = {"min": least and (least[1] or least[2]), "max": most and most[1]}
                if not least and not most:
                    parts = {"min": text}
        else:
            parts = {"min": value}
        made = {end: self.fitted(part, known[end], depth + 1) for end, part in parts.items() if part}
        return None if None in made.values() else made

    def _list(self, value: Any, schema: Schema, depth: int) -> Any:
        item = self.definitions.resolved(schema.get("items", {}))
        words = item.get("type") == "string"
        if isinstance(value, list):
            made = [one if isinstance(one, dict) else self.fitted(one, item, depth + 1) for one in value[:_MOST_ITEMS]]
            return None if None in made or len(value) > _MOST_ITEMS else made
        if isinstance(value, str) and words:
            return _split(value)
        if isinstance(value, dict) and not words and not value.keys() & {"kind", *properties(item)}:
            values = list(value.values())[:2]
            if values and all(isinstance(one, dict) for one in values):
                return values if small(values) and len(value) == len(values) else None
        made = self.fitted(value, item, depth + 1)
        return None if made is None else [made]

    def _text(self, value: Any, schema: Schema, depth: int) -> Any:
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
            value = value[0]
        if isinstance(value, (dict, list)) or len(text := _plain(value)) > _LONGEST:
            return None
        title = str(schema.get("title"))
        if title == "Duration" and re.fullmatch(r"[0-9]+(\.[0-9]+)?", text.strip()):
            return repaired_duration(f"{text.strip()} {'h' if Decimal(text.strip()) <= 100 else 's'}")
        if title in REPAIRS:
            return REPAIRS[title](text)
        pattern, choices = schema.get("pattern"), schema.get("enum")
        if pattern and title == "Uuid" and not re.fullmatch(r"[0-9A-Fa-f-]{36}", text):
            return None
        return None if choices and text not in choices else text

    def _boolean(self, value: Any, schema: Schema, depth: int) -> Any:
        return None if isinstance(value, (dict, list)) else _BOOLEANS.get(_plain(value).strip().lower())

    def _number(self, value: Any, schema: Schema, depth: int) -> Any:
        if isinstance(value, list):
            return self._number(value[0], schema, depth) if len(value) == 1 else None
        if isinstance(value, (bool, dict)):
            return None
        text = _plain(value).strip().replace(",", "").replace("_", "")
        found = _AMOUNT.fullmatch(text) if len(text) <= 40 else None
        if not found:
            return None
        try:
            amount = Decimal(found[1]) * self._factor(found[2])
        except InvalidOperation:
            return None
        if not -20 < amount.adjusted() < 18:
            return None
        whole = schema.get("type") == "integer" or amount == amount.to_integral_value()
        return math.ceil(amount) if whole else float(amount)

    def _factor(self, unit: str) -> Decimal:
        """Return how many of our unit one of `unit` is. Who writes GB for memory means GiB."""
        size = _SIZE.fullmatch(unit) if unit and self.unit else None
        if not size:
            return Decimal("0.001") if unit == "m" and not self.unit else Decimal(1)
        power = " kmgtp".index(size[1].lower() or " ")
        if self.unit == "bytes":
            return Decimal(1024 if size[2] else 1000) ** power
        return Decimal(1024) ** (power - 3)


def small(value: Any) -> bool:
    """Whether `value` can be shown whole in a hint."""
    pending, left = [value], _LONGEST
    while pending:
        one = pending.pop()
        if isinstance(one, (dict, list)):
            if len(one) > _MOST_ITEMS:
                return False
            pending += [*one.keys(), *one.values()] if isinstance(one, dict) else one
        elif isinstance(one, int) and one.bit_length() > 64:
            return False
        left -= len(_plain(one)) if not isinstance(one, (dict, list)) else 2
        if left < 0:
            return False
    return True


def _plain(value: Any) -> str:
    if isinstance(value, int) and value.bit_length() > 64:
        return "9" * (_LONGEST + 1)
    return value if isinstance(value, str) else json.dumps(value)


def _split(text: str) -> list[str] | None:
    """Return the words of a command line, or the parts of a list with commas."""
    if re.fullmatch(r"[^\s,]+(?:,\s+[^\s,]+)+", text.strip()):
        return re.split(r",\s+", text.strip())
    try:
        words = shlex.split(text)
    except ValueError:  # a quote that is not closed
        return None
    return words or None


def _of_pairs(items: list[Any], schema: Schema) -> dict[str, str] | None:
    """Return the mapping of texts that is meant by items such as ``A=b`` or ``{name: A, value: b}``."""
    inner = schema.get("additionalProperties")
    if not isinstance(inner, dict) or inner.get("type") != "string" or not 0 < len(items) <= _MOST_ITEMS:
        return None
    packages = schema.get("title") == "PackageRequirements"
    if packages and len(items) == 1 and isinstance(items[0], str):
        items = re.split(r"[,\s]+(?=[A-Za-z])", items[0].strip()) if len(items[0]) <= _LONGEST else []
    made: dict[str, str] = {}
    for item in items:
        pair = item if isinstance(item, dict) else _package(item) if packages else _pair(item)
        if isinstance(pair, dict) and pair.keys() == {"name", "value"}:
            pair = {str(pair["name"]): pair["value"]}
        if not pair or not small(pair) or any(isinstance(one, (dict, list)) or one is None for one in pair.values()):
            return None
        made |= {name: _plain(one) for name, one in pair.items()}
    return made or None


def _pair(item: Any) -> dict[str, str] | None:
    found = _PAIR.fullmatch(item.strip()) if isinstance(item, str) and len(item) <= _LONGEST else None
    return {found[1]: found[2].strip("\"'")} if found else None


def _package(item: Any) -> dict[str, str] | None:
    found = _PACKAGE.fullmatch(item.strip()) if isinstance(item, str) and len(item) <= _LONGEST else None
    if not found:
        return None
    sign = "==" if found[2] == "=" else found[2] or ""
    return {found[1]: sign + (found[3] or "")}


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
