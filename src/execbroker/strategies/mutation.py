# SPDX-License-Identifier: Apache-2.0
"""Documents with one fault, each with the diagnostic that it must get, and with the valid document beside it.

Faults of the shape follow from the schemas: each constraint can be broken wherever it stands. Faults of the meaning
stand in `edges.yaml`, for each rule as an edit of a valid document that is just not a fault, and one that just is.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import count, islice
from math import ceil, floor, inf, isfinite, nextafter
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from ..codes import codes
from ..diagnostic import Path, Severity, pointer, steps
from ..document import FORMATS
from ..kinds import Kinds
from .shapes import Shapes, matching

Edit = tuple[str, Path, Any]
"""What is set at a path, and the code of the fault that this is; `GONE` takes away what is there."""


SHAPE_CODES = (
    *("null-value", "wrong-type", "unknown-value", "malformed-text", "out-of-range", "too-few-items"),
    *("unknown-property", "missing-property", "missing-kind", "unknown-kind", "misplaced-kind"),
)
"""The faults that follow from the schemas."""
OF_CLIENTS = frozenset({"privileged-container", "unpinned-image", "unpinned-source"})
"""What is said to who asks; a session repeats what was asked for."""


_TEXTS = ("unheard of", "", "Unheard-of_1?", "un\nheard of")
_SIGNS = "aA0 -/é\n"
"""What a pattern may not match: texts, and signs of which one is as long as it has to be."""


class _Gone:
    pass


GONE = _Gone()


@dataclass(frozen=True, slots=True)
class Mutant:
    """Data with one fault. `near` are the valid data beside it, `title` the class of both.

    The fault has to be reported once, with `code` at `pointer` (a JSON Pointer), and nothing else. Its `severity` says
    whether it makes the data invalid: ``error``, or ``warning``. Beside a fault of the shape, the data are valid by the
    schema; beside one of the meaning, by all rules.
    """

    code: str
    pointer: str
    severity: Severity
    title: str
    data: Any
    near: Any


def _mutant(title: str, code: str, place: str, data: Any, near: Any) -> Mutant:
    return Mutant(code, place, codes()[code].severity, title, data, near)


@dataclass(frozen=True, slots=True)
class Edge:
    """Where valid ends: what is set in a document of a kind to make it just valid, and after that to break a rule.

    `alone` marks what would break another rule too if it stood in a request, template or session.
    """

    code: str
    title: str
    near: Mapping[str, Any]
    wrong: Mapping[str, Any]
    at: str
    alone: bool = False


@cache
def edges() -> Mapping[str, tuple[Edge, ...]]:
    """Return the edges by the code of their rule."""
    text = resources.files(__package__).joinpath("edges.yaml").read_text(encoding="utf-8")
    kinds = Kinds.builtin()
    return {
        code: tuple(
            Edge(
                code,
                kinds.title_of(entry["of"]),
                _spelled_out(entry.get("near", {}), kinds),
                _spelled_out(entry["wrong"], kinds),
                entry.get("at", next(iter(entry["wrong"]))),
                entry.get("alone", False),
            )
            for entry in entries
        )
        for code, entries in FORMATS["yaml"].read(text).items()
    }


def _spelled_out(value: Any, kinds: Kinds) -> Any:
    """Return the values of an edge with whole URIs for the short names of kinds."""
    if isinstance(value, list):
        return [_spelled_out(item, kinds) for item in value]
    if not isinstance(value, dict):
        return value
    uris = {kind.short: kind.kind for kind in kinds.values()}
    return {
        key: uris.get(item, item) if key == "kind" and isinstance(item, str) else _spelled_out(item, kinds)
        for key, item in value.items()
    }


def of_edge(edge: Edge, title: str, data: st.SearchStrategy[Any], place: str = "") -> st.SearchStrategy[Mutant]:
    """Return the mutants that an edge makes of valid `data` of a title, which have at `place` what the edge is of."""

    def there(edits: Mapping[str, Any]) -> Mapping[str, Any]:
        return {place + inside: value for inside, value in edits.items()}

    @st.composite  # and not `map`, whose results are printed as calls
    def mutants(draw: st.DrawFn) -> Mutant:
        near = edited(draw(data), there(edge.near))
        return _mutant(title, edge.code, place + edge.at, edited(near, there(edge.wrong)), near)

    return mutants()


def edited(data: Any, edits: Mapping[str, Any]) -> Any:
    """Return `data` with what `edits` say by JSON Pointer: a value to set, or None to take it away."""
    changed = copy.deepcopy(data)
    for place, value in edits.items():
        _set(changed, tuple(steps(place)), GONE if value is None else copy.deepcopy(value))
    return changed


def _set(around: Any, path: tuple[Any, ...], value: Any) -> None:
    for step in path[:-1]:
        around = around[int(step)] if isinstance(around, list) else around.setdefault(step, {})
    last = int(path[-1]) if isinstance(around, list) else path[-1]
    if isinstance(around, list) and last == len(around):
        around.append(value)
    elif value is not GONE:
        around[last] = value
    elif isinstance(around, list) or last in around:
        del around[last]


def of_shape(
    title: str, shapes: Shapes, data: st.SearchStrategy[Any], *, code: str | None = None
) -> st.SearchStrategy[Mutant]:
    """Return the mutants of valid `data` of a title that have a fault in their shape: with `code`, or any."""

    @st.composite
    def mutants(draw: st.DrawFn) -> Mutant:
        near = draw(data)
        every: dict[str, list[tuple[Path, Any]]] = {}
        for found, path, value in _Faults(shapes, title).of(near, {"$ref": f"#/$defs/{title}"}, ()):
            every.setdefault(found, []).append((path, value))
        chosen = draw(st.sampled_from(sorted(every))) if code is None else code
        assume(chosen in every)
        path, value = draw(st.sampled_from(every[chosen]))
        changed = copy.deepcopy(near)
        _set(changed, path, value)
        lacking = chosen in ("missing-property", "missing-kind")  # which is said of the object around
        return _mutant(title, chosen, pointer(path[:-1] if lacking else path), changed, near)

    return mutants()


def shape_codes(title: str, shapes: Shapes) -> frozenset[str]:
    """Return the codes of the faults that some data of a title can have in their shape."""
    found: set[str] = set()
    known: set[str] = set()
    waiting: list[tuple[Path, Mapping[str, Any]]] = [((), {"$ref": f"#/$defs/{title}"})]
    while waiting:
        path, schema = waiting.pop()
        if "$ref" in schema:
            part = shapes.title(schema["$ref"], title)
            if part not in known:
                known.add(part)
                waiting.append((path, shapes.definitions[part]))
            continue
        if "allOf" in schema:
            found |= {"unknown-kind", "misplaced-kind"}
            waiting += [(path, branch["then"]) for branch in schema["allOf"]]
            continue
        if path and "const" not in schema:
            found |= {code for code, _, _ in _beyond(schema, path, title)}
        found |= {"unknown-property"} if schema.get("additionalProperties") is False else set()
        found |= {"missing-kind" if name == "kind" else "missing-property" for name in schema.get("required", ())}
        inner = [value for name, value in schema.get("properties", {}).items() if name != "kind"]
        inner += [schema[name] for name in ("items", "additionalProperties") if name in schema]
        waiting += [((title,), part) for part in inner if isinstance(part, Mapping)]  # only mappings are drawn from
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Faults:
    """The edits that break a constraint of the schema, wherever one applies."""

    shapes: Shapes
    title: str

    def of(self, value: Any, schema: Mapping[str, Any], path: Path) -> Iterator[Edit]:
        if "$ref" in schema:
            yield from self.of(value, self.shapes.definitions[self.shapes.title(schema["$ref"], self.title)], path)
        elif "allOf" in schema:
            yield from self._of_union(value, schema, path)
        elif "const" not in schema and path[-1:] != ("kind",):
            yield from self._of_value(value, schema, path)

    def _of_union(self, value: Any, schema: Mapping[str, Any], path: Path) -> Iterator[Edit]:
        own = schema["properties"]["kind"]["enum"]
        others = (kind for kind in Kinds.builtin().values() if kind.kind not in own and not kind.placeholder)
        yield "unknown-kind", (*path, "kind"), "urn:unheard-of"
        yield "misplaced-kind", (*path, "kind"), next(others).kind
        branch = next(each["then"] for each in schema["allOf"] if value["kind"] in _kinds(each["if"]))
        yield from self.of(value, branch, path)

    def _of_value(self, value: Any, schema: Mapping[str, Any], path: Path) -> Iterator[Edit]:
        if path:
            yield from _beyond(schema, path, self.title)
        if schema.get("additionalProperties") is False:
            yield "unknown-property", (*path, "unheard_of"), 1
        for name in schema.get("required", ()):
            yield "missing-kind" if name == "kind" else "missing-property", (*path, name), GONE
        if schema.get("type") == "array":
            for index, item in enumerate(value):
                yield from self.of(item, schema["items"], (*path, index))
        elif schema.get("type") == "object":
            for name, inner in value.items():
                own = schema["properties"][name] if "properties" in schema else schema["additionalProperties"]
                yield from self.of(inner, own, (*path, name))


def _beyond(schema: Mapping[str, Any], path: Path, title: str) -> Iterator[Edit]:
    """Yield the edits that make a value another one than its schema allows, and that in one way."""
    named = schema.get("type")
    if None not in schema.get("enum", ()):
        yield "null-value", path, None
    if named is not None:
        yield "wrong-type", path, [1.5] if named == "object" else {"a": 1}
    if schema.get("minItems"):
        yield "too-few-items", path, []
    if "enum" in schema:
        yield from (("unknown-value", path, value) for value in _unheard_of(schema["enum"], named))
    if "pattern" in schema:
        yield from (("malformed-text", path, text) for text in _malformed(schema, title))
    if "minimum" in schema:
        least = ceil(schema["minimum"]) if named == "integer" else schema["minimum"]
        yield from (("out-of-range", path, value) for value in _next(least, -1))
    if "maximum" in schema:
        most = floor(schema["maximum"]) if named == "integer" else schema["maximum"]
        yield from (("out-of-range", path, value) for value in _next(most, 1))


def _unheard_of(known: Sequence[Any], named: str | None) -> Iterator[Any]:
    """Yield a value of a type, or of any, that is none of those known."""
    if named in (None, "string"):
        yield next(text for text in ("UNHEARD OF" + "!" * number for number in count()) if text not in known)
    elif named in ("integer", "number"):
        yield max(known) + 1


def _malformed(schema: Mapping[str, Any], title: str) -> Iterator[str]:
    """Yield a text that does not match the pattern and has the right length, if one is found."""
    least, most = schema.get("minLength", 0), schema.get("maxLength", inf)
    texts = (*_TEXTS, *(sign * max(1, least) for sign in _SIGNS))
    pattern = matching(schema["pattern"], title)
    fitting = (text for text in texts if least <= len(text) <= most and not pattern.search(text))
    yield from islice(fitting, 1)


def _next(bound: float, step: int) -> Iterator[float]:
    """Yield the number next to `bound`, up or down, if there is a finite one."""
    if isinstance(bound, int):
        yield bound + step
    elif isfinite(beside := nextafter(bound, step * inf)):
        yield beside


def _kinds(condition: Mapping[str, Any]) -> list[str]:
    kind = condition["properties"]["kind"]
    return kind["enum"] if "enum" in kind else [kind["const"]]
