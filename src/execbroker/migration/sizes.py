# SPDX-License-Identifier: Apache-2.0
"""Steps for how much of something is asked for or given: cores, memory, storage, machines, accelerators."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .step import Scene, step
from .tree import Members, Trail

_QUANTITY = re.compile(r"\s*(\d{1,15}(?:\.\d{1,15})?)\s*([A-Za-z]+(?: [A-Za-z]+)?)?\s*", re.ASCII)
_PREFIXES = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}
_GIB = 1024**3
_NO_UNIT = {"", "none", "null", "cores", "gib"}
_RANGES = ("cores", "memory", "size")
_SHORT = {
    f"{end}{word}{name}": f"{name}.{end}"
    for end in ("min", "max")
    for name in ("cores", "memory", "size")
    for word in ("", "-")
}


def in_gib(number: Any, units: str) -> int | None:
    """Return an amount in GiB, None where it is no whole number of them, or the units are unknown."""
    words = units.strip().lower()
    if words in _NO_UNIT:
        factor = Fraction(1)
    else:
        found = re.fullmatch(r"([kmgtp]?)(i?) ?b(?:ytes?)?", words)
        if found is None:
            return None
        factor = Fraction((1024 if found[2] else 1000) ** _PREFIXES[found[1]], _GIB)
    amount = Fraction(Decimal(str(number))) * factor
    return int(amount) if amount.denominator == 1 else None


@step("compute", "storage")
def amounts_as_ranges(old: Members, scene: Scene) -> Members:
    """An amount is a range with a minimum.

    Some forms wrote one number, or a text with units, for the least that is asked for, or for what is given.

    Before:
        cores: {requested: 6}
        size: 1024

    After:
        cores: {requested: {min: 6}}
        size: {min: 1024}

    Cannot carry: nothing.
    """
    why = scene.why("an amount is a range with a minimum")
    for name in _RANGES:
        if name not in old:
            continue
        value, trail = old[name], old.trails[name]
        if (made := _range(value, trail, scene)) is not None:
            old = old.with_member(name, made, Trail())
        elif isinstance(value, Members):
            for role in ("requested", "offered"):
                inner = _range(value[role], value.trails[role], scene) if role in value else None
                if inner is not None:
                    value = value.with_member(role, inner, Trail((), (why,)))
            old = old.with_member(name, value, trail)
    return old


def _range(value: Any, trail: Trail, scene: Scene) -> Members | None:
    """Return the range that one amount stands for, None where it is none."""
    why = scene.why("an amount is a range with a minimum")
    if isinstance(value, int) and not isinstance(value, bool):
        return Members([("min", value, trail.because(why))])
    found = _QUANTITY.fullmatch(value) if isinstance(value, str) else None
    amount = in_gib(found[1], found[2] or "") if found else None
    return None if amount is None else Members([("min", amount, trail.because(why))])


@step("compute", "storage")
def ends_of_ranges(old: Members, scene: Scene) -> Members:
    """The ends of a range stand together.

    Early versions of the standard's text had a property for each end.

    Before:
        mincores: 8
        maxcores: 16

    After:
        cores: {min: 8, max: 16}

    Cannot carry: nothing.
    """
    for key in [key for key in old if key in _SHORT]:
        old = old.moved(key, _SHORT[key], scene.why(f"`{key}` is `{_SHORT[key]}` today"))
    return old


@step("range")
def whole_gibibytes(old: Members, scene: Scene) -> Members:
    """Memory and storage are whole GiB, and cores have no units.

    Other units are converted where that gives a whole number; otherwise they stay, and are reported.

    Before:
        min: 2
        units: TiB

    After:
        min: 2048

    Cannot carry: nothing.
    """
    units = old.get("units", "")
    if "units" not in old or not isinstance(units, str):
        return old
    why = scene.why("sizes are whole GiB")
    ends = [end for end in ("min", "max") if isinstance(old.get(end), (int, float))]
    amounts = {end: in_gib(old[end], units) for end in ends}
    if any(amount is None for amount in amounts.values()):
        return old
    for end, amount in amounts.items():
        if amount != old[end]:
            old = old.changed(end, amount, scene.why(f"{old[end]} {units} are {amount} GiB"))
    return old.losing("units", why, kept=False)


@step("compute")
def several_machines(old: Members, scene: Scene) -> Members:
    """Several machines of one shape are a cluster.

    The text of the standard counted `replicas` of a compute resource.

    Before:
        type: uri:generic-compute
        replicas: 4
        cores: {min: 8}

    After:
        kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/compute/cluster-compute-resource.yaml
        nodes: {min: 4}
        node: {cores: {min: 8}}

    Cannot carry: nothing.
    """
    key = next((key for key in ("replicas", "instances") if key in old), None)
    if key is None or not isinstance(old[key], int) or isinstance(old[key], bool):
        return old
    if old[key] == 1:
        return old.losing(key, scene.why("there is one compute resource"), kept=False)
    why = scene.why("several machines of one shape are a cluster")
    old = _of_kind(old, "cluster-compute-resource", scene).moved(key, "nodes.min", why)
    for name in ("cores", "memory"):
        if name in old:
            old = old.moved(name, f"node.{name}", why)
    return old


@step("compute")
def accelerators_of_their_own(old: Members, scene: Scene) -> Members:
    """A number of GPUs is a list of accelerators.

    What has accelerators is a kind of its own, which a platform without them refuses.

    Before:
        type: uri:generic-compute
        gpu: 2

    After:
        kind: https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/compute/accelerated-compute-resource.yaml
        accelerators: [{type: gpu, count: {min: 2}}]

    Cannot carry: nothing.
    """
    count = old.get("gpu")
    if not isinstance(count, int) or isinstance(count, bool) or "replicas" in old or "instances" in old:
        return old
    if count == 0:
        return old.losing("gpu", scene.why("without a GPU, no accelerator is asked for"), kept=False)
    why = scene.why("a number of GPUs is a list of accelerators")
    one = Members([("type", "gpu", Trail((), (why,)))]).put("count.min", count, old.trails["gpu"].because(why))
    old = _of_kind(old, "accelerated-compute-resource", scene).without("gpu")
    return old.put("accelerators[]", one, Trail()) or old


def _of_kind(old: Members, name: str, scene: Scene) -> Members:
    """Return `old` with another kind of compute resource."""
    kind = next(kind.kind for kind in scene.kinds.values() if kind.short == name)
    key = "kind" if "kind" in old else "type"
    why = scene.why(f"that is a `{name}`")
    if key not in old:
        return old.added("kind", kind, why)
    old = old.changed(key, kind, why)
    return old.renamed(key, "kind", why) if key == "type" else old
