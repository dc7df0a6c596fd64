# SPDX-License-Identifier: Apache-2.0
"""Where an offer stands when it is held against a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..rules import Scene

if TYPE_CHECKING:
    from ..model import ExecutionRequest
    from ..time import Instant


@dataclass(frozen=True, slots=True)
class Asking(Scene):
    """The scene of the rules of offers: the `request` that an offer answers, and the time at which it is looked at.

    Without `now` that is the time at which the offer was made, as it says itself.
    """

    request: ExecutionRequest
    now: Instant | None = None
