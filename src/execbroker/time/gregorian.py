# SPDX-License-Identifier: Apache-2.0
"""The Gregorian calendar, before year 1 and after 9999 too: days by their ordinals, as of `datetime.date`."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import cache
from operator import sub

DAY = 86400
"""In seconds."""
_CYCLE_YEARS, _CYCLE_MONTHS, _CYCLE_DAYS = 400, 4800, 146097
"""After so long the Gregorian calendar begins anew."""


def ordinal(year: int, month: int, day: int) -> int:
    """Return the ordinal of a day. Raises `ValueError` for a day that its month does not have."""
    cycles, year_in_cycle = divmod(year - 1, _CYCLE_YEARS)
    if day > 28 and day > (last := monthrange(year_in_cycle + 1, month)[1]):
        raise ValueError(f"{year:04}-{month:02} has {last} days")
    return date(year_in_cycle + 1, month, day).toordinal() + cycles * _CYCLE_DAYS


def date_of(day: int) -> tuple[int, int, int]:
    """Return the year, the month and the day of the month of an ordinal."""
    cycles, day_in_cycle = divmod(day - 1, _CYCLE_DAYS)
    then = date.fromordinal(day_in_cycle + 1)
    return then.year + cycles * _CYCLE_YEARS, then.month, then.day


def months_later(day: int, months: int) -> int:
    """Return the same day of another month, the last of it where it is too short."""
    if not months:
        return day
    year, month, day_of_month = date_of(day)
    years, months = divmod(month - 1 + months, 12)
    last = monthrange((year + years - 1) % _CYCLE_YEARS + 1, months + 1)[1]
    return ordinal(year + years, months + 1, min(day_of_month, last))


def days_in(months: int) -> tuple[int, int]:
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
