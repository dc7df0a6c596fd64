# SPDX-License-Identifier: Apache-2.0
"""Round times for the axis of a timeline, in UTC, and how they are written for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain, count
from math import ceil
from typing import NamedTuple

from ..time import Duration, Instant, parse_instant

_MINUTE, _HOUR, _DAY, _WEEK = 60, 3600, 86400, 7 * 86400
_FIRST_MONDAY = 4 * _DAY
_SHORTEST_MONTH = 28 * _DAY
_WITHIN_A_DAY = (
    *(1, 2, 5, 10, 15, 20, 30),
    *(_MINUTE * number for number in (1, 2, 5, 10, 15, 20, 30)),
    *(_HOUR * number for number in (1, 2, 3, 6, 12)),
)
_MONTHS = (1, 2, 3, 6, *(12 * number * 10**power for power in range(4) for number in (1, 2, 5)))
_PARTS, _PARTS_OF_DAY = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40), (1, 2, 3, 4, 6, 8, 12)


class Tick(NamedTuple):
    """A time on the axis, what is written for it, and what is written above that where it differs from tick to tick."""

    time: Fraction
    label: str
    above: str


def ticks(begin: Fraction, end: Fraction, most: int) -> list[Tick]:
    """Return up to `most` round times between two that are in seconds since 1970-01-01T00:00:00Z."""
    for seconds in (*_WITHIN_A_DAY, _DAY, 2 * _DAY, _WEEK, 2 * _WEEK):
        if (end - begin) / seconds < most:
            return list(_at_each(seconds, begin, end))
    months = next((number for number in _MONTHS if (end - begin) / (number * _SHORTEST_MONTH) < most), _MONTHS[-1])
    return list(_each(months, begin, end))


def step_of(length: Fraction, most: int) -> int:
    """Return the least round number of seconds of which up to `most` make `length`."""
    units = ((1, _PARTS), (_MINUTE, _PARTS), (_HOUR, _PARTS_OF_DAY))
    shorter = (unit * number for unit, parts in units for number in parts)
    longer = (_DAY * number * int(10**power) for power in count() for number in (1, 2, 3, 4, 5, 6, 8))
    return next(seconds for seconds in chain(shorter, longer) if length <= seconds * most)


def written(time: Instant) -> str:
    """Return a time in UTC, exactly: ``2026-05-02 17:00``, with seconds where there are any."""
    return str(time.in_utc() or time).replace("T", " ").removesuffix("Z").removesuffix(":00")


def _at_each(seconds: int, begin: Fraction, end: Fraction) -> Iterator[Tick]:
    """Yield the multiples of a number of seconds, and of weeks the Mondays."""
    shift = _FIRST_MONDAY if seconds % _WEEK == 0 else 0
    for number in count(ceil((begin - shift) / seconds)):
        time = Fraction(number * seconds + shift)
        if time > end:
            return
        day, month, year = _words(time)
        clock = str(Instant.at(time))[11:19]
        if seconds < _DAY:
            yield Tick(time, clock if seconds < _MINUTE else clock[:5], f"{day} {month} {year}")
        else:
            yield Tick(time, f"{day} {month}", year)


def _each(months: int, begin: Fraction, end: Fraction) -> Iterator[Tick]:
    """Yield the first days of every so many months, of which a number makes a year, or of which years are made."""
    years = max(months // 12, 1)
    first = int(str(Instant.at(begin))[:4]) // years * years
    start = parse_instant(f"{first:04}-01-01T00:00:00Z")
    for number in count():
        time = start.plus(Duration(months=number * months)).epoch()
        if time is None or time > end:
            return
        if time >= begin:
            _, month, year = _words(time)
            yield Tick(time, month, year) if months < 12 else Tick(time, year, "")


def _words(time: Fraction) -> list[str]:
    """Return day, month and year, the month in three letters."""
    day, month, year = replace(Instant.at(time), whole_day=True).in_words().split()
    return [day, month[:3], year]
