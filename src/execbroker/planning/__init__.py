# SPDX-License-Identifier: Apache-2.0
"""A reference planner: what a platform offers for a request.

    plan(request, platform, now="2026-05-02T17:00:00Z")
    platform.bookings = [*(platform.bookings or ()), *bookings_of(accepted, platform)]

It is the meaning of the rules of offers, for brokers to compare themselves with: small, exact and without a clock of
its own where `now` is given. The same arguments give the same answer.
"""

from .booking import bookings_of as bookings_of
from .planner import answered as answered
from .planner import plan as plan
