# SPDX-License-Identifier: Apache-2.0
"""Steps for how much of something is asked for or given: cores, memory, storage, machines, accelerators."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from .step import Scene, step
from .tree import Members, Reason, Trail

_QUANTITY = re.compile(r"\s*(\d{1,15}(?:\.\d{1,15})?)\s*([A-Za-z]+(?: [A-Za-z]+)?)?\s*", re.ASCII)
_PREFIXES = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}
_GIB = 1024**3
_NO_UNIT = {"", "none", "null", "core", "cores", "gib"}
_FRACTIONS = dict.fromkeys(("m", "m cores", "millicores"), Fraction(1, 1000))
_RANGES = ("cores", "memory", "size")
_SHORT = {
    f"{end}{word}{name}": f"{name}.{end}"
    for end in ("min", "max")
    for name in ("cores", "memory", "size")
    for word in ("", "-")
}


def in_units_of_today(number: int | float | str, units: str) -> Fraction | None:
    """Return an amount in GiB, or in cores, None where the units are unknown."""
    words = units.strip().lower()
    factor: Fraction | None = Fraction(1) if words in _NO_UNIT else _FRACTIONS.get(words)
    if factor is None and (found := re.fullmatch(r"([kmgtp]?)(i?) ?b(?:ytes?)?", words)):
        factor = Fraction((1024 if found[2] else 1000) ** _PREFIXES[found[1]], _GIB)
    return None if factor is None else Fraction(Decimal(str(number))) * factor


def _whole(amount: Fraction, written: str, scene: Scene) -> tuple[int, Reason, bool]:
    """Return an amount as a whole number, the reason, and whether it had to be rounded: up, so that it is enough."""
    number = ceil(amount)
    if amount.denominator == 1:
        return number, scene.why(f"{written} is {number}, in the units of today"), False
    return number, scene.why(f"{written} is rounded up to {number}, for amounts are whole GiB or cores"), True


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
    amount = in_units_of_today(found[1], found[2] or "") if found else None
    if amount is None:
        return None
    number, how, rounded = _whole(amount, str(value), scene)
    return Members([("min", number, trail.because(why).because(how, lossy=rounded))])


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
def whole_amounts(old: Members, scene: Scene) -> Members:
    """Memory and storage are whole GiB, and cores are whole too.

    Other units are converted. What is no whole number is rounded up, so that it is enough, with a warning. Units that
    are unknown stay, and are reported.

    Before:
        min: 2
        units: TiB

    After:
        min: 2048

    Cannot carry: parts of a GiB or of a core; the units are kept as an annotation where something was rounded.
    """
    units = old.get("units")
    ends = [end for end in ("min", "max") if end in old]
    if not isinstance(units, str) or not all(type(old[end]) in (int, float) for end in ends):
        return old
    rounded = False
    for end in ends:
        amount = in_units_of_today(old[end], units)
        if amount is None:
            return old
        if amount != old[end]:
            number, why, inexact = _whole(amount, f"{old[end]} {units}", scene)
            old = old.with_member(end, number, old.trails[end].because(why, lossy=inexact))
            rounded |= inexact
    known = in_units_of_today(0, units) is not None
    return old.losing("units", scene.why("units go without saying"), kept=rounded) if known else old


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
    for name in ("cores", "memory", "accelerators"):
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
    if not isinstance(count, int) or isinstance(count, bool):
        return old
    if count == 0:
        return old.losing("gpu", scene.why("without a GPU, no accelerator is asked for"), kept=False)
    why = scene.why("a number of GPUs is a list of accelerators")
    one = Members([("type", "gpu", Trail((), (why,)))]).put("count.min", count, old.trails["gpu"].because(why))
    put = _of_kind(old, "accelerated-compute-resource", scene).without("gpu").put("accelerators[]", one, Trail())
    return old.losing("gpu", scene.why("there is something else at `accelerators`")) if put is None else put


def _of_kind(old: Members, name: str, scene: Scene) -> Members:
    """Return `old` with another kind of compute resource."""
    kind = next(kind.kind for kind in scene.kinds.values() if kind.short == name)
    key = "kind" if "kind" in old else "type"
    why = scene.why(f"that is a `{name}`")
    if key not in old:
        return old.added("kind", kind, why)
    old = old.changed(key, kind, why)
    return old.renamed(key, "kind", why) if key == "type" else old
