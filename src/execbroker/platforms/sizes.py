# SPDX-License-Identifier: Apache-2.0
"""How large a session may be: the most and the least that a request asks for, within what a platform has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..quantities import AmountRange
from .wanted import Computers, Devices, capacities, device_key, least, most, room_for_data, storage_sizes, ways

if TYPE_CHECKING:
    from ..model import ExecutionRequest, PlatformDescription


@dataclass(frozen=True, slots=True)
class Size:
    """The computers of a session, what each of them has, and the room for each storage resource, by its number.

    Memory and storage are in GiB. Devices are those for each of the accelerators that are asked for, in their order.
    """

    nodes: int
    cores: int
    memory: int
    devices: tuple[Devices, ...]
    storage: Mapping[int, int]

    def of_computers(self) -> Counter[str]:
        """Return what the computers take of each resource of the platform."""
        each = Counter(cores=self.cores, memory=self.memory)
        for devices in self.devices:
            each[device_key(devices.name)] += devices.count
        return Counter({resource: amount * self.nodes for resource, amount in each.items()})

    def taken(self) -> Counter[str]:
        """Return what all of it takes of each resource of the platform."""
        return self.of_computers() + Counter(storage=sum(self.storage.values()))


def sizes(request: ExecutionRequest, platform: PlatformDescription) -> Iterator[Size]:
    """Yield the sizes of a session that a platform has room for while nothing is taken, larger ones first.

    For each way to take the accelerators these are the most and the least. A cluster grows by its nodes, a computer by
    its cores, memory and devices; storage has what is needed.
    """
    computers, has = Computers.of(request), capacities(platform)
    found = [smallest(request, way) for way in ways(computers, platform)]
    fitting = [size for size in found if not exceeded(size, has)]
    largest = [_largest(size, computers, platform, has) for size in fitting]
    yield from largest
    yield from (size for size in fitting if size not in largest)


def smallest(request: ExecutionRequest, devices: tuple[Devices, ...]) -> Size:
    """Return the least that a request asks for, with these devices.

    Storage has room for its data even where that is more than the most that is asked for: without it nothing would run.
    """
    computers, data = Computers.of(request), room_for_data(request)
    storage = {index: max(least(wanted), data.get(index, 0)) for index, wanted in storage_sizes(request).items()}
    return Size(least(computers.nodes), least(computers.cores), least(computers.memory), devices, storage)


def exceeded(size: Size, has: Mapping[str, int]) -> list[str]:
    """Return the resources of which a size takes more than there is."""
    return [resource for resource, amount in size.taken().items() if amount > has.get(resource, 0)]


def _largest(size: Size, computers: Computers, platform: PlatformDescription, has: Mapping[str, int]) -> Size:
    """Return the most that is asked for and there is, from the least on."""
    if computers.nodes.maximum != 1:
        room = [has[resource] // amount for resource, amount in replace(size, nodes=1).of_computers().items() if amount]
        return replace(size, nodes=most(computers.nodes, min(room, default=size.nodes)))
    limits = computer_limits(platform)
    devices = list(size.devices)
    for index, asked in enumerate(computers.accelerators):
        name, least_of_others = (
            devices[index].name,
            sum(one.count for one in devices if one.name == devices[index].name),
        )
        spare = has[device_key(name)] - least_of_others
        devices[index] = Devices(name, most(AmountRange.of(asked.count), devices[index].count + spare))
    return replace(
        size,
        cores=most(computers.cores, limits["cores"]),
        memory=most(computers.memory, limits["memory"]),
        devices=tuple(devices),
    )


def computer_limits(platform: PlatformDescription) -> Mapping[str, int]:
    """Return the most cores, and the most memory in GiB, that one computer of a platform gets."""
    has, policy = platform.capacity, platform.policy
    cores, memory = (policy.maximum_cores, policy.maximum_memory) if policy else (None, None)
    return {
        "cores": has.cores if cores is None else min(cores, has.cores),
        "memory": has.memory if memory is None else min(memory, has.memory),
    }
