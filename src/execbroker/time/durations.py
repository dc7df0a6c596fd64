# SPDX-License-Identifier: Apache-2.0
"""Lengths of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from .digits import number, with_fraction, written
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

    def __str__(self) -> str:
        """Return the text of the model.

        Raises `ValueError` where there is none: for parts with both signs, and for seconds that are no decimal number.
        """
        amounts = self._amounts()
        if min(amounts) < 0 < max(amounts):
            raise ValueError("a duration has one sign")
        texts = [written(abs(amount)) + unit if amount else "" for amount, unit in zip(amounts, "YMDHMS", strict=True)]
        date, time = "".join(texts[:3]), "".join(texts[3:])
        return f"{'-' if min(amounts) < 0 else ''}P{date}" + (f"T{time}" if time else "" if date else "T0S")

    @classmethod
    def of(cls, seconds: Fraction | int) -> Duration:
        """Return the duration of so many seconds."""
        return cls(seconds=Fraction(seconds))

    def __neg__(self) -> Duration:
        return Duration(-self.months, -self.days, -self.seconds)

    def __add__(self, other: Duration) -> Duration:
        return self - -other

    def __mul__(self, times: int) -> Duration:
        return Duration(self.months * times, self.days * times, self.seconds * times)

    def __sub__(self, other: Duration) -> Duration:
        return Duration(self.months - other.months, self.days - other.days, self.seconds - other.seconds)

    def bounds(self) -> tuple[Fraction, Fraction]:
        """Return the shortest and the longest that this can be, in seconds, whatever the day on which it begins."""
        shortest, longest = days_in(abs(self.months))
        if self.months < 0:
            shortest, longest = -longest, -shortest
        rest = self.days * DAY + self.seconds
        return rest + shortest * DAY, rest + longest * DAY

    def exact(self) -> Fraction | None:
        """Return the seconds that this always is; None with months in it, which differ."""
        return None if self.months else self.days * DAY + self.seconds

    def longer_than(self, other: Duration) -> bool | None:
        """Return whether this is longer than `other` if both begin on the same day; None where that depends on it."""
        least, most = (self - other).bounds()
        if least > 0:
            return True
        return False if most <= 0 else None

    def in_words(self) -> str:
        """Return the duration for people: ``1 month, 2 days and 4 hours``."""
        named = zip(self._amounts(), ("year", "month", "day", "hour", "minute", "second"), strict=True)
        shown = [f"{_shown(amount)} {unit}{'' if abs(amount) == 1 else 's'}" for amount, unit in named if amount]
        return " and ".join([", ".join(shown[:-1]), *shown[-1:]] if len(shown) > 1 else shown or ["no time"])

    def _amounts(self) -> list[Fraction]:
        """Return the years, months, days, hours, minutes and seconds."""
        return [*_parts(Fraction(self.months), 12), Fraction(self.days), *_parts(self.seconds, 3600, 60)]


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


def _parts(value: Fraction, *sizes: int) -> list[Fraction]:
    """Return a value in parts of these sizes and a rest, all with the sign of the value."""
    sign, rest, parts = -1 if value < 0 else 1, abs(value), []
    for size in sizes:
        parts.append(Fraction(rest // size * sign))
        rest %= size
    return [*parts, rest * sign]


def _shown(amount: Fraction) -> str:
    """Return an amount for people: a decimal number where a few digits are enough, else a fraction."""
    if amount.denominator == 1 or 10**9 % amount.denominator:
        return str(amount)
    return ("-" if amount < 0 else "") + written(abs(amount))
