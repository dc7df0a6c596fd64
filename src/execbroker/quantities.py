# SPDX-License-Identifier: Apache-2.0
"""Sizes, exact to the byte, and ranges of amounts, with what an omitted end of a range means.

There is no float in here. Documents carry sizes as whole GiB, and ranges as `Int64Range`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import index
from types import MappingProxyType
from typing import Protocol

_PREFIXES = "KMGTPEZY"
UNITS: Mapping[str, int] = MappingProxyType(
    {"B": 1}
    | {f"{prefix.replace('K', 'k')}B": 1000**power for power, prefix in enumerate(_PREFIXES, 1)}
    | {f"{prefix}iB": 1024**power for power, prefix in enumerate(_PREFIXES, 1)}
)
"""The bytes of each unit, decimal and binary ones (IEC 80000-13:2025, section 4)."""
_SIZE = re.compile(r"([0-9]{1,1000})(?:\.([0-9]{1,1000}))? ?([A-Za-z]+)")
_GIB = UNITS["GiB"]


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """A size in bytes. Raises `TypeError` for what is no whole number, and `ValueError` for less than nothing."""

    bytes: int

    def __post_init__(self) -> None:
        if index(self.bytes) < 0:
            raise ValueError(f"{self.bytes} bytes are less than nothing")

    def __str__(self) -> str:
        """Return the size in the largest unit in which it is whole: ``16 GiB``, ``1500 MB``."""
        unit = max((unit for unit in UNITS if self.bytes % UNITS[unit] == 0), key=UNITS.__getitem__)
        return f"{self.bytes // UNITS[unit]} {unit}" if self.bytes else "0 B"

    @classmethod
    def of(cls, value: int | Fraction, unit: str) -> Quantity:
        """Return `value` of a unit. Raises `ValueError` where that is no whole number of bytes, or there is no unit."""
        if not isinstance(value, (int, Fraction)):
            raise TypeError(f"a size is exact, an int or a Fraction, and no {type(value).__name__}")
        size = Fraction(value) * _bytes_of(unit)
        if size.denominator != 1:
            raise ValueError(f"{str(value)[:40]} {unit} is not a whole number of bytes")
        return cls(size.numerator)

    @classmethod
    def from_wire(cls, gib: int) -> Quantity:
        """Return the size that a document gives as a number of GiB."""
        return cls(index(gib) * _GIB)

    def to(self, unit: str) -> Fraction:
        """Return how many of a unit this is, exactly. Raises `ValueError` for an unknown unit."""
        return Fraction(self.bytes, _bytes_of(unit))

    def wire(self) -> int:
        """Return the size as documents give it, in GiB: rounded up, so that it is enough."""
        return -(-self.bytes // _GIB)


def parse_quantity(text: str) -> Quantity:
    """Return the size that is written as a number and a unit, such as ``16 GiB`` or ``1.5 TB``.

    Raises `ValueError` for other text, and for what is no whole number of bytes. `kiB`, of older forms, is `KiB`.
    """
    found = _SIZE.fullmatch(text)
    if not found:
        raise ValueError(f"not a size, such as 16 GiB: {text[:40]!r}")
    whole, fraction, unit = found.groups(default="")
    return Quantity.of(Fraction(int(whole + fraction), 10 ** len(fraction)), unit)


def _bytes_of(unit: str) -> int:
    name = "KiB" if unit == "kiB" else unit
    if name not in UNITS:
        raise ValueError(f"{unit[:40]!r} is no unit of size; known are {', '.join(UNITS)}")
    return UNITS[name]


class Ends(Protocol):
    """What has the ends of a range, such as an `Int64Range` of the model; an end that is omitted is None."""

    @property
    def min(self) -> int | None:
        """The smallest number."""

    @property
    def max(self) -> int | None:
        """The largest number."""


@dataclass(frozen=True, slots=True)
class AmountRange:
    """Whole numbers from `minimum` to `maximum`; both belong to it, and None is no end. Raises `TypeError` for others.

    Where the minimum is above the maximum nothing lies in the range.
    """

    minimum: int = 0
    maximum: int | None = None

    def __post_init__(self) -> None:
        index(self.minimum)
        if self.maximum is not None:
            index(self.maximum)

    @classmethod
    def of(cls, ends: Ends | None) -> AmountRange:
        """Return the range of a document, with what is omitted in it.

        An omitted `max` is the `min` where there is one: who asks for `{min: 4}` asks for 4 (Execution Broker working
        draft: the maximum of compute resources defaults to their minimum; here that holds for all amounts). Without
        either end, and where there is no range at all, anything will do. An omitted `min` is 0, for nothing is less.
        """
        if ends is None:
            return cls()
        return cls(0 if ends.min is None else ends.min, ends.min if ends.max is None else ends.max)

    def contains(self, number: int) -> bool:
        """Return whether a number lies in the range."""
        return self.minimum <= index(number) and (self.maximum is None or number <= self.maximum)

    def includes(self, other: AmountRange) -> bool:
        """Return whether every number of `other` lies in this range."""
        return self.intersection(other) == other or other._is_empty()

    def intersection(self, other: AmountRange) -> AmountRange | None:
        """Return what lies in both ranges, None where nothing does."""
        ends = [end for end in (self.maximum, other.maximum) if end is not None]
        common = AmountRange(max(self.minimum, other.minimum), min(ends, default=None))
        return None if common._is_empty() else common

    def clamped(self, number: int) -> int:
        """Return the number of the range that is nearest to `number`; the minimum where nothing lies in it."""
        number = max(index(number), self.minimum)
        return number if self.maximum is None else max(min(number, self.maximum), self.minimum)

    def _is_empty(self) -> bool:
        return self.maximum is not None and self.maximum < self.minimum
