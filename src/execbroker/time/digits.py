# SPDX-License-Identifier: Apache-2.0
"""Numbers in the text of times, read and written, and the bound of their length."""

from __future__ import annotations

from fractions import Fraction

_MOST_DIGITS = 1000
"""Longer numbers would take their time, and mean nothing."""


def number(digits: str | None) -> int:
    """Return the number that is written, 0 where none is. Raises `ValueError` where it is very long."""
    if digits is not None and len(digits) > _MOST_DIGITS:
        raise ValueError(f"a number has more than {_MOST_DIGITS} digits")
    return int(digits or 0)


def with_fraction(whole: int, fraction: str | None) -> Fraction:
    """Return whole seconds and a fraction of one, which is a decimal point with digits after it."""
    if fraction is None:
        return Fraction(whole)
    parts = number(fraction[1:])
    scale = 10 ** (len(fraction) - 1)
    return Fraction(whole * scale + parts, scale)


def written(value: Fraction) -> str:
    """Return a value, not negative, as a decimal number.

    Raises `ValueError` where that would be very long, or have no end: a third has none.
    """
    scale = 10**_MOST_DIGITS
    if value >= scale or scale % value.denominator:
        raise ValueError(f"no decimal number of up to {_MOST_DIGITS} digits says it exactly")
    digits = next(count for count in range(_MOST_DIGITS + 1) if 10**count % value.denominator == 0)
    whole, parts = divmod(int(value * 10**digits), 10**digits)
    return f"{whole}.{parts:0{digits}}" if digits else str(whole)
