# SPDX-License-Identifier: Apache-2.0
"""Points in time."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from .digits import with_fraction
from .durations import Duration
from .gregorian import DAY, months_later, ordinal

_DATE = r"([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_ZONE = r"([Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
_INSTANT = re.compile(_DATE + r"[Tt]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60)(\.[0-9]+)?" + _ZONE)
INTERVAL_END = re.compile(
    _DATE + r"(?:T([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(\.[0-9]+)?)?" + _ZONE.replace("z", "") + "?)?"
)
"""An end of an interval: less of it is needed than of an instant."""


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
        day = months_later(self.day, duration.months) + duration.days
        seconds = self.seconds + duration.seconds + (self.leap and duration != Duration())
        days = floor(seconds / DAY)
        return replace(
            self,
            day=day + days,
            seconds=seconds - days * DAY,
            leap=self.leap and duration == Duration(),
            whole_day=self.whole_day and duration.seconds == 0,
        )

    def _whole_seconds(self) -> tuple[int, bool]:
        """Return what orders instants, fractions apart: a leap second lies between two seconds."""
        return self.day * DAY + floor(self.seconds) - (self.offset or 0) * 60, self.leap


def parse_instant(text: str) -> Instant:
    """Return the value of a `date-time` or `instant` of the model.

    Raises `ValueError` for other text, for a day that its month does not have, and for a leap second that is not the
    last of a day in UTC.
    """
    return instant_of(_INSTANT.fullmatch(text), text)


def parse_day(text: str) -> Instant:
    """Return the beginning, in UTC, of a `date` of the model. Raises `ValueError` as `parse_instant` does."""
    return parse_instant(f"{text}T00:00:00Z")


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
