# SPDX-License-Identifier: Apache-2.0
"""When, and how large: the slots that a platform has for a request which it does not refuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from ..platforms import Hosting
from ..platforms.conditions import no_free_time, no_time_to_prepare, over_limits, too_far_ahead
from ..platforms.sizes import Size, sizes
from ..platforms.terms import duration_of, most_offers, policy_seconds
from ..platforms.wanted import capacities, sort_named
from ..staging import Staging, staging
from ..time import Instant, parse_duration, parse_instant, window_of
from ..writing import dumps
from .calendar import Calendar, Starts
from .demand import booked, seconds_of, taken

if TYPE_CHECKING:
    from ..diagnostic import Finding
    from ..model import ExecutionRequest, PlatformDescription

_BEGINNING_OF_TIME = seconds_of(parse_instant("0000-01-01T00:00:00Z"))
END_OF_TIME = seconds_of(parse_instant("9999-12-31T23:59:59Z"))
"""The model has no text for what is earlier or later."""


class Slot(NamedTuple):
    """A start, in seconds since 1970-01-01T00:00:00Z, and a size."""

    start: Fraction
    size: Size


@dataclass(frozen=True, slots=True)
class Search:
    """A complete request, and when it may start on a platform: nothing is ready before `ready`."""

    request: ExecutionRequest
    platform: PlatformDescription
    staged: Staging
    calendar: Calendar
    length: Fraction
    ready: Fraction
    earliest: Fraction
    latest: Fraction
    horizon: Fraction

    @classmethod
    def of(cls, request: ExecutionRequest, platform: PlatformDescription, now: Instant) -> Search:
        """Return the search for a request that is complete, and that the platform does not refuse."""
        staged = staging(request, platform)
        length = parse_duration(duration_of(request, platform)).bounds()[1]
        asked_at, last = max(seconds_of(now), _BEGINNING_OF_TIME), END_OF_TIME - length - staged.releasing.length
        ready = asked_at + (policy_seconds(platform, "notice") or 0) + staged.preparing.length
        ahead = policy_seconds(platform, "horizon")
        horizon = last if ahead is None else min(last, asked_at + ahead)
        wanted = request.schedule.requested if request.schedule else None
        window = window_of(wanted.start if wanted else None)
        return cls(
            request,
            platform,
            staged,
            Calendar.of(capacities(platform), booked(platform)),
            length,
            ready,
            max(ready, seconds_of(window.earliest)) if window.earliest else ready,
            min(horizon, seconds_of(window.latest)) if window.latest else horizon,
            horizon,
        )

    def slots(self) -> list[Slot]:
        """Return the slots to offer, best first."""
        number = most_offers(self.platform)
        found = [
            Slot(start, size)
            for size in self._sizes()
            for start, _ in islice(self._starts(size, self.earliest, self.latest), number)
        ]
        found.sort(key=lambda slot: slot.start)  # sizes keep their order
        different: dict[object, Slot] = {}
        for slot in found:
            different.setdefault((slot.start, self._seen(slot.size)), slot)
        return list(different.values())[:number]

    def why_not(self) -> Iterator[Finding]:
        """Yield why there is no slot."""
        scene = Hosting((), (), self.platform)
        if self.horizon < self.earliest:
            yield from too_far_ahead(self.request, replace(scene, horizon=str(in_calendar(self.horizon))))
        elif self.latest < self.ready:
            yield from no_time_to_prepare(self.request, replace(scene, ready=str(in_calendar(self.ready))))
        else:
            starts = [next(self._starts(size, self.earliest, self.horizon), None) for size in self._sizes()]
            free = min((start[0] for start in starts if start), default=None)
            told = "" if free is None else str(in_calendar(free))
            yield from no_free_time(self.request, replace(scene, is_full=True, free=told))

    def _sizes(self) -> Iterator[Size]:
        for size in sizes(self.request, self.platform):
            if not any(over_limits(self.request, self.platform, size)):
                yield size

    def _starts(self, size: Size, earliest: Fraction, latest: Fraction) -> Iterator[Starts]:
        return self.calendar.starts(taken(self.request, size, self.staged, self.length), earliest, latest)

    def _seen(self, size: Size) -> object:
        """Return what a client sees of a size: not what the platform calls its devices."""
        devices = tuple((dumps(sort_named(one.name, self.platform).device), one.count) for one in size.devices)
        return size.nodes, size.cores, size.memory, devices


def in_calendar(time: Fraction) -> Instant:
    """Return a time in seconds since 1970 in UTC, or the next to it for which the model has a text."""
    return Instant.at(min(max(time, _BEGINNING_OF_TIME), END_OF_TIME))
