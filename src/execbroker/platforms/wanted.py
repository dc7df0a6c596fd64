# SPDX-License-Identifier: Apache-2.0
"""What a request takes of a platform: computers with cores, memory and devices, and storage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from .. import model
from ..offers.devices import is_as_good, is_of_sort
from ..quantities import AmountRange, Quantity
from ..rules.group import homes
from ..staging import destination, size_of

if TYPE_CHECKING:
    from ..diagnostic import Path
    from ..model import Accelerator, ExecutionRequest, PlatformAccelerator, PlatformDescription

_DEVICES = "accelerators/"
"""What the names of sorts of devices begin with among the resources of a platform."""
_MOST_WAYS = 256
"""In which the accelerators that are asked for are looked for among the sorts of devices of a platform."""


@dataclass(frozen=True, slots=True)
class Computers:
    """How many computers a request asks for, and what each of them has; `path` leads to the latter."""

    path: Path
    nodes: AmountRange
    cores: AmountRange
    memory: AmountRange
    accelerators: tuple[Accelerator, ...]

    @classmethod
    def of(cls, request: ExecutionRequest) -> Computers:
        """Return the computers of a request. Without a compute resource it is one of any size."""
        compute: Any = request.compute
        path: Path = ("compute",)
        if isinstance(compute, model.ClusterComputeResource):
            nodes, shape, path = AmountRange.of(compute.nodes), compute.node, (*path, "node")
        else:
            nodes, shape = AmountRange(1, 1), compute
        cores, memory = (AmountRange.of(getattr(shape, name, None)) for name in ("cores", "memory"))
        return cls(path, nodes, cores, memory, tuple(getattr(shape, "accelerators", None) or ()))


@dataclass(frozen=True, slots=True)
class Devices:
    """So many of the devices that a platform calls `name`, for each computer."""

    name: str
    count: int


def least(wanted: AmountRange, usual: int = 1) -> int:
    """Return the least of a range that a platform gives: `usual` where the range leaves it open."""
    return wanted.clamped(usual)


def most(wanted: AmountRange, limit: int) -> int:
    """Return the most of a range that a platform gives: what is asked for, within a limit."""
    return least(wanted) if wanted.maximum is None else max(least(wanted), wanted.clamped(limit))


def storage_sizes(request: ExecutionRequest) -> Mapping[int, AmountRange]:
    """Return how much room of the platform each storage resource takes, in GiB, by its number.

    Those that are elsewhere, or that others look after, take none.
    """
    return {
        index: AmountRange.of(getattr(storage, "size", None))
        for index, storage in enumerate(request.storage or ())
        if destination(storage) is None and getattr(storage, "lifecycle", None) != "UNMANAGED"
    }


def room_for_data(request: ExecutionRequest) -> Mapping[int, int]:
    """Return how much room the data in each storage resource take, in GiB, by its number."""
    sizes: Counter[int] = Counter()
    for data, storage in homes(request).items():
        sizes[storage] += size_of((request.data or [])[data]) or 0
    return {index: Quantity(size).wire() for index, size in sizes.items()}


def ways(computers: Computers, platform: PlatformDescription) -> Iterator[tuple[Devices, ...]]:
    """Yield the ways to take the accelerators from the sorts that the platform has enough of, the least of each.

    All of one entry are of one sort. Of ways that take as many of each sort in all, the first stands for the others.
    There are too many where many sorts fit many entries: the first are looked at, and entries with least choice first.
    """
    sorts, nodes = sorts_of(platform), least(computers.nodes)
    choices = [[index for index, sort in enumerate(sorts) if fits(one, sort)] for one in computers.accelerators]
    found: dict[tuple[int, ...], Mapping[int, Devices]] = {(0,) * len(sorts): {}}
    for number in sorted(range(len(choices)), key=lambda number: len(choices[number])):
        count = least(AmountRange.of(computers.accelerators[number].count))
        longer: dict[tuple[int, ...], Mapping[int, Devices]] = {}
        for (taken, way), index in product(found.items(), choices[number]):
            if (taken[index] + count) * nodes <= sorts[index].count:
                more = (*taken[:index], taken[index] + count, *taken[index + 1 :])
                longer.setdefault(more, {**way, number: Devices(sorts[index].name, count)})
            if len(longer) == _MOST_WAYS:
                break
        found = longer
    yield from (tuple(way[number] for number in range(len(choices))) for way in found.values())


def most_promising(computers: Computers, platform: PlatformDescription) -> tuple[Devices, ...]:
    """Return the largest sort for each of the accelerators, whether it is enough or not; nothing if none fits one."""
    found: list[Devices] = []
    for asked in computers.accelerators:
        fitting = [sort for sort in sorts_of(platform) if fits(asked, sort)]
        if not fitting:
            return ()
        largest = max(fitting, key=lambda sort: sort.count)
        found.append(Devices(largest.name, least(AmountRange.of(asked.count))))
    return tuple(found)


def sorts_of(platform: PlatformDescription) -> list[PlatformAccelerator]:
    """Return the sorts of devices of a platform; of those with one name the first counts."""
    named = {sort.name: sort for sort in reversed(platform.capacity.accelerators or ())}
    return list(reversed(named.values()))


def fits(asked: Accelerator, sort: PlatformAccelerator) -> bool:
    """Return whether devices of a sort will do; how many there are does not matter."""
    return is_of_sort(asked, sort.device) and is_as_good(asked, sort.device)


def capacities(platform: PlatformDescription) -> dict[str, int]:
    """Return how much a platform has of each resource: cores, GiB of memory and of storage, and devices by name."""
    has = platform.capacity
    devices = {device_key(sort.name): sort.count for sort in sorts_of(platform)}
    return {"cores": has.cores, "memory": has.memory, "storage": has.storage or 0, **devices}


def called(resource: str, amount: int) -> str:
    """Return what people call so much of a resource: ``cores``, or ``device of the sort a100``."""
    if resource in ("memory", "storage"):
        return f"GiB of {resource}"
    plural = "" if amount == 1 else "s"
    sort = sort_in(resource)
    return f"core{plural}" if sort is None else f"device{plural} of the sort {sort}"


def device_key(name: str) -> str:
    """Return what the devices that a platform calls `name` are called among its resources."""
    return f"{_DEVICES}{name}"


def sort_in(resource: str) -> str | None:
    """Return what the platform calls a sort of devices among its resources, None for a resource of another sort."""
    return resource.removeprefix(_DEVICES) if resource.startswith(_DEVICES) else None


def sort_named(name: str, platform: PlatformDescription) -> PlatformAccelerator:
    """Return the sort of devices that a platform calls `name`."""
    return next(sort for sort in platform.capacity.accelerators or () if sort.name == name)
