# SPDX-License-Identifier: Apache-2.0
"""Small questions to the planner, of which the answer can be found by trying.

All times are whole minutes, so that what fits fits at some of them first.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

K = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/"
HOST = "archive.example.org"
COST = "urn:ivoa:calycopis:cost:monetary"
NOW = "2026-05-02T00:00:00Z"

Data = dict[str, Any]


def minutes(least: int, most: int) -> st.SearchStrategy[str]:
    return st.integers(least, most).map("PT{}M".format)


def moment(minute: int) -> str:
    hours, minute = divmod(minute, 60)
    return f"2026-05-02T{hours:02}:{minute:02}:00Z"


def thing(required: Data, **optional: Any) -> st.SearchStrategy[Data]:
    return st.fixed_dictionaries(required, optional=optional)


def amounts(least: int, most: int) -> st.SearchStrategy[Data]:
    """Return ranges, of which an end may be left out, that have something in them."""
    ends = st.lists(st.integers(least, most), min_size=2, max_size=2).map(sorted)
    return st.one_of(
        ends.map(lambda two: {"min": two[0], "max": two[1]}),
        st.integers(least, most).map(lambda end: {"min": end}),
        st.integers(max(least, 1), most).map(lambda end: {"max": end}),
    )


SORTS = {
    "a": {"type": "gpu", "vendor": "NVIDIA", "memory": {"min": 40}},
    "b": {"type": "gpu", "vendor": "AMD", "memory": {"min": 80}},
    "c": {"type": "fpga"},
}
devices = st.dictionaries(st.sampled_from("aabbc"), st.sampled_from((0, 1, 2, 2, 3, 4)), max_size=3)
few = st.integers(0, 3)
steps = thing({}, storage=minutes(0, 4), compute=minutes(0, 4), executable=minutes(0, 4))
periods = st.tuples(st.integers(0, 90), minutes(0, 30)).map(lambda two: f"{moment(two[0])}/{two[1]}")
bookings = thing(
    {"period": periods},
    cores=few,
    memory=few,
    storage=st.integers(0, 6),
    accelerators=devices.map(lambda found: [{"name": name, "count": count} for name, count in found.items()]),
)
policies = thing(
    {},
    maximum_cores=st.integers(2, 4),
    maximum_memory=st.integers(2, 4),
    maximum_duration=minutes(10, 40),
    default_duration=minutes(1, 40),
    notice=minutes(0, 9),
    horizon=minutes(10, 90),
    offers=st.integers(1, 4),
)
platforms = thing(
    {
        "capacity": thing(
            {"cores": st.integers(1, 6), "memory": st.integers(1, 6), "storage": st.sampled_from((0, 2, 3, 4, 5, 6))},
            accelerators=devices.map(
                lambda found: [{"name": name, "count": found[name], "device": SORTS[name]} for name in found]
            ),
        ),
        "bookings": st.lists(bookings, min_size=1, max_size=5),
        "preparing": steps,
        "releasing": steps,
        "policy": policies,
    },
    transfer=thing({}, sites=st.just([{"name": HOST, "rate": 1}]), rate=st.sampled_from((1, 2)), unsized=minutes(0, 9)),
    prices=thing({"type": st.just(COST)}, session=few, cores=few, memory=few, storage=few, accelerators=few).map(
        lambda price: [price]
    ),
)

shape = {"cores": amounts(0, 3).filter(lambda ends: ends.get("max", ends.get("min"))), "memory": amounts(0, 3)}
asked_devices = thing(
    {"type": st.sampled_from(("gpu", "gpu", "fpga"))},
    vendor=st.just("AMD"),
    memory=st.sampled_from((40, 80)).map(lambda least: {"min": least}),
    count=amounts(1, 2),
)
accelerated = {"accelerators": st.lists(asked_devices, min_size=1, max_size=2)}
computers = st.one_of(
    thing({"kind": st.just(f"{K}compute/simple-compute-resource.yaml")}, **shape),
    thing({"kind": st.just(f"{K}compute/accelerated-compute-resource.yaml"), **accelerated}, **shape),
    thing(
        {
            "kind": st.just(f"{K}compute/cluster-compute-resource.yaml"),
            "nodes": amounts(1, 3),
            "node": thing({}, **shape, **accelerated),
        }
    ),
)
stores = st.one_of(
    thing({"kind": st.just(f"{K}storage/simple-storage-resource.yaml")}, size=amounts(0, 3)),
    thing(
        {
            "kind": st.just(f"{K}storage/persistent-storage-resource.yaml"),
            "lifetime": minutes(0, 30).map(lambda least: {"min": least}),
        },
        size=amounts(0, 3),
        lifecycle=st.sampled_from(("MANAGED", "MANAGED", "UNMANAGED")),
    ),
    st.just({"kind": f"{K}storage/vospace-storage-resource.yaml", "location": f"vos://{HOST}~vospace/results"}),
)
resources = thing(
    {"kind": st.just(f"{K}data/simple-data-resource.yaml"), "location": st.just(f"https://{HOST}/cube.fits")},
    size=st.sampled_from((0, 120, 360)),
)
windows = st.tuples(st.integers(0, 90), minutes(0, 60)).map(lambda two: f"{moment(two[0])}/{two[1]}")


@st.composite
def requests(draw: st.DrawFn) -> Data:
    """A small request, of which all storage is mounted."""
    executable = {"kind": f"{K}executable/jupyter-notebook.yaml", "location": "https://notebooks.example.org/a.ipynb"}
    request: Data = {"executable": executable}
    if wanted := draw(thing({}, start=windows, duration=minutes(1, 40))):
        request["schedule"] = {"requested": wanted}
    storage = [{**one, "meta": {"name": f"s{at}"}} for at, one in enumerate(draw(st.lists(stores, max_size=2)))]
    resource = draw(st.lists(resources, max_size=1))
    for one in resource:
        if storage and draw(st.booleans()):
            one["storage"] = "s0"
    if draw(few):
        mount = {"kind": f"{K}volume/simple-volume-mount.yaml", "mode": "READWRITE"}
        mounts = [{**mount, "path": f"/{one['meta']['name']}", "resource": one["meta"]["name"]} for one in storage]
        request["compute"] = draw(computers) | {"volumes": mounts}
    if draw(st.booleans()):
        limit = draw(st.integers(0, 30)) / 2
        request["costs"] = [{"kind": f"{K}costs/simple-minmax-float-cost.yaml", "type": COST, "max": limit}]
    return request | {name: parts for name, parts in (("storage", storage), ("data", resource)) if parts}
