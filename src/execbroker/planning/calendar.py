# SPDX-License-Identifier: Apache-2.0
"""What of a platform is taken at which time, and when there is room for a session.

All is exact: times are Fractions of seconds since 1970-01-01T00:00:00Z, and are compared as whole ticks of a clock that
is fine enough for all of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from math import lcm
from typing import NamedTuple


class Hold(NamedTuple):
    """Amounts of resources that are taken from `begin` until before `end`."""

    amounts: Mapping[str, int]
    begin: Fraction
    end: Fraction


Starts = tuple[Fraction, Fraction | None]
"""A range of starts; both ends belong to it, and None is no end."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """How much there is of each resource, and how much of it is taken from which tick on."""

    capacity: Mapping[str, int]
    taken: Mapping[str, list[tuple[int, int]]]
    """After the last tick, nothing is."""
    ticks: int
    """In a second."""

    @classmethod
    def of(cls, capacity: Mapping[str, int], taken: Iterable[Hold]) -> Calendar:
        """Return the calendar with these holds; those that end before they begin take nothing."""
        holds = list(taken)
        ticks = lcm(*{time.denominator for _, *times in holds for time in times})
        changes: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for amounts, begin, end in holds:
            first, last = _ticks(begin, ticks), _ticks(end, ticks)
            if first < last:
                for resource, amount in amounts.items():
                    changes[resource][first] += amount
                    changes[resource][last] -= amount
        return cls(capacity, {resource: _sums(found) for resource, found in changes.items()}, ticks)

    def starts(self, holds: Iterable[Hold], earliest: Fraction, latest: Fraction | None) -> Iterator[Starts]:
        """Yield the ranges of starts at which there is room for `holds`, of which the times count from the start.

        They are in order, and lie between `earliest` and `latest`; None for no limit.
        """
        wanted = Calendar.of({}, holds)
        if any(amount > self.capacity.get(name, 0) for name, steps in wanted.taken.items() for _, amount in steps):
            return
        ends = [earliest] if latest is None else [earliest, latest]
        ticks = lcm(self.ticks, wanted.ticks, *(time.denominator for time in ends))
        start = _ticks(earliest, ticks)
        end = None if latest is None else _ticks(latest, ticks)
        for first, last in sorted(self._blocked(wanted, ticks)):
            if end is not None and start > end:
                return
            if first >= start:
                yield Fraction(start, ticks), Fraction(first if end is None else min(first, end), ticks)
            start = max(start, last)
        if end is None or start <= end:
            yield Fraction(start, ticks), latest

    def _blocked(self, wanted: Calendar, ticks: int) -> Iterator[tuple[int, int]]:
        """Yield the open ranges of starts at which something that is wanted finds too little: its ends are free."""
        scale, own = ticks // self.ticks, ticks // wanted.ticks
        for resource, steps in wanted.taken.items():
            for (begin, amount), (end, _) in pairwise(steps):
                for first, last in self._fuller(resource, self.capacity[resource] - amount) if amount else ():
                    yield first * scale - end * own, last * scale - begin * own

    def _fuller(self, resource: str, room: int) -> Iterator[tuple[int, int]]:
        """Yield from when until when more than `room` is taken of a resource."""
        since = None
        for time, amount in self.taken.get(resource, ()):
            if amount > room:
                since = time if since is None else since
            elif since is not None:
                yield since, time
                since = None


def _sums(changes: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return how much is taken from each time on at which that changes."""
    times = sorted(changes)
    return list(zip(times, accumulate(changes[time] for time in times), strict=True))


def _ticks(time: Fraction, ticks: int) -> int:
    return time.numerator * (ticks // time.denominator)
