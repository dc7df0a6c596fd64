# SPDX-License-Identifier: Apache-2.0
"""Rules of offers: what is mounted where, and which storage the data are put into."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..rules import Violation, rule
from ..rules.group import Names, mounts, references
from ..words import shown
from .matching import pairs, reached

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import ExecutionSession
    from .asking import Asking


_OTHERWISE: Mapping[str, str] = {
    "mode": "this volume is not ${mode}, as was asked for",
    "resource": "this volume leads to another resource than was asked for",
}
"""What is said of a volume that is nearly the one that was asked for, by what differs."""


class Mount(NamedTuple):
    """What a volume says: its number, its path, None for any, its mode, and where what it mounts is, if it is known."""

    number: int
    path: str | None
    mode: str
    target: Path | None


@rule("error", section="common/volume-mount.yaml")
def mount_missing(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """An offer mounts every volume that was asked for.

    A volume is found by its path, its mode, and the resource that it leads to, which the offer may call by its UUID. An
    absent mode is READONLY, and without a path the service chooses one. The reference broker forgets the path of
    storage. Here `/scratch` was asked for, to be written to.

    Wrong:
        - path: /scratch
          mode: READONLY

    Right:
        - path: /scratch
          mode: READWRITE
    """
    if subject.compute is None:
        return  # the rule `resource-missing` says so
    counterparts = _counterparts(subject, scene)
    given: defaultdict[object, list[Mount]] = defaultdict(list)
    for mount in _mounts(subject):
        given[mount.path].append(mount)
        given[mount.target].append(mount)
    taken = set()
    for asked in sorted(_mounts(scene.request), key=lambda mount: mount.path is None):
        target = counterparts.get(asked.target, ()) if asked.target else None
        if target == ():
            continue  # its resource is missing
        wanted = asked._replace(target=target)
        near = given[wanted.path or target]
        match = next((one.number for one in near if one.number not in taken and not _differs(wanted, one)), None)
        if match is None:
            yield _missing(subject, wanted, near)
        else:
            taken.add(match)


@rule("error", section="common/data-resource.yaml")
def data_elsewhere(subject: ExecutionSession, scene: Asking) -> Iterator[Violation]:
    """Data are put into the storage that was asked for.

    Where the request names the storage of a data resource, the offer, if it says where the data are put, puts them into
    the counterpart of that. It may call it by its name or its UUID, and say it of the data or of the storage. The
    reference broker makes a storage of its own for data on the web. Here `scratch` was asked for.

    Wrong:
        storage: downloads

    Right:
        storage: scratch
    """
    counterparts = _counterparts(subject, scene)
    asked = {reference.path[:2]: reference for reference in _leading(scene.request) if reference.path[0] == "data"}
    given: dict[Path, dict[Path, Path]] = {}
    for reference in _leading(subject):
        holder, found = reference.path[:2], reference.found[0].path
        data, storage = (holder, found) if reference.path[0] == "data" else (found, holder)
        if reference.path[0] != "compute":
            given.setdefault(data, {})[storage] = reference.path
    for path, reference in asked.items():
        storage, data = counterparts.get(reference.found[0].path, ()), counterparts.get(path, ())
        stored = given.get(data, {})
        if storage and stored and storage not in stored:
            template = "the data are not put into ${name}, as was asked for"
            place = next(iter(stored.values()))
            yield Violation(place, template, {"name": shown(reference.text)}, "put them where they were asked to be")


def _counterparts(offer: ExecutionSession, scene: Asking) -> Mapping[Path, Path]:
    """Return the paths of the counterparts in the offer, by the paths in the request."""
    return {pair.path: pair.place for pair in pairs(scene.request, offer) if pair.offered is not None}


def _leading(group: Any) -> Iterator[Any]:
    """Yield the references of a group that lead to one component."""
    return (reference for reference in references(group, Names.of(group)) if len(reference.found) == 1)


def _mounts(group: Any) -> Iterator[Mount]:
    targets = {
        reference.path[2]: reference.found[0].path for reference in _leading(group) if reference.path[0] == "compute"
    }
    for number, volume in enumerate(mounts(group)):
        path = getattr(volume, "path", None)
        mode = getattr(volume, "mode", None) or "READONLY"
        yield Mount(number, posixpath.normpath(path) if path else None, mode, targets.get(number))


def _differs(wanted: Mount, given: Mount) -> str:
    """Return which property of a volume at the right path is not what was wanted, no text where it fits."""
    if wanted.target is not None and wanted.target != given.target:
        return "resource"
    return "mode" if wanted.mode != given.mode else ""


def _missing(offer: ExecutionSession, wanted: Mount, near: Sequence[Mount]) -> Violation:
    """Return what is said of a volume that is missing, at the volume with its path, or at that of its resource."""
    values = {"mode": wanted.mode, "path": wanted.path}
    for mount in near:
        name = _differs(wanted, mount)
        if name in _OTHERWISE:
            place = reached(offer, ("compute", "volumes", mount.number, name))
            return Violation(place, _OTHERWISE[name], values, "mount what was asked for")
    template = "no volume is mounted at ${path}" if wanted.path else "a volume that was asked for is missing"
    return Violation(reached(offer, ("compute", "volumes")), template, values, "mount what was asked for")
