# SPDX-License-Identifier: Apache-2.0
"""Points in time."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import floor
from time import time_ns

from .digits import with_fraction, written
from .durations import Duration
from .gregorian import DAY, date_of, months_later, ordinal

_DATE = r"([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_ZONE = r"([Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
_INSTANT = re.compile(_DATE + r"[Tt]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60)(\.[0-9]+)?" + _ZONE)
INTERVAL_END = re.compile(
    _DATE + r"(?:T([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(\.[0-9]+)?)?" + _ZONE.replace("z", "") + "?)?"
)
"""An end of an interval: less of it is needed than of an instant."""

_EPOCH = date(1970, 1, 1).toordinal()
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


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
        """Return whether this is before `other`; None where only one has a zone, or a date does not tell.

        A whole day is not before itself.
        """
        if (self.offset is None) != (other.offset is None):
            return None
        if self._last() < other._first():
            return True
        return False if other._last() <= self._first() or self == other else None

    def plus(self, duration: Duration) -> Instant:
        """Return the time after `duration`: months first, in a month that is too short its last day, then the rest."""
        day = months_later(self.day, duration.months) + duration.days
        seconds = self.seconds + duration.seconds + (self.leap and duration != Duration())
        days, seconds = divmod(seconds, DAY)
        return replace(
            self,
            day=day + days,
            seconds=seconds,
            leap=self.leap and duration == Duration(),
            whole_day=self.whole_day and duration.seconds == 0,
        )

    def minus(self, duration: Duration) -> Instant:
        """Return the time so long before, months first as in `plus`, which may not undo it where it has months."""
        return self.plus(-duration)

    def since(self, other: Instant) -> Fraction | None:
        """Return the seconds from `other` to this; None for a whole day, and where only one has a zone.

        A leap second counts as the second after it, as in the time of POSIX (IEEE Std 1003.1-2017, section 4.16).
        """
        if self.whole_day or other.whole_day or (self.offset is None) != (other.offset is None):
            return None
        return self._reckoned() - other._reckoned()

    def epoch(self) -> Fraction | None:
        """Return the seconds since 1970-01-01T00:00:00Z, as `since` counts; None for a whole day or without a zone."""
        return None if self.whole_day or self.offset is None else self._reckoned()

    @classmethod
    def at(cls, epoch: Fraction | int) -> Instant:
        """Return the time in UTC that is so many seconds after 1970-01-01T00:00:00Z."""
        day, seconds = divmod(Fraction(epoch), DAY)
        return cls(_EPOCH + day, seconds, offset=0)

    def in_utc(self) -> Instant | None:
        """Return the same point of time with the zone UTC; None without a zone, and for a whole day elsewhere."""
        if self.offset is None or (self.whole_day and self.offset):
            return None
        days, seconds = divmod(self.seconds - self.offset * 60, DAY)
        return replace(self, day=self.day + days, seconds=seconds, offset=0)

    def __str__(self) -> str:
        """Return the text of the model: that of an `instant`, without a zone or time of day that of an interval's end.

        Raises `ValueError` where there is none: before the year 0, after 9999, and for seconds that are no decimal
        number. A whole day is a date; a zone that it has from the start of its interval is not in the text.
        """
        year, month, day = date_of(self.day)
        if not 0 <= year <= 9999:
            raise ValueError(f"the model has no text for the year {year}")
        text = f"{year:04}-{month:02}-{day:02}"
        if self.whole_day:
            return text
        hour, minute, second = self._clock()
        text += f"T{hour:02}:{minute:02}:{int(second):02}{written(second % 1)[1:]}"
        return text + ("" if self.offset is None else "Z" if not self.offset else _zone(self.offset))

    def in_words(self) -> str:
        """Return the time for people, cut to nanoseconds: ``2 May 2026, 05:13 UTC``."""
        year, month, day = date_of(self.day)
        text = f"{day} {_MONTHS[month - 1]} {year}"
        if self.whole_day:
            return text
        hour, minute, second = self._clock()
        text += f", {hour:02}:{minute:02}"
        if second:
            text += f":{int(second):02}{written(Fraction(int(second % 1 * 10**9), 10**9))[1:]}"
        return text + ("" if self.offset is None else " UTC" + (_zone(self.offset) if self.offset else ""))

    def _first(self) -> tuple[int, bool, Fraction]:
        """Return what orders instants, for a whole day its beginning: a leap second lies between two seconds."""
        return self.day * DAY + floor(self.seconds) - (self.offset or 0) * 60, self.leap, self.seconds % 1

    def _last(self) -> tuple[int, bool, Fraction]:
        """Return what orders instants, for a whole day its end, which is after any leap second."""
        first = self._first()
        return (first[0] + DAY - 1, True, Fraction(1)) if self.whole_day else first

    def _reckoned(self) -> Fraction:
        return self.seconds + ((self.day - _EPOCH) * DAY + self.leap - (self.offset or 0) * 60)

    def _clock(self) -> tuple[int, int, Fraction]:
        minutes, second = divmod(self.seconds, 60)
        return minutes // 60, minutes % 60, second + self.leap


def parse_instant(text: str) -> Instant:
    """Return the value of a `date-time` or `instant` of the model.

    Raises `ValueError` for other text, for a day that its month does not have, and for a leap second that is not the
    last of a day in UTC.
    """
    return instant_of(_INSTANT.fullmatch(text), text)


def parse_day(text: str) -> Instant:
    """Return the beginning, in UTC, of a `date` of the model. Raises `ValueError` as `parse_instant` does."""
    return parse_instant(f"{text}T00:00:00Z")


def now() -> Instant:
    """Return the time now, in UTC, as exactly as the clock of the computer tells it."""
    return Instant.at(Fraction(time_ns(), 10**9))


def instant_of(found: re.Match[str] | None, text: str) -> Instant:
    """Return the time that was found in `text`. Raises `ValueError` as `parse_instant` does."""
    if not found:
        raise ValueError(f"not a time: {text[:40]!r}")
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    leap = second == "60"
    offset = None if zone is None else 0 if zone in "Zz" else int(zone[:3]) * 60 + int(zone[0] + zone[4:])
    if leap and (int(hour) * 60 + int(minute) - (offset or 0)) % 1440 != 1439:
        raise ValueError("only the minute 23:59 of UTC may have a second 60")
    seconds = with_fraction(int(hour or 0) * 3600 + int(minute or 0) * 60 + int(second or 0) - leap, fraction)
    return Instant(ordinal(int(year), int(month), int(day)), seconds, offset, leap, whole_day=hour is None)


def _zone(offset: int) -> str:
    hours, minutes = divmod(abs(offset), 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"
