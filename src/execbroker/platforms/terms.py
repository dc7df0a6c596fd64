# SPDX-License-Identifier: Apache-2.0
"""The times that a platform sets: how long a session is available, and what its policy says where nothing is asked."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from ..rules.platforms import USUAL_DURATION
from ..time import Duration, parse_duration

if TYPE_CHECKING:
    from ..model import ExecutionRequest, PlatformDescription

_STANDING, _OFFERS = "PT5M", 4
"""How long offers of the reference broker stand, and how many it makes."""


def duration_of(request: ExecutionRequest, platform: PlatformDescription) -> str:
    """Return how long a session is available: as long as asked, else as long as is usual on the platform."""
    wanted = request.schedule.requested if request.schedule else None
    usual = platform.policy.default_duration if platform.policy else None
    return (wanted.duration if wanted else None) or usual or USUAL_DURATION


def standing(platform: PlatformDescription) -> str:
    """Return how long an offer stands before it expires; one that stands for no time is no offer."""
    text = (platform.policy.standing if platform.policy else None) or _STANDING
    return text if parse_duration(text) != Duration() else _STANDING


def policy_seconds(platform: PlatformDescription, name: Literal["notice", "horizon"]) -> Fraction | None:
    """Return a time of the policy in seconds, the longest that it can be; None where there is none."""
    text = getattr(platform.policy, name, None)
    return parse_duration(text).bounds()[1] if text else None


def most_offers(platform: PlatformDescription) -> int:
    """Return how many offers an answer has at most: one at least, for YES needs one."""
    wanted = platform.policy.offers if platform.policy else None
    return _OFFERS if wanted is None else max(wanted, 1)
