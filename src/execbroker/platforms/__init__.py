# SPDX-License-Identifier: Apache-2.0
"""What a platform has, and why it cannot do what a request asks for."""

from __future__ import annotations

from functools import cache

from ..rules import Rules, rules_of
from . import conditions, resources
from .hosting import Hosting as Hosting


@cache
def standard() -> Rules:
    """Return the rules of requests beside a platform: why it refuses them."""
    return rules_of(resources, conditions)
