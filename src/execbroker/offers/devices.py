# SPDX-License-Identifier: Apache-2.0
"""Which accelerators of an offer are those that were asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..quantities import AmountRange
from ..vocabulary import vocabulary

if TYPE_CHECKING:
    from ..model import Accelerator, Int64Range

AT_LEAST_ONE = AmountRange(1)
"""The number of devices of an accelerator that does not say it."""
_MOST_TRIED = 100
"""So many entries are moved for one more: no computer has as many sorts of devices."""
_VERSION = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})*")


def assigned(asked: Sequence[Accelerator], offered: Sequence[Accelerator]) -> list[int | None]:
    """Return the number of the entry that each accelerator gets, None where none is left that fits.

    No entry is given twice, and as many as can be get one: first such that are enough, then such that fit.
    """
    found: dict[int, int] = {}
    of_sort = [fitting(wanted, offered) for wanted in asked]
    enough = [
        [one for one in choices if _is_enough(wanted, offered[one])]
        for wanted, choices in zip(asked, of_sort, strict=True)
    ]
    for choices in (enough, of_sort):
        for number in range(len(asked)):
            if number not in found.values():
                _assign(number, choices, found, set())
    by_asked = {number: entry for entry, number in found.items()}
    return [by_asked.get(number) for number in range(len(asked))]


def fitting(asked: Accelerator, offered: Sequence[Accelerator]) -> list[int]:
    """Return the numbers of the entries that are of the sort that was asked for."""
    return [number for number, one in enumerate(offered) if is_of_sort(asked, one)]


def is_of_sort(asked: Accelerator, offered: Accelerator) -> bool:
    """Return whether a device is of the type, or a narrower one, vendor, model and interface that were asked for."""
    names = [(asked.vendor, offered.vendor), (asked.model, offered.model)]
    if asked.interface and offered.interface:
        names.append((asked.interface.name, offered.interface.name))
    if any(one is not None and one.casefold() != (other or "").casefold() for one, other in names):
        return False
    known = vocabulary("accelerator-type")
    wanted, given = known.resolve(asked.type), known.resolve(offered.type)
    return asked.type == offered.type or bool(wanted and given and given.name in known.expand(wanted.name))


def is_as_good(asked: Accelerator, offered: Accelerator) -> bool:
    """Return whether a device has as much memory as was asked for, and reaches the version of the interface."""
    return _least(offered.memory, 0) >= _least(asked.memory, 0) and _version(offered) >= _version(asked)


def said_of(accelerator: Accelerator) -> str:
    """Return what sort of device it is, in words such as ``NVIDIA A100 gpu``."""
    return " ".join(filter(None, (accelerator.vendor, accelerator.model, accelerator.type)))


def versions(text: str | None) -> tuple[int, ...] | None:
    """Return the numbers in a version such as ``8.0``, without zeros at its end; None for what is no such version."""
    if text is None or not _VERSION.fullmatch(text):
        return None
    numbers = [int(number) for number in text.split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _assign(number: int, choices: Sequence[Sequence[int]], found: dict[int, int], tried: set[int]) -> bool:
    """Give an entry to `number`, if need be one of another that can take another entry (an augmenting path)."""
    for entry in sorted(choices[number], key=lambda entry: (entry in found, entry != number)):  # free, then in order
        if entry not in tried and len(tried) < _MOST_TRIED:
            tried.add(entry)
            if entry not in found or _assign(found[entry], choices, found, tried):
                found[entry] = number
                return True
    return False


def _is_enough(asked: Accelerator, offered: Accelerator) -> bool:
    """Return whether an entry that fits has as many devices as were asked for, each of them as good."""
    return _least(offered.count, 1) >= _least(asked.count, 1) and is_as_good(asked, offered)


def _least(amount: Int64Range | None, unsaid: int) -> int:
    return unsaid if amount is None else amount.min or 0


def _version(accelerator: Accelerator) -> tuple[int, ...]:
    return versions(accelerator.interface.minimum if accelerator.interface else None) or ()
