# SPDX-License-Identifier: Apache-2.0
"""Where a request stands when a platform is asked to execute it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..rules import Scene

if TYPE_CHECKING:
    from ..model import PlatformDescription


@dataclass(frozen=True, slots=True)
class Hosting(Scene):
    """The scene of the rules of platforms: the `platform` that is asked, and why there is no time, where there is none.

    `ready` is the earliest time at which everything is prepared, where that is too late, and `horizon` the last for
    which the platform makes offers, where that is too early. With `is_full` there is no room within the time that is
    asked for; `free` is the first time after it at which there is, where the platform makes offers for one.
    """

    platform: PlatformDescription
    ready: str = ""
    horizon: str = ""
    free: str = ""
    is_full: bool = False
