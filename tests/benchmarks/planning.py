# SPDX-License-Identifier: Apache-2.0
"""What a plan costs as bookings grow, beside n log n: ``python tests/benchmarks/planning.py``.

The platform is busy: there is no room for the request before half of the bookings are over. CPU seconds count, which
other work on the machine disturbs less, and of many turns the best. Reading the document is no part of it.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from math import log2
from random import Random
from typing import Any

from execbroker import plan
from execbroker.model import ExecutionRequest, PlatformDescription

K = "https://www.purl.org/ivoa.net/Calycopis-openapi/schema/v1.0/kinds/"
FIRST = datetime(2026, 5, 2, tzinfo=UTC)
NOW = "2026-05-02T00:00:00Z"
REQUEST = ExecutionRequest.model_validate(
    {
        "executable": {"kind": f"{K}executable/docker-container.yaml", "image": {"locations": ["ghcr.io/x/y:1"]}},
        "compute": {
            "kind": f"{K}compute/accelerated-compute-resource.yaml",
            "cores": {"min": 32, "max": 48},
            "memory": {"min": 64},
            "accelerators": [{"type": "gpu", "count": {"min": 1, "max": 2}}],
        },
        "storage": [{"kind": f"{K}storage/simple-storage-resource.yaml", "size": {"min": 100}}],
        "schedule": {"requested": {"duration": "PT4H"}},
    }
)


def platform(bookings: int) -> PlatformDescription:
    """Return a platform with so many bookings."""
    random = Random(bookings)
    return PlatformDescription.model_validate(
        {
            "capacity": {
                "cores": 64,
                "memory": 512,
                "storage": 20000,
                "accelerators": [{"name": "a100", "count": 4, "device": {"type": "gpu"}}],
            },
            "bookings": [_booking(random, number, bookings) for number in range(bookings)],
            "preparing": {"storage": "PT10S", "compute": "PT1M"},
            "releasing": {"storage": "PT10S", "compute": "PT30S"},
        }
    )


def _booking(random: Random, number: int, bookings: int) -> dict[str, Any]:
    """Return a booking that begins a quarter of an hour after the one before, and lasts a little longer than that.

    Two at the same time leave too few cores for the request in the first half of all.
    """
    begin = FIRST + timedelta(minutes=15 * number, seconds=random.randrange(60))
    cores = random.randint(17, 24) if number < bookings // 2 else random.randint(1, 8)
    return {
        "period": f"{begin:%Y-%m-%dT%H:%M:%SZ}/PT{random.randint(20, 40)}M",
        "cores": cores,
        "memory": random.randint(1, 64),
        "storage": random.randint(1, 1000),
        "accelerators": [{"name": "a100", "count": random.randint(0, 1)}],
    }


def cost(described: PlatformDescription, number: int) -> float:
    """Return the CPU seconds of a plan, the best of a number of turns."""
    best = float("inf")
    for _ in range(number):
        begun = time.process_time()
        answer = plan(REQUEST, described, now=NOW)
        best = min(best, time.process_time() - begun)
        assert answer.result == "YES"
    return best


def main() -> None:
    """Print the table: a row for each number of bookings n, with the cost by n and by n log n (to the base 2)."""
    print(f"{'bookings':>10} {'CPU seconds':>12} {'by n':>12} {'by n log n':>12}")
    for bookings in (100, 1_000, 10_000, 100_000):
        seconds = cost(platform(bookings), max(3, 20_000 // bookings))
        each = seconds / bookings * 1e6
        print(f"{bookings:10,} {seconds:12.4f} {each:9.1f} us {each / log2(bookings):9.2f} us")


if __name__ == "__main__":
    main()
