# SPDX-License-Identifier: Apache-2.0
"""Data that layers are laid over, with where each value came from, and what was found wrong on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, NamedTuple

from ..diagnostic import Finding, Path
from ..document import value_at
from ..kinds import Kind, Kinds
from ..words import listed, nearest
from .layers import Layer
from .roles import EXECUTABLE, Role, may_add, may_change


class Found(NamedTuple):
    """A finding, and the layer in which it is at fault; its path is that in the data of the layer."""

    layer: Layer
    finding: Finding


@dataclass(slots=True)
class Tree:
    """What the layers so far say together. `came` has the layer of a value, and the value's path in that layer.

    What has no entry came with what is around it.
    """

    data: dict[str, Any] = field(default_factory=dict)
    came: dict[Path, tuple[Layer, Path]] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    open: bool = True
    """Whether a placeholder stands for the executable, or nothing, so that whoever fills it in changes nothing."""

    def lay(self, layer: Layer) -> None:
        """Lay `layer` over what there is. What it may not change is found, and stays as it was."""
        executable = self.data.get("execution", {}).get("executable")
        self.open = executable is None or Kinds.installed().is_placeholder(executable["kind"])
        self.data = self._merged((), self.data, deepcopy(dict(layer.data)), layer, ())

    def assign(self, steps: Sequence[str], value: Any, layer: Layer) -> Path | None:
        """Lay `value` over what there is where `steps` lead, which name items of lists by name or number.

        Returns the path where it stands, None where there is no such item.
        """
        path: Path = ()
        here: Any = self.data
        for at, step in enumerate(steps):
            index: str | int = step
            if isinstance(here, list):
                numbers = (number for number, item in enumerate(here) if step in (name_of(item), str(number)))
                index = next(numbers, -1)
                if index == -1:
                    known = [name for name in map(name_of, here) if name]
                    values = {"name": step, "list": ".".join(steps[:at])}
                    template = "there is no `${name}` in the list `${list}`"
                    self.refuse(layer, Finding("unknown-input", (), template, values, unknown(step, known)))
                    return None
            elif not isinstance(here, dict) or step not in here:
                value = reduce(lambda inner, outer: {outer: inner}, reversed(steps[at:]), value)
                self.put(path, self._merged(path, here, value, layer, path))
                return (*path, *steps[at:])
            path, here = (*path, index), here[index]
        self.put(path, self._merged(path, here, value, layer, path))
        return path

    def at(self, path: Path) -> Any:
        """Return what stands at `path`. Raises `KeyError`, `IndexError` or `TypeError` where nothing does."""
        return value_at(self.data, path)

    def put(self, path: Path, value: Any) -> None:
        """Put `value` in its place, without asking where it came from."""
        if not path:
            self.data = value
        else:
            self.at(path[:-1])[path[-1]] = value

    def fill(self, path: Path, value: Any, layer: Layer) -> None:
        """Lay `value` over what stands at `path`."""
        self.put(path, self._merged(path, self.at(path), value, layer, path))

    def origin(self, path: Path) -> tuple[Layer, Path] | None:
        """Return the layer that the value at `path` came from, and its path there; None where nothing is known."""
        for length in range(len(path), -1, -1):
            if found := self.came.get(path[:length]):
                return found[0], (*found[1], *path[length:])
        return None

    def within(self, key: str) -> Tree:
        """Return the tree of what stands at `key`, with all that was found."""
        came = {path[1:]: whence for path, whence in self.came.items() if path[:1] == (key,)}
        return Tree(self.data.get(key, {}), came, self.found)

    def find(self, path: Path, finding: Finding) -> None:
        """Remember a fault of what stands at `path`, in the layer where that came from."""
        layer, there = self.origin(path) or (Layer("the result", self.data), path)
        self.found.append(Found(layer, replace(finding, path=there)))

    def refuse(self, layer: Layer, finding: Finding) -> None:
        """Remember a fault of what was given."""
        self.found.append(Found(layer, finding))

    def _merged(self, path: Path, old: Any, new: Any, layer: Layer, there: Path) -> Any:
        if isinstance(old, dict) and isinstance(new, Mapping):
            new = _without_placeholder(old, new)
            merged = self._kept(path, old, new, layer, there)
            for key, value in new.items():
                if key in merged:
                    merged[key] = self._merged((*path, key), merged[key], value, layer, (*there, key))
                elif self._may(may_add, layer, (*path, key)):
                    merged[key] = value
                    self.came[(*path, key)] = layer, (*there, key)
                else:
                    self._contradict((*path, key), None, value, layer, (*there, key))
            return merged
        if isinstance(old, list) and isinstance(new, list) and all(isinstance(item, Mapping) for item in (*old, *new)):
            return self._joined(path, old, new, layer, there)
        if old == new and type(old) is type(new):
            return old
        if not self._may(may_change, layer, path):
            self._contradict(path, old, new, layer, there)
            return old
        self._forget(path)
        self.came[path] = layer, there
        return new

    def _joined(self, path: Path, old: list[Any], new: list[Any], layer: Layer, there: Path) -> list[Any]:
        """Return a list with the items of another one: those of a name are laid over one another."""
        items = list(old)
        for number, item in enumerate(new):
            at = _counterpart(item, items)
            if at is not None:
                items[at] = self._merged((*path, at), items[at], item, layer, (*there, number))
            elif self._may(may_add, layer, (*path, len(items))):
                self.came[(*path, len(items))] = layer, (*there, number)
                items.append(item)
            else:
                self._contradict((*path, len(items)), None, item, layer, (*there, number))
        return items

    def _kept(
        self, path: Path, old: dict[str, Any], new: Mapping[str, Any], layer: Layer, there: Path
    ) -> dict[str, Any]:
        """Return what stays of a mapping: of a component that becomes one of another kind, what its whole group has."""
        before, after = _kind(old), _kind(new)
        if before is None or after is None or before is after:
            return dict(old)
        if not (before.placeholder or self._may(may_change, layer, (*path, "kind"))):
            return dict(old)  # and the kind is found to contradict
        kinds = Kinds.installed()
        common = kinds.class_named(kinds.others[before.group]).model_fields if before.group in kinds.others else {}
        for name in old.keys() - common.keys():
            self._forget((*path, name))
        self.came[(*path, "kind")] = layer, (*there, "kind")
        return {"kind": new["kind"]} | {name: value for name, value in old.items() if name in common and name != "kind"}

    def _forget(self, path: Path) -> None:
        for stale in [known for known in self.came if known[: len(path)] == path]:
            del self.came[stale]

    def _may(self, allows: Callable[[Role | None, Path], bool], layer: Layer, path: Path) -> bool:
        return allows(layer.role, path) or (self.open and path[: len(EXECUTABLE)] == EXECUTABLE)

    def _contradict(self, path: Path, old: Any, new: Any, layer: Layer, there: Path) -> None:
        """Remember that a layer says something that it may not say, where an earlier one said `old`, or nothing."""
        earlier = self.origin(path)
        whose = earlier[0].name if earlier else "an earlier layer"
        role = f"the {layer.role}" if layer.role else "a layer without a role"
        values = {"role": role, "property": ".".join(map(str, path)), "new": _said(new), "layer": whose}
        template = "${role} may not add `${property}`, ${new}, to what ${layer} says"
        if old is not None:
            template, values["old"] = "${role} may not change `${property}` to ${new}: ${layer} says ${old}", _said(old)
        hint = "leave it out, or let one who may change it write it, such as the developer"
        self.found.append(Found(layer, Finding("conflicting-layer", there, template, values, hint)))


def name_of(item: Any) -> str | None:
    """Return what an item of a list is called: by `meta.name` as a component, or by `name`."""
    if not isinstance(item, Mapping):
        return None
    meta = item.get("meta")
    name = meta.get("name") if isinstance(meta, Mapping) else item.get("name")
    return name if isinstance(name, str) else None


def unknown(name: str, known: Sequence[str]) -> str:
    """Return a hint for a name that is not known."""
    close = nearest(name, known)
    return f"did you mean `{close}`?" if close else f"known here: {listed(known) or 'nothing'}"


def _said(value: Any) -> str:
    """Return a value for a message: of an address its end, which tells it from others."""
    if isinstance(value, str) and "/" in value and len(value) > 50:
        return f"`.../{value.rpartition('/')[2]}`"
    return json.dumps(value, ensure_ascii=False)[:200]


def leaves(data: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the paths of all values that have no values in them, in the order of the data."""
    steps = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    if not steps:
        yield path
    for step in steps:
        yield from leaves(data[step], (*path, step))


def _counterpart(item: Mapping[str, Any], items: Sequence[Any]) -> int | None:
    """Return which of `items` an item of a layer is laid over: that of its name, or else an equal one."""
    name = name_of(item)
    same = (number for number, one in enumerate(items) if (name_of(one) == name if name else one == item))
    return next(same, None)


def _without_placeholder(old: Mapping[str, Any], new: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a layer says of a component: a placeholder takes no other one's place, and asks for nothing more."""
    before, after = _kind(old), _kind(new)
    if before is None or after is None or before.placeholder or not after.placeholder:
        return new
    return {name: value for name, value in new.items() if name not in ("kind", "accepts")}


def _kind(component: Mapping[str, Any]) -> Kind | None:
    kind = component.get("kind")
    return Kinds.installed().get(kind) if isinstance(kind, str) else None
