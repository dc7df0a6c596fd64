# SPDX-License-Identifier: Apache-2.0
"""What is taken of a platform, reckoned from the texts of documents alone: a second opinion on the planner.

Nothing here is of the planner, or of the times and quantities of the library: dates are those of `datetime`, and what a
document means is what the model says of it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?)?(?:Z|([+-])(\d\d):(\d\d))?", re.IGNORECASE
)
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)?(\.\d+)?S)?)?")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Taking(NamedTuple):
    """So much of a resource, from a time until before another one, in seconds of POSIX."""

    resource: str
    amount: int
    begin: Fraction
    end: Fraction


def seconds(text: str) -> Fraction:
    """Return a time in seconds since 1970; a date is its beginning, and without a zone it is UTC."""
    found = _INSTANT.fullmatch(text)
    assert found, text
    year, month, day, hour, minute, second, fraction, sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    whole = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), tzinfo=timezone(offset))
    passed = whole - EPOCH
    return passed.days * 86400 + passed.seconds + int(second or 0) + Fraction(fraction or 0)


def after(begin: Fraction, text: str) -> Fraction:
    """Return the time after a duration: years and months first, by the calendar, then the rest."""
    found = _DURATION.fullmatch(text)
    assert found, text
    years, months, weeks, days, hours, minutes, whole, fraction = found.groups()
    then = EPOCH + timedelta(seconds=int(begin // 1))
    month = then.month - 1 + int(months or 0) + 12 * int(years or 0)
    year, month = then.year + month // 12, month % 12 + 1
    then = then.replace(year=year, month=month, day=min(then.day, monthrange(year, month)[1]))
    passed = then - EPOCH + timedelta(days=int(days or 0) + 7 * int(weeks or 0))
    rest = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(whole or 0) + Fraction(fraction or 0)
    return passed.days * 86400 + passed.seconds + begin % 1 + rest


def interval(text: str) -> tuple[Fraction, Fraction]:
    """Return when an interval begins and ends, which starts with a time."""
    start, _, end = text.partition("/")
    begin = seconds(start)
    return begin, after(begin, end) if end.startswith("P") else seconds(end)


def capacities(platform: Any) -> dict[str, int]:
    """Return how much there is of each resource."""
    has = platform["capacity"]
    devices = {f"device {sort['name']}": sort["count"] for sort in has.get("accelerators", ())}
    return {"cores": has["cores"], "memory": has["memory"], "storage": has.get("storage", 0), **devices}


def booked(platform: Any) -> Iterator[Taking]:
    """Yield what is taken by the bookings of a platform."""
    for booking in platform.get("bookings", ()):
        begin, end = interval(booking["period"])
        for resource in ("cores", "memory", "storage"):
            yield Taking(resource, booking.get(resource, 0), begin, end)
        for devices in booking.get("accelerators", ()):
            yield Taking(f"device {devices['name']}", devices["count"], begin, end)


def whole(schedule: Any) -> tuple[Fraction, Fraction]:
    """Return from when until when something is there: from its preparation until its release is over."""
    ready = seconds(schedule["available"]["start"].partition("/")[0])
    begin = seconds(schedule["preparing"]["start"]) if "preparing" in schedule else ready
    if "releasing" in schedule:
        return begin, after(seconds(schedule["releasing"]["start"]), schedule["releasing"]["duration"])
    return begin, after(ready, schedule["available"]["duration"])


def ways(offer: Any, platform: Any) -> Iterator[list[Taking]]:
    """Yield what an offer takes, once for each way in which its accelerators can be those of the platform."""
    compute = offer["compute"]
    nodes, node = compute.get("nodes", {"min": 1})["min"], compute.get("node", compute)
    time = whole(compute["schedule"])
    plain = [Taking(name, node[name]["min"] * nodes, *time) for name in ("cores", "memory")]
    plain += _stored(offer)
    wanted = node.get("accelerators", [])
    sorts = platform["capacity"].get("accelerators", [])
    alike = [[sort["name"] for sort in sorts if _device(sort["device"]) == _device(one)] for one in wanted]
    for names in product(*alike):
        devices = zip(names, wanted, strict=True)
        yield plain + [Taking(f"device {name}", one["count"]["min"] * nodes, *time) for name, one in devices]


def _device(accelerator: Any) -> Any:
    return {name: value for name, value in accelerator.items() if name != "count"}


def _stored(offer: Any) -> Iterator[Taking]:
    """Yield what the storage of an offer takes of that of the platform, with the time for which it is kept after it."""
    for storage in offer.get("storage", ()):
        outside = {"location", "endpoint", "rucio"} & storage.keys()
        if not outside and storage.get("lifecycle") != "UNMANAGED":
            begin, end = whole(storage["schedule"])
            kept = storage.get("lifetime", {}).get("min")
            yield Taking("storage", storage["size"]["min"], begin, after(end, kept) if kept else end)


def overbooked(takings: list[Taking], platform: Any) -> list[tuple[str, Fraction]]:
    """Return where and when `takings`, with the bookings of a platform, are more than it has."""
    others, has = list(booked(platform)), capacities(platform)
    return [
        (resource, time)
        for resource in dict.fromkeys(taking.resource for taking in takings)
        for time in sorted({taking.begin for taking in (*takings, *others)})
        if (own := _taken(takings, resource, time)) and own + _taken(others, resource, time) > has.get(resource, 0)
    ]


def _taken(takings: list[Taking], resource: str, time: Fraction) -> int:
    return sum(one.amount for one in takings if one.resource == resource and one.begin <= time < one.end)
