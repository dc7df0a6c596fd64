# SPDX-License-Identifier: Apache-2.0
"""Platforms that are small: what they have, what is taken within some days, and terms that a plan can be checked by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from ..kinds import Kinds
from ..rules.platforms import USUAL_DURATION
from ..time import parse_duration
from ..vocabulary import vocabulary
from . import texts
from .objects import Object, limits, without
from .shapes import Data

_FIRST = datetime(2026, 5, 2, tzinfo=UTC)
SITES = ("archive.example.org", "files.example.org", "objects.example.org", "EXAMPLE-WEST-DISK", "EXAMPLE-EAST-TAPE")
"""Names of hosts, then of storage elements."""
DEVICES: Mapping[str, Object] = {
    "a100": {"type": "gpu", "vendor": "NVIDIA", "model": "A100", "memory": {"min": 40}, "interface": {"name": "cuda"}},
    "mi300": {"type": "gpu", "vendor": "AMD", "memory": {"min": 192}, "interface": {"name": "rocm"}},
    "alveo": {"type": "fpga", "vendor": "AMD", "model": "Alveo U55C"},
}

moments = st.integers(-48, 96).map(lambda halves: _FIRST + timedelta(minutes=30 * halves))
"""Every half an hour of some days, so that what is asked for and what is taken often begin or end together."""
short = st.one_of(
    st.sampled_from(("PT0S", "PT10S", "PT1M", "PT2M30.5S", "PT1H")), st.integers(0, 5400).map("PT{}S".format)
)
"""How long a step takes."""
long = st.one_of(
    st.sampled_from(("PT30M", "PT1H", "PT2H", "PT6H", "PT12H", "P1D", "PT36H", "P3D", "P7D")),
    st.integers(1, 4320).map("PT{}M".format),
)
"""How long a session lasts."""
rates = st.sampled_from((10**6, 10**7, 10**8)) | st.integers(10**5, 10**9)
_sums = st.sampled_from((0, 0.01, 0.5, 1, 2)) | st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
_counts = st.integers(0, 4)


@st.composite
def windows(draw: st.DrawFn) -> str:
    """An interval of some hours, or days, or of no length."""
    start = draw(moments)
    return f"{texts.written(start)}/{draw(st.just('PT0S') | long)}"


def _kinds() -> tuple[str, ...]:
    """Return the kinds of component that a request can be about."""
    groups = ("executable", "compute", "storage", "data", "volume")
    found = (kind for kind in Kinds.builtin().values() if kind.group in groups and not kind.placeholder)
    return tuple(dict.fromkeys(kind.kind for kind in found))


KINDS = _kinds()
VALUES: Mapping[str, Data] = {
    "PlatformCapacity.cores": st.integers(1, 128),
    "PlatformCapacity.memory": st.integers(1, 1024),
    "PlatformCapacity.storage": st.integers(0, 4096),
    "PlatformAccelerator.name": st.sampled_from(sorted(DEVICES)),
    "PlatformAccelerator.count": _counts,
    "PlatformAccelerator.device": st.sampled_from(list(DEVICES.values())),
    "PlatformBooking.period": windows(),
    "PlatformBooking.cores": st.integers(0, 128),
    "PlatformBooking.memory": st.integers(0, 1024),
    "PlatformBooking.storage": st.integers(0, 4096),
    "BookedAccelerator.name": st.sampled_from(sorted(DEVICES)),
    "BookedAccelerator.count": _counts,
    "PlatformTransfer.rate": rates,
    "PlatformTransfer.unsized": short,
    "PlatformSite.name": st.sampled_from(SITES),
    "PlatformSite.rate": rates,
    **{f"PlatformStep.{sort}": short for sort in ("storage", "compute", "executable")},
    **{f"PlatformPrice.{name}": _sums for name in ("session", "cores", "memory", "storage", "accelerators")},
    "PlatformDescription.kinds[]": st.sampled_from(KINDS),
    "PlatformPolicy.maximum_cores": st.integers(1, 128),
    "PlatformPolicy.maximum_memory": st.integers(1, 1024),
    "PlatformPolicy.notice": short,
    **{f"PlatformPolicy.{name}": long for name in ("maximum_duration", "default_duration", "horizon", "standing")},
    "PlatformPolicy.offers": st.integers(1, 6),
}
"""What to draw for the properties of a platform."""


def platform(data: Object) -> Object:
    """Return a platform that calls each thing once, and of which no booking takes more than there is."""
    data = dict(limits(data))
    capacity = data["capacity"] = _each_once(data["capacity"], "accelerators", "name")
    if "bookings" in data:
        data["bookings"] = [_within(booking, capacity) for booking in data["bookings"]]
    if "transfer" in data:
        data["transfer"] = _each_once(data["transfer"], "sites", "name")
    if "policy" in data:
        data["policy"] = _within_maximum(data["policy"])
    if "kinds" in data:
        data["kinds"] = list(dict.fromkeys(data["kinds"]))
    return _each_once(data, "prices", "type")


def _each_once(data: Object, name: str, key: str) -> Object:
    """Return an object in whose list `name` no two items have the same `key`, in capitals or not, or the same term."""
    if name not in data:
        return data
    spellings = vocabulary("cost-type").spellings
    told = {getattr(spellings.get(item[key]), "name", item[key].lower()): item for item in data[name]}
    return {**data, name: list(told.values())}


def _within(booking: Object, capacity: Object) -> Object:
    """Return a booking of what there is."""
    taken = {"cores", "memory", "storage"} & booking.keys()
    booking = {**booking, **{name: min(booking[name], capacity.get(name, 0)) for name in taken}}
    if "accelerators" in booking:
        there = {one["name"]: one["count"] for one in capacity.get("accelerators", ())}
        known = [one for one in booking["accelerators"] if one["name"] in there]
        booking["accelerators"] = [{**one, "count": min(one["count"], there[one["name"]])} for one in known]
    return _each_once(booking, "accelerators", "name")


def _within_maximum(policy: Object) -> Object:
    """Return a policy whose usual duration is none that it refuses."""
    usual, longest = policy.get("default_duration", USUAL_DURATION), policy.get("maximum_duration", "P100Y")
    too_long = parse_duration(usual).longer_than(parse_duration(longest))
    return without(policy, "maximum_duration") if too_long else policy


def told(of: Callable[[str], Data]) -> Data:
    """Return platforms of which much is told; `of` has the strategies for their parts, by title."""
    left_out = st.lists(st.sampled_from(KINDS), max_size=2, unique=True)
    parts: dict[str, Data] = {
        "kinds": left_out.map(lambda absent: [kind for kind in KINDS if kind not in absent]),
        "transfer": of("PlatformTransfer"),
        "preparing": of("PlatformStep"),
        "releasing": of("PlatformStep"),
        "prices": st.lists(of("PlatformPrice"), min_size=1, max_size=3),
        "policy": of("PlatformPolicy"),
    }
    amounts = {name: VALUES[f"PlatformCapacity.{name}"] for name in ("cores", "memory", "storage")}
    accelerators = st.lists(of("PlatformAccelerator"), max_size=2)
    needed = {
        "capacity": st.fixed_dictionaries({**amounts, "accelerators": accelerators}),
        "bookings": st.lists(of("PlatformBooking"), max_size=5),
    }
    return st.fixed_dictionaries(needed, optional=parts).map(platform)
