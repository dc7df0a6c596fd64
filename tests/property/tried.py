# SPDX-License-Identifier: Apache-2.0
"""The answers to small questions, found by trying every minute, every size and every choice of devices.

What documents mean is what the model says of it; nothing here is of the planner.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product

from . import reckoned
from .small import NOW, Data

LAST = 800
"""Minutes after which nothing is booked, and everything that was asked for can have been ready."""
_ASKED = reckoned.seconds(NOW)


@dataclass(frozen=True)
class Question:
    """A request to a platform, with times in minutes after it is asked."""

    request: Data
    platform: Data

    def earliest(self) -> int | None:
        """Return the first minute at which a session of any size can be available; None where none ever can."""
        if not self._is_taken:
            return None
        return next((minute for minute in self._minutes() if self._has_room(minute)), None)

    def _minutes(self) -> range:
        """Return the minutes at which a session may be available."""
        window = self._wanted.get("start")
        begin, end = (int((end - _ASKED) // 60) for end in reckoned.interval(window)) if window else (0, LAST)
        ready = self._policy("notice", "PT0S") + self._ready
        return range(max(begin, ready), min(end, self._policy("horizon", f"PT{LAST}M")) + 1)

    def _policy(self, name: str, usual: str) -> int:
        return length(self.platform.get("policy", {}).get(name, usual))

    @property
    def _wanted(self) -> Data:
        wanted: Data = self.request.get("schedule", {}).get("requested", {})
        return wanted

    @cached_property
    def _duration(self) -> int:
        wanted = self._wanted.get("duration")
        return length(wanted) if wanted else self._policy("default_duration", "PT2H")

    @property
    def _is_taken(self) -> bool:
        """Whether the platform gives so much time, and has a connection to where data are and results go."""
        is_far = "data" in self.request or any("location" in one for one in self._stores)
        reached = self._rate or "transfer" not in self.platform
        return bool(self._duration <= self._policy("maximum_duration", f"PT{LAST}M") and (reached or not is_far))

    # What is done before and after.

    @property
    def _stores(self) -> list[Data]:
        """The storage resources, with those that the service adds for data that have none."""
        added: list[Data] = [{} for data in self.request.get("data", ()) if "storage" not in data]
        return [*self.request.get("storage", ()), *added]

    @property
    def _rate(self) -> int:
        transfer = self.platform.get("transfer", {})
        rate: int = transfer["sites"][0]["rate"] if "sites" in transfer else transfer.get("rate", 0)
        return rate

    def _transfer(self, size: int | None) -> int:
        """Return how long it takes to transfer so many bytes, or a number that is not known."""
        if "transfer" not in self.platform:
            return 0
        if size is None:
            return length(self.platform["transfer"].get("unsized", "PT0S"))
        minutes, rest = divmod(size, self._rate * 60)
        assert not rest
        return minutes

    def _step(self, which: str, sort: str) -> int:
        return length(self.platform.get(which, {}).get(sort, "PT0S"))

    @cached_property
    def _ready(self) -> int:
        """How long everything before takes: storage, then data, then the computer, then the executable."""
        stored = self._step("preparing", "storage") if self._stores else 0
        fetched = max([self._transfer(data.get("size")) for data in self.request.get("data", ())], default=0)
        return stored + fetched + self._booted

    @cached_property
    def _booted(self) -> int:
        return self._step("preparing", "compute") + self._step("preparing", "executable")

    @cached_property
    def _given_back(self) -> int:
        """How long after the session the computer is given back."""
        return self._step("releasing", "executable") + self._step("releasing", "compute")

    @cached_property
    def _emptied(self) -> int:
        """How long after the session storage is given back: when results are delivered from it, and it is released."""
        mounted = {volume["resource"] for volume in self.request.get("compute", {}).get("volumes", ())}
        results = [one for one in self._stores if "location" in one and one["meta"]["name"] in mounted]
        delivered = self._step("releasing", "executable") + max([self._transfer(None) for _ in results], default=0)
        return max(self._given_back, delivered) + self._step("releasing", "storage")

    # What is taken.

    def _has_room(self, minute: int) -> bool:
        """Return whether there is room for any size of a session that is available from `minute` on."""
        end = minute + self._duration
        time = range(minute - self._booted, end + self._given_back)
        left = {name: min(self._free(name, each) for each in time) for name in self._has}
        if not any(all(amount <= left[name] for name, amount in size.items() if amount) for size in self._sizes):
            return False
        stored = Counter[int]()
        for taken, kept in self._stored:
            for each in range(minute - self._ready, end + self._emptied + kept):
                stored[each] += taken
        return all(taken <= self._free("storage", each) for each, taken in stored.items() if taken)

    @cached_property
    def _stored(self) -> list[tuple[int, int]]:
        """How much storage of the platform each storage resource takes, and how long it is kept."""
        full = {data["storage"] for data in self.request.get("data", ()) if "storage" in data and data.get("size")}
        found = []
        for one in self._stores:
            if "location" not in one and one.get("lifecycle") != "UNMANAGED":
                needed = 1 if one.get("meta", {}).get("name") in full else 0  # all data are smaller than a GiB
                kept = length(one.get("lifetime", {}).get("min", "PT0S"))
                found.append((max(amounts(one.get("size")).start, needed), kept))
        return found

    def _free(self, name: str, minute: int) -> int:
        """Return how much of a resource is left in the minute that begins then."""
        return self._has[name] - self._booked.get((name, minute), 0)

    @cached_property
    def _has(self) -> dict[str, int]:
        return reckoned.capacities(self.platform)

    @cached_property
    def _booked(self) -> Counter[tuple[str, int]]:
        booked = Counter[tuple[str, int]]()
        for name, amount, begin, end in reckoned.booked(self.platform):
            for minute in range(int((begin - _ASKED) // 60), int((end - _ASKED) // 60)):
                booked[name, minute] += amount
        return booked

    @cached_property
    def _sizes(self) -> list[Counter[str]]:
        """What all computers take together, for each size that the platform gives and that is not too expensive."""
        compute = self.request.get("compute", {})
        node, policy = compute.get("node", compute), self.platform.get("policy", {})
        accelerators = node.get("accelerators", [])
        sorts = self.platform["capacity"].get("accelerators", [])
        choices = [
            [
                (sort["name"], count)
                for sort in sorts
                if fits(sort["device"], asked)
                for count in amounts(asked.get("count"))
            ]
            for asked in accelerators
        ]
        found = []
        for nodes, cores, memory, *devices in product(
            amounts(compute.get("nodes")), amounts(node.get("cores")), amounts(node.get("memory")), *choices
        ):
            size = Counter(cores=cores * nodes, memory=memory * nodes)
            for name, count in devices:
                size[f"device {name}"] += count * nodes
            granted = cores <= policy.get("maximum_cores", cores) and memory <= policy.get("maximum_memory", memory)
            if granted and self._is_cheap(size):
                found.append(size)
        return found

    def _is_cheap(self, size: Counter[str]) -> bool:
        """Return whether a size costs no more than it may."""
        if "costs" not in self.request or "prices" not in self.platform:
            return True
        (price,), (limit,) = self.platform["prices"], self.request["costs"]
        hourly = sum(amount * price.get(name if name in price else "", 0) for name, amount in size.items())
        hourly += sum(amount for name, amount in size.items() if name.startswith("device")) * price.get(
            "accelerators", 0
        )
        hourly += sum(taken for taken, _ in self._stored) * price.get("storage", 0)
        return price.get("session", 0) + Fraction(hourly * self._duration, 60) <= Fraction(limit["max"])


def length(text: str) -> int:
    """Return a duration in minutes."""
    return int(reckoned.after(_ASKED, text) - _ASKED) // 60


def amounts(wanted: Data | None) -> range:
    """Return all amounts of a range: one where it is left open, and none only where no more is asked for.

    An omitted maximum is the minimum.
    """
    if not wanted:
        return range(1, 2)
    most = wanted.get("max", wanted.get("min"))
    return range(min(max(wanted.get("min", 1), 1), most), most + 1)


def fits(device: Data, asked: Data) -> bool:
    """Return whether a device is one of those that are asked for."""
    return (
        device["type"] == asked["type"]
        and device.get("vendor") == asked.get("vendor", device.get("vendor"))
        and device.get("memory", {}).get("min", 0) >= asked.get("memory", {}).get("min", 0)
    )
