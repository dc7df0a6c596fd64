# SPDX-License-Identifier: Apache-2.0
"""Requests, templates, sessions and offer sets: components that refer to one another, and phases that fit.

Each function takes data of the right shape and returns data that make sense as a whole. What stands nowhere in the
schema is added: the references, which were drawn as numbers, become names and UUIDs of what is there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..kinds import Kinds
from ..rules.offersets import OPEN, TAKEN
from ..rules.sessions import CLIENT_SETS, CONNECTED, CONTRADICTED_BY, DECLINED, ENDED
from .objects import Object, without
from .platforms import platform
from .software import description, parametrised, told_apart

EXAMPLES: dict[str, Object] = {
    "docker-container": {"image": {"locations": ["ghcr.io/example-survey/source-finder:2.4.1"]}},
    "singularity-container": {"location": "oras://ghcr.io/example-survey/wsclean:3.5"},
    "jupyter-notebook": {"location": "https://notebooks.example.org/gaia/clusters.ipynb"},
    "python-program": {"location": "https://software.example.org/newton_raphson.py"},
    "simple-data-resource": {"location": "https://archive.example.org/hst/m87.fits"},
    "S3-data-resource": {"endpoint": "https://s3.example.org", "bucket": "light-curves"},
    "rucio-data-resource": {"rucio": {"scope": "lofar-surveys", "object": "field-p126"}},
    "ivoa-data-resource": {"ivoa": {"ivoid": "ivo://example.org/collection?dataset"}},
    "skao-data-resource": {"skao": {"namespace": "sdc", "objectname": "sdc1-b1-560-1000h.fits"}},
}
"""What a broker needs to find a component, by kind."""


_RESOURCES = ("compute", "storage", "data")


def request(data: Object) -> Object:
    """Return a request that says what to execute, and where everything is."""
    data = _each({"executable": {"kind": uri("jupyter-notebook")}, **data}, lambda role, part: _complete(part))
    return _mounted(_wired(_identified(_each(data, _asked)), needed=True))


def template(data: Object) -> Object:
    """Return a template whose references and parameters lead somewhere."""
    return parametrised(_mounted(_wired(_identified(_each(told_apart(data), _asked)), needed=False)))


def session(data: Object) -> Object:
    """Return a session whose parts fit its phase."""
    return _in_phase(_wired(_identified(data), needed=False))


def offer_set(data: Object) -> Object:
    """Return an offer set whose offers exclude one another, or that says why there are none."""
    offers = _exclusive(data.get("offers", []))
    uuids: set[str] = set()
    for number, offer in enumerate(offers):
        meta = offer.get("meta", {})
        if meta.get("uuid", "").lower() in uuids:
            offers[number] = {**offer, "meta": without(meta, "uuid")}
        uuids.add(meta.get("uuid", "unknown").lower())
        if number:  # each lasts longer than the one before, and than what is drawn
            offers[number] = _lasting(offers[number], f"P{1000 + number}Y")
    answer = {"result": "YES"} if offers else {"result": "NO", "description": data.get("description") or "not now"}
    return {**data, **answer, **({"offers": offers} if "offers" in data else {})}


def _exclusive(offers: list[Object]) -> list[Object]:
    """Return the offers, the first that is accepted with none beside it that is accepted or open."""
    taken = next((number for number, offer in enumerate(offers) if offer.get("phase") in TAKEN), None)
    if taken is None:
        return list(offers)
    return [
        _in_phase({**offer, "phase": "REJECTED"}) if number != taken and offer.get("phase") in OPEN | TAKEN else offer
        for number, offer in enumerate(offers)
    ]


def _each(group: Object, change: Callable[[str, Object], Object]) -> Object:
    """Return the group with each of its components, volumes included, changed."""
    group = dict(group)
    for role in ("executable", *_RESOURCES):
        if isinstance(group.get(role), list):
            group[role] = [change(role, part) for part in group[role]]
        elif role in group:
            group[role] = change(role, group[role])
            if "volumes" in group[role]:
                volumes = [change("volume", part) for part in group[role]["volumes"]]
                group[role] = {**group[role], "volumes": volumes}
    return group


def _complete(part: Object) -> Object:
    """Return a component that a broker can find."""
    example = EXAMPLES.get(_short(part), {})
    return {**part, **example} if part.keys() & {"kind", "source"} == {"kind"} else part


def _asked(role: str, part: Object) -> Object:
    """Return a component without what a service decides: the ports on the outside."""
    ports = part.get("network", {}).get("ports")
    if ports is None:
        return part
    return {**part, "network": {"ports": [without(port, "external") for port in ports]}}


def _identified(group: Object) -> Object:
    """Return the group with names and UUIDs that stand once."""
    names: set[str] = set()
    uuids = {group.get("meta", {}).get("uuid", "").lower()}

    def told_apart(role: str, part: Object) -> Object:
        meta = part.get("meta", {})
        if role in _RESOURCES and "name" in meta:
            while meta["name"] in names:
                meta = {**meta, "name": meta["name"] + "-1"}
            names.add(meta["name"])
        if "uuid" in meta:
            meta = without(meta, "uuid") if meta["uuid"].lower() in uuids else meta
            uuids.add(meta.get("uuid", "").lower())
        return {**part, "meta": meta} if "meta" in part else part

    return _each(group, told_apart)


def _called(group: Object, role: str) -> list[tuple[str, int]]:
    """Return what the resources in a role can be called, each with its index."""
    metas = [part.get("meta", {}) for part in group.get(role, ())]
    found = [(meta[key], index) for index, meta in enumerate(metas) for key in ("name", "uuid") if key in meta]
    return [*found, *((text.swapcase(), index) for text, index in found if len(text) == 36)]


def _wired(group: Object, *, needed: bool) -> Object:
    """Return the group with names for the numbers that were drawn; `needed` drops a volume that leads nowhere."""
    data, storage = _called(group, "data"), _called(group, "storage")
    homes: dict[int, int] = {}

    def at_home(index: int, part: Object) -> Object:
        if "storage" not in part:
            return part
        if not storage:
            return without(part, "storage")
        name, homes[index] = _chosen(part["storage"], storage)
        return {**part, "storage": name}

    def holding(index: int, part: Object) -> Object:
        chosen = [_chosen(number, data) for number in part.get("data", ()) if data]
        kept = [name for name, inner in chosen if homes.setdefault(inner, index) == index]
        return {**part, "data": kept} if "data" in part else part

    def leading(part: Object) -> Object:
        if "resource" not in part:
            return part
        every = [*data, *storage]
        return {**part, "resource": _chosen(part["resource"], every)[0]} if every else without(part, "resource")

    group = dict(group)
    for role, change in (("data", at_home), ("storage", holding)):
        if role in group:
            group[role] = [change(index, part) for index, part in enumerate(group[role])]
    if "volumes" in group.get("compute", {}):
        volumes = [leading(part) for part in group["compute"]["volumes"]]
        volumes = [part for part in volumes if not needed or "resource" in part]
        group["compute"] = {**group["compute"], "volumes": volumes}
    return group


def _mounted(group: Object) -> Object:
    """Return the group with its resources mounted, if any is, and in a mode that makes sense."""
    if not group.get("compute", {}).get("volumes"):
        return group
    data, storage = dict(_called(group, "data")), dict(_called(group, "storage"))
    homes = {index: storage[part["storage"]] for index, part in enumerate(group.get("data", ())) if "storage" in part}
    for index, part in enumerate(group.get("storage", ())):
        homes |= {data[name]: index for name in part.get("data", ())}
    simple = [_short(part) == "simple-storage-resource" for part in group.get("storage", ())]

    def in_mode(volume: Object) -> Object:
        inner = storage.get(volume.get("resource", ""))
        if inner is not None and simple[inner] and inner not in homes.values():
            return {**volume, "mode": "READWRITE"}  # it begins empty
        if inner is None and volume.get("mode") == "READWRITE":
            return {**volume, "mode": "READONLY"}  # they are data
        return volume

    volumes = [in_mode(volume) for volume in group["compute"]["volumes"]]
    seen = {volume.get("resource") for volume in volumes}
    shown = {index for name, index in storage.items() if name in seen}
    told = {index for name, index in data.items() if name in seen}
    alone = [index for index in range(len(simple)) if index not in shown | set(homes.values())]
    lost = [i for i in range(len(group.get("data", ()))) if i not in told and homes.get(i) not in shown]
    for role, indices, mode in (("storage", alone, {"mode": "READWRITE"}), ("data", lost, {})):
        for index in indices:
            meta = group[role][index].get("meta", {})
            meta = {**meta, "name": meta.get("name", f"unnamed-{role}-{index}")}
            parts = [{**part, "meta": meta} if at == index else part for at, part in enumerate(group[role])]
            group = {**group, role: parts}
            place = {"path": f"/others/{role}-{index}", "resource": meta["name"]}
            volumes.append({"kind": uri("simple-volume-mount"), **place, **mode})
    return {**group, "compute": {**group["compute"], "volumes": volumes}}


def _in_phase(data: Object) -> Object:
    """Return the session with what fits its phase."""
    phase: str = data.get("phase", "")
    contradicting = CONTRADICTED_BY.get(phase, ())
    data = _each(data, lambda role, part: without(part, "phase") if part.get("phase") in contradicting else part)
    if "connectors" in data:
        data["connectors"] = [_connector(each, CONNECTED.get(phase, ())) for each in data["connectors"]]
    if phase and "options" in data.get("meta", {}):
        options = [_choice(each, CLIENT_SETS[phase]) for each in data["meta"]["options"]]
        data["meta"] = {**data["meta"], "options": [each for each in options if each.get("values") != []]}
    going_on = phase not in ("", "INITIAL", *DECLINED, *ENDED)
    if going_on and _short(data) == "scheduled-execution-session" and not data.get("schedule"):
        data = _lasting(data, "PT2H")
    return data


def _connector(data: Object, fitting: tuple[str, ...]) -> Object:
    if fitting and data.get("status", fitting[0]) not in fitting:
        data = {**data, "status": fitting[0]}
    if data.get("status") == "AVAILABLE" and not data.get("location"):
        data = {**data, "location": "https://hub.example.org/user/4f81/lab"}
    return data


def _choice(option: Object, fitting: tuple[str, ...]) -> Object:
    """Return an option that leaves the client a choice which it has; one of nothing is taken out later."""
    if option.get("path") != "/phase" or "values" not in option:
        return option
    return {**option, "values": [value for value in option["values"] if value in fitting]}


def _lasting(data: Object, duration: str) -> Object:
    schedule = data.get("schedule", {})
    return {**data, "schedule": {**schedule, "available": {**schedule.get("available", {}), "duration": duration}}}


def _chosen(number: str, called: list[tuple[str, int]]) -> tuple[str, int]:
    return called[int(number) % len(called)]


def _short(part: Object) -> str:
    kind: str = part.get("kind", "")
    return kind.rpartition("/")[2].removesuffix(".yaml")


def uri(short: str) -> str:
    """Return the kind with a short name."""
    return next(uri for uri, kind in Kinds.builtin().items() if kind.short == short)


CHANGES: dict[str, Callable[[Any], Any]] = {
    "ExecutionRequest": request,
    "ExecutionTemplate": template,
    "SoftwareDescription": description,
    "PlatformDescription": platform,
    "OfferSet": offer_set,
}
"""What makes a document of a type sensible as a whole. Sessions are known by their group."""
