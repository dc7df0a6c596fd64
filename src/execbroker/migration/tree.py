# SPDX-License-Identifier: Apache-2.0
"""Data that know where they came from: mappings and lists that keep, for each member, its trail.

They read like the mappings and lists that they are made of, so that a step of the migration looks at data and not at a
tree of nodes. They are never changed: what changes something returns a new one, in which each member that is still
there has its trail with it, wherever it stands now.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..diagnostic import Path


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step changed something: the name of the step, and a sentence for people."""

    step: str
    text: str


@dataclass(frozen=True, slots=True)
class Trail:
    """Where a value came from, and what was done to it.

    `origins` are the paths in the original; none for what was added, several where values were joined. `lossy` says
    that no reader of today's form understands what the value says, where it stands now, or that it says something else.
    """

    origins: tuple[Path, ...] = ()
    reasons: tuple[Reason, ...] = ()
    lossy: bool = False

    def because(self, why: Reason, *, lossy: bool = False) -> Trail:
        """Return the trail with one more reason."""
        reasons = self.reasons if why in self.reasons else (*self.reasons, why)
        return Trail(self.origins, reasons, self.lossy or lossy)

    def joined(self, other: Trail) -> Trail:
        """Return the trail of what two values became together."""
        origins = dict.fromkeys((*self.origins, *other.origins))
        reasons = dict.fromkeys((*self.reasons, *other.reasons))
        return Trail(tuple(origins), tuple(reasons), self.lossy or other.lossy)


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that has no place any more; `path` leads to it from the mapping that remembers it.

    With `kept`, its words go to the annotations of the component that it belonged to.
    """

    path: Path
    value: Any
    trail: Trail
    kept: bool


class Items(list[Any]):
    """A list, and the trails of its items."""

    def __init__(self, members: Iterable[tuple[Any, Trail]]) -> None:
        listed = list(members)
        super().__init__(value for value, _ in listed)
        self.trails = [trail for _, trail in listed]

    def members(self) -> Iterator[tuple[Any, Trail]]:
        """Yield the items with their trails."""
        return zip(self, self.trails, strict=True)

    def renumbered(self, why: Reason) -> Items:
        """Return the list with a reason for each item that has another number than it had."""
        return Items(
            (value, trail.because(why) if trail.origins and trail.origins[0][-1:] != (number,) else trail)
            for number, (value, trail) in enumerate(self.members())
        )


class Members(dict[str, Any]):
    """A mapping, the trails of its members, and what was lost from it."""

    def __init__(self, members: Iterable[tuple[str, Any, Trail]] = (), lost: tuple[Lost, ...] = ()) -> None:
        listed = list(members)
        super().__init__((key, value) for key, value, _ in listed)
        self.trails = {key: trail for key, _, trail in listed}
        self.lost = lost

    def members(self) -> Iterator[tuple[str, Any, Trail]]:
        """Yield the keys with their values and trails."""
        return ((key, value, self.trails[key]) for key, value in self.items())

    def forgetting(self, lost: tuple[Lost, ...] = ()) -> Members:
        """Return the mapping with `lost` in the place of what it remembers as lost."""
        return Members(self.members(), lost)

    def with_member(self, key: str, value: Any, trail: Trail) -> Members:
        """Return the mapping with `value` at `key`, in its place where the key was there already."""
        listed = dict.fromkeys((*self, key))
        members = ((k, *((value, trail) if k == key else (self[k], self.trails[k]))) for k in listed)
        return Members(members, self.lost)

    def added(self, key: str, value: Any, why: Reason) -> Members:
        """Return the mapping with a member that the original had not."""
        return self.with_member(key, value, Trail((), (why,)))

    def changed(self, key: str, value: Any, why: Reason) -> Members:
        """Return the mapping with another value at `key`, where there was one."""
        return self.with_member(key, value, self.trails[key].because(why))

    def without(self, key: str) -> Members:
        """Return the mapping without `key`; its value has to go somewhere else."""
        return Members((member for member in self.members() if member[0] != key), self.lost)

    def with_values(self, change: Callable[[Any, Trail], tuple[Any, Trail]]) -> Members:
        """Return the mapping with what `change` makes of each value."""
        return Members(((key, *change(value, trail)) for key, value, trail in self.members()), self.lost)

    def losing(self, key: str, why: Reason, *, kept: bool = True) -> Members:
        """Return the mapping without `key`, of which the value is remembered as lost, or given up where not `kept`."""
        return self.losing_all({key}, why, kept=kept)

    def losing_all(self, keys: Collection[str], why: Reason, *, kept: bool = True) -> Members:
        """Return the mapping without `keys`; see `losing`."""
        gone = [
            Lost((key,), value, _from_within(value, trail).because(why, lossy=kept), kept)
            for key, value, trail in self.members()
            if key in keys
        ]
        return Members((member for member in self.members() if member[0] not in keys), (*self.lost, *gone))

    def losing_items(self, key: str, items: Iterable[tuple[Any, Trail]], why: Reason) -> Members:
        """Return the mapping, which remembers as lost what is left out of the list at `key`."""
        gone = (
            Lost((key, trail.origins[0][-1] if trail.origins else n), value, trail.because(why, lossy=True), kept=True)
            for n, (value, trail) in enumerate(items)
        )
        return self.forgetting((*self.lost, *gone))

    def renamed(self, key: str, new: str, why: Reason) -> Members:
        """Return the mapping with `key` called `new`, in the same place."""
        if new in self:
            return self.moved(key, new, why)
        named = ((new, v, t.because(why)) if k == key else (k, v, t) for k, v, t in self.members())
        return Members(named, self.lost)

    def moved(self, key: str, to: str, why: Reason) -> Members:
        """Return the mapping with the value of `key` at `to`, a path such as ``meta.name`` or ``image.locations[]``.

        Where something else stands there already, the value is lost.
        """
        put = self.without(key).put(to, self[key], self.trails[key].because(why))
        return self.losing(key, replace(why, text=f"{why.text}, where something else stands")) if put is None else put

    def put(self, to: str, value: Any, trail: Trail) -> Members | None:
        """Return the mapping with `value` at the path `to`, in a list for ``[]``; None where that is taken."""
        step, _, rest = to.partition(".")
        key, is_item = step.removesuffix("[]"), step.endswith("[]")
        there, there_trail = self.get(key), self.trails.get(key, Trail())
        if rest:
            inner = Members() if there is None else there
            put = inner.put(rest, value, trail) if isinstance(inner, Members) else None
            return None if put is None else self.with_member(key, put, there_trail)
        if is_item:
            if not (there is None or isinstance(there, Items)):
                return None
            return self.with_member(key, Items([*(there.members() if there else ()), (value, trail)]), there_trail)
        if there is None:  # or null, which says nothing, and is said to have become this
            return self.with_member(key, value, there_trail.joined(trail))
        if plain(there) == plain(value):  # the same was said twice
            return self.with_member(key, _both(there, value), there_trail.joined(trail))
        return None

    def with_annotations(self, notes: Iterable[tuple[str, str, Trail]]) -> Members | None:
        """Return the component with more annotations; None where something else than facts about it has their place.

        A name that is taken gets a number.
        """
        meta = self.get("meta", Members())
        there = meta.get("annotations", Members()) if isinstance(meta, Members) else None
        if not isinstance(there, Members):
            return None
        listed = {name: (text, trail) for name, text, trail in there.members()}
        for name, text, trail in notes:
            free, number = name, 2
            while free in listed:
                free, number = f"{name}/{number}", number + 1
            listed[free] = text, trail
        annotations = Members((name, *note) for name, note in listed.items())
        meta = meta.with_member("annotations", annotations, meta.trails.get("annotations", Trail()))
        return self.with_member("meta", meta, self.trails.get("meta", Trail()))

    def lifted(self, key: str, why: Reason) -> Members:
        """Return the mapping with the members of the mapping at `key` in it, in the place of that level.

        What has the same name as something that is here already is lost.
        """
        inner: Members = self[key]
        outer = self.without(key)
        listed: list[tuple[str, Any, Trail]] = []
        lost = [*outer.lost, *(replace(gone, path=(key, *gone.path)) for gone in inner.lost)]
        for name, value, trail in inner.members():
            if name not in outer:
                listed.append((name, value, trail.because(why)))
            elif plain(outer[name]) == plain(value):
                twice = replace(why, text=f"{why.text}, and `{name}` is the same there")
                outer = outer.with_member(
                    name, _both(outer[name], value), outer.trails[name].joined(trail.because(twice))
                )
            else:
                taken = replace(why, text=f"{why.text}, and `{name}` is there already")
                lost.append(Lost((key, name), value, trail.because(taken, lossy=True), kept=True))
        if not inner:
            lost.append(Lost((key,), inner, self.trails[key].because(why), kept=False))
        before = list(self).index(key)
        around = list(outer.members())
        return Members([*around[:before], *listed, *around[before:]], tuple(lost))


def _both(one: Any, other: Any) -> Any:
    """Return the value that was said twice, in which each member came from both places."""
    if isinstance(one, Members):
        lost = (*one.lost, *other.lost)
        return Members(((k, _both(v, other[k]), t.joined(other.trails[k])) for k, v, t in one.members()), lost)
    if isinstance(one, Items):
        return Items((_both(v, w), t.joined(u)) for (v, t), (w, u) in zip(one.members(), other.members(), strict=True))
    return one


def _from_within(value: Any, trail: Trail) -> Trail:
    """Return the trail of a value, with where those of its members came from that were not in it in the original."""
    if not isinstance(value, (Members, Items)):
        return trail
    here = set(trail.origins)
    for *_, inner, its in value.members():
        whole = _from_within(inner, its)
        outside = (origin for origin in whole.origins if not any(origin[:n] in here for n in range(len(origin))))
        if origins := tuple(outside):
            trail = trail.joined(replace(whole, origins=origins))
    return trail


def tracked(data: Any, path: Path = ()) -> Any:
    """Return a copy of `data` in which each member knows its path."""
    if isinstance(data, dict):
        return Members((key, tracked(value, (*path, key)), Trail(((*path, key),))) for key, value in data.items())
    if isinstance(data, list):
        return Items((tracked(value, (*path, n)), Trail(((*path, n),))) for n, value in enumerate(data))
    return data


def plain(value: Any) -> Any:
    """Return the data without their trails."""
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def items_of(value: Any, change: Callable[[Any, Trail], Iterable[tuple[Any, Trail]]]) -> Items:
    """Return the list `value` with what `change` makes of each item: none, one or several."""
    return Items(made for item, trail in value.members() for made in change(item, trail))


def size_of(value: Any) -> int:
    """Return how many values there are in `value`, itself among them."""
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(size_of, members))
