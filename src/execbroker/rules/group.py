# SPDX-License-Identifier: Apache-2.0
"""The components of one request, template or session: they form a group, which a reference never leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from ..diagnostic import Path
    from .registry import Scene

DATA, STORAGE = frozenset({"data"}), frozenset({"storage"})


class Member(NamedTuple):
    """A component of a group: what it is there, where, and the component."""

    role: str
    path: Path
    component: Any


class Reference(NamedTuple):
    """A reference: its place and text, the roles it may lead to, what is called so, and what of it has such a role."""

    path: Path
    text: str
    wanted: frozenset[str]
    called: tuple[Member, ...]
    found: tuple[Member, ...]


def members(group: Any) -> Iterator[Member]:
    """Yield the components of a request, template or session, in the order in which they are prepared."""
    for role in ("executable", "compute"):
        component = getattr(group, role)
        if component is not None:
            yield Member(role, (role,), component)
    for index, volume in enumerate(mounts(group)):
        yield Member("volume", ("compute", "volumes", index), volume)
    for role in ("storage", "data"):
        for index, component in enumerate(getattr(group, role) or ()):
            yield Member(role, (role, index), component)


def in_layer(scene: Scene) -> bool:
    """Return whether something stands in a description that adds to others, which may have what it refers to."""
    return any(is_layer(model) for model in scene.around)


def is_layer(description: Any) -> bool:
    """Return whether a software description adds to others, and is not whole without them: it names no software."""
    provenance = getattr(description, "provenance", None)
    name = getattr(getattr(description, "discovery", None), "name", None)
    return bool(getattr(provenance, "derived_from", None)) and not (name or "").strip()


def mounts_called(template: Any) -> Mapping[str, set[int]]:
    """Return the numbers of volume mounts by what a parameter may call them: by name, or by that of what they mount.

    A name of a mount comes before the same name of a resource.
    """
    names = Names.of(template)
    own: dict[str, set[int]] = {}
    mounted: dict[str, set[int]] = {}
    for index, volume in enumerate(mounts(template)):
        if volume.meta and volume.meta.name:
            own.setdefault(volume.meta.name, set()).add(index)
        text = getattr(volume, "resource", None)
        if isinstance(text, str):
            called = [member.component.meta.name for member in names.reference((), text, DATA | STORAGE).found]
            for name in {text, *filter(None, called)}:
                mounted.setdefault(name, set()).add(index)
    return mounted | own


def mounts(group: Any) -> list[Any]:
    """Return the volume mounts of a group."""
    volumes = getattr(group.compute, "volumes", None)
    return volumes if isinstance(volumes, list) else []


@dataclass(frozen=True, slots=True)
class Names:
    """The components of a group, by what they are called: of those in one role that share a name, the first two."""

    by_name: Mapping[str, list[Member]]
    by_uuid: Mapping[str, list[Member]]

    @classmethod
    def of(cls, group: Any) -> Names:
        """Return the names of a request, template or session."""
        by_name: defaultdict[str, list[Member]] = defaultdict(list)
        by_uuid: defaultdict[str, list[Member]] = defaultdict(list)
        for member in members(group):
            meta = member.component.meta
            if meta is not None:
                if meta.name is not None:
                    _add(by_name[meta.name], member)
                if meta.uuid is not None:
                    _add(by_uuid[meta.uuid.lower()], member)
        return cls(by_name, by_uuid)

    def reference(self, path: Path, text: str, wanted: frozenset[str]) -> Reference:
        """Return what `text` leads to. A UUID that stands twice is a fault of its own: the first counts."""
        named = self.by_name.get(text, [])
        identified = self.by_uuid.get(text.lower(), [])
        found = {member.path: member for member in named if member.role in wanted}
        found.update((member.path, member) for member in [m for m in identified if m.role in wanted][:1])
        return Reference(path, text, wanted, (*named, *identified), tuple(found.values()))

    def known(self, wanted: frozenset[str]) -> list[str]:
        """Return what the components in the roles `wanted` can be called by: their names, UUIDs where there is none."""
        names, uuids = (
            [text for text, called in known.items() if any(member.role in wanted for member in called)]
            for known in (self.by_name, self.by_uuid)
        )
        return names or uuids


def references(group: Any, names: Names) -> Iterator[Reference]:
    """Yield each reference of a group."""
    for index, volume in enumerate(mounts(group)):
        text = getattr(volume, "resource", None)  # a kind that somebody added may have one too
        if isinstance(text, str):
            yield names.reference(("compute", "volumes", index, "resource"), text, DATA | STORAGE)
    for index, storage in enumerate(group.storage or ()):
        for place, text in enumerate(storage.data or ()):
            yield names.reference(("storage", index, "data", place), text, DATA)
    for index, data in enumerate(group.data or ()):
        if data.storage is not None:
            yield names.reference(("data", index, "storage"), data.storage, STORAGE)


def homes(group: Any) -> Mapping[int, int]:
    """Return the number of the storage resource that data are put into, by the number of the data, where it is said.

    It may be said of the data, which comes first, or of the storage.
    """
    found: dict[int, int] = {}
    for one in sorted(references(group, Names.of(group)), key=lambda one: one.path[0] != "data"):
        if one.path[0] != "compute" and one.found:
            holder, other = int(one.path[1]), int(one.found[0].path[1])
            data, storage = (holder, other) if one.path[0] == "data" else (other, holder)
            found.setdefault(data, storage)
    return found


def _add(called: list[Member], member: Member) -> None:
    """Add `member` to those of its name. Many of one name must not make each reference to it expensive."""
    if sum(known.role == member.role for known in called) < 2:
        called.append(member)
