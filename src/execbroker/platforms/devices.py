# SPDX-License-Identifier: Apache-2.0
"""Whether an accelerator is one of those that somebody asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

from ..quantities import AmountRange

if TYPE_CHECKING:
    from ..model import Accelerator, AcceleratorInterface


def fits(device: Accelerator, asked: Accelerator) -> bool:
    """Return whether `device` is of the sort that is `asked` for; how many there are does not matter.

    Type, vendor and model are the same where they are asked for, in capital or small letters; a device has at least the
    memory that is asked for, and reaches the version of the interface.
    """
    return (
        all(_same(getattr(device, name), getattr(asked, name)) for name in ("type", "vendor", "model"))
        and AmountRange.of(device.memory).minimum >= AmountRange.of(asked.memory).minimum
        and _reaches(device.interface, asked.interface)
    )


def _same(one: str | None, asked: str | None) -> bool:
    return asked is None or (one is not None and one.casefold() == asked.casefold())


def _reaches(one: AcceleratorInterface | None, asked: AcceleratorInterface | None) -> bool:
    if asked is None:
        return True
    if one is None or not _same(one.name, asked.name):
        return False
    if asked.minimum is None or one.minimum == asked.minimum:
        return True
    try:
        return one.minimum is not None and Version(one.minimum) >= Version(asked.minimum)
    except InvalidVersion:  # a name of its maker's, of which only the same one is known to do
        return False
