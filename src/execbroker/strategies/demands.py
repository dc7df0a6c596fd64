# SPDX-License-Identifier: Apache-2.0
"""Requests that a platform can satisfy often, but not always.

They ask for about as much as there is, at times about which something is taken, with data from the sites of the
platform and from others, and for about what it costs. A strategy that depends on the platform would be built anew for
each one, which takes longer than to draw from it; so most functions here draw.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from . import texts
from .groups import EXAMPLES, uri
from .objects import Object
from .platforms import DEVICES, SITES, long, moments, windows

_executables = st.sampled_from(("docker-container", "singularity-container", "jupyter-notebook", "python-program"))
_computers = st.sampled_from(("simple", "accelerated", "simple", "accelerated", "cluster"))
_resources = st.sampled_from(("simple", "simple", "S3", "skao", "rucio", "ivoa"))
_stores = st.sampled_from(("simple", "persistent", "vospace", "rucio", "s3"))
_few = st.integers(0, 2)
_openings = st.tuples(moments, moments).map(lambda two: "/".join(map(texts.written, sorted(two))))
_times = st.fixed_dictionaries({}, optional={"start": windows() | _openings, "duration": long})
_sizes = st.sampled_from((0, 10**6, 10**9, 10**11)) | st.integers(0, 10**12)
"""Of data, in bytes."""
_shares = st.tuples(st.sampled_from((1, 2, 4, 4, 5)), st.sampled_from((0, 0, -1, 1)))
"""Some quarters of what there is, and one more or less than that."""
_ends = st.sampled_from((("min",), ("min", "max"), ("max",)))
_memory = st.sampled_from(({"min": 16}, {"min": 40}, {"min": 80, "max": 192}))
_hours = st.sampled_from((1, 2, 6, 0.5, 24))
_factors = st.sampled_from((1, 1, 1.01, 2, 10, 0.5))


@st.composite
def requests(draw: st.DrawFn, platform: Object) -> Object:
    """A request that makes sense, of whose components each is told by its name."""
    executable = draw(_executables)
    request: Object = {"executable": {"kind": uri(executable), **EXAMPLES[executable]}}
    stores = [_named(f"store-{number}", _store(draw, platform)) for number in range(draw(_few))]
    resources = [_named(f"data-{number}", _resource(draw, platform)) for number in range(draw(_few))]
    if draw(_few):
        request["compute"] = {**_computer(draw, platform), "volumes": _volumes(draw, stores, resources)}
    request |= {name: parts for name, parts in (("storage", stores), ("data", resources)) if parts}
    if times := draw(_times):
        request["schedule"] = {"requested": times}
    if "prices" in platform and draw(st.booleans()):
        request["costs"] = _limits(draw, request, platform["prices"])
    return request


def _named(name: str, part: Object) -> Object:
    return {"kind": part["kind"], "meta": {"name": name}, **part}


def _near(draw: st.DrawFn, limit: int) -> Object:
    """Return a range of something of which there is `limit`; seldom is more than that needed."""
    ends = sorted(max(1, limit * quarters // 4 + more) for quarters, more in (draw(_shares), draw(_shares)))
    return dict(zip(draw(_ends), ends, strict=False))


def _amount(draw: st.DrawFn, platform: Object, name: str) -> Object:
    """Return some of what there is of something, or of what is left while some is taken; often nothing is said."""
    if draw(st.booleans()):
        return {}
    there = platform["capacity"].get(name, 0)
    most = platform.get("policy", {}).get(f"maximum_{name}", there)
    taken = [booking[name] for booking in platform.get("bookings", ()) if name in booking]
    limit = draw(st.sampled_from([there, most, *(there - amount for amount in taken)]))
    return {"size" if name == "storage" else name: _near(draw, limit)}


def _computer(draw: st.DrawFn, platform: Object) -> Object:
    """Return a single computer, one with accelerators, or a small cluster."""
    sort = draw(_computers)
    shape = {**_amount(draw, platform, "cores"), **_amount(draw, platform, "memory")}
    if sort == "accelerated" or (sort == "cluster" and draw(st.booleans())):
        shape["accelerators"] = [_accelerator(draw, platform)]
    kind = {"kind": uri(f"{sort}-compute-resource")}
    return {**kind, "nodes": _near(draw, 3), "node": shape} if sort == "cluster" else {**kind, **shape}


def _accelerator(draw: st.DrawFn, platform: Object) -> Object:
    """Return a device of the platform, or of another one, of which something is left open."""
    there = {one["name"]: one for one in platform["capacity"].get("accelerators", ())}
    name = draw(st.sampled_from([*there, *there, *there, *DEVICES]))
    one = there.get(name, {"device": DEVICES[name], "count": 1})
    kept = ["type", *(key for key in ("vendor", "model", "interface") if key in one["device"] and draw(st.booleans()))]
    wanted = {key: one["device"][key] for key in kept}
    if draw(st.booleans()):
        wanted["memory"] = draw(_memory)
    return {**wanted, "count": _near(draw, one["count"])} if draw(st.booleans()) else wanted


def _site(draw: st.DrawFn, platform: Object, *, host: bool) -> str:
    """Return a host, or a storage element: mostly one to which the platform has a connection."""
    own = [site["name"] for site in platform.get("transfer", {}).get("sites", ())]
    names: list[str] = [name for name in (*own * 4, *SITES) if ("." in name) == host]
    return draw(st.sampled_from(names))


def _resource(draw: st.DrawFn, platform: Object) -> Object:
    """Return data that say where they are, or do not."""
    sort = draw(_resources)
    data: Object = {"kind": uri(f"{sort}-data-resource"), **EXAMPLES[f"{sort}-data-resource"]}
    address = f"https://{_site(draw, platform, host=True)}"
    if sort == "simple":
        data["location"] = f"{address}/hst/m87.fits"
    elif sort == "S3":
        data["endpoint"] = address
    elif sort == "ivoa":
        data["ivoa"] = {**data["ivoa"], "obscore": {"access_url": f"{address}/hst/m87.fits"}}
    elif sort == "skao":
        elements = dict.fromkeys(_site(draw, platform, host=False) for _ in range(draw(_few)))
        data["skao"] = {**data["skao"], "replicas": [{"rsename": name} for name in elements]}
        data["skao"]["replicas"] += [{"dataurl": f"{address}/sdc/1"}] if draw(st.booleans()) else []
    return {**data, "size": draw(_sizes)} if draw(st.booleans()) else data


def _store(draw: st.DrawFn, platform: Object) -> Object:
    """Return storage of the platform, or a place outside where results go."""
    sort = draw(_stores)
    store: Object = {"kind": uri(f"{sort}-storage-resource"), **_amount(draw, platform, "storage")}
    if sort == "vospace":
        host = _site(draw, platform, host=True)
        addresses = (f"https://{host}/vospace/results", f"vos://{host}~vospace/results")
        store["location"] = draw(st.sampled_from(addresses))
    elif sort == "rucio":
        element = {"rse": _site(draw, platform, host=False)} if draw(_few) else {}
        store["rucio"] = {"scope": "results", "object": "run-1", **element}
    elif sort == "s3":
        store |= {"endpoint": f"https://{_site(draw, platform, host=True)}", "bucket": "results"}
    return store


def _volumes(draw: st.DrawFn, stores: list[Object], resources: list[Object]) -> list[Object]:
    """Put some data into storage, and mount what is in none."""
    modes = {store["meta"]["name"]: "READWRITE" for store in stores}
    for each in resources:
        if stores and draw(_few) == 1:
            each["storage"] = stores[-1]["meta"]["name"]
        else:
            modes[each["meta"]["name"]] = "READONLY"
    kind = {"kind": uri("simple-volume-mount")}
    return [{**kind, "path": f"/data/{name}", "resource": name, "mode": mode} for name, mode in modes.items()]


def _limits(draw: st.DrawFn, request: Object, prices: list[Object]) -> list[Object]:
    """Return limits on costs that are near to what some hours cost with the least that will do."""
    compute = request.get("compute", {})
    compute = compute.get("node", compute)
    amounts: dict[str, float] = {name: _least(compute.get(name)) for name in ("cores", "memory")}
    amounts["storage"] = sum(_least(store.get("size")) for store in request.get("storage", ()))
    amounts["accelerators"] = sum(_least(one.get("count")) for one in compute.get("accelerators", ()))
    limits = []
    for price in prices:
        hours = draw(_hours)
        cost = price.get("session", 0) + hours * sum(price.get(name, 0) * much for name, much in amounts.items())
        limit = {"kind": uri("simple-minmax-float-cost"), "type": price["type"]}
        limits.append({**limit, "max": round(cost * draw(_factors), 3)})
    return limits


def _least(wanted: Any) -> int:
    """Return how much of something is asked for at least, one where that is left open."""
    least: int = (wanted or {}).get("min", 1)
    return least
