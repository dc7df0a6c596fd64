# SPDX-License-Identifier: Apache-2.0
"""What is taken of a platform: by its bookings, and by a session of a size, with its preparation and release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from ..platforms.wanted import device_key
from ..rules.schedule import known
from ..time import Instant, parse_duration, parse_interval
from .calendar import Hold

if TYPE_CHECKING:
    from ..model import ExecutionRequest, PlatformDescription
    from ..platforms.sizes import Size
    from ..staging import Staging


def booked(platform: PlatformDescription) -> Iterator[Hold]:
    """Yield what the bookings of a platform take. Raises `ValueError` for a period that there is not."""
    for booking in platform.bookings or ():
        period = parse_interval(booking.period)
        amounts = Counter(cores=booking.cores or 0, memory=booking.memory or 0, storage=booking.storage or 0)
        for devices in booking.accelerators or ():
            amounts[device_key(devices.name)] += devices.count
        yield Hold(amounts, seconds_of(period.start), seconds_of(period.end))


def taken(request: ExecutionRequest, size: Size, staged: Staging, length: Fraction) -> Iterator[Hold]:
    """Yield what a session takes that is available for `length` seconds, from and until so long after it becomes so.

    The compute resource and each storage resource are taken from when their preparation begins until they are released,
    and storage that is kept for its lifetime, of which a month is counted as its longest.
    """
    before = staged.preparing.length
    for task in staged.releasing.tasks:
        if task.verb != "release" or task.path[0] == "executable":
            continue
        begin = staged.preparing.begun[("prepare", task.path)] - before
        end = length + staged.releasing.ends[task.key]
        if task.path == ("compute",):
            yield Hold(size.of_computers(), begin, end)
        else:
            index = int(task.path[1])
            yield Hold({"storage": size.storage.get(index, 0)}, begin, end + _kept(request, index))


def seconds_of(instant: Instant) -> Fraction:
    """Return a time in seconds since 1970-01-01T00:00:00Z: one without a zone is in UTC, and a day its beginning."""
    if instant.offset is None or instant.whole_day:
        instant = replace(instant, offset=instant.offset or 0, whole_day=False)
    found = instant.epoch()
    assert found is not None  # noqa: S101 - it has a zone and a time of day now
    return found


def _kept(request: ExecutionRequest, index: int) -> Fraction:
    """Return how long a storage resource is kept after the session, in seconds."""
    lifetime = getattr((request.storage or [])[index], "lifetime", None)
    kept = known(parse_duration, lifetime.min) if lifetime else None
    return max(kept.bounds()[1], Fraction(0)) if kept else Fraction(0)
