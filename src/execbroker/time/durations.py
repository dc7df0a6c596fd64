# SPDX-License-Identifier: Apache-2.0
"""Lengths of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from .digits import number, with_fraction
from .gregorian import DAY, days_in

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
        shortest, longest = days_in(abs(self.months))
        if self.months < 0:
            shortest, longest = -longest, -shortest
        rest = self.days * DAY + self.seconds
        return rest + shortest * DAY, rest + longest * DAY

    def longer_than(self, other: Duration) -> bool | None:
        """Return whether this is longer than `other` if both begin on the same day; None where that depends on it."""
        least, most = (self - other).bounds()
        if least > 0:
            return True
        return False if most <= 0 else None


def parse_duration(text: str) -> Duration:
    """Return the value of a `duration` of the model. Raises `ValueError` for other text, and for very long numbers."""
    found = _DURATION.fullmatch(text)
    if not found or text.endswith(("P", "T")):
        raise ValueError(f"not a duration: {text[:40]!r}")
    sign, years, months, days, unit, _, hours, minutes, seconds, fraction = found.groups()
    length = Duration(
        number(years) * 12 + number(months),
        number(days) * (7 if unit == "W" else 1),
        with_fraction(number(hours) * 3600 + number(minutes) * 60 + number(seconds), fraction),
    )
    return -length if sign else length
