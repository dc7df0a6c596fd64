# SPDX-License-Identifier: Apache-2.0
"""What of a platform is taken at which time, and when there is room for a session.

All is exact: times are Fractions of seconds since 1970-01-01T00:00:00Z, and are compared as whole ticks of a clock that
is fine enough for all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, groupby, pairwise
from math import lcm
from typing import NamedTuple, TypeVar

_Time = TypeVar("_Time", int, Fraction)


class Hold(NamedTuple):
    """An amount of a resource that is taken from `begin` until before `end`."""

    resource: str
    amount: int
    begin: Fraction
    end: Fraction


Starts = tuple[Fraction, Fraction | None]
"""A range of starts; both ends belong to it, and None is no end."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """How much there is of each resource, and how much of it is taken from which tick on."""

    capacity: Mapping[str, int]
    taken: Mapping[str, list[tuple[int, int]]]
    ticks: int
    """In a second."""

    @classmethod
    def of(cls, capacity: Mapping[str, int], taken: Iterable[Hold]) -> Calendar:
        """Return the calendar with these holds; those that end before they begin take nothing."""
        holds = [hold for hold in taken if hold.begin < hold.end]
        ticks = lcm(*{time.denominator for hold in holds for time in (hold.begin, hold.end)})
        changes: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for resource, amount, begin, end in holds:
            changes[resource] += [(_ticks(begin, ticks), amount), (_ticks(end, ticks), -amount)]
        return cls(capacity, {resource: _sums(found) for resource, found in changes.items()}, ticks)

    def starts(self, holds: Iterable[Hold], earliest: Fraction, latest: Fraction | None) -> Iterator[Starts]:
        """Yield the ranges of starts at which there is room for `holds`, of which the times count from the start.

        They are in order, and lie between `earliest` and `latest`; None for no limit.
        """
        wanted = list(_together(holds))
        if any(hold.amount > self.capacity.get(hold.resource, 0) for hold in wanted):
            return
        times = [earliest, *([latest] if latest is not None else []), *(t for hold in wanted for t in hold[2:])]
        ticks = lcm(self.ticks, *(time.denominator for time in times))
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

    def _blocked(self, holds: Iterable[Hold], ticks: int) -> Iterator[tuple[int, int]]:
        """Yield the open ranges of starts at which one of the holds finds too little: its ends are free."""
        for resource, amount, begin, end in holds:
            room = self.capacity[resource] - amount
            steps = self.taken.get(resource, [])
            for is_full, run in groupby(enumerate(steps), key=lambda step: step[1][1] > room):
                if is_full:
                    indices = [index for index, _ in run]
                    first, last = steps[indices[0]][0], steps[indices[-1] + 1][0]
                    scale = ticks // self.ticks
                    yield first * scale - _ticks(end, ticks), last * scale - _ticks(begin, ticks)


def _together(holds: Iterable[Hold]) -> Iterator[Hold]:
    """Yield what holds take together, so that no two of one resource overlap; those that take nothing are left out."""
    changes: defaultdict[str, list[tuple[Fraction, int]]] = defaultdict(list)
    for resource, amount, begin, end in holds:
        if begin < end:
            changes[resource] += [(begin, amount), (end, -amount)]
    for resource, found in changes.items():
        for (begin, amount), (end, _) in pairwise(_sums(found)):
            if amount:
                yield Hold(resource, amount, begin, end)


def _sums(changes: list[tuple[_Time, int]]) -> list[tuple[_Time, int]]:
    """Return how much is taken from each time on at which that changes. After the last, nothing is."""
    by_time = [(time, sum(change for _, change in each)) for time, each in groupby(sorted(changes), lambda c: c[0])]
    return list(zip((time for time, _ in by_time), accumulate(change for _, change in by_time), strict=True))


def _ticks(time: Fraction, ticks: int) -> int:
    return time.numerator * (ticks // time.denominator)
