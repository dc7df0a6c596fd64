# SPDX-License-Identifier: Apache-2.0
"""What a session of a size costs on a platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..model import PlatformDescription, PlatformPrice
    from .sizes import Size

_HOUR = 3600
_DECIMALS, _LARGE = 10**6, 10**9
"""Quotes are rounded up to a millionth, large ones to a whole number: what is charged is not more than was said."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What is spent of one type of cost: on the session as a whole, on its computers, and on each storage resource."""

    type: str
    description: str | None
    total: Fraction
    compute: Fraction
    storage: Mapping[int, Fraction]


def quotes(platform: PlatformDescription, size: Size, seconds: Fraction) -> tuple[Quote, ...]:
    """Return what a session of a size costs that is available for so long, for each price of the platform."""
    return tuple(_quote(price, size, seconds / _HOUR) for price in platform.prices or ())


def exact(number: float) -> Fraction:
    """Return what a number of a document says, which is decimal: 0.1 is a tenth."""
    return Fraction(str(number))


def as_number(amount: Fraction) -> int | float:
    """Return an amount as a number of a document, rounded up."""
    rounded = Fraction(ceil(amount * _DECIMALS), _DECIMALS) if amount < _LARGE else Fraction(ceil(amount))
    return rounded.numerator if rounded.denominator == 1 else float(rounded)


def _quote(price: PlatformPrice, size: Size, hours: Fraction) -> Quote:
    devices = sum(devices.count for devices in size.devices)
    each = size.cores * exact(price.cores or 0) + size.memory * exact(price.memory or 0)
    compute = hours * size.nodes * (each + devices * exact(price.accelerators or 0))
    storage = {index: hours * amount * exact(price.storage or 0) for index, amount in size.storage.items()}
    total = compute + sum(storage.values()) + exact(price.session or 0)
    return Quote(price.type, price.description, total, compute, storage)
