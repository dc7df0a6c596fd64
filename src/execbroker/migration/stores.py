# SPDX-License-Identifier: Apache-2.0
"""Steps for storage: what kind it is, how long it is kept, and which data are in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .step import Scene, step
from .tree import Items, Members, Trail, items_of

_SIZE = {"minsize": "size.min", "maxsize": "size.max"}
_TODAY = {
    "persistent-storage-resource": _SIZE,
    "rucio-storage-resource": {
        "endpoint": "rucio.endpoint",
        "domain": "rucio.scope",
        "objectid": "rucio.object",
        **_SIZE,
    },
    "s3-storage-resource": _SIZE,
    "vospace-storage-resource": _SIZE,
}


def kind_of(component: Mapping[str, Any], scene: Scene) -> str:
    """Return the short name of the kind of a component, in whichever form it is; nothing where it is unknown."""
    today = scene.facts.today(component.get("kind", component.get("type")), scene.kinds)
    return scene.kinds[today].short if isinstance(today, str) and today in scene.kinds else ""


@step("storage")
def place_of_storage(old: Members, scene: Scene) -> Members:
    """Where a storage is, is said as its kind says it today.

    A node of a VOSpace has one address, and what is in Rucio is named in a block of its own.

    Before:
        type: https://www.purl.org/ivoa.net/storage-types/vospace-storage
        endpoint: https://example.org/vospace
        path: /experiment-21/results

    After:
        type: https://www.purl.org/ivoa.net/storage-types/vospace-storage
        location: https://example.org/vospace/experiment-21/results

    Cannot carry: nothing.
    """
    kind = kind_of(old, scene)
    for key, to in _TODAY.get(kind, {}).items():
        if key in old:
            old = old.moved(key, to, scene.why(f"`{key}` is `{to}` today"))
    if kind == "vospace-storage-resource" and "location" not in old:
        endpoint, path = old.get("endpoint"), old.get("path")
        why = scene.why("a node of a VOSpace has one address")
        if isinstance(endpoint, str) and isinstance(path, str):
            whole = f"{endpoint.rstrip('/')}/{path.lstrip('/')}"
            trail = old.trails["endpoint"].joined(old.trails["path"]).because(why)
            old = old.without("path").renamed("endpoint", "location", why).with_member("location", whole, trail)
        elif isinstance(endpoint, str):
            old = old.renamed("endpoint", "location", why)
    return old


@step("storage")
def lifetime_as_range(old: Members, scene: Scene) -> Members:
    """How long a storage is kept is a range of durations.

    Early versions of the standard's text had a property for each end, and wrote the lifecycle in small letters.

    Before:
        minlifetime: P1D
        maxlifetime: P5D

    After:
        lifetime: {min: P1D, max: P5D}

    Cannot carry: nothing.
    """
    for key, to in (("minlifetime", "lifetime.min"), ("maxlifetime", "lifetime.max")):
        if key in old:
            old = old.moved(key, to, scene.why(f"`{key}` is `{to}` today"))
    if isinstance(old.get("lifetime"), str):
        old = old.moved("lifetime", "lifetime.min", scene.why("a lifetime is a range"))
    lifecycle = old.get("lifecycle")
    if isinstance(lifecycle, str) and lifecycle != lifecycle.upper() and lifecycle.lower() in ("managed", "unmanaged"):
        old = old.changed("lifecycle", lifecycle.upper(), scene.why("it is written in capitals today"))
    return old


@step("storage")
def storage_that_is_kept(old: Members, scene: Scene) -> Members:
    """A storage that outlives the session is of a kind that does.

    A simple storage resource ends with the session, so nothing can be said of how long it is kept.

    Before:
        kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/storage/simple-storage-resource.yaml
        lifecycle: MANAGED

    After:
        kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/storage/persistent-storage-resource.yaml
        lifecycle: MANAGED

    Cannot carry: nothing.
    """
    if kind_of(old, scene) != "simple-storage-resource" or not old.keys() & {"lifecycle", "lifetime"}:
        return old
    kind = next(kind.kind for kind in scene.kinds.values() if kind.short == "persistent-storage-resource")
    key = "kind" if "kind" in old else "type"
    return old.changed(key, kind, scene.why("only storage that is kept has a lifetime"))


@step("request", "session")
def storage_for_reading(old: Members, scene: Scene) -> Members:
    """What is in an object store already, and is only read, is a data resource.

    The text of the standard described a bucket with input data as storage that is mounted for reading. Today storage is
    a place where something is put, and what is brought to the executable is data. How the address of an object is built
    was not said; it is the usual way.

    Before:
        compute: {volumes: [{resource: source, path: /data, mode: r}]}
        storage: [{type: uri:amazon-s3-storage, name: source, endpoint: https://example.org, bucket: b}]

    After:
        compute: {volumes: [{resource: source, path: /data, mode: r}]}
        data:
          - kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/data/S3-data-resource.yaml
            name: source
            endpoint: https://example.org
            bucket: b
            template: "{endpoint}/{bucket}/{object}"

    Cannot carry: nothing.
    """
    stores, compute = old.get("storage"), old.get("compute", old.get("computer"))
    volumes = compute.get("volumes") if isinstance(compute, Members) else None
    if not isinstance(stores, Items) or not isinstance(volumes, Items) or not isinstance(old.get("data", []), list):
        return old
    modes: dict[str, set[str]] = {}
    for mount in volumes:
        if isinstance(mount, Members) and isinstance(mount.get("resource"), str):
            modes.setdefault(mount["resource"], set()).add(str(mount.get("mode")).lower())
    left, read = list[tuple[Any, Trail]](), list[tuple[Any, Trail]]()
    for store, trail in stores.members():
        if isinstance(store, Members) and _is_only_read(store, modes, scene):
            read.append((_as_data(store, scene), trail.because(scene.why("what is only read is a data resource"))))
        else:
            left.append((store, trail))
    if not read:
        return old
    fewer = Items(left).renumbered(scene.why("one before it is a data resource"))
    old = old.with_member("storage", fewer, old.trails["storage"]) if left else old.without("storage")
    data = old["data"].members() if "data" in old else ()
    return old.with_member("data", Items([*data, *read]), old.trails.get("data", Trail()))


def _is_only_read(store: Members, modes: Mapping[str, set[str]], scene: Scene) -> bool:
    """Whether a store is an object store that is mounted for reading, and nothing is said of how it is kept."""
    name = store.get("name")
    mounted = modes.get(name, set()) if isinstance(name, str) else set()
    inner = store.get("spec", {})
    said = {*store, *(inner if isinstance(inner, Members) else ())}
    known = {"type", "kind", "name", "meta", "uuid", "description", "spec", "endpoint", "bucket", "template", "object"}
    is_read = bool(mounted) and mounted <= {"r", "ro", "readonly"} and said <= known
    return is_read and kind_of(store, scene) == "s3-storage-resource"


def _as_data(store: Members, scene: Scene) -> Members:
    """Return `store` as a data resource."""
    why = scene.why("what is only read is a data resource")
    if isinstance(store.get("spec"), Members):
        store = store.lifted("spec", why)
    key = "kind" if "kind" in store else "type"
    kind = next(kind.kind for kind in scene.kinds.values() if kind.short == "S3-data-resource")
    datum = store.changed(key, kind, why)
    datum = datum.renamed(key, "kind", why) if key == "type" else datum
    if "template" in datum:
        return datum
    return datum.added("template", "{endpoint}/{bucket}/{object}", scene.why("the usual address, which was not said"))


@step("request", "session")
def data_by_their_storage(old: Members, scene: Scene) -> Members:
    """In a request each data resource names its storage.

    Older forms listed the data in the storage, as `resources` or as `data`. What a data resource says itself counts,
    and names that lead nowhere stay where they are. In an answer the storage lists them still.

    Before:
        storage: [{meta: {name: scratch}, data: [a]}]
        data: [{meta: {name: a}}]

    After:
        storage: [{meta: {name: scratch}}]
        data: [{meta: {name: a}, storage: scratch}]

    Cannot carry: nothing.
    """
    stores, data = old.get("storage"), old.get("data")
    if scene.role == "answer" or not isinstance(stores, Items) or not isinstance(data, Items):
        return old
    why = scene.why("in a request each data resource names its storage")
    silent = {named(datum) for datum in data if isinstance(datum, Members) and "storage" not in datum} - {None}
    homes: dict[str, tuple[str, Trail]] = {}

    def emptied(store: Any, trail: Trail) -> list[tuple[Any, Trail]]:
        name, listed = named(store), store.get("data") if isinstance(store, Members) else None
        if name is None or not isinstance(listed, Items):
            return [(store, trail)]
        left = []
        for reference, its in listed.members():
            if isinstance(reference, str) and reference in silent and reference not in homes:
                homes[reference] = name, its.because(why)
            else:
                left.append((reference, its))
        if len(left) < len(listed):
            fewer = Items(left).renumbered(why)
            store = store.with_member("data", fewer, store.trails["data"]) if left else store.without("data")
        return [(store, trail)]

    def housed(datum: Any, trail: Trail) -> list[tuple[Any, Trail]]:
        home = homes.get(str(named(datum))) if isinstance(datum, Members) and "storage" not in datum else None
        return [(datum.with_member("storage", *home) if home else datum, trail)]

    emptier = items_of(stores, emptied)
    old = old.with_member("storage", emptier, old.trails["storage"])
    return old.with_member("data", items_of(data, housed), old.trails["data"]) if homes else old


def named(component: Any) -> str | None:
    """Return the name by which a component is referred to; its UUID where it has none."""
    meta = component.get("meta") if isinstance(component, Members) else None
    if not isinstance(meta, Members):
        return None
    name = meta.get("name", meta.get("uuid"))
    return name if isinstance(name, str) else None
