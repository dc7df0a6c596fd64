# SPDX-License-Identifier: Apache-2.0
"""What a session of a size costs on a platform."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from ..model import SimpleMinMaxFloatCost as Cost
from ..offers.limits import exact

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import AnyCost, PlatformDescription, PlatformPrice
    from .sizes import Size

_HOUR = 3600
_DECIMALS, _LARGE = 10**6, 10**9
"""Costs are rounded up to a millionth, large ones to a whole number: what is charged is not more than was said."""


def costs(platform: PlatformDescription, size: Size, seconds: Fraction) -> Mapping[Path, list[AnyCost]]:
    """Return what a session of a size costs that is available for so long, an item for each price of the platform.

    They are those of the session as a whole, of its compute resource, and of each storage resource with room of the
    platform, by its path.
    """
    found: dict[Path, list[AnyCost]] = {}
    for price in platform.prices or ():
        for path, amount in _amounts(price, size, seconds / _HOUR).items():
            number = _number(amount)
            item = Cost(type=price.type, description=price.description, min=number, max=number)
            found.setdefault(path, []).append(item)
    return found


def _amounts(price: PlatformPrice, size: Size, hours: Fraction) -> Mapping[Path, Fraction]:
    devices = sum(devices.count for devices in size.devices)
    each = _sum([(size.cores, price.cores), (size.memory, price.memory), (devices, price.accelerators)])
    parts: dict[Path, Fraction] = {("compute",): hours * size.nodes * each}
    for index, amount in size.storage.items():
        parts["storage", index] = hours * _sum([(amount, price.storage)])
    return {(): sum(parts.values(), _sum([(1, price.session)])), **parts}


def _sum(parts: Iterable[tuple[int, float | None]]) -> Fraction:
    return sum((amount * (exact(price) or Fraction(0)) for amount, price in parts), Fraction(0))


def _number(amount: Fraction) -> int | float:
    """Return an amount as a number of a document, rounded up."""
    rounded = Fraction(ceil(amount * _DECIMALS), _DECIMALS) if amount < _LARGE else Fraction(ceil(amount))
    return rounded.numerator if rounded.denominator == 1 else float(rounded)
