# SPDX-License-Identifier: Apache-2.0
"""The times of the model as values: durations, instants and intervals, exact, with the meaning of ISO 8601.

In documents they stay text, as written; these values are for comparing and calculating. They know as much as the text
says, and no more:

- A month has no fixed number of days, so a `Duration` keeps months, days and seconds apart.
- A time without a zone is not compared with one that has a zone.

A comparison that would need to know more answers None. A day has 24 hours, since zones are offsets here. Years are
those of the Gregorian calendar, and go on before 1 and after 9999.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from math import floor
from operator import sub

_DAY = 86400
_CYCLE_YEARS, _CYCLE_MONTHS, _CYCLE_DAYS = 400, 4800, 146097
"""After so long the Gregorian calendar begins anew."""
_MOST_DIGITS = 1000
"""Longer numbers would take their time, and mean nothing."""

_DATE = r"([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_ZONE = r"([Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
_INSTANT = re.compile(_DATE + r"[Tt]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60)(\.[0-9]+)?" + _ZONE)
INTERVAL_END = re.compile(
    _DATE + r"(?:T([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(\.[0-9]+)?)?" + _ZONE.replace("z", "") + "?)?"
)
"""An end of an interval: less of it is needed than of an instant."""
_DURATION = re.compile(
    r"(-)?P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)([DW]))?"
    r"(T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(\.[0-9]+)?S)?)?"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time. The parts of one that was read have one sign, those of a difference may not."""

    months: int = 0
    days: int = 0
    seconds: Fraction = Fraction(0)

    def __neg__(self) -> Duration:
        return Duration(-self.months, -self.days, -self.seconds)

    def __sub__(self, other: Duration) -> Duration:
        return Duration(self.months - other.months, self.days - other.days, self.seconds - other.seconds)

    def bounds(self) -> tuple[Fraction, Fraction]:
        """Return the shortest and the longest that this can be, in seconds, whatever the day on which it begins."""
        shortest, longest = _days_in(abs(self.months))
        if self.months < 0:
            shortest, longest = -longest, -shortest
        rest = self.days * _DAY + self.seconds
        return rest + shortest * _DAY, rest + longest * _DAY

    def longer_than(self, other: Duration) -> bool | None:
        """Return whether this is longer than `other` if both begin on the same day; None where that depends on it."""
        least, most = (self - other).bounds()
        if least > 0:
            return True
        return False if most <= 0 else None


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time: the ordinal of its day, as of `datetime.date`, and the seconds since that day began.

    `offset` is that of its zone, in minutes, or None. With `leap` the point is a leap second after `seconds`. With
    `whole_day` the text is a date alone, and may mean any time of that day.
    """

    day: int
    seconds: Fraction = Fraction(0)
    offset: int | None = None
    leap: bool = False
    whole_day: bool = False

    def before(self, other: Instant) -> bool | None:
        """Return whether this is before `other`; None where only one has a zone, or a date does not tell."""
        if self.whole_day or other.whole_day:
            if self.offset != other.offset or (self.day == other.day and self.whole_day != other.whole_day):
                return None
            return self.day < other.day
        if (self.offset is None) != (other.offset is None):
            return None
        one, two = self._whole_seconds(), other._whole_seconds()
        return one < two if one != two else self.seconds % 1 < other.seconds % 1

    def plus(self, duration: Duration) -> Instant:
        """Return the time after `duration`: months first, in a month that is too short its last day, then the rest."""
        day = _months_later(self.day, duration.months) + duration.days
        seconds = self.seconds + duration.seconds + (self.leap and duration != Duration())
        days = floor(seconds / _DAY)
        return replace(
            self,
            day=day + days,
            seconds=seconds - days * _DAY,
            leap=self.leap and duration == Duration(),
            whole_day=self.whole_day and duration.seconds == 0,
        )

    def _whole_seconds(self) -> tuple[int, bool]:
        """Return what orders instants, fractions apart: a leap second lies between two seconds."""
        return self.day * _DAY + floor(self.seconds) - (self.offset or 0) * 60, self.leap


@dataclass(frozen=True, slots=True)
class Interval:
    """A range of time. `length` is its duration where the text gives one. An end without a zone has the start's."""

    start: Instant
    end: Instant
    length: Duration | None = None


def parse_duration(text: str) -> Duration:
    """Return the value of a `duration` of the model. Raises `ValueError` for other text, and for very long numbers."""
    found = _DURATION.fullmatch(text)
    if not found or text.endswith(("P", "T")):
        raise ValueError(f"not a duration: {text[:40]!r}")
    sign, years, months, days, unit, _, hours, minutes, seconds, fraction = found.groups()
    length = Duration(
        _number(years) * 12 + _number(months),
        _number(days) * (7 if unit == "W" else 1),
        _seconds(_number(hours) * 3600 + _number(minutes) * 60 + _number(seconds), fraction),
    )
    return -length if sign else length


def parse_instant(text: str) -> Instant:
    """Return the value of a `date-time` or `instant` of the model.

    Raises `ValueError` for other text, for a day that its month does not have, and for a leap second that is not the
    last of a day in UTC.
    """
    return _instant(_INSTANT.fullmatch(text), text)


def parse_day(text: str) -> Instant:
    """Return the beginning, in UTC, of a `date` of the model. Raises `ValueError` as `parse_instant` does."""
    return parse_instant(f"{text}T00:00:00Z")


def parse_interval(text: str) -> Interval:
    """Return the value of an `interval` of the model. Raises `ValueError` for other text, and where its parts do."""
    first, slash, second = text.partition("/")
    if not slash:
        raise ValueError(f"not an interval: {text[:40]!r}")
    if first.startswith("P"):
        length = _unsigned(first)
        end = _instant(INTERVAL_END.fullmatch(second), second)
        return Interval(end.plus(-length), end, length)
    start = _instant(INTERVAL_END.fullmatch(first), first)
    if second.startswith("P"):
        length = _unsigned(second)
        return Interval(start, start.plus(length), length)
    end = _instant(INTERVAL_END.fullmatch(second), second)
    return Interval(start, end if end.offset is not None else replace(end, offset=start.offset))


def _instant(found: re.Match[str] | None, text: str) -> Instant:
    if not found:
        raise ValueError(f"not a time: {text[:40]!r}")
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    leap = second == "60"
    offset = None if zone is None else 0 if zone in "Zz" else int(zone[:3]) * 60 + int(zone[0] + zone[4:])
    if leap and (int(hour) * 60 + int(minute) - (offset or 0)) % 1440 != 1439:
        raise ValueError("only the minute 23:59 of UTC may have a second 60")
    seconds = _seconds(int(hour or 0) * 3600 + int(minute or 0) * 60 + int(second or 0) - leap, fraction)
    return Instant(_ordinal(int(year), int(month), int(day)), seconds, offset, leap, whole_day=hour is None)


def _unsigned(text: str) -> Duration:
    if "W" in text and not text[1:-1].isdigit():
        raise ValueError(f"weeks stand alone in an interval: {text[:40]!r}")
    return parse_duration(text)


def _number(digits: str | None) -> int:
    if digits is not None and len(digits) > _MOST_DIGITS:
        raise ValueError(f"a number has more than {_MOST_DIGITS} digits")
    return int(digits or 0)


def _seconds(whole: int, fraction: str | None) -> Fraction:
    """Return whole seconds and a fraction of one, which is a decimal point with digits after it."""
    if fraction is None:
        return Fraction(whole)
    parts = _number(fraction[1:])
    scale = 10 ** (len(fraction) - 1)
    return Fraction(whole * scale + parts, scale)


def _ordinal(year: int, month: int, day: int) -> int:
    cycles, year_in_cycle = divmod(year - 1, _CYCLE_YEARS)
    if day > 28 and day > (last := monthrange(year_in_cycle + 1, month)[1]):
        raise ValueError(f"{year:04}-{month:02} has {last} days")
    return date(year_in_cycle + 1, month, day).toordinal() + cycles * _CYCLE_DAYS


def _months_later(ordinal: int, months: int) -> int:
    if not months:
        return ordinal
    cycles, day_in_cycle = divmod(ordinal - 1, _CYCLE_DAYS)
    then = date.fromordinal(day_in_cycle + 1)
    years, month = divmod(then.month - 1 + months, 12)
    cycles_later, year = divmod(then.year - 1 + years, _CYCLE_YEARS)
    last = monthrange(year + 1, month + 1)[1]
    return date(year + 1, month + 1, min(then.day, last)).toordinal() + (cycles + cycles_later) * _CYCLE_DAYS


def _days_in(months: int) -> tuple[int, int]:
    """Return how few and how many days `months` successive months can have."""
    cycles, rest = divmod(months, _CYCLE_MONTHS)
    fewest, most = _days_in_less_than_a_cycle(rest)
    return cycles * _CYCLE_DAYS + fewest, cycles * _CYCLE_DAYS + most


@cache
def _days_in_less_than_a_cycle(months: int) -> tuple[int, int]:
    starts = _month_starts()
    spans = list(map(sub, starts[months : months + _CYCLE_MONTHS], starts))
    return min(spans), max(spans)


@cache
def _month_starts() -> tuple[int, ...]:
    return tuple(date(year, month, 1).toordinal() for year in range(1, 2 * _CYCLE_YEARS + 1) for month in range(1, 13))
