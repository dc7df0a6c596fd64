# SPDX-License-Identifier: Apache-2.0
"""Steps for volumes: where they stand, and what they mount."""

from __future__ import annotations

from typing import Any

from .annotations import annotated
from .step import Scene, step
from .stores import named
from .tree import Items, Members, Trail, items_of, size_of

_LARGEST = 100_000
"""Values in the volumes that one volume becomes. What has more is no document that somebody wrote."""


@step("request", "session")
def volumes_of_compute(old: Members, scene: Scene) -> Members:
    """Volumes stand in the compute resource that mounts them.

    Up to April 2026 they stood beside it, and it named those it mounts. Those that it did not name are mounted too:
    nothing else could be meant, for there is one compute resource. A document without one gets one for them.

    Before:
        compute: {volumes: [input]}
        volumes: [{meta: {name: input}, path: /input}]

    After:
        compute: {volumes: [{meta: {name: input}, path: /input}]}

    Cannot carry: the name of a volume that is not there; it is kept as an annotation.
    """
    beside, compute = old.get("volumes"), old.get("compute", Members())
    volumes = compute.get("volumes", Items([])) if isinstance(compute, Members) else None
    if not isinstance(volumes, Items) or not (isinstance(beside, Items) or _names(volumes)):
        return old
    if isinstance(beside, Items) and not beside:
        old = old.losing("volumes", scene.why("there is nothing in it"), kept=False)
        return volumes_of_compute(old, scene)
    why = scene.why("volumes stand in the compute resource that mounts them")
    mounted, missing = _mounted(volumes, beside if isinstance(beside, Items) else Items([]), scene)
    if "compute" not in old:
        kind = scene.facts.places["compute"].spare
        compute = compute.added("kind", kind, scene.why("a compute resource is needed to mount the volumes"))
    trail = compute.trails.get("volumes", old.trails.get("volumes", Trail()).because(why))
    compute = compute.with_member("volumes", mounted, trail) if mounted else compute.without("volumes")
    nameless = scene.why("there is no other volume of this name")
    compute = annotated(compute.losing_items("volumes", missing, nameless))
    old = old.with_member("compute", compute, old.trails.get("compute", Trail()))
    return old.without("volumes") if isinstance(beside, Items) else old


def _mounted(volumes: Items, beside: Items, scene: Scene) -> tuple[Items, list[tuple[Any, Trail]]]:
    """Return the volumes with those that stood beside in the place of their names, and the names of none of them."""
    why = scene.why("volumes stand in the compute resource that mounts them")
    unnamed = scene.why("it is mounted although the compute resource did not name it, for there is no other")
    by_name: dict[str | None, list[tuple[Any, Trail]]] = {}
    for volume, trail in beside.members():
        by_name.setdefault(named(volume), []).append((volume, trail))
    mounted, missing = list[tuple[Any, Trail]](), list[tuple[Any, Trail]]()
    for volume, trail in volumes.members():
        if not isinstance(volume, str):
            mounted.append((volume, trail))
        elif found := by_name.pop(volume, []):
            mounted += [(one, its.joined(trail).because(why)) for one, its in found]
        else:
            missing.append((volume, trail))
    others = [(volume, trail) for volume, trail in beside.members() if named(volume) in by_name]
    mounted += [(v, t.because(unnamed, lossy=True) if volumes else t.because(why)) for v, t in others]
    return Items(mounted).renumbered(why), missing


def _names(volumes: Items) -> bool:
    return any(isinstance(volume, str) for volume in volumes)


@step("request", "session", "compute")
def one_volume_a_resource(old: Members, scene: Scene) -> Members:
    """A volume mounts one resource.

    Older forms listed several in one volume, and mounted each in a folder with its name (`cardinality: CONTAINER`).

    Before:
        volumes: [{path: /input, cardinality: CONTAINER, resources: [a, b]}, {path: /one, resources: [c]}]

    After:
        volumes: [{path: /input/a, resource: a}, {path: /input/b, resource: b}, {path: /one, resource: c}]

    Cannot carry: nothing. That a folder for each of several was meant is inferred.
    """
    volumes = old.get("volumes")
    if not isinstance(volumes, Items):
        return old
    mounts = items_of(volumes, lambda v, t: _mounts(v, t, scene))
    made = mounts if len(mounts) == len(volumes) else mounts.renumbered(scene.why("one before it became several"))
    return old.with_member("volumes", made, old.trails["volumes"])


def _mounts(volume: Any, trail: Trail, scene: Scene) -> list[tuple[Any, Trail]]:
    """Return a volume for each resource of `volume`."""
    resources = volume.get("resources") if isinstance(volume, Members) and "resource" not in volume else None
    if not isinstance(resources, Items) or not all(isinstance(name, str) for name in resources):
        return [(volume, trail)]
    if len(resources) * size_of(volume) > _LARGEST:
        return [(volume, trail)]
    if not resources:
        return [(volume.losing("resources", scene.why("there is nothing in it"), kept=False), trail)]
    why = scene.why("a volume mounts one resource")
    cardinality = volume.get("cardinality")
    rest = volume.without("resources")
    if cardinality is not None:
        rest = rest.losing("cardinality", why, kept=False)
    if len(resources) == 1 and cardinality != "CONTAINER":
        return [(rest.with_member("resource", resources[0], resources.trails[0].because(why)), trail)]
    path = next((key for key in ("path", "filepath") if isinstance(rest.get(key), str)), None)
    below = scene.why("each resource is mounted in a folder with its name")
    made = []
    for number, (name, its) in enumerate(resources.members()):
        one = rest if number == 0 else _another(rest)
        if path:
            one = one.changed(path, f"{one[path].rstrip('/')}/{name}", below)
        made.append((one.with_member("resource", name, its.because(why)), trail.because(why)))
    return made


def _another(volume: Members) -> Members:
    """Return the volume without what only one can be, and without the memory of what is lost: the first has that."""
    known = Members(member for member in volume.members() if member[0] not in ("uuid", "href"))
    if isinstance(meta := known.get("meta"), Members):
        meta = Members(member for member in meta.members() if member[0] not in ("uuid", "url"))
        known = known.with_member("meta", meta, known.trails["meta"])
    return known


@step("request")
def volume_of_its_name(old: Members, scene: Scene) -> Members:
    """A volume of a request, without a resource, mounts the one that has its name.

    So it stood in the text of the standard.

    Before:
        compute: {volumes: [{meta: {name: results}, path: /results}]}
        storage: [{meta: {name: results}}]

    After:
        compute: {volumes: [{meta: {name: results}, path: /results, resource: results}]}
        storage: [{meta: {name: results}}]

    Cannot carry: nothing.
    """
    compute = old.get("compute")
    volumes = compute.get("volumes") if isinstance(compute, Members) else None
    if not isinstance(compute, Members) or not isinstance(volumes, Items):
        return old
    listed = [part for key in ("storage", "data") if isinstance(part := old.get(key), Items)]
    names = {named(resource) for part in listed for resource in part} - {None}

    def mounting(volume: Any, trail: Trail) -> list[tuple[Any, Trail]]:
        name = named(volume)
        if name in names and "resource" not in volume:
            volume = volume.added("resource", name, scene.why("it mounts the resource that has its name"))
        return [(volume, trail)]

    compute = compute.with_member("volumes", items_of(volumes, mounting), compute.trails["volumes"])
    return old.with_member("compute", compute, old.trails["compute"])
